package update_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/update"
	"github.com/iyzipayout/iyzipayout/spec"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

func TestNothingChanged(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	before := state(t, dir)
	c := &commands{}
	o := options(dir, c)
	o.Fetch = edits{}.serve(t)
	result, text := run(t, o)
	assert.True(t, result.Nothing)
	assert.Nil(t, result.Failed())
	assert.Empty(t, c.ran)
	assert.Empty(t, differing(before, state(t, dir)))
	assert.True(t, strings.HasPrefix(text, "# Spec update: nothing has changed\n"), text)
}

func TestChangedPageLeadsToAClient(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	before := state(t, dir)
	c := &commands{does: func(name, dir string) {
		if name == "generate" {
			file := filepath.Join(dir, "gen", "openapi.gen.go")
			data, err := os.ReadFile(file)
			assert.NoError(t, err)
			is := strings.Replace(string(data), "type MassPayoutInitializeResponse struct {", "type MassPayoutInitializeResponse struct {\n\tPlantedItems int `json:\"plantedItems,omitempty\"`", 1)
			assert.NoError(t, os.WriteFile(file, []byte(is), 0o644))
		}
	}}
	o := options(dir, c)
	o.Fetch = newMember().serve(t)
	result, text := run(t, o)
	require.Nil(t, result.Failed(), text)
	assert.Equal(t, []string{"generate", "record", "test"}, c.ran)
	assert.Equal(t, []string{"/gen/openapi.gen.go", "/spec/openapi.yaml", "/spec/vendor/mass-payout-initalize.md", "/spec/vendor/sources.yaml"},
		differing(before, state(t, dir)))
	assert.Equal(t, diff.Compatible, result.Level())
	built, err := spec.Build(os.DirFS(filepath.Join(dir, "spec")))
	require.NoError(t, err)
	assert.Equal(t, string(built), state(t, dir)["/spec/openapi.yaml"])
	for _, want := range []string{
		"# Spec update: compatible\n", "For programs that import gen: compatible.", "plantedItems", "gen.MassPayoutInitializeResponse.PlantedItems", "## Cassettes that went stale",
		"recorded anew (make record)", "cassettes/documented/init-documented.yaml", "## Proposed entry of CHANGELOG.md", "A minor version.",
	} {
		assert.Contains(t, text, want)
	}
	assert.NotContains(t, text, "## The step")

	// Once more: the tree differs from what is committed, so it is taken as it is and told about again.
	again, text := run(t, o)
	assert.Nil(t, again.Failed())
	assert.Contains(t, text, "The pages were not fetched: spec/vendor already differs from HEAD.")
	assert.Equal(t, result.Level(), again.Level())
	assert.Equal(t, result.API, again.API)
}

func TestAnOverlayActionStopsTheBuild(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	before := state(t, dir)
	c := &commands{}
	o := options(dir, c)
	o.Fetch = movedStatus().serve(t)
	result, text := run(t, o)
	require.NotNil(t, result.Failed())
	assert.Contains(t, text, "no enum stands here")
	assert.Equal(t, "build", result.Failed().Name)
	assert.False(t, result.Unfetched())
	assert.Empty(t, c.ran)
	assert.Empty(t, differing(before, state(t, dir)), "the tree is as it was")
	assert.Equal(t, diff.Breaking, result.Level(), "what the vendor changed is told all the same")
	assert.Contains(t, text, "the tree is as it was before")
	assert.Regexp(t, "`spec/enums.yaml:\\d+` \\| `overlay-impossible` impossible", text)
	assert.Contains(t, text, "their actions below say")
	assert.Contains(t, text, "HELD")
	assert.NotContains(t, text, "## Generated types")
}

func TestAPagePutInByHand(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	e := newMember()
	e[initPage] = append(e[initPage], `"version":"1.0.0"`, `"version":"1.0.1"`)
	e.put(t, dir)
	c := &commands{}
	result, text := run(t, options(dir, c)) // with no server to ask
	assert.Nil(t, result.Fetched)
	assert.Contains(t, text, "Put in by hand, and listed with their sums: mass-payout-initalize.md.")
	require.Nil(t, result.Failed(), text)
	assert.Contains(t, state(t, dir)["/spec/openapi.yaml"], "version: 1.0.1", "the others still say 1.0.0")
	sources, err := spec.ReadSources(os.DirFS(filepath.Join(dir, "spec")))
	require.NoError(t, err)
	_, err = sources.Pages[0].Read(os.DirFS(filepath.Join(dir, "spec")))
	assert.NoError(t, err, "the sum is listed")

	newStatus().put(t, dir)
	o := options(dir, c)
	o.Mode, o.Fetch = update.FetchAlways, edits{}.serve(t)
	result, _ = run(t, o)
	require.NotNil(t, result.Failed())
	assert.ErrorContains(t, result.Failed().Err, "would be overwritten")
	assert.Contains(t, state(t, dir)["/spec/vendor/"+retrievePage], "HELD")
}

func TestPagesCannotBeRead(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	before := state(t, dir)
	c := &commands{}
	o := options(dir, c)
	o.Fetch = edits{}.serve(t)
	o.Fetch.Server = "https://127.0.0.1:1"
	result, text := run(t, o)
	assert.True(t, result.Unfetched())
	assert.Empty(t, differing(before, state(t, dir)))
	assert.Contains(t, text, `## The step "fetch" failed`)
	assert.Contains(t, text, "## Pages to look at")
	assert.Contains(t, text, initPage)

	o.Mode = update.FetchNever
	result, text = run(t, o)
	assert.True(t, result.Nothing)
	assert.Contains(t, text, "The pages were not fetched.")
}

