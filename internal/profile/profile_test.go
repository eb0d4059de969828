package profile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/profile"
)

const good = `# where we pay
profiles:
  test:
    environment: sandbox
    keys: keyring
  production:
    environment: production
    keys: {command: [pass, show, iyzico]}
    journal: ~/journal
    locale: tr
  here:
    base-url: http://127.0.0.1:8080
    ca-file: cert.pem
`

func TestRead(t *testing.T) {
	t.Parallel()
	all, err := profile.Read("f.yaml", []byte(good))
	require.NoError(t, err)
	assert.Equal(t, []profile.Profile{
		{Name: "test", File: "f.yaml", Line: 3, Environment: "sandbox", Keys: profile.FromKeyring},
		{Name: "production", File: "f.yaml", Line: 6, Environment: "production", Keys: profile.FromCommand, Command: []string{"pass", "show", "iyzico"}, Journal: "~/journal", Locale: "tr"},
		{Name: "here", File: "f.yaml", Line: 11, BaseURL: "http://127.0.0.1:8080", CAFile: "cert.pem", Keys: profile.FromEnvironment},
	}, all)
}

func TestReadNamesLineAndField(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, want string }{
		"empty":                              {"", "f.yaml:1: is empty"},
		"no YAML":                            {"profiles:\n  a: [", "f.yaml:2: is not YAML"},
		"two documents":                      {good + "---\na: b\n", "one YAML document"},
		"a list":                             {"- a\n", "f.yaml:1: must be a mapping"},
		"no profiles":                        {"profiles:\n", "profiles: must hold profiles"},
		"unknown at the top":                 {"profile:\n  a: {environment: sandbox}\n", "f.yaml:1: profile: there is no such field: profiles?"},
		"misspelt":                           {"profiles:\n  a:\n    environment: sandbox\n    jurnal: x\n", "f.yaml:4: profiles.a.jurnal: there is no such field: journal?; there are environment, base-url,"},
		"twice":                              {"profiles:\n  a: {environment: sandbox}\n  a: {environment: production}\n", "f.yaml:3: profiles.a: stands in line 2, too"},
		"a field twice":                      {"profiles:\n  a:\n    environment: sandbox\n    environment: production\n", "f.yaml:4: profiles.a.environment: stands in line 3, too"},
		"another environment":                {"profiles:\n  a:\n    environment: prod\n", "f.yaml:3: profiles.a.environment: must be emulator or sandbox or production"},
		"no place":                           {"profiles:\n  a:\n    locale: tr\n", "f.yaml:2: profiles.a: must say where to pay"},
		"two places":                         {"profiles:\n  a: {environment: sandbox, base-url: https://x}\n", "f.yaml:2: profiles.a: must say where to pay"},
		"no text":                            {"profiles:\n  a: {environment: sandbox, journal: [x]}\n", "profiles.a.journal: must be a text"},
		"null":                               {"profiles:\n  a: {environment: sandbox, journal: }\n", "profiles.a.journal: must be a text"},
		"a name":                             {"profiles:\n  'a b': {environment: sandbox}\n", "a name has letters"},
		"an alias":                           {"profiles:\n  a: &x {environment: sandbox}\n  b: *x\n", "anchor"},
		"a merge":                            {"profiles:\n  a:\n    <<: {environment: sandbox}\n", "f.yaml:3: profiles.a.<<: there is no such field"},
		"no command":                         {"profiles:\n  a: {environment: sandbox, keys: {command: pass show}}\n", "profiles.a.keys.command: must be a list"},
		"an empty command":                   {"profiles:\n  a: {environment: sandbox, keys: {command: ['']}}\n", "profiles.a.keys.command[0]: must be a text"},
		"another source":                     {"profiles:\n  a: {environment: sandbox, keys: vault}\n", "profiles.a.keys: must be environment, keyring, or command"},
		"a journal that moves with the file": {"profiles:\n  a:\n    environment: sandbox\n    journal: ./journal\n", "f.yaml:4: profiles.a.journal: must be a whole path"},
		"a store":                            {"profiles:\n  a: {environment: sandbox, store: postgres}\n", "profiles.a.store: the command line keeps its journal in files"},
		"too long":                           {strings.Repeat("#", 65<<10), "is longer than"},
	} {
		_, err := profile.Read("f.yaml", []byte(tt.text))
		var problem *profile.Error
		if assert.ErrorAs(t, err, &problem, name) {
			assert.Contains(t, err.Error(), tt.want, name)
		}
	}
}

