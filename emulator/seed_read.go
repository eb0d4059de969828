package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// ReadSeed reads a seed in YAML or JSON and makes sure that an emulator can begin with it. It takes no member that a [Seed] does not have,
// none twice and no value of another kind; its errors begin with name and line, and repeat no value. Numbers keep their digits.
func ReadSeed(name string, data []byte) (Seed, error) {
	seed, line, err := readSeed(data)
	if err != nil {
		return Seed{}, fmt.Errorf("%s:%d: %w", name, line, err)
	}
	return seed, nil
}

// readSeed returns with an error the line that it is about.
func readSeed(data []byte) (Seed, int, error) {
	root, err := readYAML(data)
	if err != nil {
		return Seed{}, yamlLine(err), err
	}
	var encoded bytes.Buffer
	encoder := jsontext.NewEncoder(&encoded, jsontext.AllowDuplicateNames(true)) // found below, where it has a place
	if line, err := encodeYAML(encoder, root); err != nil {
		return Seed{}, line, err
	}
	var seed Seed
	if err := jsonv2.Unmarshal(encoded.Bytes(), &seed, seedJSON()); err != nil {
		return Seed{}, lineOfPointer(root, err), document{"the file", seedMembers}.explain(err)
	}
	e, err := New(seed)
	if err != nil {
		err = errors.New(strings.TrimPrefix(err.Error(), "emulator: "))
		return Seed{}, lineOfText(root, err), err
	}
	return seed, 0, e.Close()
}

// seedJSON is faultJSON in which an error names the place in a fault, too.
func seedJSON() jsonv2.Options {
	durations, _ := jsonv2.GetOption(faultJSON(), jsonv2.WithUnmarshalers)
	return jsonv2.JoinOptions(faultJSON(), jsonv2.WithUnmarshalers(jsonv2.JoinUnmarshalers(durations,
		jsonv2.UnmarshalFromFunc(func(from *jsontext.Decoder, f *Fault) error { return jsonv2.UnmarshalDecode(from, (*plainFault)(f)) }))))
}

// seedMembers are the members of what stands at a pointer into a seed.
func seedMembers(pointer string) string {
	kind := map[string]reflect.Type{
		"": reflect.TypeFor[Seed](), "/recipients/*": reflect.TypeFor[SeedRecipient](), "/batches/*": reflect.TypeFor[SeedBatch](),
	}[jsonpointer.AnyIndex(pointer)]
	if kind == nil {
		return faultMembers
	}
	var names []string
	for _, member := range reflect.VisibleFields(kind) {
		if name, _, _ := strings.Cut(member.Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// readYAML reads the only document of a file, which is a mapping. JSON is YAML.
func readYAML(data []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, more yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil, errors.New("the file is empty; {} is a seed that says nothing")
	case err != nil:
		return nil, err
	case !errors.Is(decoder.Decode(&more), io.EOF):
		return nil, errors.New("the file must be one document")
	case len(document.Content) != 1 || document.Content[0].Kind != yaml.MappingNode:
		return nil, errors.New("the file must be a mapping, such as balance: 1000.00")
	}
	return document.Content[0], nil
}

// yamlLine is the line that an error of the YAML library names, or the first.
func yamlLine(err error) int {
	line := 1
	if _, found := strings.CutPrefix(err.Error(), "yaml: line "); found {
		_, _ = fmt.Sscanf(err.Error(), "yaml: line %d:", &line)
	}
	return line
}

// encodeYAML writes a node as JSON, numbers as they stand there. An error is about the line that is returned with it.
func encodeYAML(to *jsontext.Encoder, node *yaml.Node) (line int, err error) {
	write := func(token jsontext.Token) (int, error) { return node.Line, to.WriteToken(token) }
	switch node.Kind {
	case yaml.MappingNode, yaml.SequenceNode:
		begin, end := jsontext.BeginArray, jsontext.EndArray
		if node.Kind == yaml.MappingNode {
			begin, end = jsontext.BeginObject, jsontext.EndObject
		}
		if line, err := write(begin); err != nil {
			return line, err
		}
		for i, child := range node.Content {
			if node.Kind == yaml.MappingNode && i%2 == 0 {
				if child.Kind != yaml.ScalarNode {
					return child.Line, errors.New("the name of a member must be a text")
				}
				if err := to.WriteToken(jsontext.String(child.Value)); err != nil {
					return child.Line, errors.New("the name of a member must be a text in UTF-8")
				}
				continue
			}
			if line, err := encodeYAML(to, child); err != nil {
				return line, err
			}
		}
		return write(end)
	case yaml.ScalarNode:
		value, err := scalar(node)
		if err == nil {
			err = to.WriteValue(value)
		}
		return node.Line, err
	}
	return node.Line, errors.New("anchors and aliases are not read: write the value out")
}

// scalar is the JSON of a single value.
func scalar(node *yaml.Node) (jsontext.Value, error) {
	switch tag := node.ShortTag(); tag {
	case "!!str", "!!timestamp":
		return jsontext.AppendQuote(nil, node.Value)
	case "!!bool":
		return jsontext.Value(strings.ToLower(node.Value)), nil
	case "!!int", "!!float":
		if number := jsontext.Value(node.Value); number.IsValid() {
			return number, nil
		}
		return nil, errors.New("a number must be written like 1250 or 1250.00; a text of digits stands in quotes")
	case "!!null":
		return nil, errors.New("a member has no value; leave it out")
	default:
		return nil, errors.New("a value has a tag; write it without")
	}
}

// lineOfPointer finds the line of what an error of the JSON library is about. Of members that stand there twice it is the second.
func lineOfPointer(root *yaml.Node, err error) int {
	var about jsontext.Pointer
	if semantic, ok := errors.AsType[*jsonv2.SemanticError](err); ok {
		about = semantic.JSONPointer
	} else if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		about = syntactic.JSONPointer
	}
	line := root.Line
	_ = yamlnode.Walk(root, "", func(node *yaml.Node, pointer string) error {
		if pointer == string(about) {
			line = node.Line
		}
		return nil
	})
	return line
}

// lineOfText finds the line of what an error begins with, such as "batches[0].init: items[2] must", or of what it stands in.
func lineOfText(root *yaml.Node, err error) int {
	lines := map[string]int{}
	_ = yamlnode.Walk(root, "", func(node *yaml.Node, pointer string) error {
		lines[pointerField(pointer)] = node.Line
		return nil
	})
	place, _, _ := strings.Cut(strings.Replace(err.Error(), ": ", ".", 1), " ")
	for place = strings.TrimSuffix(place, ":"); place != ""; place = place[:max(strings.LastIndexAny(place, ".["), 0)] {
		if line, found := lines[place]; found {
			return line
		}
	}
	return root.Line
}
