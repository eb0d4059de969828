package vcr

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// Stale is a cassette that was recorded under another document than the one in force, and what has changed between the two.
type Stale struct {
	Cassette Cassette
	Changes  *diff.Report
}

// Stale lists the cassettes that were not recorded under this document, such as that of spec.YAML. It fails where the document
// that a cassette was recorded under is missing from the folder documents, or is another one than its name says.
func (l *Library) Stale(today []byte) ([]Stale, error) {
	var stale []Stale
	changes := map[string]*diff.Report{}
	for _, c := range l.Cassettes {
		then, err := l.document(c.Document)
		if err != nil {
			return nil, fmt.Errorf("vcr: %s: %w", c.File, err)
		}
		if c.Document == digest.SHA256(today) {
			continue
		}
		if _, done := changes[c.Document]; !done {
			if changes[c.Document], err = compare(then, today); err != nil {
				return nil, fmt.Errorf("vcr: %s: %w", c.File, err)
			}
		}
		stale = append(stale, Stale{Cassette: c, Changes: changes[c.Document]})
	}
	return stale, nil
}

// document reads a document that cassettes were recorded under.
func (l *Library) document(sum string) ([]byte, error) {
	name := filepath.Join(l.dir, documentsDir, sum+".yaml")
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("its document: %w", err)
	}
	if digest.SHA256(data) != sum {
		return nil, fmt.Errorf("its document: %s is not what its name says", name)
	}
	return data, nil
}

func compare(then, now []byte) (*diff.Report, error) {
	old, err := diff.Parse("its document", then)
	if err != nil {
		return nil, err
	}
	newer, err := diff.Parse("the document", now)
	if err != nil {
		return nil, err
	}
	return diff.Compare(old, newer)
}
