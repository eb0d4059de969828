package diff_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// layOut writes a document otherwise, and says the same.
func layOut(t *testing.T, layout string, text []byte) ([]byte, string) {
	t.Helper()
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal(text, &document))
	root := document.Content[0]
	switch layout {
	case "reversed":
		reverseMembers(root)
	case "flow", "quoted":
		restyle(root, map[string]yaml.Style{"flow": yaml.FlowStyle, "quoted": yaml.DoubleQuotedStyle}[layout])
	case "comments":
		comment(root)
	case "crlf":
		return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n")), ".yaml"
	case "json", "json-tight", "json-tabs":
		return layOutJSON(t, layout, decodeTrial(t, text)), ".json"
	default:
		require.Fail(t, "no such layout", layout)
	}
	return encodeTrial(t, root), ".yaml"
}

func layOutJSON(t *testing.T, layout string, v any) []byte {
	t.Helper()
	indent := map[string]string{"json": "  ", "json-tight": "", "json-tabs": "\t"}[layout]
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(layout == "json-tabs")
	enc.SetIndent("", indent)
	require.NoError(t, enc.Encode(v))
	return b.Bytes()
}

func reverseMembers(node *yaml.Node) {
	if node.Kind == yaml.MappingNode {
		pairs := slices.Collect(slices.Chunk(slices.Clone(node.Content), 2))
		slices.Reverse(pairs)
		node.Content = slices.Concat(pairs...)
	}
	for _, child := range node.Content {
		reverseMembers(child)
	}
}

func restyle(node *yaml.Node, style yaml.Style) {
	if style == yaml.FlowStyle || node.Kind == yaml.ScalarNode && node.ShortTag() == "!!str" {
		node.Style = style
	}
	for _, child := range node.Content {
		restyle(child, style)
	}
}

func comment(node *yaml.Node) {
	if node.Kind == yaml.MappingNode {
		for i := 0; i < len(node.Content); i += 2 {
			node.Content[i].HeadComment = "# " + node.Content[i].Value
		}
	}
	for _, child := range node.Content {
		comment(child)
	}
}
