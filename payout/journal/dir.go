package journal

import (
	"errors"
	"path/filepath"
	"runtime"
	"strings"
)

// DefaultDir is the folder in which the command line keeps the journal of an environment, see [payout.Client.Environment], unless it is told
// another: below XDG_STATE_HOME or what the system has in its place, where programs keep what must outlive them. It is an error where the
// environment variables name no such folder.
func DefaultDir(getenv func(string) string, environment string) (string, error) {
	base, err := stateDir(getenv)
	return filepath.Join(base, "iyzipayout", strings.NewReplacer(":", "_", "[", "", "]", "", "/", "_").Replace(environment)), err
}

// stateDir is not the cache, which anybody may empty.
func stateDir(getenv func(string) string) (string, error) {
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, parts := getenv("HOME"), []string{".local", "state"}
	switch runtime.GOOS {
	case "windows":
		home, parts = getenv("LocalAppData"), nil
	case "darwin":
		parts = []string{"Library", "Application Support"}
	}
	if !filepath.IsAbs(home) {
		return "", errors.New("journal: there is no home folder")
	}
	return filepath.Join(append([]string{home}, parts...)...), nil
}
