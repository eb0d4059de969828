package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// parseYAML reads one document that is a mapping. What YAML has beyond JSON and an OpenAPI document does not need is
// refused: several documents, anchors and aliases, merge keys, keys that are no plain text, and duplicate keys. Errors
// begin with "LINE: "; lines count as lineOf maps them.
func parseYAML(data []byte, lineOf func(line int) int) (*yaml.Node, error) {
	if at := invalidUTF8(data); at >= 0 {
		line, column := newLineIndex(data).position(at)
		return nil, fmt.Errorf("%d: not valid YAML: invalid UTF-8 in byte %d of the line", lineOf(line), column)
	}
	// Where something is missing at the end, the library names the line behind it.
	last := newLineIndex(bytes.TrimRight(data, "\r\n"))
	pageLine := lineOf
	lineOf = func(line int) int { return pageLine(min(line, len(last))) }
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := dec.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, yamlError(err, lineOf)
	}
	if doc.Kind != yaml.DocumentNode || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%d: must be a YAML mapping", lineOf(max(doc.Line, 1)))
	}
	if err := dec.Decode(&second); err == nil {
		return nil, fmt.Errorf("%d: a second YAML document stands behind the first", lineOf(second.Line))
	} else if !errors.Is(err, io.EOF) {
		return nil, yamlError(err, lineOf)
	}
	root := doc.Content[0]
	return root, plainYAML(root, "", lineOf)
}

// invalidUTF8 is the offset of the first byte that is no UTF-8, or -1.
func invalidUTF8(data []byte) int {
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

// parserError matches the errors whose line the library counts from 0. It counts the lines of the others from 1, and the
// difference is only in their texts.
var parserError = regexp.MustCompile(`^did not find expected (<|node content|key|'-' indicator|',' or)`)

// yamlError puts the line first, as everywhere else. The library gives it only within its text, "yaml: line N: what".
func yamlError(err error, lineOf func(int) int) error {
	line, what := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if number, rest, ok := strings.Cut(strings.TrimPrefix(what, "line "), ": "); ok {
		if n, convErr := strconv.Atoi(number); convErr == nil {
			line, what = n, rest
			if parserError.MatchString(what) {
				line++
			}
		}
	}
	return fmt.Errorf("%d: not valid YAML: %s", lineOf(line), what)
}

func plainYAML(node *yaml.Node, pointer string, lineOf func(int) int) error {
	refuse := func(n *yaml.Node, at, why string) error {
		return fmt.Errorf("%d (at %s): %s", lineOf(n.Line), shown(at), why)
	}
	if node.Kind == yaml.AliasNode || node.Anchor != "" {
		return refuse(node, pointer, "anchors and aliases are not understood here: write the value out")
	}
	seen := map[string]bool{}
	for i, child := range node.Content {
		at := jsonpointer.Join(pointer, i)
		if node.Kind == yaml.MappingNode {
			key := node.Content[i-i%2]
			at = jsonpointer.Join(pointer, key.Value)
			if i%2 == 0 {
				switch {
				case key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge":
					return refuse(key, pointer, "a key must be plain text")
				case seen[key.Value]:
					return fmt.Errorf("%d (at %s): %w: keep one of the two", lineOf(key.Line), shown(at), ErrDuplicateKey)
				}
				seen[key.Value] = true
			}
		}
		if err := plainYAML(child, at, lineOf); err != nil {
			return err
		}
	}
	return nil
}
