package vcr_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/spec"
)

// coverage collects, of each operation, which values of the document's lists and which members its exchanges have.
type coverage struct {
	possible, seen map[string]bool
}

func (c coverage) note(places map[string]bool, parts ...string) {
	places[strings.Join(parts, " ")] = true
}

// TestScenariosCoverTheDocument: every operation is called, in each of its documented HTTP statuses, and every value of every
// list of the document comes up in every operation that can hold it: locales, purposes, kinds of recipients, results, statuses
// of batches and items, item types. So a new value, or a new operation, fails this test.
func TestScenariosCoverTheDocument(t *testing.T) {
	doc, err := spec.Document()
	require.NoError(t, err)
	c := coverage{possible: map[string]bool{}, seen: map[string]bool{}}
	l := library(t)
	var exchanges []contract.Exchange
	for _, entry := range l.Index.Cassettes {
		if entry.Source == vcr.Emulator {
			some, err := l.Exchanges(entry)
			require.NoError(t, err)
			exchanges = append(exchanges, some...)
		}
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			c.promise(path, op)
			for _, x := range exchanges {
				if x.Request.Method == method && matches(path, x.Request.URL.Path) {
					c.see(op, x)
				}
			}
		}
	}
	require.Greater(t, len(c.possible), 80)
	for _, place := range slices.Sorted(maps.Keys(c.possible)) {
		assert.True(t, c.seen[place], "no scenario has %s", place)
	}
}

func matches(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == g || strings.HasPrefix(w, "{") })
}

// promise notes what the document says an operation can hold.
func (c coverage) promise(path string, op *openapi3.Operation) {
	for _, p := range op.Parameters {
		c.values(c.possible, op.OperationID, p.Value.In+" "+p.Value.Name, p.Value.Schema.Value)
	}
	if op.RequestBody != nil {
		c.walk(op.OperationID+" request", op.RequestBody.Value.Content["application/json"].Schema.Value)
	}
	for status, response := range op.Responses.Map() {
		c.note(c.possible, op.OperationID, "status", status)
		c.walk(op.OperationID+" response", response.Value.Content["application/json"].Schema.Value)
	}
	// What the pages name and the emulator never answers: what they mean is not known, or only a request could bring it about
	// that has no such member.
	unseen := []string{"errorGroup", "errorName"}
	if op.OperationID != string(gen.OperationInitMassPayout) {
		unseen = append(unseen, "conversationId")
	}
	for _, name := range unseen {
		delete(c.possible, op.OperationID+" response has "+name)
	}
}

func (c coverage) values(places map[string]bool, operation, where string, s *openapi3.Schema) {
	for _, word := range s.Enum {
		c.note(places, operation, where, "=", word.(string))
	}
}

func (c coverage) walk(where string, s *openapi3.Schema) {
	if s.Items != nil {
		c.walk(where, s.Items.Value)
	}
	for name, p := range s.Properties {
		c.note(c.possible, where, "has", name)
		c.values(c.possible, where, name, p.Value)
		c.walk(where, p.Value)
	}
}

// see notes what an exchange has.
func (c coverage) see(op *openapi3.Operation, x contract.Exchange) {
	for name, values := range x.Request.URL.Query() {
		c.note(c.seen, op.OperationID, "query "+name, "=", values[0])
	}
	c.note(c.seen, op.OperationID, "status", strconv.Itoa(x.Response.Status))
	c.body(op.OperationID+" request", x.Request.Body)
	c.body(op.OperationID+" response", x.Response.Body)
}

func (c coverage) body(where string, text []byte) {
	var v any
	if json.Unmarshal(text, &v) == nil {
		c.value(where, "", v)
	}
}

func (c coverage) value(where, name string, v any) {
	switch v := v.(type) {
	case []any:
		for _, element := range v {
			c.value(where, name, element)
		}
	case map[string]any:
		for member, inner := range v {
			c.note(c.seen, where, "has", member)
			c.value(where, member, inner)
		}
	case string:
		c.note(c.seen, where, name, "=", v)
	}
}
