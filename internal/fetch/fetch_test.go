package fetch

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/spec"
)

func TestNothingMoved(t *testing.T) {
	t.Parallel()
	site, dir := newDocs(t), spectest.Disk(t)
	got := site.check(t, dir)
	assert.Equal(t, clean(nil), states(got))
	assert.False(t, got.Drifted())
	assert.False(t, got.Failed())
	assert.Empty(t, got.Warnings)
	assert.Equal(t, Index{URL: "https://docs.iyzico.com/llms.txt", Pages: 7}, got.Index)
	assert.Equal(t, []string{basePath + initFile, basePath + authFile, basePath + retrieveFile, basePath + cancelFile, "/llms.txt"}, site.requests(),
		"one request for each page, in order, none for the evidence")
	for _, p := range got.Pages[:4] {
		assert.Equal(t, "1.0.0", p.Version)
		assert.True(t, strings.HasPrefix(p.URL, baseAddress), "addresses are the vendor's, not the server's")
	}

	before := snapshot(t, dir)
	got = site.fetch(t, dir)
	assert.Equal(t, clean(nil), states(got))
	assert.Equal(t, before, snapshot(t, dir))
	assert.Empty(t, got.Written)
	assert.False(t, got.Pending())
}

func TestRequestsArePolite(t *testing.T) {
	t.Parallel()
	site := newDocs(t)
	o := site.options(spectest.Disk(t))
	o.Check, o.UserAgent = true, "iyzipayout/v1 (+https://example.test)"
	_, err := Run(t.Context(), o)
	require.NoError(t, err)
	for _, r := range site.Requests() {
		assert.Equal(t, http.MethodGet, r.Method)
		assert.Equal(t, "iyzipayout/v1 (+https://example.test)", r.Header.Get("User-Agent"))
		assert.Equal(t, "identity", r.Header.Get("Accept-Encoding"))
		assert.Empty(t, r.Header.Get("If-None-Match"))
	}
}

func TestAChangedPageIsWrittenAndBuilds(t *testing.T) {
	t.Parallel()
	site, dir := newDocs(t), spectest.Disk(t)
	after := site.Edit(t, retrieveFile, `"description":"Summary information for a mass payout."`, `"description":"A mass payout summary."`)
	site.Serve(basePath+retrieveFile, after)

	checked := site.check(t, dir)
	assert.Equal(t, clean(map[string]State{retrieveFile: Changed}), states(checked))
	assert.True(t, checked.Drifted())

	copied := spectest.Disk(t)
	require.NoError(t, checked.Apply(copied), "what a check found can be applied to a copy")
	got := site.fetch(t, dir)
	assert.Equal(t, []string{"vendor/" + retrieveFile, spec.SourcesFile}, got.Written)
	assert.Equal(t, snapshot(t, dir), snapshot(t, copied))
	data, err := os.ReadFile(filepath.Join(dir, "vendor", retrieveFile))
	require.NoError(t, err)
	assert.Equal(t, after, string(data), "byte for byte")
	document, err := build(t, dir)
	require.NoError(t, err)
	assert.Contains(t, document, "A mass payout summary")
	assert.False(t, site.check(t, dir).Drifted(), "after the update nothing has moved")
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	require.NoError(t, err)
	assert.Empty(t, left, "nothing of the work is left behind")
}

func TestOnlyTheListedValuesChangeInSources(t *testing.T) {
	t.Parallel()
	site, dir := newDocs(t), spectest.Disk(t)
	after := strings.ReplaceAll(spectest.Page(t, cancelFile), `"version":"1.0.0"`, `"version":"1.1"`)
	site.Serve(basePath+cancelFile, after)
	before := snapshot(t, dir)[spec.SourcesFile]
	site.fetch(t, dir)
	sources := snapshot(t, dir)[spec.SourcesFile]
	was, is := strings.Split(before, "\n"), strings.Split(sources, "\n")
	require.Len(t, is, len(was))
	var changed []string
	for i := range is {
		if is[i] != was[i] {
			changed = append(changed, strings.TrimSpace(is[i]))
		}
	}
	assert.Equal(t, []string{`documentVersion: "1.1"`, "sha256: " + digest.SHA256([]byte(after))}, changed, "comments and order stay")
	_, err := spec.ReadSources(os.DirFS(dir))
	require.NoError(t, err)
}

