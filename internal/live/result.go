package live

import (
	"fmt"
	"time"

	"github.com/iyzipayout/iyzipayout/contract"
)

// Result is what a run found. Everything in it is masked.
type Result struct {
	Target      string        `json:"target"` // base URL, or that it was the built-in emulator
	Started     time.Time     `json:"started"`
	Duration    time.Duration `json:"-"`
	AllowAuth   bool          `json:"allowAuth"`
	Interrupted bool          `json:"interrupted"` // the run was ended from outside; scenarios are missing
	Exchanges   int           `json:"exchanges"`
	Scenarios   []Scenario    `json:"scenarios"`
	Coverage    Coverage      `json:"coverage"`
}

// Outcome is how a scenario ended.
type Outcome string

// The outcomes.
const (
	Passed      Outcome = "passed"
	Drifted     Outcome = "drifted"     // it went as expected, and exchanges are not what the document promises
	Failed      Outcome = "failed"      // the service answered otherwise than the scenario expects, or not at all
	Skipped     Outcome = "skipped"     // it was not run; Reason says why
	Interrupted Outcome = "interrupted" // the run was ended from outside meanwhile
)

// Scenario is what became of one scenario.
type Scenario struct {
	Name     string        `json:"name"`
	About    string        `json:"about"`
	Outcome  Outcome       `json:"outcome"`
	Reason   string        `json:"reason,omitempty"` // why it was skipped, or what failed
	Duration time.Duration `json:"-"`
	Seconds  float64       `json:"seconds"`
	Calls    int           `json:"calls"` // exchanges it made
	// Findings are what nobody expected; File is the scenario's name, Entry counts its exchanges from 0.
	Findings []contract.Finding `json:"findings"`
	// Known are drifts that belong to the scenario, such as requests that are wrong on purpose.
	Known []contract.Finding `json:"known"`
	// Exchanges are those with findings; of a failed scenario all of them.
	Exchanges []Exchange `json:"exchanges"`
}

// Findings lists what nobody expected, of all scenarios.
func (r *Result) Findings() []contract.Finding {
	all := []contract.Finding{}
	for _, s := range r.Scenarios {
		all = append(all, s.Findings...)
	}
	return all
}

// Count returns how many scenarios ended in one of these ways.
func (r *Result) Count(outcomes ...Outcome) int {
	n := 0
	for _, s := range r.Scenarios {
		for _, o := range outcomes {
			if s.Outcome == o {
				n++
			}
		}
	}
	return n
}

// Clean reports whether every scenario that was run passed without a finding, and none was cut off.
func (r *Result) Clean() bool { return r.Count(Drifted, Failed, Interrupted) == 0 && !r.Interrupted }

// Summary says in one line how the run ended.
func (r *Result) Summary() string {
	text := fmt.Sprintf("Scenarios: %d passed, %d with findings, %d failed, %d not run",
		r.Count(Passed), r.Count(Drifted), r.Count(Failed, Interrupted), r.Count(Skipped))
	if r.Interrupted {
		return "Interrupted. " + text
	}
	return text
}

// Exchange is one exchange as it may be shown.
type Exchange struct {
	Entry     int     `json:"entry"`
	Operation string  `json:"operationId"` // "" where no operation could be found
	Request   Message `json:"request"`
	Response  Message `json:"response"`
}

// Message is half of an exchange: first line, headers and body.
type Message struct {
	Head []Line `json:"head"`
	Body []Line `json:"body"`
}

// Line is a line of a message.
type Line struct {
	Text   string `json:"text"`
	Marked bool   `json:"marked,omitempty"` // a finding points here

	pointer string // of the value that stands here, unmasked: never shown
	strange bool   // the document does not know it
}
