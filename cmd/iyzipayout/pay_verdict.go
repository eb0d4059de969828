package main

import (
	"errors"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// shownErrors is how many batches may fail before the rest is only counted.
const shownErrors = 5

// verdict turns what became of all lines into one exit code.
type verdict struct {
	code    int
	any     bool // code is that of something
	errs    []error
	failed  int               // runs of batches
	notPaid int               // lines
	waiting int               // of these: in a payout that was handed over and not authorised
	free    []int             // indexes of the lines that another payout may pay
	held    []runner.HeldLine // that stopped the run
	foreign bool              // the service has a payout that this journal does not know
}

func (v *verdict) add(report *payout.Report, err error) {
	v.worsen(codeOf(report, err))
	if _, foreign := errors.AsType[*runner.ForeignError](err); foreign {
		v.foreign = true
	}
	if held, ok := errors.AsType[*runner.HeldError](err); ok {
		v.held = append(v.held, held.Lines...)
	}
	if err == nil {
		return
	}
	if v.failed++; v.failed <= shownErrors {
		v.errs = append(v.errs, err)
	}
}

// line keeps what is left to do about a line that was not paid.
func (v *verdict) line(index int, line payout.Line) {
	if line.State == payout.StateNotPaid {
		v.notPaid++
		if !line.Free && line.Status == "" {
			v.waiting++
		}
	}
	if line.Free {
		v.free = append(v.free, index)
	}
}

func (v *verdict) fail(code int, err error) {
	v.errs = append(v.errs, err)
	v.worsen(code)
}

// worsen keeps the code that asks for more care: an unknown outcome before refused input before lines not paid. That nothing could
// be asked is said only where it is all that is to be said.
func (v *verdict) worsen(code int) {
	switch {
	case !v.any:
		v.any, v.code = true, code
	case (v.code == exitNoReach) != (code == exitNoReach):
		v.code = exitUnknown
	default:
		v.code = max(v.code, code)
	}
}

func codeOf(report *payout.Report, err error) int {
	_, changed := errors.AsType[*runner.ChangedError](err)
	_, invalid := errors.AsType[*payout.ValidationError](err)
	_, notReady := errors.AsType[*runner.NotReadyError](err)
	held, isHeld := errors.AsType[*runner.HeldError](err)
	switch {
	case changed, invalid, notReady, errors.Is(err, runner.ErrTriedTooOften):
		return exitInput
	case isHeld:
		return codeOfHeld(held.Lines)
	case notAsked(err):
		return exitNoReach
	case err != nil && payout.OutcomeOf(err) != payout.OutcomeUnknown:
		return exitNo
	case report == nil || report.Count(payout.StateUnknown) > 0:
		return exitUnknown
	case report.Count(payout.StateNotPaid) > 0:
		return exitNo
	}
	return exitOK
}

// notAsked reports a run that sent nothing, as any before it, because the service did not answer its questions.
func notAsked(err error) bool {
	run, ok := errors.AsType[*runner.Error](err)
	if !ok || run.Sent || run.Step == runner.StepJournal || run.Step == runner.StepClaim {
		return false
	}
	_, silent := errors.AsType[*payout.TransportError](err)
	_, refused := errors.AsType[*payout.Error](err)
	_, odd := errors.AsType[*payout.AnswerError](err)
	return silent || refused || odd
}

func (v *verdict) exit() error {
	if v.code == exitOK && len(v.errs) == 0 {
		return nil
	}
	if more := v.failed - shownErrors; more > 0 {
		v.errs = append(v.errs, localize.Errorf("and %d more batches", more))
	}
	return exit(v.code, errors.Join(v.errs...))
}
