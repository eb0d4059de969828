package diff

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDecodeIgnoresLayout(t *testing.T) {
	want, err := decode([]byte(`{"openapi": "3.0.3", "n": [1, 1.5, 100, true, null, "x"], "200": {"a": "2026-01-02", "b": "yes"}}`))
	require.NoError(t, err)
	for name, text := range map[string]string{
		"key order":      `{"200": {"b": "yes", "a": "2026-01-02"}, "n": [1, 1.5, 100, true, null, "x"], "openapi": "3.0.3"}`,
		"numbers":        `{"openapi": "3.0.3", "n": [1.0, 15e-1, 1e2, true, null, "x"], "200": {"a": "2026-01-02", "b": "yes"}}`,
		"byte order":     "\ufeff" + `{"openapi": "3.0.3", "n": [1, 1.5, 100, true, null, "x"], "200": {"a": "2026-01-02", "b": "yes"}}`,
		"escapes":        `{"\u006fpenapi": "3.0.3", "n": [1, 1.5, 100, true, null, "\u0078"], "200": {"a": "2026-01-02", "b": "yes"}}`,
		"YAML":           "openapi: 3.0.3\nn: [1, 1.50, 0x64, true, ~, x]\n200:\n  a: 2026-01-02\n  b: 'yes'\n",
		"YAML comments":  "# head\nopenapi: \"3.0.3\" # why\nn:\n- 1\n- 1.5\n- 100\n- true\n- null\n- x\n\"200\": {a: \"2026-01-02\", b: \"yes\"}\n",
		"YAML anchors":   "openapi: 3.0.3\nn: &n [1, 1.5, 100, true, null, x]\n200: {a: 2026-01-02, b: 'yes'}\n",
		"YAML merge key": "openapi: 3.0.3\nn: [1, 1.5, 100, true, null, x]\n200:\n  <<: {a: 2026-01-02, b: no}\n  b: 'yes'\n",
		"YAML in braces": "{openapi: 3.0.3, n: [1, 1.5, 100, true, null, x], 200: {a: 2026-01-02, b: 'yes'}}",
	} {
		got, err := decode([]byte(text))
		require.NoError(t, err, name)
		assert.Equal(t, canonical(want), canonical(got), name)
	}
	got, err := decode([]byte("openapi: 3.0.3\none: &x {type: string}\ntwo: *x\n"))
	require.NoError(t, err)
	assert.JSONEq(t, `{"openapi":"3.0.3","one":{"type":"string"},"two":{"type":"string"}}`, canonical(got))
}

func TestDecodeNamesTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "1: the file is empty",
		"{\"a\": 1,\n\"a\": 2}":              "2: not valid JSON",
		"{\"a\": 1,\n":                       "2: not valid JSON",
		"{\"a\": 1}\n{}":                     "2: not valid JSON",
		"a: 1\nb: [\n":                       "neither JSON nor YAML",
		"a: 1\na: 2\n":                       "2: duplicate key \"a\"",
		"a: &a [*a]\n":                       "1: the alias *a holds itself",
		"? [1, 2]\n: x\n":                    "1: a key must be plain text",
		"\tx: 1":                             "1: neither JSON nor YAML",
		"\x00\x01":                           "1: neither JSON nor YAML",
		"a: &a [x,x,x,x,x,x,x,x,x]\n" + bomb: "more than 1000000 values",
	} {
		_, err := decode([]byte(text))
		assert.ErrorContains(t, err, want, "%q", text)
	}
}

const bomb = `b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]
e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]
f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]
g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]
`

// FuzzCompare: whatever two files hold, they are refused or compared; a file with itself has no difference, and one that differs has one.
func FuzzCompare(f *testing.F) {
	for _, seed := range []string{
		`{"openapi":"3.0.3","paths":{}}`,
		`{"openapi":"3.0.3","paths":{"/a":{"get":{"parameters":[{"$ref":"#/components/parameters/P"}],"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/S"}}}}}}}},"components":{"schemas":{"S":{"type":"object","properties":{"s":{"$ref":"#/components/schemas/S"}}}}}}`,
		"openapi: 3.1.0\npaths:\n  /a/{b}:\n    post:\n      requestBody:\n        content:\n          application/json:\n            schema: {allOf: [{type: [string, 'null']}, {pattern: '^a'}], oneOf: [{enum: [a]}, {const: 1}]}\n",
		"openapi: 3.0.3\npaths: {/a: {get: {responses: {'': {}, x: {}, 2: {}}, security: [{k: [1]}], servers: [{url: '{v}', variables: {v: {enum: [a, b]}}}]}}}",
		"openapi: x\npaths: {/a: {get: {parameters: [1, {in: path, name: 7}], callbacks: {a: {b: {post: {}}}}}}}\nwebhooks: {w: {post: {requestBody: {$ref: '#/x'}}}}\n",
		"# A page\n\n```json\n{\"openapi\":\"3.0.3\",\"paths\":{\"/a\":{\"get\":{}}}}\n```\n\n| A | b |\n|---|---|\n| C | d |\n",
	} {
		f.Add([]byte(seed), []byte(`{"openapi":"3.0.3","paths":{"/a":{"get":{"responses":{"200":{"description":"x"}}}}}}`))
		f.Add([]byte(seed), []byte(seed))
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if len(a)+len(b) > 20_000 {
			t.Skip("large documents only take long")
		}
		old, err := Parse("old", a)
		if err != nil {
			return
		}
		same, err := Compare(old, old)
		require.NoError(t, err)
		require.Empty(t, same.Changes)
		changed, err := Parse("new", b)
		if err != nil {
			return
		}
		report, err := Compare(old, changed)
		require.NoError(t, err)
		if canonical(old.root) != canonical(changed.root) {
			require.NotEmpty(t, report.Changes)
		}
	})
}
