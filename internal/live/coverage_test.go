package live

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/spec"
)

// A document that has what ours has not: a schema within itself, a map, statuses by class, parts of every sort.
const oddDocument = `
openapi: 3.0.3
info: {title: odd, version: "1"}
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getThing
      parameters:
        - {name: order, in: query, schema: {type: string, enum: [up, down]}}
        - {name: Trace, in: header, schema: {type: string}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        4XX: {description: no}
        default: {description: else}
  /things/all:
    get:
      responses:
        "204": {description: ok}
components:
  schemas:
    Thing:
      type: object
      allOf:
        - type: object
          properties:
            level: {type: integer, enum: [1, 2]}
      properties:
        children: {type: array, items: {$ref: '#/components/schemas/Thing'}}
        names: {type: object, additionalProperties: {type: string, enum: [a, b]}}
        words: {type: array, items: {type: string, enum: [x, "y"]}}
        choice: {oneOf: [{type: string, enum: [one]}, {type: boolean, enum: [true]}]}
        a/b: {type: string}
`

func oddCounter(t *testing.T) *counter {
	t.Helper()
	doc, err := spec.Parse("odd.yaml", []byte(oddDocument))
	require.NoError(t, err)
	return newCounter(newRoutes(doc, ""))
}

func get(t *testing.T, target string, status int, body string) contract.Exchange {
	t.Helper()
	u, err := url.Parse("https://service.test" + target)
	require.NoError(t, err)
	return contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: u},
		Response: contract.Response{Status: status, Body: []byte(body)},
	}
}

func TestCoverageComesFromTheDocument(t *testing.T) {
	t.Parallel()
	c := oddCounter(t)
	none := c.coverage()
	assert.Equal(t, Totals{Statuses: Tally{0, 4}, Parameters: Tally{0, 2}, Fields: Tally{0, 8}, Values: Tally{0, 10}}, none.Totals())
	assert.Equal(t, []Gap{{"GET /things/all", []string{"the whole operation"}}, {"getThing", []string{"the whole operation"}}}, none.Gaps())

	c.add([]contract.Exchange{
		get(t, "/things/7?order=up&odd=1", 200, `{"level":1,"children":[{"level":2,"extra":1},{"level":2}],"names":{"Jane":"a"},"words":["x","x"],"a/b":"c"}`),
		get(t, "/things/7?order=up", 200, `{"level":1,"choice":true}`),
		get(t, "/things/7", 404, `not JSON`),
		get(t, "/things/7", 503, ``),
		get(t, "/things/7", 0, ``),
		get(t, "/things/all", 500, ``),
		get(t, "/nothing", 200, ``),
		{},
	})
	got := c.coverage()
	assert.Equal(t, 2, got.Unknown)
	thing := got.Operations[1]
	assert.Equal(t, 5, thing.Calls)
	assert.Equal(t, []Tick{{Name: "200", Times: 2}, {Name: "4XX", Times: 1}, {Name: "DEFAULT", Times: 1}}, thing.Statuses)
	assert.Equal(t, []Tick{{Name: "204"}, {Name: "500", Times: 1, Undocumented: true}}, got.Operations[0].Statuses)
	assert.Equal(t, []Field{
		{contract.InRequest, "path id", 5, nil},
		{contract.InRequest, "query order", 2, []Tick{{Name: "up", Times: 2}, {Name: "down"}}},
	}, thing.Parameters)
	assert.ElementsMatch(t, []Field{
		{contract.InResponse, "/level", 2, []Tick{{Name: "1", Times: 2}, {Name: "2"}}},
		{contract.InResponse, "/a~1b", 1, nil},
		{contract.InResponse, "/children", 1, nil},
		{contract.InResponse, "/choice", 1, []Tick{{Name: "one"}, {Name: "true", Times: 1}}},
		{contract.InResponse, "/names", 1, nil},
		{contract.InResponse, "/names/*", 1, []Tick{{Name: "a", Times: 1}, {Name: "b"}}},
		{contract.InResponse, "/words", 1, nil},
		{contract.InResponse, "/words/*", 1, []Tick{{Name: "x", Times: 1}, {Name: "y"}}},
	}, thing.Fields)
	assert.Equal(t, []Gap{
		{"GET /things/all", []string{"HTTP 204"}},
		{"getThing", []string{
			"query order = down", "response /level = 2", "response /choice = one", "response /names/* = b", "response /words/* = y",
		}},
	}, got.Gaps())

	tables := got.section().Tables
	assert.Contains(t, tables[0].Rows[2], "3/4", tables[0])
	assert.Contains(t, tables[1].Rows, []string{"getThing", "query order = down"})
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	doc, err := spec.Parse("odd.yaml", []byte(oddDocument))
	require.NoError(t, err)
	r := newRoutes(doc, "https://service.test/base/")
	for path, want := range map[string]string{
		"/base/things/all": "GET /things/all", "/base/things/7": "getThing", "/base/things/a%2Fb": "getThing",
		"/base/things/": "", "/things/7": "", "/base/Things/7": "", "/base/things/7/8": "",
	} {
		u, err := url.Parse("https://service.test" + path)
		require.NoError(t, err)
		got := r.find(http.MethodGet, u)
		if want == "" {
			assert.Nil(t, got, path)
			continue
		}
		require.NotNil(t, got, path)
		assert.Equal(t, want, got.id, path)
	}
	assert.Nil(t, r.find(http.MethodGet, nil))
	assert.Nil(t, r.find(http.MethodPost, &url.URL{Path: "/base/things/7"}))
}
