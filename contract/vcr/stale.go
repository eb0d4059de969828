package vcr

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/digest"
	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// Stale is a cassette that was recorded under another document than the one in force, and what has changed between the two.
type Stale struct {
	Cassette Cassette
	Changes  []Change
}

// Change is one difference between two documents.
type Change struct {
	Pointer string // JSON pointer into the document
	What    string // "added", "removed" or "changed"
}

func (s Stale) String() string {
	const shown = 20
	var b strings.Builder
	fmt.Fprintf(&b, "%s was recorded under another document (%.12s…); since then:", s.Cassette.File, s.Cassette.Document)
	for i, c := range s.Changes {
		if i == shown {
			fmt.Fprintf(&b, "\n  and %d more", len(s.Changes)-i)
			break
		}
		fmt.Fprintf(&b, "\n  %s %s", c.What, c.Pointer)
	}
	return b.String()
}

// Stale lists the cassettes that were not recorded under this document, such as that of spec.YAML. It fails where the document
// that a cassette was recorded under is missing from the folder documents, or is another one than its name says.
func (l *Library) Stale(today []byte) ([]Stale, error) {
	var stale []Stale
	changes := map[string][]Change{}
	for _, c := range l.Index.Cassettes {
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

// compare lists what has changed between two YAML documents, the topmost pointer of what was added or removed only.
func compare(then, now []byte) ([]Change, error) {
	var before, after any
	if err := yaml.Unmarshal(then, &before); err != nil {
		return nil, err
	}
	if err := yaml.Unmarshal(now, &after); err != nil {
		return nil, err
	}
	var changes []Change
	compareValues(&changes, "", before, after)
	return changes, nil
}

func compareValues(changes *[]Change, at string, before, after any) {
	old, oldIs := children(before)
	young, youngIs := children(after)
	if !oldIs || !youngIs || fmt.Sprintf("%T", before) != fmt.Sprintf("%T", after) {
		if fmt.Sprintf("%T %v", before, before) != fmt.Sprintf("%T %v", after, after) {
			*changes = append(*changes, Change{at, "changed"})
		}
		return
	}
	names := maps.Clone(old)
	maps.Copy(names, young)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		pointer := jsonpointer.Join(at, name)
		was, had := old[name]
		is, has := young[name]
		switch {
		case !had:
			*changes = append(*changes, Change{pointer, "added"})
		case !has:
			*changes = append(*changes, Change{pointer, "removed"})
		default:
			compareValues(changes, pointer, was, is)
		}
	}
}

// children are the members of an object, the elements of a list by their index, and of a list of plain values by their text:
// one more value of an enum is one that was added, wherever it stands.
func children(v any) (map[string]any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return v, true
	case []any:
		named := map[string]any{}
		for i, element := range v {
			name := fmt.Sprint(i)
			if text, plain := element.(string); plain {
				name = text
			}
			named[name] = element
		}
		return named, true
	}
	return nil, false
}