func TestStepsThatFail(t *testing.T) {
	t.Parallel()
	spoil := func(_, dir string) {
		assert.NoError(t, os.WriteFile(filepath.Join(dir, "gen", "openapi.gen.go"), []byte("package gen\n"), 0o644))
	}
	for _, test := range []struct {
		fail    string
		does    func(name, dir string)
		ran     []string
		updated bool
	}{
		{"generate", spoil, []string{"generate"}, false},
		{"record", nil, []string{"generate", "record", "test"}, true},
		{"test", nil, []string{"generate", "record", "test"}, true},
	} {
		t.Run(test.fail, func(t *testing.T) {
			t.Parallel()
			dir := repository(t)
			before := state(t, dir)
			c := &commands{fail: test.fail, does: test.does}
			o := options(dir, c)
			o.Fetch = newMember().serve(t)
			result, text := run(t, o)
			require.NotNil(t, result.Failed())
			assert.Equal(t, test.fail, result.Failed().Name)
			assert.Equal(t, test.ran, c.ran)
			assert.Equal(t, test.updated, result.Updated())
			assert.Equal(t, test.updated, len(differing(before, state(t, dir))) > 0)
			assert.Contains(t, text, "FAIL: the account")
			assert.NotContains(t, text, "ok  \tfine")
			assert.Equal(t, test.updated, strings.Contains(text, "are made and in the tree, but the step"))
			if test.fail == "record" {
				assert.Contains(t, text, "to be recorded anew")
			}
		})
	}
}

// TestOverlayOfOurOwn: an action that is edited changes the document without any page.
func TestOverlayOfOurOwn(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	name := filepath.Join(dir, "spec", "openapi.yaml")
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, append(data, "# out of date\n"...), 0o644))
	commitAll := repositoryChanged(t, dir)
	c := &commands{}
	o := options(dir, c)
	o.Mode = update.FetchNever
	result, text := run(t, o)
	assert.False(t, result.Nothing, text)
	assert.Nil(t, result.Failed())
	assert.NotEqual(t, commitAll["/spec/openapi.yaml"], state(t, dir)["/spec/openapi.yaml"])
}

func repositoryChanged(t *testing.T, dir string) map[string]string {
	t.Helper()
	commit(t, dir)
	return state(t, dir)
}

func TestWithoutGit(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	require.NoError(t, os.RemoveAll(filepath.Join(dir, ".git")))
	c := &commands{}
	o := options(dir, c)
	o.Fetch = newMember().serve(t)
	result, text := run(t, o)
	require.Nil(t, result.Failed(), text)
	assert.Contains(t, text, "There is no HEAD to compare with")
	assert.Contains(t, text, "plantedItems")
}

func TestBadOptions(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	for want, change := range map[string]func(*update.Options){
		"must be auto, always or never": func(o *update.Options) { o.Mode = "maybe" },
		"folder of the repository":      func(o *update.Options) { o.Root = "" },
		"is not this repository":        func(o *update.Options) { o.Root = t.TempDir() },
	} {
		o := options(dir, &commands{})
		change(&o)
		_, err := update.Run(t.Context(), o)
		assert.ErrorContains(t, err, want)
	}
}

// TestPersonalDataOfPages: examples on pages may be people's.
func TestPersonalDataOfPages(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	o := options(dir, &commands{})
	o.Fetch = edits{initPage: {"Item description.", "Item description, such as rent to " + markerIBAN + "."}}.serve(t)
	result, text := run(t, o)
	require.Nil(t, result.Failed(), text)
	assert.Contains(t, text, "***1326")
	assert.Equal(t, diff.Breaking, result.Level(), "what a description commits to is part of the contract")
	assert.Contains(t, text, "A major version")
}

func TestWriteMakesTheFolder(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "bin", "update-spec.md")
	r := &update.Result{Base: "HEAD", Nothing: true}
	require.NoError(t, r.Write(name, "markdown"))
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, "# Spec update: nothing has changed in what was looked at\n\nFragments and overlays are those of HEAD.\n", string(text))
	assert.Error(t, r.Write(filepath.Join(name, "below"), "markdown"))
}

// TestTextOfPages: what only people can read is listed, and no update is pretended.
func TestTextOfPages(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	before := state(t, dir)
	c := &commands{}
	o := options(dir, c)
	o.Fetch = edits{"mass-payout-auth.md": {"Invalid orders remain unchanged. An audit trail is recorded.<br>", "Invalid orders must be sent again, from " + markerIBAN + ".<br>"}}.serve(t)
	result, text := run(t, o)
	require.Nil(t, result.Failed(), text)
	assert.True(t, strings.HasPrefix(text, "# Spec update: pages to look at\n"), text)
	assert.Contains(t, text, "### `mass-payout-auth.md`\n\nDrift: wording")
	assert.Contains(t, text, "must be sent again, from ***1326")
	assert.Contains(t, text, "spec fetch --text")
	assert.Empty(t, differing(before, state(t, dir)))
	assert.Empty(t, c.ran)
}

// TestCodeBesidesTheDataIsLeftAlone: an update writes data and generated files, whatever else lies there.
func TestCodeBesidesTheDataIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	code := filepath.Join(dir, "spec", "mine.go")
	require.NoError(t, os.WriteFile(code, []byte("package spec\n"), 0o600))
	c := &commands{fail: "generate", does: func(string, string) {
		assert.NoError(t, os.WriteFile(code, []byte("package spec // meanwhile\n"), 0o600))
	}}
	o := options(dir, c)
	o.Fetch = edits{}.serve(t)
	result, _ := run(t, o)
	assert.True(t, result.Nothing, "code is no data")
	o.Fetch = newMember().serve(t)
	result, _ = run(t, o)
	assert.NotNil(t, result.Failed())
	assert.Equal(t, "package spec // meanwhile\n", state(t, dir)["/spec/mine.go"])
}
