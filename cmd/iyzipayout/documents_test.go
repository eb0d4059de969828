package main

import (
	"bytes"
	"flag"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"github.com/iyzipayout/iyzipayout/internal/profile"
)

var updateReference = flag.Bool("update", false, "write docs/commands and docs/man anew")

const checkout = "../.."

// documents are the texts whose code, commands and links are held against what there is.
func documents(t *testing.T) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for _, pattern := range []string{"*.md", "docs/*.md", "spec/README.md"} {
		names, err := filepath.Glob(filepath.Join(checkout, pattern))
		require.NoError(t, err)
		for _, name := range names {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			found[name] = data
		}
	}
	require.Contains(t, found, filepath.Join(checkout, "README.md"))
	return found
}

// walk calls visit with every node of a document.
func walk(t *testing.T, source []byte, visit func(ast.Node)) {
	t.Helper()
	root := goldmark.DefaultParser().Parse(text.NewReader(source))
	require.NoError(t, ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			visit(n)
		}
		return ast.WalkContinue, nil
	}))
}

// blocks returns the fenced blocks of one language.
func blocks(t *testing.T, source []byte, language string) []string {
	t.Helper()
	var found []string
	walk(t, source, func(n ast.Node) {
		if fence, ok := n.(*ast.FencedCodeBlock); ok && string(fence.Language(source)) == language {
			found = append(found, string(fence.Lines().Value(source)))
		}
	})
	return found
}

func testRoot() *cobra.Command {
	return newRoot(streams{in: strings.NewReader(""), out: io.Discard, err: io.Discard, getenv: func(string) string { return "" }})
}

// docs/commands and docs/man are what the verbs say of themselves.
func TestCommandReference(t *testing.T) {
	t.Parallel()
	want := map[string][]byte{}
	var collect func(*cobra.Command)
	collect = func(c *cobra.Command) {
		c.DisableAutoGenTag = true
		for _, child := range c.Commands() {
			if child.IsAvailableCommand() || child.IsAdditionalHelpTopicCommand() {
				collect(child)
			}
		}
		name := strings.ReplaceAll(c.CommandPath(), " ", "-")
		var page, man bytes.Buffer
		require.NoError(t, doc.GenMarkdownCustom(c, &page, func(link string) string { return strings.ReplaceAll(link, "_", "-") }))
		// One date for every page: the text changes with the verbs and with nothing else.
		date := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		require.NoError(t, doc.GenMan(c, &doc.GenManHeader{Title: strings.ToUpper(name), Section: "1", Source: "iyzipayout", Manual: "iyzipayout", Date: &date}, &man))
		want[filepath.Join("commands", name+".md")] = page.Bytes()
		want[filepath.Join("man", name+".1")] = man.Bytes()
	}
	collect(testRoot())

	folder := filepath.Join(checkout, "docs")
	if *updateReference {
		for _, sub := range []string{"commands", "man"} {
			require.NoError(t, os.RemoveAll(filepath.Join(folder, sub)))
			require.NoError(t, os.MkdirAll(filepath.Join(folder, sub), 0o755))
		}
		for name, data := range want {
			require.NoError(t, os.WriteFile(filepath.Join(folder, name), data, 0o600))
		}
	}
	for _, sub := range []string{"commands", "man"} {
		entries, err := os.ReadDir(filepath.Join(folder, sub))
		require.NoError(t, err)
		for _, entry := range entries {
			assert.Contains(t, want, filepath.Join(sub, entry.Name()), "no verb has this page: go test ./cmd/iyzipayout -run CommandReference -update")
		}
	}
	for name, data := range want {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if assert.NoError(t, err) {
			assert.Equal(t, string(data), string(got), "%s: go test ./cmd/iyzipayout -run CommandReference -update", name)
		}
	}
}

// Each command of ours that a document shows is a verb that there is, with flags that it has, and each make target stands in the Makefile.
func TestDocumentedCommands(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile(filepath.Join(checkout, "Makefile"))
	require.NoError(t, err)
	verbs, targets := 0, 0
	for name, source := range documents(t) {
		for _, block := range blocks(t, source, "sh") {
			block = strings.ReplaceAll(block, "\\\n", " ")
			for line := range strings.Lines(block) {
				for _, args := range calls(line) {
					switch args[0] {
					case "iyzipayout":
						verbs++
						command, rest, err := testRoot().Find(args[1:])
						if assert.NoError(t, err, "%s: %s", name, line) && assert.NotEqual(t, "iyzipayout", command.Name(), "%s: no verb: %s", name, line) {
							assert.NoError(t, command.ParseFlags(rest), "%s: %s", name, line)
						}
					case "make":
						targets++
						assert.Regexp(t, `(?m)^`+regexp.QuoteMeta(args[1])+`:`, string(makefile), "%s: %s", name, line)
					}
				}
			}
		}
	}
	assert.Greater(t, verbs, 5)
	assert.Greater(t, targets, 3)
}

