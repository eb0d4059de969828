package spec

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// FuzzExtractFragments: whatever the page holds, the answer is fragments that are mappings, or an error with file and
// line, and never a panic; and every fragment can be merged with itself and written.
func FuzzExtractFragments(f *testing.F) {
	for _, seed := range []string{"```json\n" + smallFragment + "\n```\n", "> ~~~yaml\n> openapi: 3.0.3\n> ~~~\n", "- 1\n\n\t```\n\t{\"openapi\":\n\t```\n",
		"```", "````json\r\n{\"openapi\":\"\xff\"}\r\n````", "\xef\xbb\xbf```yaml\nopenapi: &a [*a]\n```", "```yaml\nopenapi: 1\n? {a: b}\n: c\n```", "```json\n{\"openapi\":1,\"servers\":1}\n```",
		"```json\n{\"openapi\":1,\"tags\":[{\"name\":[1]}],\"paths\":{\"/\":{}}}\n```\n```json\n{\"openapi\":1,\"tags\":[{}],\"paths\":[]}\n```"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		found, err := ExtractFragments("p.md", page)
		if err != nil {
			require.Regexp(t, `^p\.md:[1-9]\d*(:[1-9]\d*)?( \(at .*\))?: `, firstLine(err))
			return
		}
		require.NotEmpty(t, found)
		for _, fragment := range found {
			require.Equal(t, yaml.MappingNode, fragment.Root.Kind)
			require.Positive(t, fragment.Line)
			if merged, err := Merge([]Fragment{fragment, fragment}); err == nil {
				_, err = encode(merged)
				require.NoError(t, err)
			}
		}
		_, _ = Merge(found)
	})
}

// FuzzParseOverlay: an overlay is refused with file and line, or can be applied without a panic, and applied twice to
// equal documents gives equal documents.
func FuzzParseOverlay(f *testing.F) {
	for _, action := range []string{"target: $, update: {a: 1}", "target: \"$..*\", remove: true", "target: \"$.a[?@.b]\", update: [1]", "target: ][, remove: true",
		"target: \"$..[?length(@.b) == 1 && @.b[?@ == 'x']].b\", remove: true", "target: \"$['a','paths'][0]\", update: {b: 2}", "x"} {
		f.Add([]byte(overlayHead + "- {description: d, x-source: s, x-confidence: H, " + action + "}\n"))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := ParseOverlay("o.yaml", data)
		if err != nil {
			require.Regexp(t, `^o\.yaml:[1-9]\d*( \(at .*\))?: `, firstLine(err))
			return
		}
		a, err := parseDocument([]byte(`{"a":[{"b":1},{"b":"x"}],"paths":{"/p":{"get":{}}},"components":{"schemas":{}}}`))
		require.NoError(t, err)
		b := yamlnode.Clone(a)
		failedA, failedB := o.Apply(a), o.Apply(b)
		require.Len(t, failedB, len(failedA))
		require.Nil(t, firstDifference(a, b, ""))
	})
}
