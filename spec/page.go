package spec

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// Fragment is one OpenAPI document fragment found on a page or in a supplement file.
type Fragment struct {
	File string     // the file it stands in, as named by the caller
	Line int        // the line its text begins on, counted from 1
	Root *yaml.Node // the fragment itself: always a mapping
}

// Version is info.version of the fragment, or "" where it has none.
func (f Fragment) Version() string {
	version := yamlnode.Lookup(yamlnode.Lookup(f.Root, "info"), "version")
	if version == nil || version.Kind != yaml.ScalarNode {
		return ""
	}
	return version.Value
}

// Equal reports whether two fragments say the same, whatever their layout and the order of their members.
func (f Fragment) Equal(other Fragment) bool { return equal(f.Root, other.Root) }

// ErrNoFragment: the page holds no fenced code block with an OpenAPI fragment.
var ErrNoFragment = errors.New("no fenced OpenAPI fragment")

var (
	errUnclosedFence = errors.New("the code fence is never closed")
	errStrayFragment = errors.New("an OpenAPI fragment stands where it cannot be read")
)

// strayFragment matches the beginning of a fragment in text that was not recognised as one.
var strayFragment = lazyregexp.New(`[{,]\s*"openapi"\s*:\s*"\d|(?m:^[ \t>]*openapi:[ \t]*["']?\d)`)

// ExtractFragments returns every fenced OpenAPI fragment of a Markdown page, in the order they stand in. What stands
// around the fences does not matter: the vendor's renderings change it. A code block counts as a fragment when it is
// a JSON object or a YAML mapping with the member "openapi"; other code blocks (sample requests) are passed over.
//
// A page without a fragment (ErrNoFragment), a fence that never closes, a fragment outside of a code block, malformed JSON or YAML and
// duplicate keys are errors that begin with FILE:LINE or FILE:LINE:COLUMN, columns in bytes.
func ExtractFragments(file string, page []byte) ([]Fragment, error) {
	page = bytes.TrimPrefix(page, []byte("\xef\xbb\xbf"))
	blocks, prose := codeBlocks(page)
	var found []Fragment
	var passed []string
	for _, block := range blocks {
		if !block.closed {
			return nil, fmt.Errorf("%s:%d: %w: the page may be cut off; fetch it again", file, block.line, errUnclosedFence)
		}
		root, err := block.parse()
		if err != nil {
			return nil, fmt.Errorf("%s:%w", file, err)
		}
		if root != nil {
			found = append(found, Fragment{File: file, Line: block.line + 1, Root: root})
			continue
		}
		if err := refuseStray(file, block.inPlace); err != nil {
			return nil, err
		}
		passed = append(passed, fmt.Sprintf("line %d", block.line))
	}
	if err := refuseStray(file, prose); err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s:1: %w: a page must hold a code block (```json) with the member \"openapi\"; other code blocks: %s",
			file, ErrNoFragment, orNone(passed))
	}
	return found, nil
}

// refuseStray finds a fragment in a text that was not recognised as one.
func refuseStray(file string, text []byte) error {
	at := strayFragment().FindIndex(text)
	if at == nil {
		return nil
	}
	line := 1 + bytes.Count(text[:at[1]-1], []byte("\n"))
	return fmt.Errorf("%s:%d: %w: it must fill a code block of its own, whose fence is indented by less than four blanks", file, line, errStrayFragment)
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}
