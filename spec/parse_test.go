package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

func TestParseJSONKeepsEveryValue(t *testing.T) {
	root, err := parseDocument([]byte("{\"a\":\"\\ud83d\\ude00 \\u0130\",\n \"b\":[1,-0,1.50,1E+2,true,null],\"c\":{\"\":{}}, \"d\":\"<<\", \"e\":\"2001-01-01\"}"))
	require.NoError(t, err)
	assert.Equal(t, "😀 İ", yamlnode.Lookup(root, "a").Value)
	var values, tags []string
	for _, element := range yamlnode.Lookup(root, "b").Content {
		values, tags = append(values, element.Value), append(tags, element.Tag)
	}
	assert.Equal(t, []string{"1", "-0", "1.50", "1E+2", "true", "null"}, values, "numbers keep their digits")
	assert.Equal(t, []string{"!!int", "!!int", "!!float", "!!float", "!!bool", "!!null"}, tags)
	assert.Equal(t, yaml.MappingNode, yamlnode.Lookup(yamlnode.Lookup(root, "c"), "").Kind)
	assert.Equal(t, 2, yamlnode.Lookup(root, "b").Line)
	assert.Equal(t, 6, yamlnode.Lookup(root, "b").Column, "where the value begins")
	assert.Equal(t, 2, root.Content[2].Column, "where the key begins")
}

func TestParseDocumentRefuses(t *testing.T) {
	cases := map[string]string{
		"":                            "1: must be a YAML mapping",
		"- a":                         "1: must be a YAML mapping",
		"\n\n\"text\"":                "3: must be a YAML mapping",
		"{\"a\":1,}":                  "1:7: not valid JSON: invalid character ',' at start of value",
		"\xef\xbb\xbf{\n\"a\":1":      "2:6: not valid JSON: unexpected EOF",
		"{\"a\":{\"b\":1,\n\"b\":2}}": "2:1 (at /a/b): duplicate key: keep one of the two",
		"a: 1\n\"a\": 2":              "2 (at /a): duplicate key: keep one of the two",
		"a:\n- b: 1\n  c: 1\n  b: 2":  "4 (at /a/0/b): duplicate key: keep one of the two",
		"a: [\n":                      "1: not valid YAML: did not find expected node content",
		"a: \x01":                     "1: not valid YAML: control characters are not allowed",
		"a: 1\n---\nb: 1\n":           "2: a second YAML document stands behind the first",
		"a: 1\n---\nb: [":             "3: not valid YAML: did not find expected node content",
		"a: 1\n...\nb: 1\n":           "3: not valid YAML: did not find expected <document start>",
		"a:\n- b\nc\n- d\n":           "3: not valid YAML: could not find expected ':'",
		"a: 1\nb: 2\nc: d: e\nf: 1\n": "3: not valid YAML: mapping values are not allowed in this context",
		"a: 1\nb: [1\nc: 2\n":         "2: not valid YAML: did not find expected ',' or ']'",
	}
	for text, want := range cases {
		t.Run(text, func(t *testing.T) {
			_, err := parseDocument([]byte(text))
			assert.EqualError(t, err, want)
		})
	}
}

func TestParseJSONRefusesWhatIsNoObject(t *testing.T) {
	for _, text := range []string{"[]", " 1", `"a"`, "null"} {
		_, err := parseJSON([]byte(text))
		assert.ErrorContains(t, err, "must be a JSON object", text)
	}
}

func TestParseManyLinesIsNotSlow(t *testing.T) {
	// With a count from the top for every token, this takes minutes.
	text := "{\"a\":[\n" + strings.Repeat("{\"b\":\n1},\n", 100_000) + "{}]}"
	root, err := parseDocument([]byte(text))
	require.NoError(t, err)
	list := yamlnode.Lookup(root, "a").Content
	require.Len(t, list, 100_001)
	assert.Equal(t, 200_002, list[100_000].Line)
}

// Any JSON object comes through the parser and the writer of the merged document unchanged.
func TestParseAndEncodeKeepAnyDocument(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := objectGenerator(3).Draw(t, "document")
		root, err := parseDocument([]byte(data))
		require.NoError(t, err)
		written, err := encode(root)
		require.NoError(t, err)
		again, err := parseYAML(written)
		require.NoError(t, err, "%s", written)
		require.Nil(t, firstDifference(root, again, ""), "%s", written)

		var want any
		require.NoError(t, json.Unmarshal([]byte(data), &want))
		require.Equal(t, want, decodeNode(t, root))
	})
}

