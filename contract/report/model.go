package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// Report is what a command found.
type Report struct {
	Tool     string // the command, such as "check"
	Title    string // what the report is about
	Summary  string // what was found, in a line
	Found    bool   // there is something to look at
	Started  time.Time
	Duration time.Duration
	Facts    []Fact
	Notes    []string // what a reader must know, such as that a part was not done
	ToDo     []ToDo   // what a person has to do now
	Sections []Section
	Rules    []string // ids of findings that SARIF lists whether they occur or not
	// Data is what programs get as JSON. It is written as it is, so it must hold nothing that has to be masked. Without it they
	// get the sections.
	Data any
}

// Fact is something about the run, such as its exit code.
type Fact struct{ Name, Value string }

// ToDo is one thing to do.
type ToDo struct {
	Place string // a file with its line, or ""
	Text  string
}

// State is how a case, or a section of them, ended.
type State string

// The states, the best first.
const (
	Clean       State = "clean"
	LeftOut     State = "left-out"      // it was not to be done, or could not without keys
	Warning     State = "warning"       // something needs a look
	Drift       State = "drift"         // something is not what it should be
	CouldNotRun State = "could-not-run" // it was to be done, and nobody knows
)

// Section is one of the things looked at: a file of exchanges, a part of a job, the changes of a level.
type Section struct {
	Name  string `json:"name"`
	State State  `json:"state"`           // the worst of its cases, or why it has none
	Level string `json:"level,omitempty"` // the worst of its cases
	Text  string `json:"text"`            // what was found or, of one that was left out or could not run, why
	Cases []Case `json:"cases"`
	Links []Link `json:"links"` // reports of its own
	// Title is the heading; the name, if it is empty.
	Title  string   `json:"-"`
	Tables []Table  `json:"-"`
	Blocks []string `json:"-"` // text of several lines that is shown as it is
}

// Case is one exchange, page, scenario or recording.
type Case struct {
	Name      string        `json:"name"`
	State     State         `json:"state"`
	Level     string        `json:"level,omitempty"` // of a change: breaking, compatible or cosmetic
	Text      string        `json:"text,omitempty"`
	File      string        `json:"file,omitempty"` // of the repository
	Findings  []Finding     `json:"points"`
	Known     []Finding     `json:"-"` // those that are expected
	Exchanges []Exchange    `json:"-"` // that findings are about
	Duration  time.Duration `json:"-"`
}

// Finding is one difference.
type Finding struct {
	ID        string `json:"id"`    // what kind of difference it is
	Level     string `json:"level"` // breaking, compatible or cosmetic of a change; error or warning of an exchange
	Operation string `json:"operationId,omitempty"`
	Direction string `json:"direction,omitempty"`
	Pointer   string `json:"pointer,omitempty"` // the place: a JSON pointer, or such as "query locale"
	Before    string `json:"before,omitempty"`
	After     string `json:"after,omitempty"`
	Text      string `json:"text"`
	Advice    string `json:"advice,omitempty"` // what to do about it
}

// Link is a file beside the report.
type Link struct {
	File string `json:"file"`
	Text string `json:"text"`
}

// Exchange is one exchange as it may be shown.
type Exchange struct {
	Title             string
	Findings          []Finding
	Request, Response []Line
}

// Line is a line of a message.
type Line struct {
	Text   string
	Marked bool // a finding points here
}

// Table is what a list of cases cannot say.
type Table struct {
	Title  string
	Head   []string
	Rows   [][]string
	Folded bool // for those who want to know exactly: left out where nothing can be folded
}

// levels are those of findings, the worst first.
func levels() []string { return []string{"breaking", "error", "compatible", "warning", "cosmetic"} }

// rank orders levels, the worst first; one that is not known comes last.
func rank(level string) int {
	if i := slices.Index(levels(), level); i >= 0 {
		return i
	}
	return len(levels())
}

