package vcr

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
)

// Cassette is what the index says about one file.
type Cassette struct {
	File     string `yaml:"file"` // from the folder of the index
	Source   Source `yaml:"source"`
	Scenario string `yaml:"scenario"`
	About    string `yaml:"about"`
	Recorded string `yaml:"recorded"` // the day; of the emulator the one that its clock showed
	Tool     string `yaml:"tool"`
	Document string `yaml:"document"` // the SHA-256 of the document that was in force; documents/ has it
	// Checked is the day on which a documented one was held against Document; empty if that was when it was made.
	Checked string `yaml:"checked,omitempty"`
	// Run made the ids of the recording unique.
	Run        string           `yaml:"run,omitempty"`
	Published  []string         `yaml:"published,omitempty"` // where a documented exchange stands
	Note       string           `yaml:"note,omitempty"`
	Redactions []string         `yaml:"redactions"`
	Known      []scenario.Known `yaml:"known,omitempty"`
}

// index is the file that lists the cassettes of a folder, sorted by file.
type index struct {
	Version   int        `yaml:"version"`
	Cassettes []Cassette `yaml:"cassettes"`
}

const indexVersion = 1

// parseIndex reads an index and checks every entry. Unknown members are refused.
func parseIndex(data []byte) ([]Cassette, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	var x index
	if err := decoder.Decode(&x); err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, errors.New("index: more than one YAML document")
	}
	if x.Version != indexVersion {
		return nil, fmt.Errorf("index: version is %d, must be %d", x.Version, indexVersion)
	}
	var errs []error
	seen := map[string]bool{}
	for i, c := range x.Cassettes {
		if err := c.check(); err != nil {
			errs = append(errs, fmt.Errorf("index: cassette %d (%s): %w", i, c.File, err))
		}
		if seen[c.File] {
			errs = append(errs, fmt.Errorf("index: %s is listed twice", c.File))
		}
		seen[c.File] = true
	}
	return x.Cassettes, errors.Join(errs...)
}

var sha256Hex = lazyregexp.New(`^[0-9a-f]{64}$`)

func (c Cassette) check() error {
	var errs []error
	must := func(ok bool, problem string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(problem, args...))
		}
	}
	must(c.Source.BaseURL() != "", "source %q is none of %s, %s and %s", c.Source, Documented, Emulator, Sandbox)
	must(c.Scenario != "" && c.File == c.Source.file(c.Scenario), "file must be %s: the folder is the source, the name the scenario", c.Source.file(c.Scenario))
	must(isDay(c.Recorded), "recorded must be a day such as 2026-01-31")
	must(c.Checked == "" || c.Source == Documented && isDay(c.Checked), "checked must be a day, and belongs to documented cassettes")
	must(sha256Hex().MatchString(c.Document), "document must be a SHA-256 in 64 small hexadecimal digits")
	must(c.About != "" && c.Tool != "", "about and tool must say something")
	must(len(c.Redactions) > 0, "redactions must say what was taken out or put in, or none")
	must((c.Source == Documented) == (len(c.Published) > 0), "published belongs to documented cassettes, and to each of them")
	must((c.Source == Documented) == (c.Run == ""), "run belongs to recorded cassettes, and to each of them")
	for _, k := range c.Known {
		must(k.Entry >= 0 && k.Kind != "" && k.Direction != "" && k.Reason != "", "known: %s: needs entry, direction, kind and reason", k)
	}
	return errors.Join(errs...)
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// file is where the cassette of a scenario stands.
func (s Source) file(scenario string) string { return path.Join(string(s), scenario+tapeEnding) }

const indexHeader = `# Where each cassette comes from. Recorded ones are listed by the recorder (make record), documented ones by
# hand; make record checks those against the document in force.
`

// marshalIndex writes an index as it is committed.
func marshalIndex(cassettes []Cassette) ([]byte, error) {
	slices.SortFunc(cassettes, func(a, b Cassette) int { return cmp.Compare(a.File, b.File) })
	var b bytes.Buffer
	b.WriteString(indexHeader)
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := errors.Join(encoder.Encode(index{indexVersion, cassettes}), encoder.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Find returns the entry of a scenario's cassette.
func (l *Library) Find(source Source, scenario string) (Cassette, bool) {
	i := slices.IndexFunc(l.Cassettes, func(c Cassette) bool { return c.File == source.file(scenario) })
	if i < 0 {
		return Cassette{}, false
	}
	return l.Cassettes[i], true
}

// put replaces the entry of the same file, or adds one.
func (l *Library) put(c Cassette) {
	l.Cassettes = slices.DeleteFunc(l.Cassettes, func(old Cassette) bool { return old.File == c.File })
	l.Cassettes = append(l.Cassettes, c)
}
