package spec

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
)

func TestVendoredPagesAreTheListedOnes(t *testing.T) {
	dir := os.DirFS(".")
	sources, err := ReadSources(dir)
	require.NoError(t, err)
	assert.Equal(t, "en", sources.Language)
	assert.Equal(t, "https://docs.iyzico.com/llms.txt", sources.Index)
	for _, known := range sources.NotVendored {
		assert.NotContains(t, pageURLs(sources), known.URL, "vendored or not, but not both")
	}
	require.NotEmpty(t, sources.Pages)
	for _, page := range sources.Pages {
		_, err := page.Read(dir)
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(page.URL, sources.Base), page.File)
	}
	attributes, err := os.ReadFile("../.gitattributes")
	require.NoError(t, err)
	assert.Contains(t, string(attributes), "spec/vendor/** -text", "git must not touch the bytes")
}

func pageURLs(sources Sources) []string {
	var all []string
	for _, page := range sources.Pages {
		all = append(all, page.URL)
	}
	return all
}

func TestAPageChangedByOneByteStopsTheBuild(t *testing.T) {
	sources, err := ReadSources(os.DirFS(spectest.Dir(t)))
	require.NoError(t, err)
	for _, page := range sources.Pages {
		t.Run(page.File, func(t *testing.T) {
			dir := spectest.Memory(t)
			data := dir[page.Path()].Data
			data[len(data)-2] ^= 1
			_, err := Build(dir)
			require.ErrorContains(t, err, fmt.Sprintf("vendor/%s: sha256 is %x, vendor/sources.yaml says %s", page.File, sha256.Sum256(data), page.SHA256))
		})
	}
}

func TestReadSourcesRefuses(t *testing.T) {
	title := "title: Mass Payout Auth\n"
	cases := map[string]struct{ old, replacement, want string }{
		"a page that is not listed": {"file: mass-payout-auth.md", "file: other.md", "vendor/sources.yaml: does not list the page mass-payout-auth.md: add its address, title, version and sha256"},
		"no title":                  {title, "title: \"\"\n", "vendor/sources.yaml: page 2 (mass-payout-auth.md): file, url, title and documentVersion must all be set"},
		"holds":                     {"holds: example\n", "holds: examples\n", `vendor/sources.yaml: page 5 (mass-payout-initalize.page.txt): holds is "examples": must be fragment, text or example`},
		"a file elsewhere":          {"file: mass-payout-auth.md", "file: ../mass-payout-auth.md", `vendor/sources.yaml: page 2 (../mass-payout-auth.md): file is "../mass-payout-auth.md": must be a name within vendor/`},
		"a file that is none":       {"file: mass-payout-auth.md", "file: ..", `vendor/sources.yaml: page 2 (..): file is "..": must be a name within vendor/`},
		"no reason":                 {"why: what the product is for; no fragment", "why: \"\"", "vendor/sources.yaml: notVendored 1 (https://docs.iyzico.com/en/products/mass-payout.md): url and why must both be set"},
		"unknown member":            {title, "titel: x\n", "vendor/sources.yaml: yaml: unmarshal errors:\n  line 17: field titel not found in type spec.Source"},
		"not YAML":                  {title, "title: [\n", "vendor/sources.yaml:17: not valid YAML: did not find expected ',' or ']'"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := spectest.Memory(t)
			spectest.Edit(t, dir, SourcesFile, c.old, c.replacement)
			_, err := Build(dir)
			assert.EqualError(t, err, c.want)
		})
	}
	for text, want := range map[string]string{"": "vendor/sources.yaml:1: must be a YAML mapping", "base: x\n": "vendor/sources.yaml: lists no page"} {
		_, err := ReadSources(fstest.MapFS{SourcesFile: {Data: []byte(text)}})
		assert.EqualError(t, err, want)
	}
	_, err := ReadSources(fstest.MapFS{})
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestAPageOfAnotherVersionMustBeListedAsSuch(t *testing.T) {
	dir := spectest.Memory(t)
	spectest.Edit(t, dir, "vendor/mass-payout-cancel.md", `"version":"1.0.0"`, `"version":"1.0.1"`)
	_, err := Build(dir)
	assert.EqualError(t, err, `vendor/mass-payout-cancel.md:8: info.version is not "1.0.0", which vendor/sources.yaml says: list the version that the page has`)
}

func TestAMissingPageStopsTheBuild(t *testing.T) {
	for _, name := range []string{"vendor/mass-payout-auth.md", "corrections.yaml", "rules.yaml", SourcesFile} {
		dir := spectest.Memory(t)
		delete(dir, name)
		_, err := Build(dir)
		require.ErrorIs(t, err, fs.ErrNotExist)
		assert.ErrorContains(t, err, name)
	}
}

func TestMalformedPagesStopTheBuild(t *testing.T) {
	dir := spectest.Memory(t)
	spectest.Edit(t, dir, "vendor/mass-payout-cancel.md", "or `en`.\"}}}}}}", "or `en`.\"}}}}}")
	_, err := Build(dir)
	require.ErrorContains(t, err, "vendor/mass-payout-cancel.md:8:")
	assert.ErrorContains(t, err, "not valid JSON: unexpected EOF")

	dir = spectest.Memory(t)
	dir["supplement/balance.yaml"] = &fstest.MapFile{Data: []byte("openapi: 3.0.3\nopenapi: 3.0.3\n")}
	_, err = Build(dir)
	assert.EqualError(t, err, "supplement/balance.yaml:2 (at /openapi): duplicate key: keep one of the two")
}

func TestPagesThatDisagreeStopTheBuild(t *testing.T) {
	dir := spectest.Memory(t)
	spectest.Edit(t, dir, "vendor/mass-payout-cancel.md", `"description":"Mass payout authorization response."`, `"description":"Mass payout cancel response."`)
	_, err := Build(dir)
	var conflict *ConflictError
	require.ErrorAs(t, err, &conflict)
	assert.Equal(t, ConflictError{"/components/schemas/MassPayoutAuthResponse/description", "vendor/mass-payout-auth.md:9", "vendor/mass-payout-cancel.md:8"}, *conflict)
}