// worse is the later of two in an order; one that is not in it is the best.
func worse[T comparable](a, b T, order ...T) T {
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// Settle gives the section the worst state and the worst level of its cases.
func (s *Section) Settle() {
	for _, c := range s.Cases {
		s.State = worse(s.State, c.State, Clean, LeftOut, Warning, Drift, CouldNotRun)
		s.Level = worse(s.Level, c.Level, "cosmetic", "compatible", "breaking")
	}
	// A section that did some of its work was not left out.
	if s.State == LeftOut && s.Count(LeftOut) < len(s.Cases) {
		s.State = Clean
	}
}

// Has reports whether the section or one of its cases ended so.
func (s Section) Has(state State) bool { return s.State == state || s.Count(state) > 0 }

// Count returns how many cases ended so.
func (s Section) Count(state State) int {
	n := 0
	for _, c := range s.Cases {
		if c.State == state {
			n++
		}
	}
	return n
}

// heading is the title or, without one, the name.
func (s Section) heading() string {
	return cmp.Or(s.Title, plaintext.Capital(s.Name))
}

// word is the state with its level, in words. Of a section it hides neither a drift nor that something could not be run.
func (s Section) word() string {
	if s.State == CouldNotRun && s.Count(Drift) > 0 {
		return stateWord(Drift, s.Level) + ", and something could not run"
	}
	return stateWord(s.State, s.Level)
}

// word is the state with its level, in words.
func (c Case) word() string { return stateWord(c.State, c.Level) }

func stateWord(s State, level string) string {
	word := strings.ReplaceAll(string(s), "-", " ")
	if level == "" || level == word {
		return word
	}
	return word + " (" + level + ")"
}

// group is cases of which the same is to be said: after a change of the document fifty recordings are stale for one reason.
type group struct {
	Names []string
	Case  Case // the first; the others differ in name and file only
}

// groups are the cases that there is something to say about, the worst first.
func (s Section) groups() []group {
	cases := slices.DeleteFunc(slices.Clone(s.Cases), func(c Case) bool {
		return c.State == Clean && len(c.Findings)+len(c.Known)+len(c.Exchanges) == 0
	})
	order := []State{CouldNotRun, Drift, Warning, LeftOut, Clean}
	slices.SortStableFunc(cases, func(a, b Case) int { return cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State)) })
	var groups []group
	for _, c := range cases {
		if i := slices.IndexFunc(groups, func(g group) bool { return g.Case.same(c) }); i >= 0 {
			groups[i].Names = append(groups[i].Names, c.Name)
			continue
		}
		groups = append(groups, group{Names: []string{c.Name}, Case: c})
	}
	return groups
}

func (c Case) same(o Case) bool {
	return c.State == o.State && c.Level == o.Level && c.Text == o.Text && len(c.Known)+len(o.Known)+len(c.Exchanges)+len(o.Exchanges) == 0 &&
		len(c.Findings) == len(o.Findings) && (len(c.Findings) > 0 || c.Text != "") && slices.Equal(c.Findings, o.Findings)
}

// More says how many cases there are besides the first.
func (g group) More() string {
	if len(g.Names) == 1 {
		return ""
	}
	return fmt.Sprintf(" and %d more", len(g.Names)-1)
}

// clean are the names of the cases that there is nothing to say about.
func (s Section) clean() []string {
	var names []string
	for _, c := range s.Cases {
		if c.State == Clean && c.Name != s.Name {
			names = append(names, c.Name)
		}
	}
	return names
}

// batch is the findings of one level.
type batch struct {
	Level    string
	Findings []Finding
}

// Changes reports whether there is a before and after to any of them.
func (b batch) Changes() bool {
	return slices.ContainsFunc(b.Findings, func(f Finding) bool { return f.Before != "" || f.After != "" })
}

// byLevel parts findings by their level, the worst first.
func byLevel(findings []Finding) []batch {
	var all []batch
	for _, f := range findings {
		i := slices.IndexFunc(all, func(b batch) bool { return b.Level == f.Level })
		if i < 0 {
			i = len(all)
			all = append(all, batch{Level: f.Level})
		}
		all[i].Findings = append(all[i].Findings, f)
	}
	slices.SortStableFunc(all, func(a, b batch) int { return cmp.Compare(rank(a.Level), rank(b.Level)) })
	return all
}

// where is the place without the operation.
func (f Finding) where() string { return strings.TrimSpace(f.Direction + " " + f.Pointer) }

// String is the finding in a line.
func (f Finding) String() string { return joined(f.Level, f.place(), f.ID, f.meaning()) }

// message is the finding in a line where its level and kind stand beside it.
func (f Finding) message() string { return joined(f.place(), f.meaning()) }

// meaning is the text with what stood there and what does now, and what to do about it.
func (f Finding) meaning() string {
	text := f.Text
	if f.Before != "" || f.After != "" {
		text = strings.TrimSpace(text + " (" + cmp.Or(f.Before, "nothing") + " → " + cmp.Or(f.After, "nothing") + ")")
	}
	if f.Advice != "" {
		text = strings.TrimSuffix(text, ".") + ". To do: " + f.Advice
	}
	return text
}

func (f Finding) place() string { return strings.TrimSpace(f.Operation + " " + f.where()) }

func joined(parts ...string) string {
	var all []string
	for _, part := range parts {
		if part != "" {
			all = append(all, plaintext.OneLine(part))
		}
	}
	return strings.Join(all, ": ")
}
