package spec

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

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

// Errors of ExtractFragments, for errors.Is. Each comes wrapped with file and line.
var (
	// ErrNoFragment: the page holds no fenced code block with an OpenAPI fragment.
	ErrNoFragment = errors.New("no fenced OpenAPI fragment")
	// ErrUnclosedFence: a code block never ends, so the page may be cut off or a fragment swallowed.
	ErrUnclosedFence = errors.New("the code fence is never closed")
	// ErrStrayFragment: a fragment stands where it cannot be read, such as within another code block or outside of any.
	ErrStrayFragment = errors.New("an OpenAPI fragment stands where it cannot be read")
)

// strayFragment matches the beginning of a fragment in text that was not recognised as one.
var strayFragment = regexp.MustCompile(`[{,]\s*"openapi"\s*:\s*"\d|(?m:^[ \t>]*openapi:[ \t]*["']?\d)`)

// ExtractFragments returns every fenced OpenAPI fragment of a Markdown page, in the order they stand in. What stands
// around the fences does not matter: the vendor's renderings change it. A code block counts as a fragment when it is
// a JSON object or a YAML mapping with the member "openapi"; other code blocks (sample requests) are passed over.
//
// A page without a fragment, a fence that never closes, a fragment outside of a code block, malformed JSON or YAML and
// duplicate keys are errors that begin with FILE:LINE or FILE:LINE:COLUMN, columns in bytes.
func ExtractFragments(file string, page []byte) ([]Fragment, error) {
	page = bytes.TrimPrefix(page, []byte("\xef\xbb\xbf"))
	prose := bytes.Clone(page)
	var found []Fragment
	var passed []string
	for _, block := range codeBlocks(page) {
		if !block.closed {
			return nil, fmt.Errorf("%s:%d: %w: the page may be cut off; fetch it again", file, block.fenceLine, ErrUnclosedFence)
		}
		block.blank(prose)
		format := block.format()
		if format == "" {
			if at := strayFragment.FindIndex(block.content); at != nil {
				line, _ := block.position(at[1] - 1)
				return nil, strayError(file, line)
			}
			passed = append(passed, fmt.Sprintf("line %d", block.fenceLine))
			continue
		}
		root, err := block.parse(format)
		if err != nil {
			return nil, fmt.Errorf("%s:%w", file, err)
		}
		line, _ := block.position(0)
		found = append(found, Fragment{File: file, Line: line, Root: root})
	}
	if at := strayFragment.FindIndex(prose); at != nil {
		line, _ := newLineIndex(page).position(at[1] - 1)
		return nil, strayError(file, line)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s:1: %w: a page must hold a code block (```json) with the member \"openapi\"; other code blocks: %s",
			file, ErrNoFragment, orNone(passed))
	}
	return found, nil
}

func strayError(file string, line int) error {
	return fmt.Errorf("%s:%d: %w: it must fill a code block of its own, whose fence is indented by less than four blanks", file, line, ErrStrayFragment)
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}