func TestAChangedEnumBuilds(t *testing.T) {
	t.Parallel()
	site, dir := newDocs(t), spectest.Disk(t)
	site.Edit(t, retrieveFile, `"COMPLETED","FAIL"`, `"COMPLETED","PARTIAL","FAIL"`)
	assert.Equal(t, Changed, page(t, site.fetch(t, dir), retrieveFile).State)
	document, err := build(t, dir)
	require.NoError(t, err)
	assert.Contains(t, document, "- PARTIAL\n")
}

func TestBytesAreKeptAsSent(t *testing.T) {
	t.Parallel()
	site, dir := newDocs(t), spectest.Disk(t)
	after := strings.ReplaceAll(site.Edit(t, cancelFile, `"summary":"Cancel Mass Payout"`, `"summary":"Cancel"`), "\n", "\r\n")
	site.Serve(basePath+cancelFile, "\ufeff"+strings.TrimRight(after, "\r\n"))
	site.fetch(t, dir)
	assert.Equal(t, "\ufeff"+strings.TrimRight(after, "\r\n"), snapshot(t, dir)["vendor/"+cancelFile])
	_, err := build(t, dir)
	require.NoError(t, err)
}

func TestTextAroundAnUnchangedFragmentLeavesTheTreeAlone(t *testing.T) {
	t.Parallel()
	reformatted := func(s string) string {
		return strings.Replace(s, `{"openapi":"3.0.3","info":`, "{\n  \"openapi\": \"3.0.3\",\n  \"info\":", 1)
	}
	reordered := func(s string) string {
		return strings.Replace(s, `"openapi":"3.0.3","info":{"title":"Mass Payout API","version":"1.0.0"}`, `"info":{"version":"1.0.0","title":"Mass Payout API"},"openapi":"3.0.3"`, 1)
	}
	cases := map[string]func(string) string{
		"navigation line in front": func(s string) string { return navigation1 + s },
		"instructions gone":        func(s string) string { before, _, _ := strings.Cut(s, "\n---\n"); return before },
		"instructions changed": func(s string) string {
			return strings.ReplaceAll(s, "Querying This Documentation", "Asking") + "\nOnly 5 questions.\n"
		},
		"line ends":                func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"no line end at the end":   func(s string) string { return strings.TrimRight(s, "\n") },
		"fragment laid out anew":   reformatted,
		"members in another order": reordered,
		"wrapped anew": func(s string) string {
			return strings.Replace(s, "(for fund reservation/transfer). Invalid", "(for fund reservation/transfer).\n> Invalid", 1)
		},
		"escaped otherwise": func(s string) string { return strings.ReplaceAll(s, "\\`", "`") },
		"a friendly word":   func(s string) string { return strings.Replace(s, "\n\n## ", "\n\nWelcome to this page.\n\n## ", 1) },
		"byte order mark":   func(s string) string { return "\ufeff" + s },
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, dir := newDocs(t), spectest.Disk(t)
			after := change(spectest.Page(t, authFile))
			require.NotEqual(t, spectest.Page(t, authFile), after)
			site.Serve(basePath+authFile, after)
			got := site.check(t, dir)
			assert.Equal(t, clean(map[string]State{authFile: TextOnly}), states(got), "%q %q", page(t, got, authFile).Gone, page(t, got, authFile).Come)
			assert.False(t, got.Drifted())
			before := snapshot(t, dir)
			got = site.fetch(t, dir)
			assert.Equal(t, before, snapshot(t, dir))
			assert.False(t, got.Pending())
			assert.Contains(t, page(t, got, authFile).Note, "the fragment says the same")
		})
	}
}

