package vcr_test

import (
	"io/fs"
	"net/url"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
)

// TestIndexListsWhatThereIs: each cassette is listed, and there is nothing else in its folder but a README.
func TestIndexListsWhatThereIs(t *testing.T) {
	t.Parallel()
	l := library(t)
	listed := map[string]bool{}
	for _, c := range l.Cassettes {
		listed[c.File] = true
	}
	require.NoError(t, fs.WalkDir(os.DirFS(committed), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "index.yaml" || path.Base(name) == "README.md" || path.Dir(name) == "documents" {
			return err
		}
		assert.True(t, listed[name], "%s is not in the index", name)
		delete(listed, name)
		return nil
	}))
	assert.Empty(t, listed, "in the index, but not there")
}

// TestCassettesNameTheirSource: nothing that was recorded from the emulator looks as if it came from the vendor.
func TestCassettesNameTheirSource(t *testing.T) {
	t.Parallel()
	hosts := map[vcr.Source]string{vcr.Documented: "api.iyzipay.com", vcr.Emulator: "emulator.invalid", vcr.Sandbox: "sandbox-api.iyzipay.com"}
	l := library(t)
	for _, c := range l.Cassettes {
		exchanges, err := l.Exchanges(c)
		require.NoError(t, err)
		require.NotEmpty(t, exchanges, c.File)
		for _, x := range exchanges {
			assert.Equal(t, hosts[c.Source], x.Request.URL.Host, c.File)
		}
		if c.Source == vcr.Emulator {
			data, err := os.ReadFile(committed + "/" + c.File)
			require.NoError(t, err)
			assert.NotContains(t, string(data), "iyzipay.com", c.File)
			assert.Contains(t, c.Tool, "emulator", c.File)
		}
	}
	for source, host := range hosts {
		u, err := url.Parse(source.BaseURL())
		require.NoError(t, err)
		assert.Equal(t, host, u.Host)
	}
}

const goodEntry = `version: 1
cassettes:
  - file: emulator/balance.yaml
    source: emulator
    scenario: balance
    about: The balance.
    recorded: "2026-01-01"
    tool: a tool
    document: 0000000000000000000000000000000000000000000000000000000000000000
    run: r
    redactions: [none]
`

func TestParseIndex(t *testing.T) {
	t.Parallel()
	x, err := vcr.ParseIndex([]byte(goodEntry))
	require.NoError(t, err)
	l := &vcr.Library{Cassettes: x}
	c, found := l.Find(vcr.Emulator, "balance")
	require.True(t, found)
	assert.Equal(t, "The balance.", c.About)
	_, found = l.Find(vcr.Sandbox, "balance")
	assert.False(t, found)

	written, err := vcr.MarshalIndex(x)
	require.NoError(t, err)
	again, err := vcr.ParseIndex(written)
	require.NoError(t, err)
	assert.Equal(t, x, again)
}

func TestParseIndexErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, old, new, want string }{
		{"unknown member", "tool: a tool", "tool: a tool\n    tools: more", "field tools not found"},
		{"version", "version: 1", "version: 2", "version is 2, must be 1"},
		{"second document", "redactions: [none]\n", "redactions: [none]\n---\n{}\n", "more than one YAML document"},
		{"source", "source: emulator", "source: production", `source "production" is none of`},
		{"folder", "file: emulator/balance.yaml", "file: sandbox/balance.yaml", "file must be emulator/balance.yaml"},
		{"way out", "file: emulator/balance.yaml", "file: ../balance.yaml", "file must be emulator/balance.yaml"},
		{"date", `"2026-01-01"`, `"1.1.2026"`, "recorded must be a day"},
		{"checked", "run: r", "run: r\n    checked: \"2026-01-01\"", "checked must be a day, and belongs to documented"},
		{"document", "document: 0000", "document: 000G", "document must be a SHA-256"},
		{"about", "about: The balance.", `about: ""`, "about and tool must say something"},
		{"redactions", "[none]", "[]", "redactions must say"},
		{"published", "run: r", "run: r\n    published: [https://docs.iyzico.com]", "published belongs to documented cassettes"},
		{"run", "    run: r\n", "", "run belongs to recorded cassettes"},
		{"known", "run: r", "run: r\n    known: [{entry: 0, kind: type}]", "needs entry, direction, kind and reason"},
		{"twice", "cassettes:\n", "cassettes:\n" + strings.Split(goodEntry, "cassettes:\n")[1], "emulator/balance.yaml is listed twice"},
		{"not YAML", "version: 1", "\tversion", "index: yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Contains(t, goodEntry, tt.old)
			_, err := vcr.ParseIndex([]byte(strings.Replace(goodEntry, tt.old, tt.new, 1)))
			assert.ErrorContains(t, err, tt.want)
		})
	}
	_, err := vcr.ParseIndex(nil)
	assert.Error(t, err)
}

func FuzzParseIndex(f *testing.F) {
	f.Add([]byte(goodEntry))
	f.Add([]byte("version: 1\ncassettes: [{}]"))
	f.Add([]byte("version: 1\ncassettes: [null]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := vcr.ParseIndex(data)
		if err != nil {
			return
		}
		written, err := vcr.MarshalIndex(x)
		require.NoError(t, err)
		_, err = vcr.ParseIndex(written)
		require.NoError(t, err)
	})
}

func TestOpenErrors(t *testing.T) {
	t.Parallel()
	_, err := vcr.Open(t.TempDir())
	assert.ErrorContains(t, err, "index.yaml")
}
