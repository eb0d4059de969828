package vcr

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/renameio/v2/maybe"

	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/spec"
)

const documentsDir = "documents"

// save writes the index and the documents that it names, and takes away what it does not name any more.
func (l *Library) save(today []byte) error {
	data, err := marshalIndex(l.Cassettes)
	if err != nil {
		return err
	}
	if _, err := parseIndex(data); err != nil {
		return err
	}
	documents := filepath.Join(l.dir, documentsDir)
	if err := os.MkdirAll(documents, 0o755); err != nil {
		return err
	}
	named := func(sum string) bool {
		return slices.ContainsFunc(l.Cassettes, func(c Cassette) bool { return c.Document == sum })
	}
	if sum := digest.SHA256(today); named(sum) {
		err = maybe.WriteFile(filepath.Join(documents, sum+".yaml"), today, 0o644)
	}
	return errors.Join(err, removeUnless(documents, named), maybe.WriteFile(filepath.Join(l.dir, indexFile), data, 0o644))
}

// removeUnless removes the YAML files of a folder whose names, without their ending, are not wanted.
func removeUnless(dir string, wanted func(string) bool) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range files {
		if name, isYAML := strings.CutSuffix(f.Name(), ".yaml"); isYAML && !wanted(name) {
			errs = append(errs, os.Remove(filepath.Join(dir, f.Name())))
		}
	}
	return errors.Join(errs...)
}

// Recheck checks the documented cassettes, which nobody can record anew, against the document in force, and writes into the index that
// they were, and on which day. It returns the files that passed; the error has the findings of those that did not, which keep the document that they had.
func (l *Library) Recheck() (passed []string, err error) {
	today := spec.YAML()
	var errs []error
	for i, c := range l.Cassettes {
		if c.Source != Documented || c.Document == digest.SHA256(today) {
			continue
		}
		checker, err := l.Checker(c.Source)
		if err != nil {
			return nil, err
		}
		exchanges, err := l.Exchanges(c)
		if err != nil {
			return nil, err
		}
		unexpected, _, missing := scenario.Excuse(checker.CheckFlow(exchanges), c.Known)
		if len(unexpected)+len(missing) > 0 {
			errs = append(errs, fmt.Errorf("vcr: %s under the document in force: %v; known and not found any more: %v", c.File, unexpected, missing))
			continue
		}
		l.Cassettes[i].Document, l.Cassettes[i].Checked = digest.SHA256(today), time.Now().UTC().Format(time.DateOnly)
		passed = append(passed, c.File)
	}
	return passed, errors.Join(append(errs, l.save(today))...)
}

// Forget drops the cassettes of a source whose scenarios are not among these, and saves the index.
func (l *Library) Forget(source Source, scenarios []scenario.Scenario) error {
	if source == Documented {
		return errors.New("vcr: documented cassettes are made by hand")
	}
	known := func(name string) bool {
		return slices.ContainsFunc(scenarios, func(s scenario.Scenario) bool { return s.Name == name })
	}
	l.Cassettes = slices.DeleteFunc(l.Cassettes, func(c Cassette) bool { return c.Source == source && !known(c.Scenario) })
	dir := filepath.Join(l.dir, string(source))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("vcr: %w", err)
	}
	if err := errors.Join(l.save(spec.YAML()), removeUnless(dir, known)); err != nil {
		return fmt.Errorf("vcr: %w", err)
	}
	return nil
}
