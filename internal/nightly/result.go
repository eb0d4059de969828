package nightly

import (
	"slices"
	"time"
)

// The names of the parts.
const (
	Pages     = "pages"     // the vendor's pages against spec/vendor
	Wire      = "wire"      // the vendor's service against the document
	Cassettes = "cassettes" // our recordings against the document
)

// Parts lists the names in the order in which the parts are done.
func Parts() []string { return []string{Pages, Wire, Cassettes} }

// State is how a part, or a case of one, ended.
type State string

// The states, the best first.
const (
	Clean       State = "clean"
	LeftOut     State = "left-out"      // it was not to be done, or could not without keys
	Warning     State = "warning"       // something of ours needs a look; the vendor has not moved
	Drift       State = "drift"         // the vendor has moved
	CouldNotRun State = "could-not-run" // it was to be done, and nobody knows
)

// Result is what a night found. Everything in it is masked.
type Result struct {
	Started time.Time `json:"started"`
	Parts   []Part    `json:"parts"`
}

// Part is one of the things looked at.
type Part struct {
	Name  string `json:"name"`
	State State  `json:"state"` // the worst of its cases, or why it has none
	Level string `json:"level,omitempty"`
	Text  string `json:"text"` // what was found or, of one that was left out or could not run, why
	Cases []Case `json:"cases"`
	Links []Link `json:"links"` // reports of its own
}

// Case is one page, scenario or cassette.
type Case struct {
	Name   string  `json:"name"`
	State  State   `json:"state"`
	Level  string  `json:"level,omitempty"` // of a page's change: breaking, compatible or cosmetic
	Text   string  `json:"text,omitempty"`
	File   string  `json:"file,omitempty"` // of the repository
	Points []Point `json:"points"`
}

// Point is one difference.
type Point struct {
	ID        string `json:"id"`
	Level     string `json:"level"` // breaking, compatible or cosmetic; of the wire error or warning
	Operation string `json:"operationId,omitempty"`
	Direction string `json:"direction,omitempty"`
	Pointer   string `json:"pointer,omitempty"`
	Before    string `json:"before,omitempty"` // cut off where it is long
	After     string `json:"after,omitempty"`
	Text      string `json:"text"`
}

// Link is a file of the report's folder.
type Link struct {
	File string `json:"file"`
	Text string `json:"text"`
}

// The exit codes. They add up, so that none hides another: 3 is page drift and wire drift, 5 is page drift while something else
// could not be run. Stale cassettes alone are a warning: it is we who are behind, and the vendor has not moved.
const (
	CodePages       = 1
	CodeWire        = 2
	CodeCouldNotRun = 4
)

// ExitCode tells what was found: 0 for nothing, else the sum of the codes.
func (r *Result) ExitCode() int {
	code := 0
	for name, each := range map[string]int{Pages: CodePages, Wire: CodeWire} {
		if p := r.part(name); p != nil && p.has(Drift) {
			code += each
		}
	}
	if slices.ContainsFunc(r.Parts, func(p Part) bool { return p.has(CouldNotRun) }) {
		code += CodeCouldNotRun
	}
	return code
}

func (r *Result) part(name string) *Part {
	i := slices.IndexFunc(r.Parts, func(p Part) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return &r.Parts[i]
}

// has reports whether the part or one of its cases ended so.
func (p *Part) has(s State) bool { return p.State == s || p.Count(s) > 0 }

// Count returns how many cases ended so.
func (p *Part) Count(s State) int {
	n := 0
	for _, c := range p.Cases {
		if c.State == s {
			n++
		}
	}
	return n
}

// settle gives the part the worst state and the worst level of its cases.
func (p *Part) settle() {
	for _, c := range p.Cases {
		p.State = worse(p.State, c.State, Clean, LeftOut, Warning, Drift, CouldNotRun)
		p.Level = worse(p.Level, c.Level, levels()...)
	}
	// A part that did some of its work was not left out.
	if p.State == LeftOut && p.Count(LeftOut) < len(p.Cases) {
		p.State = Clean
	}
}

// worse is the later of two in an order; one that is not in it is the best.
func worse[T comparable](a, b T, order ...T) T {
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}

// levels are those of a page's change, the worst last.
func levels() []string { return []string{"cosmetic", "compatible", "breaking"} }
