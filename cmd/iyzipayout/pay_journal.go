package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/journal"
)

// openJournal opens the journal's folder. The built-in emulator forgets everything at the end of the verb, and so does its
// journal. Close what it returns.
func (f payFlags) openJournal(s streams, client *payout.Client) (*journal.Store, func(), error) {
	done := func() {}
	dir, earlier, err := f.journalDirs(s, client)
	if f.journal == "" && f.emulated() {
		dir, err = os.MkdirTemp("", "iyzipayout-journal-")
		done = func() { _ = os.RemoveAll(dir) }
	}
	if err != nil {
		return nil, nil, err
	}
	said, _ := chosenLanguage(f.lang, s.getenv) // which was chosen before
	if _, err := os.Stat(dir); err != nil && f.journal != "" {
		fmt.Fprintln(s.err, said.sprintf("warning: the journal %s is new: of what was paid from another one it knows nothing", dir))
	}
	store, err := journal.New(dir, journal.WithEarlier(earlier...))
	if err != nil {
		done()
		return nil, nil, err
	}
	if !f.emulated() {
		fmt.Fprintln(s.err, said.sprintf("journal in %s", dir))
	}
	return store, done, nil
}

// hasJournal reports whether there is a folder that openJournal would not have to make.
func (f payFlags) hasJournal(s streams, client *payout.Client) (bool, error) {
	dir, earlier, err := f.journalDirs(s, client)
	if err != nil {
		return false, err
	}
	_, err = os.Stat(dir)
	return err == nil || len(earlier) > 0, nil
}

// journalDirs is one folder per environment, so that a rehearsal in the sandbox does not stand in the way of the payout. The API key
// has no part in it: merchants exchange theirs. Earlier versions had one per key and spelling of the address, which are read, too.
func (f payFlags) journalDirs(s streams, client *payout.Client) (dir string, earlier []string, err error) {
	if f.journal != "" || f.emulated() {
		return f.journal, nil, nil
	}
	if dir, err = journal.DefaultDir(s.getenv, client.Environment()); err != nil {
		return "", nil, errors.New("there is no home folder to keep the journal in: name one with --journal")
	}
	address, err := f.url()
	if err != nil {
		return "", nil, err
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return "", nil, errors.New("--base-url: is not a URL")
	}
	hosts := []string{parsed.Host}
	if strings.HasPrefix(client.Environment(), "loopback") {
		for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
			hosts = append(hosts, name+":"+parsed.Port())
		}
	}
	for _, host := range hosts {
		earlierDir, _ := journal.DefaultDir(s.getenv, host)
		found, err := filepath.Glob(earlierDir + "-" + strings.Repeat("[0-9a-f]", 12))
		if err != nil {
			return "", nil, err
		}
		earlier = append(earlier, found...)
	}
	slices.Sort(earlier)
	return dir, slices.Compact(earlier), nil
}
