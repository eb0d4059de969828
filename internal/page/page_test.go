package page_test

import (
	"bytes"
	stdhtml "html"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/internal/page"
)

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"Ayşe/öğe 1": "Ayşe/öğe 1",
		"a\nb":       `a\u{A}b`,
		"\x1b[2J":    `\u{1B}[2J`,
		"a\u202eb":   `a\u{202E}b`,
		"a\xffb":     "a\uFFFDb",
		"\uFFFE":     `\u{FFFE}`,
	} {
		assert.Equal(t, want, page.Printable(in))
	}
	assert.Equal(t, "a\nb\\u{9}c", page.PrintableLines("a\nb\tc"))
}

func TestPlural(t *testing.T) {
	assert.Equal(t, "0 pages", page.Plural(0, "page"))
	assert.Equal(t, "1 page", page.Plural(1, "page"))
	assert.Equal(t, "2 pages", page.Plural(2, "page"))
}

func TestValue(t *testing.T) {
	const iban = "TR330006100519786457841326"
	for _, test := range []struct {
		value any
		want  string
	}{
		{nil, ""},
		{"two\nlines", "two lines"},
		{"to " + iban, "to ***1326"},
		{true, "true"},
		{[]any{"A", 1, "<b>"}, `["A",1,"<b>"]`},
		{map[string]any{"example": iban}, `{"example":"***1326"}`},
		{strings.Repeat("ş", 201), strings.Repeat("ş", 200) + "…"},
		{strings.Repeat("s", 190) + " " + iban, strings.Repeat("s", 190) + " ***1326"},
		{func() {}, "?"},
	} {
		assert.Equal(t, test.want, page.Value(test.value))
	}
}

func TestMarkdownRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := page.Printable(rapid.StringMatching("[ a-z\\\\|`*_<>&#@:/.!~$()\\[\\]{}-]{1,12}").Draw(t, "text"))
		var out bytes.Buffer
		table := "| a |\n| --- |\n| x" + page.MarkdownCode(in) + "x |\n"
		if err := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe())).Convert([]byte(table), &out); err != nil {
			t.Fatal(err)
		}
		_, cell, _ := strings.Cut(out.String(), "<td>x<code>")
		cell, _, found := strings.Cut(cell, "</code>x</td>")
		if got := strings.ReplaceAll(stdhtml.UnescapeString(cell), "\u200B", ""); !found || got != in {
			t.Fatalf("%q is shown as %q", in, got)
		}
	})
}

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.txt")
	require.NoError(t, os.WriteFile(name, []byte("old"), 0o600))
	require.NoError(t, page.Replace(name, []byte("new")))
	got, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, "new", string(got))
	info, err := os.Stat(name)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o644), info.Mode().Perm(), "others may read it")
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no temporary file stays")
	assert.Error(t, page.Replace(filepath.Join(dir, "none", "a.txt"), nil))
}

func TestWrite(t *testing.T) {
	templates := fstest.MapFS{
		"page/page.gohtml": {Data: []byte(`<html>{{template "style"}}{{template "part" shout .}}</html>`)},
		"page/part.gohtml": {Data: []byte(`{{define "part"}}<p>{{.}}</p>{{end}}`)},
	}
	functions := template.FuncMap{"shout": strings.ToUpper}
	var b bytes.Buffer
	require.NoError(t, page.Write(&b, templates, functions, "a<b"))
	assert.Contains(t, b.String(), "<p>A&lt;B</p>")
	assert.Contains(t, b.String(), "prefers-color-scheme: dark")

	b.Reset()
	assert.Error(t, page.Write(&b, templates, nil, "a"), "a function is missing")
	assert.Error(t, page.Write(&b, fstest.MapFS{}, nil, "a"), "there are no templates")
	templates["page/part.gohtml"] = &fstest.MapFile{Data: []byte(`{{define "part"}}{{.None}}{{end}}`)}
	assert.Error(t, page.Write(&b, templates, functions, "a"))
	assert.Empty(t, b.String(), "a page that cannot be made whole is not written")
	templates["page/part.gohtml"] = &fstest.MapFile{Data: []byte(`{{define "part"}}{{end}}`)}
	_, closed := io.Pipe()
	_ = closed.Close()
	assert.ErrorIs(t, page.Write(closed, templates, functions, "a"), io.ErrClosedPipe)
}
