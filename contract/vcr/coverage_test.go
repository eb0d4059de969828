package vcr_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/internal/uncovered"
	"github.com/iyzipayout/iyzipayout/spec"
)

var update = flag.Bool("update", false, "write testdata anew where the document has changed: uncovered.txt, payroll.yaml")

// coverage collects, of each operation, which values of the document's lists and which members its exchanges have.
type coverage struct {
	possible, seen map[string]bool
}

func (c coverage) note(places map[string]bool, parts ...string) {
	places[strings.Join(parts, " ")] = true
}

// TestScenariosCoverTheDocument: every operation is called, in each of its documented HTTP statuses, and every value of every
// list of the document comes up in every operation that can hold it: locales, purposes, kinds of recipients, results, statuses
// of batches and items, item types. What is not covered stands in testdata/uncovered.txt with a reason; so a new value, or a
// new operation, fails this test until it is listed there (-update), and so does an entry that is covered by now.
func TestScenariosCoverTheDocument(t *testing.T) {
	t.Parallel()
	doc, err := spec.Document()
	require.NoError(t, err)
	c := coverage{possible: map[string]bool{}, seen: map[string]bool{}}
	l := library(t)
	var exchanges []contract.Exchange
	for _, entry := range l.Cassettes {
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
	compareUncovered(t, "testdata/uncovered.txt", c)
}

// compareUncovered holds what no exchange has against the list. Reasons are kept.
func compareUncovered(t *testing.T, name string, c coverage) {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	listed, err := uncovered.Parse(data)
	require.NoError(t, err)
	reasons := map[string]string{}
	for _, u := range listed {
		reasons[u.Place] = u.Reason
	}
	var now []uncovered.Entry
	for place := range c.possible {
		if !c.seen[place] {
			now = append(now, uncovered.Entry{Place: place, Reason: cmp.Or(reasons[place], uncovered.NoScenario)})
		}
	}
	want := uncovered.Format(now)
	if *update {
		require.NoError(t, os.WriteFile(name, want, 0o644))
		data = want
	}
	assert.Equal(t, string(want), string(data), "%s: what no scenario exercises has changed: write a scenario, or run the test with -update and give the reason", name)
}

func matches(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == g || strings.HasPrefix(w, "{") })
}

// promise notes what the document says an operation can hold.
func (c coverage) promise(path string, op *openapi3.Operation) {
	for _, p := range op.Parameters {
		if p.Value.Schema == nil {
			continue
		}
		c.note(c.possible, op.OperationID, p.Value.In+" "+p.Value.Name)
		c.values(c.possible, op.OperationID, p.Value.In+" "+p.Value.Name, p.Value.Schema.Value)
	}
	if op.RequestBody != nil {
		c.content(op.OperationID+" request", op.RequestBody.Value.Content)
	}
	for status, response := range op.Responses.Map() {
		c.note(c.possible, op.OperationID, "status", status)
		c.content(op.OperationID+" response", response.Value.Content)
	}
}

// content notes what a message can hold that has a body.
func (c coverage) content(where string, content openapi3.Content) {
	if media := content.Get("application/json"); media != nil && media.Schema != nil {
		c.walk(where, media.Schema.Value)
	}
}

func (c coverage) values(places map[string]bool, operation, where string, s *openapi3.Schema) {
	for _, word := range s.Enum {
		c.note(places, operation, where, "=", fmt.Sprint(word))
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
		c.note(c.seen, op.OperationID, "query "+name)
		c.note(c.seen, op.OperationID, "query "+name, "=", values[0])
	}
	for _, p := range op.Parameters { // the address matched, so it holds them
		if p.Value.In == openapi3.ParameterInPath || p.Value.In == openapi3.ParameterInHeader && x.Request.Header.Get(p.Value.Name) != "" {
			c.note(c.seen, op.OperationID, p.Value.In+" "+p.Value.Name)
		}
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
	default:
		c.note(c.seen, where, name, "=", fmt.Sprint(v))
	}
}
