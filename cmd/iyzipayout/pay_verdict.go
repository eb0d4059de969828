package main

import (
	"errors"
	"fmt"

	"github.com/iyzipayout/iyzipayout/payout"
)

// shownErrors is how many batches may fail before the rest is only counted.
const shownErrors = 5

// verdict turns what became of the batches into one exit code: the worst one.
type verdict struct {
	code   int
	errs   []error
	failed int
}

func (v *verdict) add(report *payout.Report, err error) {
	v.worsen(codeOf(report, err))
	if err == nil {
		return
	}
	if v.failed++; v.failed <= shownErrors {
		v.errs = append(v.errs, err)
	}
}

// worsen keeps the code that asks for more care: an unknown outcome before bad input before lines not paid.
func (v *verdict) worsen(code int) { v.code = max(v.code, code) }

func codeOf(report *payout.Report, err error) int {
	_, changed := errors.AsType[*payout.ChangedError](err)
	switch {
	case changed:
		return exitInput
	case err != nil && payout.OutcomeOf(err) != payout.OutcomeUnknown:
		return exitNo
	case report == nil || report.Count(payout.StateUnknown) > 0:
		return exitUnknown
	case report.Count(payout.StateNotPaid) > 0:
		return exitNo
	}
	return exitOK
}

func (v *verdict) exit() error {
	if v.code == exitOK && len(v.errs) == 0 {
		return nil
	}
	if more := v.failed - shownErrors; more > 0 {
		v.errs = append(v.errs, fmt.Errorf("and %d more batches", more))
	}
	return exit(v.code, errors.Join(v.errs...))
}