// calls splits a line of a shell into the simple commands of its pipes and lists, without comments, assignments and redirections.
func calls(line string) [][]string {
	line, _, _ = strings.Cut(" "+line, " #")
	var found [][]string
	for _, part := range regexp.MustCompile(`\|\|?|&&|;`).Split(line, -1) {
		var args []string
		for _, word := range regexp.MustCompile(`'[^']*'|"[^"]*"|\S+`).FindAllString(part, -1) {
			if len(args) == 0 && regexp.MustCompile(`^[A-Z_]+=`).MatchString(word) || strings.HasPrefix(word, ">") {
				continue
			}
			args = append(args, strings.Trim(word, `'"`))
		}
		if len(args) > 1 {
			found = append(found, args)
		}
	}
	return found
}

// Each paragraph of Go in a document stands, line by line and in this order, in one of the Examples, which are compiled and run.
func TestDocumentedGo(t *testing.T) {
	t.Parallel()
	examples := map[string]string{}
	require.NoError(t, filepath.WalkDir(checkout, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte("\nfunc Example")) {
			examples[filepath.Dir(path)] += squeeze(string(data))
		}
		return err
	}))
	found := 0
	for name, source := range documents(t) {
		for _, block := range blocks(t, source, "go") {
			for paragraph := range strings.SplitSeq(block, "\n\n") {
				found++
				best, missing := -1, ""
				for _, example := range examples {
					if lines, next := standsIn(paragraph, example); lines > best {
						best, missing = lines, next
					}
				}
				assert.Empty(t, missing, "%s: not in an Example, or not in this order", name)
			}
		}
	}
	assert.Greater(t, found, 2)
}

// standsIn counts the lines of a block that stand in source in their order, and returns the first one that does not.
func standsIn(block, source string) (int, string) {
	lines := 0
	for line := range strings.Lines(block) {
		// An Example wraps calls in a check of their error.
		squeezed := strings.TrimSuffix(squeeze(line), ")")
		if squeezed == "" {
			continue
		}
		at := strings.Index(source, squeezed)
		if at < 0 {
			return lines, line
		}
		lines, source = lines+1, source[at+len(squeezed):]
	}
	return lines, ""
}

// squeeze drops what gofmt may lay out differently, and comments.
func squeeze(code string) string {
	var b strings.Builder
	for line := range strings.Lines(code) {
		line, _, _ = strings.Cut(line, " //")
		b.WriteString(strings.Join(strings.Fields(line), ""))
	}
	return b.String()
}

// The profiles that documents and template show are read, and hold no key.
func TestDocumentedProfiles(t *testing.T) {
	t.Parallel()
	all := []string{exampleProfiles}
	for _, source := range documents(t) {
		for _, block := range blocks(t, source, "yaml") {
			if strings.HasPrefix(block, "profiles:") {
				all = append(all, block)
			}
		}
	}
	assert.Greater(t, len(all), 1)
	for _, text := range all {
		_, err := profile.Read("document", []byte(text))
		assert.NoError(t, err, text)
	}
}

// Each link inside the checkout leads to a file, and its anchor to a heading.
func TestDocumentedLinks(t *testing.T) {
	t.Parallel()
	texts := documents(t)
	found := 0
	for name, source := range texts {
		walk(t, source, func(n ast.Node) {
			link, ok := n.(*ast.Link)
			if !ok {
				return
			}
			target, err := url.Parse(string(link.Destination))
			if !assert.NoError(t, err, name) || target.Scheme != "" {
				return
			}
			found++
			path := name
			if target.Path != "" {
				path = filepath.Join(filepath.Dir(name), filepath.FromSlash(target.Path))
				assert.True(t, exists(path), "%s: %s", name, link.Destination)
			}
			if target.Fragment != "" && texts[path] != nil {
				assert.Contains(t, anchors(t, texts[path]), target.Fragment, "%s: %s", name, link.Destination)
			}
		})
	}
	assert.Greater(t, found, 10)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// anchors are those that GitHub gives to headings.
func anchors(t *testing.T, source []byte) []string {
	t.Helper()
	var found []string
	walk(t, source, func(n ast.Node) {
		if heading, ok := n.(*ast.Heading); ok {
			name := strings.ToLower(string(heading.Lines().Value(source)))
			name = regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(name, "")
			found = append(found, strings.ReplaceAll(strings.TrimSpace(name), " ", "-"))
		}
	})
	return found
}
