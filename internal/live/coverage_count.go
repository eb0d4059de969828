package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// counter counts what exchanges exercise of a document.
type counter struct {
	routes     *routes
	operations []*operationCounter // as the routes are sorted
	unknown    int
}

// operationCounter is an Operation with its parts by name.
type operationCounter struct {
	Operation
	route  *route
	fields map[string]*Field // by direction and pointer, or the parameter's place and name
	order  []string
}

func newCounter(routes *routes) *counter {
	c := &counter{routes: routes}
	for i := range routes.all {
		c.operations = append(c.operations, newOperationCounter(&routes.all[i]))
	}
	return c
}

func newOperationCounter(r *route) *operationCounter {
	o := &operationCounter{Operation: Operation{ID: r.id, Method: r.method, Path: r.path.String()}, route: r, fields: map[string]*Field{}}
	for _, status := range slices.Sorted(maps.Keys(r.source.Responses.Map())) {
		o.Statuses = append(o.Statuses, Tick{Name: strings.ToUpper(status)})
	}
	for _, p := range r.parameters {
		if p.Value.In == openapi3.ParameterInQuery || p.Value.In == openapi3.ParameterInPath {
			o.list(contract.InRequest, p.Value.In+" "+p.Value.Name, p.Value.Schema)
		}
	}
	w := fieldWalk{counter: o, above: map[*openapi3.Schema]bool{}}
	for _, s := range requestSchemas(r.source) {
		w.direction = contract.InRequest
		w.walk(s, "")
	}
	for _, s := range responseSchemas(r.source) {
		w.direction = contract.InResponse
		w.walk(s, "")
	}
	return o
}

// list notes that there is such a field, once.
func (o *operationCounter) list(direction contract.Direction, pointer string, s *openapi3.SchemaRef) {
	key := string(direction) + " " + pointer
	f := o.fields[key]
	if f == nil {
		f = &Field{Direction: direction, Pointer: pointer}
		o.fields[key] = f
		o.order = append(o.order, key)
	}
	for _, word := range enumWords(s) {
		if !slices.ContainsFunc(f.Values, func(t Tick) bool { return t.Name == word }) {
			f.Values = append(f.Values, Tick{Name: word})
		}
	}
}

// fieldWalk lists the fields of a schema.
type fieldWalk struct {
	counter   *operationCounter
	direction contract.Direction
	above     map[*openapi3.Schema]bool // those that the walk is within: schemas may hold themselves
}

func (w fieldWalk) walk(ref *openapi3.SchemaRef, pointer string) {
	if ref == nil || ref.Value == nil || w.above[ref.Value] {
		return
	}
	s := ref.Value
	w.above[s] = true
	defer delete(w.above, s)
	for _, part := range parts(s) {
		w.walk(part, pointer)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		at := jsonpointer.Join(pointer, name)
		w.counter.list(w.direction, at, s.Properties[name])
		w.walk(s.Properties[name], at)
	}
	for _, inner := range []*openapi3.SchemaRef{s.Items, s.AdditionalProperties.Schema} {
		if inner == nil || inner.Value == nil {
			continue
		}
		if len(enumWords(inner)) > 0 {
			w.counter.list(w.direction, pointer+"/*", inner)
		}
		w.walk(inner, pointer+"/*")
	}
}

// add counts what exchanges exercise.
func (c *counter) add(exchanges []contract.Exchange) {
	for _, x := range exchanges {
		at := c.routes.find(x.Request.Method, x.Request.URL)
		i := slices.IndexFunc(c.operations, func(o *operationCounter) bool { return o.route == at })
		if i < 0 {
			c.unknown++
			continue
		}
		c.operations[i].add(x)
	}
}

func (o *operationCounter) add(x contract.Exchange) {
	o.Calls++
	met := map[string]bool{}
	o.addParameters(x.Request.URL, met)
	o.addBody(contract.InRequest, x.Request.Body, met)
	if x.Response.Status != 0 {
		o.addStatus(x.Response.Status)
		o.addBody(contract.InResponse, x.Response.Body, met)
	}
	for key := range met {
		if f := o.fields[key]; f != nil {
			f.Times++
		}
	}
}

func (o *operationCounter) addStatus(status int) {
	for _, name := range []string{strconv.Itoa(status), fmt.Sprintf("%dXX", status/100), "DEFAULT"} {
		if i := slices.IndexFunc(o.Statuses, func(t Tick) bool { return t.Name == name }); i >= 0 {
			o.Statuses[i].Times++
			return
		}
	}
	o.Statuses = append(o.Statuses, Tick{Name: strconv.Itoa(status), Times: 1, Undocumented: true})
}

func (o *operationCounter) addParameters(u *url.URL, met map[string]bool) {
	for name, values := range u.Query() {
		for _, v := range values {
			o.meet(contract.InRequest, "query "+name, v, met)
		}
	}
	for _, name := range o.route.path.Names() {
		o.meet(contract.InRequest, "path "+name, "", met)
	}
}

// meet notes a field, and its value where that is one of an enum.
func (o *operationCounter) meet(direction contract.Direction, pointer, value string, met map[string]bool) {
	key := string(direction) + " " + pointer
	f := o.fields[key]
	if f == nil {
		return
	}
	met[key] = true
	for i := range f.Values {
		if f.Values[i].Name == value && !met[key+" = "+value] {
			met[key+" = "+value] = true
			f.Values[i].Times++
		}
	}
}

// addBody notes the fields of a body. One that is not JSON has none.
func (o *operationCounter) addBody(direction contract.Direction, body []byte, met map[string]bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if len(body) > 0 && decoder.Decode(&value) == nil {
		o.addValue(direction, value, "", met)
	}
}

// deepest is where counting ends: no document nests its messages like that.
const deepest = 64

func (o *operationCounter) addValue(direction contract.Direction, value any, at string, met map[string]bool) {
	if strings.Count(at, "/") > deepest {
		return
	}
	switch v := value.(type) {
	case map[string]any:
		o.meet(direction, at, "", met)
		for name, inner := range v {
			next := jsonpointer.Join(at, name)
			if o.fields[string(direction)+" "+next] == nil {
				next = at + "/*" // of a map, whose names are not documented
			}
			o.addValue(direction, inner, next, met)
		}
	case []any:
		o.meet(direction, at, "", met)
		for _, inner := range v {
			o.addValue(direction, inner, at+"/*", met)
		}
	default:
		o.meet(direction, at, fmt.Sprint(v), met)
	}
}

// coverage is what was counted so far.
func (c *counter) coverage() Coverage {
	all := Coverage{Operations: []Operation{}, Unknown: c.unknown}
	for _, o := range c.operations {
		op := o.Operation
		op.Parameters, op.Fields = []Field{}, []Field{}
		for _, key := range o.order {
			f := *o.fields[key]
			if strings.HasPrefix(f.Pointer, "/") {
				op.Fields = append(op.Fields, f)
			} else {
				op.Parameters = append(op.Parameters, f)
			}
		}
		all.Operations = append(all.Operations, op)
	}
	return all
}