func TestAStatementOutsideOfTheFragmentIsNoticed(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ old, replacement, gone, come string }{
		"what a status means": {"Mass payout request received but not yet authorized.", "Mass payout request was authorized.",
			"INIT Mass payout request received but not yet authorized.", "INIT Mass payout request was authorized."},
		"a status more":     {"<tr><td>IN_PROGRESS</td>", "<tr><td>ON_HOLD</td><td>Wait.</td></tr><tr><td>IN_PROGRESS</td>", "", "ON_HOLD Wait."},
		"behind the footer": {"or you want to retrieve related documentation sections.\n", "or you want to retrieve related documentation sections.\n\nItems must be unique.\n", "", "Items must be unique."},
		"a new rule":        {"### Mass Payout Item Status List", "Items must be unique.\n\n### Mass Payout Item Status List", "", "Items must be unique."},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, dir := newDocs(t), spectest.Disk(t)
			after := site.Edit(t, retrieveFile, c.old, c.replacement)
			got := site.check(t, dir)
			p := page(t, got, retrieveFile)
			assert.Equal(t, Wording, p.State)
			assert.True(t, got.Drifted())
			if c.gone != "" {
				assert.Equal(t, []string{c.gone}, p.Gone)
			}
			assert.Equal(t, []string{c.come}, p.Come)

			before := snapshot(t, dir)
			got = site.fetch(t, dir)
			assert.Equal(t, before, snapshot(t, dir), "the fragment is unchanged, so the tree is left alone")
			assert.True(t, got.Pending())

			got = site.fetch(t, dir, func(o *Options) { o.Text = true })
			assert.Equal(t, after, snapshot(t, dir)["vendor/"+retrieveFile])
			assert.False(t, got.Pending())
			assert.False(t, site.check(t, dir).Drifted())
		})
	}
}

func TestAnAddedPageIsVendored(t *testing.T) {
	t.Parallel()
	site, dir := newDocs(t), spectest.Disk(t)
	name := "mass-payout-reporting.md"
	text := strings.NewReplacer("/v1/mass/payout/cancel/{requestId}", "/v1/mass/payout/report/{requestId}", "# Mass Payout Cancel", "# Mass Payout Reporting").Replace(spectest.Page(t, cancelFile))
	site.Serve(basePath+name, text)
	got := site.fetch(t, dir, func(o *Options) { o.Add = []string{baseAddress + name} })
	assert.Equal(t, Added, page(t, got, name).State)
	assert.Equal(t, "Mass Payout Reporting", page(t, got, name).Title)
	sources, err := spec.ReadSources(os.DirFS(dir))
	require.NoError(t, err)
	assert.Equal(t, spec.Source{File: name, URL: baseAddress + name, Title: "Mass Payout Reporting", DocumentVersion: "1.0.0", Holds: "fragment",
		SHA256: digest.SHA256([]byte(text))}, sources.Pages[len(sources.Pages)-1])
	assert.Len(t, sources.NotVendored, 3, "it is no longer listed as not vendored")
	assert.Equal(t, clean(map[string]State{name: Unchanged}), states(site.check(t, dir)))

	for address, want := range map[string]string{
		baseAddress + authFile:             "lists mass-payout-auth.md already",
		baseAddress:                        "must be the address of a Markdown page",
		baseAddress + ".md":                "must be the address of a Markdown page",
		"https://docs.iyzico.com/%zz":      "invalid URL escape",
		"https://docs.iyzico.com/x/.s.md":  "must be the address of a Markdown page",
		"http://docs.iyzico.com/en/new.md": "",
	} {
		o := site.options(dir)
		o.Add = []string{address}
		got, err := Run(t.Context(), o)
		if want != "" {
			assert.ErrorContains(t, err, want)
			continue
		}
		require.NoError(t, err)
		assert.Contains(t, page(t, got, "new.md").Error, "must be an https address")
	}
}

