package update

import (
	"slices"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/internal/fetch"
	"github.com/iyzipayout/iyzipayout/internal/uncovered"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// Result is what an update did.
type Result struct {
	Base    string   // what is compared with
	Notes   []string // what a reader must know, such as that pages were not fetched
	Steps   []Step   // in their order; the ones after a failure are missing
	Fetched *fetch.Result
	Pages   *diff.Report // the vendor's pages, as published
	// Document is the difference of spec/openapi.yaml, which has the overlays in it; nil if it could not be built.
	Document *diff.Report
	Actions  []diff.OverlayAction
	Gaps     []Gap       // statuses that spec/rules.yaml does not explain, or explains and nobody sends any more
	Texts    []string    // new texts of requests and items, as JSON pointers: nobody has said whether they are personal
	Unjudged []string    // operations that rules.yaml has no retry class for, such as "POST /v1/mass/payout/init"
	API      []APIChange // of package gen
	Affected []string    // exported names of package payout that speak of what changed in gen
	Stale    []vcr.Stale
	// Uncovered is what the document has and no scenario exercises, where nobody has said why.
	Uncovered []uncovered.Entry
	// Nothing: no page, and nothing of the document, has changed.
	Nothing bool
}

// Step is one step of the update.
type Step struct {
	Name   string   // fetch, build, generate, compile, record or test
	Err    error    // nil: it was done
	Output string   // of its commands, the end of it
	ToDo   []string // what its output says is wrong, each with file and line where it names them
}

// Level is the worst of the pages' and the document's.
func (r *Result) Level() diff.Level {
	worst := diff.None
	for _, report := range []*diff.Report{r.Pages, r.Document} {
		if report != nil && report.Level.AtLeast(worst) {
			worst = report.Level
		}
	}
	return worst
}

// Failed is the step that did not work, or nil.
func (r *Result) Failed() *Step {
	return r.find(func(s Step) bool { return s.Err != nil })
}

func (r *Result) step(name string) *Step {
	return r.find(func(s Step) bool { return s.Name == name })
}

func (r *Result) find(wanted func(Step) bool) *Step {
	if i := slices.IndexFunc(r.Steps, wanted); i >= 0 {
		return &r.Steps[i]
	}
	return nil
}

// Updated reports whether the tree holds the newer document and client.
func (r *Result) Updated() bool {
	made := r.step(stepGenerate)
	return made != nil && made.Err == nil
}

// Unfetched reports whether the pages could not be read, so that nothing was done.
func (r *Result) Unfetched() bool {
	failed := r.Failed()
	return failed != nil && failed.Name == stepFetch
}
