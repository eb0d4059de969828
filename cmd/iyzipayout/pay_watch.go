package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// watch tells on standard error what happens, and shows one bar for all batches where somebody looks.
type watch struct {
	streams
	language language
	bar      *progressbar.ProgressBar // invisible where nobody looks

	now func() time.Time

	mu        sync.Mutex
	settled   map[string]int // lines by externalId
	sum       int
	lines     int // of all; -1 where nobody has listed them yet
	said      time.Time
	elsewhere map[string]bool // payouts that another journal handed over
	short     map[string]bool // payouts of which it was said that they wait for balance
}

// sayEvery is how often somebody who reads a log learns how far it is.
const sayEvery = time.Minute

func newWatch(s streams, said language, plan *runner.Plan) *watch {
	all := -1
	if plan != nil {
		all = plan.Lines
	}
	bar := progressbar.NewOptions(all, progressbar.OptionSetWriter(s.err), progressbar.OptionSetDescription(said.word("handing over")),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetVisibility(s.interactive))
	return &watch{streams: s, language: said, bar: bar, settled: map[string]int{}, short: map[string]bool{}, elsewhere: map[string]bool{}, lines: all, now: time.Now, said: time.Now()}
}

func (w *watch) event(e runner.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e.Step {
	case runner.StepInit:
		if e.Elsewhere != "" {
			w.elsewhere[e.ExternalID] = true
			w.say("externalId %s was handed over by another journal, and reads %s at iyzico: nothing was sent by this run", plaintext.Printable(e.ExternalID), plaintext.Printable(string(e.Elsewhere)))
		} else {
			w.say("externalId %s has requestId %s", e.ExternalID, e.RequestID)
		}
		w.refused(e.Refused)
	case runner.StepAuth:
		w.bar.Describe(w.language.word("settling"))
	case runner.StepWait:
		w.sum += e.Progress.Settled - w.settled[e.ExternalID]
		w.settled[e.ExternalID] = e.Progress.Settled
		_ = w.bar.Set(w.sum)
		if e.Progress.WaitsForBalance() && !w.short[e.ExternalID] {
			w.short[e.ExternalID] = true
			w.say("externalId %s waits: the balance (where it reads IYZICO_…, iyzico's own) does not cover it (%s). Top it up; iyzico may then go on. It can be stopped: the same command goes on with it",
				plaintext.Printable(e.ExternalID), plaintext.Printable(string(e.Progress.Status)))
		}
		w.log()
	}
}

// log says how far it is, where no bar shows that.
func (w *watch) log() {
	now := w.now()
	if w.interactive || now.Sub(w.said) < sayEvery {
		return
	}
	w.said = now
	if w.lines < 0 {
		w.say("settling: %s so far", lines(w.sum))
		return
	}
	w.say("settling: %d of %s", w.sum, lines(w.lines))
}

func (w *watch) refused(refused []payout.RefusedItem) {
	if len(refused) == 0 {
		return
	}
	w.say("refused, and will not be paid: %s", lines(len(refused)))
	for _, r := range refused {
		w.say("  %s: %s (code %s)", mask.Text(plaintext.Printable(r.ExternalID)), plaintext.Printable(r.Message), mask.Text(plaintext.Printable(r.Code.String())))
	}
	w.sum += len(refused)
}

// say writes a line, above the bar where there is one.
func (w *watch) say(format string, args ...any) {
	_ = w.bar.Clear()
	fmt.Fprintln(w.err, w.language.sprintf(format, args...))
}

// sentElsewhere reports whether another journal handed a payout over.
func (w *watch) sentElsewhere(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.elsewhere[id]
}

// hide takes the bar away while something else is printed. It is drawn again when it moves.
func (w *watch) hide() {
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.bar.Clear()
}

func (w *watch) done() { _ = w.bar.Finish() }