func decodeNode(t require.TestingT, node *yaml.Node) any {
	switch node.Kind {
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i < len(node.Content); i += 2 {
			object[node.Content[i].Value] = decodeNode(t, node.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := []any{}
		for _, element := range node.Content {
			list = append(list, decodeNode(t, element))
		}
		return list
	}
	if node.Tag == "!!str" {
		return node.Value
	}
	var value any
	require.NoError(t, json.Unmarshal([]byte(node.Value), &value))
	return value
}

// objectGenerator draws the text of a JSON object without duplicate keys.
func objectGenerator(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		members := []string{}
		for _, name := range rapid.SliceOfNDistinct(textGenerator(), 0, 4, rapid.ID[string]).Draw(t, "names") {
			members = append(members, quoted(name)+":"+valueGenerator(depth-1).Draw(t, "value"))
		}
		return "{" + strings.Join(members, ",") + "}"
	})
}

func valueGenerator(depth int) *rapid.Generator[string] {
	kinds := []*rapid.Generator[string]{
		rapid.Map(textGenerator(), quoted),
		rapid.Map(rapid.Int64(), func(n int64) string { return fmt.Sprint(n) }),
		rapid.StringMatching(`-?(0|[1-9][0-9]{0,8})\.[0-9]{1,10}`),
		rapid.StringMatching(`[1-9](\.[0-9])?[eE][+-]?[0-9]{1,2}`),
		rapid.SampledFrom([]string{"true", "false", "null", "{}", "[]"}),
	}
	if depth > 0 {
		list := rapid.Map(rapid.SliceOfN(rapid.Deferred(func() *rapid.Generator[string] { return valueGenerator(depth - 1) }), 0, 3),
			func(elements []string) string { return "[" + strings.Join(elements, ",") + "]" })
		kinds = append(kinds, objectGenerator(depth), list)
	}
	return rapid.OneOf(kinds...)
}

func textGenerator() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom(awkwardTexts()),
	)
}

// awkwardTexts are those that a YAML writer can trip over.
func awkwardTexts() []string {
	return []string{"", "~", "yes", "null", "<<", "=", "1", "1.0", "0x1", "1_000", "2001-01-01", "!a", "&a", "*a", "- a", "a: b", "#a", "a #b",
		" a", "a ", "\n", "\na", "a\n", "a\n\n", " a\nb", "a\n b \n", "\ta", "a\tb\n", "a\r\nb", "\u2028", "\u0085", "😀", "%a", "@", "`", "'", "\"", "\\", "|", ">", "{", "]", ",", "?", "---", "..."}
}

func TestEncodeKeepsAwkwardTexts(t *testing.T) {
	for _, text := range awkwardTexts() {
		root, err := parseDocument([]byte("{" + quoted(text) + ":[" + quoted(text) + ",{\"a\":" + quoted(text) + "}]}"))
		require.NoError(t, err)
		written, err := encode(root)
		require.NoError(t, err)
		again, err := parseDocument(written)
		require.NoError(t, err, "%q", text)
		require.Nil(t, firstDifference(root, again, ""), "%q", text)
	}
}

func quoted(s string) string {
	data, _ := json.Marshal(s)
	return string(data)
}

// FuzzParseJSON: what is accepted is a JSON object to encoding/json as well, and means the same; what is refused is not
// an object, or is malformed, has a duplicate key, or no UTF-8. Errors begin with line and column.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":[1,2.50,{"b":null}],"c":"\ud83d\ude00"}`, `{"a":1,"\u0061":2}`, `{"a":1} x`, `[1]`, `{"a":"\ud800"}`, "{\"a\":\"\xff\"}",
		`{"a":01}`, `{"a":1e400}`, "{\r\n}", `{"a":{"a":{"a":[]}}}`, ` `, `{"":""}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := parseJSON(data)
		var want any
		valid := json.Valid(data)
		if err != nil {
			require.Regexp(t, `^[1-9]\d*:[1-9]\d*( \(at .*\))?: `, firstLine(err))
			if valid && json.Unmarshal(data, &want) == nil {
				_, isObject := want.(map[string]any)
				refused := !isObject || duplicated(data) || strings.Contains(err.Error(), "UTF-8") || strings.Contains(err.Error(), "surrogate")
				require.True(t, refused, "refused without need: %v", err)
			}
			return
		}
		require.True(t, valid, "accepted what is no JSON")
		require.False(t, duplicated(data), "accepted a duplicate key")
		if json.Unmarshal(data, &want) != nil {
			return // a number that no float can hold: still JSON
		}
		require.Equal(t, want, decodeNode(t, root))
	})
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// duplicated finds duplicate keys with encoding/json's tokens, another parser than the one under test.
func duplicated(data []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var value func() bool
	value = func() bool {
		token, err := dec.Token()
		if err != nil {
			return false
		}
		delim, ok := token.(json.Delim)
		if !ok {
			return false
		}
		seen, found := map[string]bool{}, false
		for dec.More() {
			if delim == '{' {
				name, err := dec.Token()
				if err != nil {
					return found
				}
				key, _ := name.(string)
				found = found || seen[key]
				seen[key] = true
			}
			found = value() || found
		}
		_, _ = dec.Token()
		return found
	}
	return value()
}
