package spec

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// codeBlock is one fenced code block of a page.
type codeBlock struct {
	language string
	content  []byte
	inPlace  []byte // the page up to the block's end with all but its text left blank, so that offsets are those of the page
	line     int    // of the opening fence
	closed   bool
}

// codeBlocks parses the page as CommonMark, but without HTML blocks and indented code: in CommonMark a fence directly
// under an HTML tag is swallowed by it, and the vendor's pages are full of tags. It also returns the page without the blocks.
func codeBlocks(page []byte) (blocks []codeBlock, prose []byte) {
	p := parser.NewParser(parser.WithBlockParsers(
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	))
	prose = bytes.Clone(page)
	// The walk function never returns an error, so neither does Walk.
	_ = ast.Walk(p.Parse(text.NewReader(page)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if fence, ok := n.(*ast.FencedCodeBlock); ok && entering {
			blocks = append(blocks, newCodeBlock(fence, page, prose))
		}
		return ast.WalkContinue, nil
	})
	return blocks, prose
}

func newCodeBlock(fence *ast.FencedCodeBlock, page, prose []byte) codeBlock {
	start := fence.Pos()
	b := codeBlock{language: strings.ToLower(string(fence.Language(page))), inPlace: bytes.Clone(page), line: 1 + bytes.Count(page[:start], []byte("\n"))}
	blank(b.inPlace)
	firstLine, _, _ := bytes.Cut(page[start:], []byte("\n"))
	end := min(start+len(firstLine)+1, len(page))
	for i := range fence.Lines().Len() {
		seg := fence.Lines().At(i)
		b.content = append(b.content, seg.Value(page)...)
		copy(b.inPlace[seg.Start:seg.Stop], page[seg.Start:seg.Stop])
		blank(prose[seg.Start:seg.Stop])
		end = seg.Stop
	}
	b.inPlace = b.inPlace[:end]
	b.closed = closes(page[end:], page[start:])
	return b
}

// blank overwrites a text, line breaks excepted.
func blank(text []byte) {
	for i, c := range text {
		if c != '\n' {
			text[i] = ' '
		}
	}
}

// closes reports whether rest begins with a line that closes the fence that opening begins with. Markers of block quotes
// may stand in front of it.
func closes(rest, opening []byte) bool {
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	line = bytes.TrimLeft(line, "> \t")
	mark := opening[:len(opening)-len(bytes.TrimLeft(opening, string(opening[:1])))]
	return bytes.HasPrefix(line, mark) && len(bytes.Trim(line, string(mark[:1])+" \t\r")) == 0
}

// parse reads the block, or returns nil where it holds no OpenAPI fragment. What is broken counts as a fragment when it looks like one, so
// that the error is reported and not passed over.
func (b codeBlock) parse() (*yaml.Node, error) {
	var root *yaml.Node
	var err error
	likely := yamlOpenAPI
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(b.content), []byte("{")):
		root, err = parseJSON(b.inPlace)
		likely = jsonOpenAPI
	case b.language == "" || b.language == "yaml" || b.language == "yml":
		root, err = parseYAML(append(bytes.Repeat([]byte("\n"), b.line), b.content...))
	}
	switch {
	case err != nil && likely().Match(b.content):
		return nil, err
	case err != nil || yamlnode.Lookup(root, "openapi") == nil:
		return nil, nil
	}
	return root, nil
}

var (
	jsonOpenAPI = lazyregexp.New(`[{,]\s*"openapi"\s*:`)
	yamlOpenAPI = lazyregexp.New(`(?m)^ *["']?openapi["']?\s*:`)
)
