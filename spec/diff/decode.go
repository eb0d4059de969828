package diff

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"gopkg.in/yaml.v3"
)

// most is how many values a document may hold: more comes from aliases that multiply.
const most = 1_000_000

// decode reads JSON or YAML into a tree in which layout, key order and the two formats make no difference. Errors begin with
// "LINE: ".
func decode(data []byte) (any, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		if v, err := decodeJSON(data); err == nil || !looksYAML(data) {
			return v, err
		}
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, errors.New("1: the file is empty")
	} else if err != nil {
		line, what := 1, strings.TrimPrefix(err.Error(), "yaml: ")
		if _, scanErr := fmt.Sscanf(what, "line %d:", &line); scanErr == nil {
			_, what, _ = strings.Cut(what, ": ")
		}
		return nil, fmt.Errorf("%d: neither JSON nor YAML: %s", line, what)
	}
	return fromYAML(&doc)
}

// looksYAML: a YAML flow mapping also begins with a brace, but its keys need no quotes.
func looksYAML(data []byte) bool {
	inner := bytes.TrimLeft(bytes.TrimSpace(data)[1:], " \t\r\n")
	return len(inner) > 0 && inner[0] != '"' && inner[0] != '}'
}

// decodeJSON refuses a name that stands twice in an object, as the library does by itself.
func decodeJSON(data []byte) (any, error) {
	numbers := jsonv2.WithUnmarshalers(jsonv2.UnmarshalFromFunc(func(dec *jsontext.Decoder, v *any) error {
		if dec.PeekKind() != '0' {
			return errors.ErrUnsupported // as usual
		}
		token, err := dec.ReadToken()
		*v = number(token.String())
		return err
	}))
	var v any
	err := jsonv2.Unmarshal(data, &v, numbers)
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return nil, fmt.Errorf("%d: not valid JSON: %w", 1+bytes.Count(data[:min(int(syntactic.ByteOffset), len(data))], []byte("\n")), syntactic.Err)
	}
	return v, err
}

// fromYAML turns a YAML tree into a decoded document; anchors are written out and merge keys carried out.
func fromYAML(n *yaml.Node) (any, error) {
	d := yamlDecoder{open: map[*yaml.Node]bool{}}
	return d.value(n)
}

type yamlDecoder struct {
	open  map[*yaml.Node]bool // aliases being written out
	count int
}

func (d *yamlDecoder) value(n *yaml.Node) (any, error) {
	if d.count++; d.count > most {
		return nil, fmt.Errorf("%d: the document holds more than %d values", n.Line, most)
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return d.value(n.Content[0])
	case yaml.AliasNode:
		if d.open[n.Alias] {
			return nil, fmt.Errorf("%d: the alias *%s holds itself", n.Line, n.Value)
		}
		d.open[n.Alias] = true
		defer delete(d.open, n.Alias)
		return d.value(n.Alias)
	case yaml.MappingNode:
		return d.object(n)
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, child := range n.Content {
			v, err := d.value(child)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	}
	return scalar(n), nil
}

func (d *yamlDecoder) object(n *yaml.Node) (any, error) {
	object := map[string]any{}
	var merged []any // by merge keys: what stands in the object itself counts, then the first of them
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		v, err := d.value(n.Content[i+1])
		if err != nil {
			return nil, err
		}
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		_, twice := object[key.Value]
		list, several := v.([]any)
		switch {
		case key.Kind != yaml.ScalarNode:
			return nil, fmt.Errorf("%d: a key must be plain text", key.Line)
		case key.ShortTag() == "!!merge" && several:
			merged = append(merged, list...)
		case key.ShortTag() == "!!merge":
			merged = append(merged, v)
		case twice:
			return nil, fmt.Errorf("%d: duplicate key %q: keep one of the two", key.Line, key.Value)
		default:
			object[key.Value] = v
		}
	}
	for _, other := range merged {
		for key, v := range (node{v: other}).object() {
			if _, set := object[key]; !set {
				object[key] = v
			}
		}
	}
	return object, nil
}

func scalar(n *yaml.Node) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		if n.Decode(&b) == nil {
			return b
		}
	case "!!int":
		if i, ok := new(big.Int).SetString(n.Value, 0); ok {
			return number(i.String())
		}
	case "!!float":
		return number(n.Value)
	}
	return n.Value
}

// number is one text for each value: 1, 1.0 and 1e0 are the same. Infinities and what is no number stay text.
func number(text string) any {
	const digits = 400 // a larger exponent would be written out as a huge text
	if _, after, found := strings.Cut(strings.ToLower(text), "e"); found && len(strings.TrimLeft(after, "+-0")) > 2 || len(text) > digits {
		return text
	}
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(text, "_", ""))
	if !ok {
		return text
	}
	if r.IsInt() {
		return json.Number(r.Num().String())
	}
	n, _ := r.FloatPrec()
	return json.Number(r.FloatString(n))
}

// rational is the value of a number of a decoded document.
func rational(v any) (*big.Rat, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return nil, false
	}
	return new(big.Rat).SetString(n.String())
}
