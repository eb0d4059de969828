package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
)

// parseYAML reads one document that is a mapping. What YAML has beyond JSON and an OpenAPI document does not need is
// refused: several documents, anchors and aliases, merge keys, keys that are no plain text, and duplicate keys. Errors
// begin with "LINE: ".
func parseYAML(data []byte) (*yaml.Node, error) {
	if at := invalidUTF8(data); at >= 0 {
		line, column := newLineIndex(data).position(at)
		return nil, fmt.Errorf("%d: not valid YAML: invalid UTF-8 in byte %d of the line", line, column)
	}
	last := len(newLineIndex(bytes.TrimRight(data, "\r\n")))
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	if err := dec.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, yamlError(err, last)
	}
	if doc.Kind != yaml.DocumentNode || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%d: must be a YAML mapping", max(doc.Line, 1))
	}
	if err := dec.Decode(&second); err == nil {
		return nil, fmt.Errorf("%d: a second YAML document stands behind the first", second.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, yamlError(err, last)
	}
	root := doc.Content[0]
	return root, plainYAML(root, "")
}

// readYAML reads a file that holds one mapping. Errors of its text begin with "FILE:LINE: ".
func readYAML(dir fs.FS, name string) (*yaml.Node, error) {
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, err
	}
	root, err := parseYAML(data)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	return root, nil
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
var parserError = lazyregexp.New(`^did not find expected (<|node content|key|'-' indicator|',' or)`)

// yamlError puts the line first, as everywhere else. The library gives it only within its text, "yaml: line N: what", and where
// something is missing at the end, names a line behind the last.
func yamlError(err error, last int) error {
	line, what := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if number, rest, ok := strings.Cut(strings.TrimPrefix(what, "line "), ": "); ok {
		if n, convErr := strconv.Atoi(number); convErr == nil {
			line, what = n, rest
			if parserError().MatchString(what) {
				line++
			}
		}
	}
	return fmt.Errorf("%d: not valid YAML: %s", min(line, last), what)
}

func plainYAML(node *yaml.Node, pointer string) error {
	if node.Kind == yaml.AliasNode || node.Anchor != "" {
		return fmt.Errorf("%d (at %s): anchors and aliases are not understood here: write the value out", node.Line, shown(pointer))
	}
	seen := map[string]bool{}
	for i, child := range node.Content {
		at := jsonpointer.Join(pointer, i)
		if node.Kind == yaml.MappingNode {
			key := node.Content[i-i%2]
			at = jsonpointer.Join(pointer, key.Value)
			switch {
			case i%2 == 1:
			case key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge":
				return fmt.Errorf("%d (at %s): a key must be plain text", key.Line, shown(pointer))
			case seen[key.Value]:
				return fmt.Errorf("%d (at %s): %w: keep one of the two", key.Line, shown(at), errDuplicateKey)
			}
			seen[key.Value] = true
		}
		if err := plainYAML(child, at); err != nil {
			return err
		}
	}
	return nil
}