func TestASpecFolderThatIsNotInOrderIsRefused(t *testing.T) {
	t.Parallel()
	site := newDocs(t)
	damage := map[string]func(string) error{
		"vendor/mass-payout-auth.md: sha256 is": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "vendor", authFile), []byte("changed"), 0o644)
		},
		"page.txt: sha256 is": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "vendor", "mass-payout-initalize.page.txt"), []byte("changed"), 0o644)
		},
		"sources.yaml": func(dir string) error { return os.Remove(filepath.Join(dir, "vendor", "sources.yaml")) },
		"must be an https address": func(dir string) error {
			return replaceIn(filepath.Join(dir, "vendor", "sources.yaml"), "base: https:", "base: http:")
		},
	}
	for want, harm := range damage {
		dir := spectest.Disk(t)
		require.NoError(t, harm(dir))
		_, err := Run(t.Context(), site.options(dir))
		assert.ErrorContains(t, err, want)
	}
	o := site.options(spectest.Disk(t))
	o.Server = "https://127.0.0.1:1/path"
	_, err := Run(t.Context(), o)
	assert.ErrorContains(t, err, "must be https://host")
	o.Server = "http://127.0.0.1:1"
	_, err = Run(t.Context(), o)
	assert.ErrorContains(t, err, "must be an https address")
}

func replaceIn(name, old, replacement string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return os.WriteFile(name, []byte(strings.Replace(string(data), old, replacement, 1)), 0o644)
}

// A page that only states a limit in prose is vendored and compared like the others, and is no part of the document.
func TestAPageOfProseIsVendoredAndWatched(t *testing.T) {
	t.Parallel()
	const name = "mass-payout-limits.md"
	const text = "# Mass Payout Limits\n\nA mass payout may hold at most 500 items.\n"
	site, dir := newDocs(t), spectest.Disk(t)
	site.HandlePage(name, spectest.Markdown(text))
	built, err := spec.Build(os.DirFS(dir))
	require.NoError(t, err)
	got := site.fetch(t, dir, func(o *Options) { o.Add = []string{baseAddress + name} })
	i := slices.IndexFunc(got.Pages, func(p Page) bool { return p.File == name })
	require.GreaterOrEqual(t, i, 0)
	added := got.Pages[i]
	assert.Equal(t, Added, added.State)
	assert.Equal(t, "fetched to be vendored; it has no fragment: read it, and put the rules that it states into rules.yaml", added.Note)
	sources, err := spec.ReadSources(os.DirFS(dir))
	require.NoError(t, err)
	assert.Equal(t, spec.Source{File: name, URL: baseAddress + name, Title: "Mass Payout Limits", Holds: "text", SHA256: digest.SHA256([]byte(text))}, sources.Pages[len(sources.Pages)-1])
	again, err := spec.Build(os.DirFS(dir))
	require.NoError(t, err)
	assert.Equal(t, string(built), string(again))

	for name, c := range map[string]struct {
		text string
		want State
	}{
		"as it was":      {text, Unchanged},
		"laid out anew":  {"---\ntitle: Limits\n---\n# Mass Payout Limits\n\n![](limits.png)\n\n* A mass payout may hold at most **500** items\\.\n", TextOnly},
		"another limit":  {strings.ReplaceAll(text, "500", "100"), Wording},
		"the limit gone": {"# Mass Payout Limits\n", Wording},
		"a fragment now": {text + "\n" + "```json\n" + `{"openapi":"3.0.3","info":{"title":"Mass Payout API","version":"1.0.0"},"paths":{}}` + "\n```\n", Changed},
	} {
		site.HandlePage("mass-payout-limits.md", spectest.Markdown(c.text))
		assert.Equal(t, c.want, site.check(t, dir).Pages[i].State, name)
	}
	site.HandlePage("mass-payout-limits.md", spectest.Markdown(text+"\n```json\n"+`{"openapi":"3.0.3","info":{"title":"Mass Payout API","version":"1.0.0"},"paths":{}}`+"\n```\n"))
	site.fetch(t, dir)
	sources, err = spec.ReadSources(os.DirFS(dir))
	require.NoError(t, err)
	last := sources.Pages[len(sources.Pages)-1]
	assert.Equal(t, []string{"fragment", "1.0.0"}, []string{last.Holds, last.DocumentVersion}, "it is part of the document from now on")
}
