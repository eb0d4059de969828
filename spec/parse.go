package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"gopkg.in/yaml.v3"
)

// errDuplicateKey: an object names one key twice, so it is not clear which of the two counts.
var errDuplicateKey = errors.New("duplicate key")

// parseDocument reads JSON, which begins with a brace, or YAML. Errors begin with "LINE:COLUMN: " or "LINE: ".
func parseDocument(data []byte) (*yaml.Node, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return parseJSON(data)
	}
	return parseYAML(data)
}

// parseJSON turns strict JSON (RFC 8259, UTF-8, no duplicate keys) into the nodes that the overlay library works on.
// A YAML parser would also read it, but lets through what is not JSON and reads surrogate pairs wrongly. Errors begin
// with "LINE:COLUMN: ".
func parseJSON(data []byte) (*yaml.Node, error) {
	p := jsonParser{dec: jsontext.NewDecoder(bytes.NewReader(data)), data: data, lines: newLineIndex(data)}
	node, err := p.value()
	if err == nil {
		err = p.end()
	}
	if err != nil {
		return nil, p.explain(err)
	}
	if node.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%d:%d: must be a JSON object", node.Line, node.Column)
	}
	return node, nil
}

type jsonParser struct {
	dec   *jsontext.Decoder
	data  []byte
	lines lineIndex
}

// end refuses anything but white space behind the value.
func (p jsonParser) end() error {
	if p.dec.PeekKind() != jsontext.KindInvalid {
		return errors.New("a second value stands behind the first")
	}
	if _, err := p.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func (p jsonParser) explain(err error) error {
	offset, pointer := p.next(), string(p.dec.StackPointer())
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		offset, pointer, err = int(syntactic.ByteOffset), string(syntactic.JSONPointer), syntactic.Err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		// Point at the last thing that is there, not at the line behind it.
		offset = len(bytes.TrimRight(p.data, " \t\r\n"))
	}
	line, column := p.lines.position(offset)
	where := fmt.Sprintf("%d:%d", line, column)
	if pointer != "" {
		where += " (at " + shown(pointer) + ")"
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return fmt.Errorf("%s: %w: keep one of the two", where, errDuplicateKey)
	}
	return fmt.Errorf("%s: not valid JSON: %w", where, err)
}

func (p jsonParser) value() (*yaml.Node, error) {
	kind := p.dec.PeekKind()
	node := &yaml.Node{Kind: yaml.ScalarNode}
	node.Line, node.Column = p.lines.position(p.next())
	token, err := p.dec.ReadToken()
	if err != nil {
		return nil, unexpectedEnd(err)
	}
	node.Value = token.String()
	switch kind {
	case jsontext.KindBeginObject:
		node.Kind, node.Tag, node.Value = yaml.MappingNode, "!!map", ""
		return node, p.children(node, jsontext.KindEndObject)
	case jsontext.KindBeginArray:
		node.Kind, node.Tag, node.Value = yaml.SequenceNode, "!!seq", ""
		return node, p.children(node, jsontext.KindEndArray)
	case jsontext.KindString:
		node.Tag = "!!str"
	case jsontext.KindNumber:
		node.Tag = "!!int"
		if strings.ContainsAny(node.Value, ".eE") {
			node.Tag = "!!float"
		}
	case jsontext.KindTrue, jsontext.KindFalse:
		node.Tag = "!!bool"
	case jsontext.KindNull:
		node.Tag = "!!null"
	}
	return node, nil
}

// next is the offset of the next token: what separates it from the last one is skipped.
func (p jsonParser) next() int {
	offset := int(p.dec.InputOffset())
	return len(p.data) - len(bytes.TrimLeft(p.data[offset:], " \t\r\n,:"))
}

// children reads the members of an object or the elements of an array into node, up to and with its closing bracket.
func (p jsonParser) children(node *yaml.Node, end jsontext.Kind) error {
	for p.dec.PeekKind() != end {
		child, err := p.value()
		if err != nil {
			return err
		}
		node.Content = append(node.Content, child)
	}
	_, err := p.dec.ReadToken()
	return unexpectedEnd(err)
}

func unexpectedEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// lineIndex finds the line of an offset without counting from the top each time: it holds where the lines start.
type lineIndex []int

func newLineIndex(text []byte) lineIndex {
	starts := lineIndex{0}
	for at := 0; ; {
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 {
			return starts
		}
		at += end + 1
		starts = append(starts, at)
	}
}

// position is the line and the column, in bytes, of an offset; both count from 1.
func (l lineIndex) position(offset int) (line, column int) {
	i, found := slices.BinarySearch(l, offset)
	if !found {
		i--
	}
	return i + 1, offset - l[i] + 1
}
