package contract

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/mask"
)

// Direction says which half of an exchange a finding is about.
type Direction string

const (
	InRequest  Direction = "request"
	InResponse Direction = "response"
)

// Severity grades a finding.
type Severity string

const (
	// Error: the exchange is not what the document promises.
	Error Severity = "error"
	// Warning: it may be; somebody should look.
	Warning Severity = "warning"
)

// Kind names what sort of drift a finding is, such as "enum" or "missing-property". The names stay.
type Kind string

// Help explains a kind in a sentence, or says nothing of one that is not known.
func (k Kind) Help() string { return drift.Help(string(k)) }

// Finding is one drift.
type Finding struct {
	File        string    `json:"file"`        // where the exchange comes from; "" outside files
	Entry       int       `json:"entry"`       // of the exchange in its file or flow, counted from 0
	OperationID string    `json:"operationId"` // "" where no operation could be found
	Direction   Direction `json:"direction"`
	Kind        Kind      `json:"kind"`
	Severity    Severity  `json:"severity"`
	// Pointer is the JSON pointer into the body, or names what else it is about: "header Content-Type", "query locale",
	// "path", "status".
	Pointer string `json:"pointer"`
	// Message says what was expected and what was seen. Values that may be personal are not in it.
	Message string `json:"message"`
}

// String writes the finding in one line.
func (f Finding) String() string {
	where, pointer := cmp.Or(f.OperationID, "no operation"), cmp.Or(f.Pointer, "/")
	return fmt.Sprintf("%s: %s %s %s: %s: %s", f.Severity, where, f.Direction, pointer, f.Kind, f.Message)
}

// sortFindings puts findings into reading order and drops repetitions.
func sortFindings(all []Finding) []Finding {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Direction, b.Direction))
	})
	seen := map[Finding]bool{}
	return slices.DeleteFunc(all, func(f Finding) bool {
		known := seen[f]
		seen[f] = true
		return known
	})
}

// report collects the findings of one exchange.
type report struct {
	operationID string
	direction   Direction
	where       string // stands before every pointer: of a parameter, its name
	findings    *[]Finding
	before      int // how many of them are not of this direction
}

// at reports about something that is no body.
func (r report) at(where string) report {
	r.where = where
	return r
}

// mostFindings is how many findings a request or a response can have. Whoever has so many looks at the first.
const mostFindings = 1000

// full reports whether there is no point in looking for more.
func (r report) full() bool { return len(*r.findings)-r.before >= mostFindings }

// add notes a finding. Names of members, hosts and media types come from the recording, so what looks like personal data
// in them is masked.
func (r report) add(severity Severity, kind Kind, pointer, format string, args ...any) {
	if r.full() {
		return
	}
	*r.findings = append(*r.findings, Finding{
		OperationID: r.operationID, Direction: r.direction, Kind: kind, Severity: severity, Pointer: mask.Text(r.where + pointer),
		Message: mask.Text(fmt.Sprintf(format, args...)),
	})
	if last := &(*r.findings)[len(*r.findings)-1]; r.full() {
		last.Message += fmt.Sprintf(" (and more: only the first %d findings of a %s are kept)", mostFindings, r.direction)
	}
}

func (r report) error(kind Kind, pointer, format string, args ...any) {
	r.add(Error, kind, pointer, format, args...)
}

func (r report) warn(kind Kind, pointer, format string, args ...any) {
	r.add(Warning, kind, pointer, format, args...)
}
