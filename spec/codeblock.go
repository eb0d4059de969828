package spec

import (
	"bytes"
	"regexp"
	"sort"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"gopkg.in/yaml.v3"
)

// codeBlock is one fenced code block with the way back from its text to the page.
type codeBlock struct {
	language  string
	content   []byte
	spans     []span
	lines     lineIndex
	fenceLine int
	closed    bool
}

// span says that content[at:] came from page[from:to], up to the next span.
type span struct{ at, from, to int }

// codeBlocks parses the page as CommonMark, but without HTML blocks and indented code: in CommonMark a fence directly
// under an HTML tag is swallowed by it, and the vendor's pages are full of tags.
func codeBlocks(page []byte) []codeBlock {
	p := parser.NewParser(parser.WithBlockParsers(
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	))
	lines := newLineIndex(page)
	var blocks []codeBlock
	// The walk function never returns an error, so neither does Walk.
	_ = ast.Walk(p.Parse(text.NewReader(page)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if fence, ok := n.(*ast.FencedCodeBlock); ok && entering {
			blocks = append(blocks, newCodeBlock(fence, page, lines))
		}
		return ast.WalkContinue, nil
	})
	return blocks
}

func newCodeBlock(fence *ast.FencedCodeBlock, page []byte, lines lineIndex) codeBlock {
	b := codeBlock{language: strings.ToLower(string(fence.Language(page))), lines: lines}
	end := fence.Pos()
	b.fenceLine, _ = lines.position(end)
	if next := bytes.IndexByte(page[end:], '\n'); next >= 0 {
		end += next + 1
	} else {
		end = len(page)
	}
	for i := range fence.Lines().Len() {
		seg := fence.Lines().At(i)
		// Padding is made of tabs: blanks that do not stand on the page.
		b.spans = append(b.spans, span{at: len(b.content) + seg.Padding, from: seg.Start, to: seg.Stop})
		b.content = append(b.content, seg.Value(page)...)
		end = seg.Stop
	}
	b.closed = closes(page[end:], page[fence.Pos():])
	return b
}

// closes reports whether rest begins with a line that closes the fence that opening begins with. Markers of block quotes
// may stand in front of it.
func closes(rest, opening []byte) bool {
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	line = bytes.TrimLeft(line, "> \t")
	mark := opening[:len(opening)-len(bytes.TrimLeft(opening, string(opening[:1])))]
	return bytes.HasPrefix(line, mark) && len(bytes.Trim(line, string(mark[:1])+" \t\r")) == 0
}

// blank overwrites the block's text in a copy of the page, line breaks excepted.
func (b codeBlock) blank(page []byte) {
	for _, s := range b.spans {
		for i := s.from; i < s.to; i++ {
			if page[i] != '\n' {
				page[i] = ' '
			}
		}
	}
}

// format tells how the block is written, or "" when it holds no OpenAPI fragment.
func (b codeBlock) format() string {
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(b.content), []byte("{")):
		if jsonNamesOpenAPI(b.content) {
			return "json"
		}
	case b.language == "" || b.language == "yaml" || b.language == "yml":
		if yamlNamesOpenAPI(b.content) {
			return "yaml"
		}
	}
	return ""
}

// jsonNamesOpenAPI looks for the member at the top of an object. What is broken before it is found counts as a fragment
// when it looks like one, so that the error is reported and not passed over.
func jsonNamesOpenAPI(content []byte) bool {
	dec := jsontext.NewDecoder(bytes.NewReader(content), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	_, err := dec.ReadToken()
	for err == nil && dec.PeekKind() == jsontext.KindString {
		var name jsontext.Token
		if name, err = dec.ReadToken(); err == nil && name.String() == "openapi" {
			return true
		}
		if err == nil {
			err = dec.SkipValue()
		}
	}
	if err == nil {
		_, err = dec.ReadToken()
	}
	return err != nil && strayFragment.Match(content)
}

var yamlOpenAPI = regexp.MustCompile(`^["']?openapi["']?\s*:`)

// yamlNamesOpenAPI looks for the member at the top of a mapping: as far to the left as the first line.
func yamlNamesOpenAPI(content []byte) bool {
	top := -1
	for line := range bytes.Lines(content) {
		inner := bytes.TrimLeft(line, " ")
		if len(bytes.TrimSpace(inner)) == 0 || bytes.ContainsAny(inner[:1], "#%") || bytes.HasPrefix(inner, []byte("---")) {
			continue
		}
		indent := len(line) - len(inner)
		if top < 0 {
			top = indent
		}
		if indent == top && yamlOpenAPI.Match(inner) {
			return true
		}
	}
	return false
}

func (b codeBlock) parse(format string) (*yaml.Node, error) {
	if format == "yaml" {
		lines := newLineIndex(b.content)
		return parseYAML(b.content, func(line int) int {
			pageLine, _ := b.position(lines[min(line, len(lines))-1])
			return pageLine
		})
	}
	return parseJSON(b.content, b.position)
}

// position is the line and column on the page of content[offset].
func (b codeBlock) position(offset int) (line, column int) {
	i := max(sort.Search(len(b.spans), func(i int) bool { return b.spans[i].at > offset })-1, 0)
	return b.lines.position(b.spans[i].from + max(offset-b.spans[i].at, 0))
}
