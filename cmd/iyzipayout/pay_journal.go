package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/iyzipayout/iyzipayout/payout/journal"
)

// openJournal opens the journal's folder. The built-in emulator forgets everything at the end of the verb, and so does its
// journal. Close what it returns.
func (f payFlags) openJournal(s streams) (*journal.Store, func(), error) {
	dir, done := f.journal, func() {}
	var err error
	switch {
	case dir != "":
	case f.emulated():
		dir, err = os.MkdirTemp("", "iyzipayout-journal-")
		done = func() { _ = os.RemoveAll(dir) }
	default:
		dir, err = f.journalDir(s)
	}
	if err != nil {
		return nil, nil, err
	}
	store, err := journal.New(dir)
	if err != nil {
		done()
		return nil, nil, err
	}
	if !f.emulated() {
		fmt.Fprintln(s.err, "journal in", dir)
	}
	return store, done, nil
}

// journalDir is one folder per merchant and address, so that a rehearsal in the sandbox does not stand in the way of the payout.
func (f payFlags) journalDir(s streams) (string, error) {
	base, err := stateDir(s.getenv)
	if err != nil {
		return "", err
	}
	address, err := f.url()
	if err != nil {
		return "", err
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return "", errors.New("--base-url: is not a URL")
	}
	credentials, err := s.keys()
	if err != nil {
		return "", err
	}
	host := strings.NewReplacer(":", "_", "[", "", "]", "").Replace(parsed.Host)
	return filepath.Join(base, "iyzipayout", host+"-"+credentials.Fingerprint()), nil
}

// stateDir is where programs keep what must outlive them: not the cache, which anybody may empty.
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
		return "", errors.New("there is no home folder to keep the journal in: name one with --journal")
	}
	return filepath.Join(append([]string{home}, parts...)...), nil
}