// A key in the file is refused wherever it stands, is never repeated, and its person is told where keys belong.
func TestAKeyInTheFileIsRefused(t *testing.T) {
	t.Parallel()
	const marker = "sandbox-MARKERMARKER"
	for _, text := range []string{
		"profiles:\n  a:\n    environment: sandbox\n    api-key: X\n", "profiles:\n  a:\n    environment: sandbox\n    secretKey: X\n",
		"profiles:\n  a:\n    environment: sandbox\n    keys: X\n", "profiles:\n  a:\n    environment: sandbox\n    keys: {apiKey: X}\n",
		"profiles:\n  a:\n    environment: sandbox\n    keys: {command: [echo, X]}\n", "IYZICO_SECRET_KEY: X\n", "profiles:\n  a: {environment: sandbox, journal: X}\n",
		"profiles:\n  a: {environment: sandbox, X: y}\n",
	} {
		for _, key := range []string{marker, "MARKERMARKER"} {
			_, err := profile.Read("f.yaml", []byte(strings.ReplaceAll(text, "X", key)))
			if key == marker || strings.Contains(strings.ToLower(text), "key: x") {
				require.Error(t, err, text)
				assert.Regexp(t, "iyzipayout keys set|never stands in this file|no such field", err.Error(), text)
			}
			if err != nil {
				assert.NotContains(t, err.Error(), marker, text)
			}
		}
	}
}

// The working folder and the person's own: one name in both is refused, a path belongs to its file, and a command in a folder that may be
// anybody's is marked.
func TestLoad(t *testing.T) {
	config, work := t.TempDir(), t.TempDir()
	t.Chdir(work)
	getenv := func(name string) string {
		return map[string]string{"XDG_CONFIG_HOME": config, "HOME": "/home/me"}[name]
	}
	all, err := profile.Load(getenv)
	require.NoError(t, err)
	require.Empty(t, all)

	own := filepath.Join(config, "iyzipayout", profile.Name)
	require.Equal(t, own, profile.Own(getenv))
	require.NoError(t, os.MkdirAll(filepath.Dir(own), 0o700))
	put := func(name, text string) { require.NoError(t, os.WriteFile(name, []byte(text), 0o600)) }
	put(own, good)
	put(profile.Name, strings.ReplaceAll(good, "  test:", "  other:")[:strings.Index(good, "  production")+1])
	all, err = profile.Load(getenv)
	require.NoError(t, err)
	require.Len(t, all, 4)
	assert.Equal(t, "/home/me/journal", all[1].Journal)
	assert.Equal(t, filepath.Join(config, "iyzipayout", "cert.pem"), all[2].CAFile)
	assert.False(t, all[1].Shared)
	assert.True(t, all[3].Shared)

	put(profile.Name, good)
	_, err = profile.Load(getenv)
	require.ErrorContains(t, err, "rename one of them")
	put(profile.Name, "profiles: {b: {environment: sandbox}}")
	require.NoError(t, os.Chmod(own, 0o666))
	_, err = profile.Load(getenv)
	require.ErrorContains(t, err, "others may write this file")

	// Somebody who stands in his own configuration folder has one file.
	require.NoError(t, os.Chmod(own, 0o600))
	t.Chdir(filepath.Dir(own))
	all, err = profile.Load(getenv)
	require.NoError(t, err)
	require.Len(t, all, 3)
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{good, "", "profiles:", "a: &b [*b]", "profiles: {a: {environment: sandbox, keys: {command: [x]}}}", "? [a]\n: b", "\xff\xfe", "profiles: {? {a: b} : c}", "--- !!x\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := profile.Read("f.yaml", data)
		if err != nil {
			var problem *profile.Error
			if !errors.As(err, &problem) || problem.Line < 1 || len(all) > 0 {
				t.Fatalf("%v, %d profiles", err, len(all))
			}
			return
		}
		for _, p := range all {
			if p.Name == "" || (p.Environment == "") == (p.BaseURL == "") || (p.Keys == profile.FromCommand) != (len(p.Command) > 0) {
				t.Fatalf("%+v", p)
			}
		}
	})
}
