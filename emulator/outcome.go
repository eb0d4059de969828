package emulator

import (
	"github.com/iyzipayout/iyzipayout/codes"
)

// Fate is what becomes of one line.
type Fate int

// The fates.
const (
	FatePaid            Fate = iota // SUCCESS
	FateRefused                     // refused by init: INVALID, never paid
	FateGivenBack                   // FAILED at the bank, then DEPOSIT_SUCCESS: amount and commission return to the balance
	FateKeptBack                    // FAILED at the bank, then DEPOSIT_FAIL: they do not return
	FateStaysFailed                 // FAILED at the bank, and nothing more happens
	FateStaysProcessing             // PROCESSING for good
)

func (f Fate) valid() bool { return f >= FatePaid && f <= FateStaysProcessing }

// LineOutcome is what becomes of one line, and what is said about it. The zero value is a line that is paid.
type LineOutcome struct {
	Fate Fate
	// Code is the errorCode of a refused line. Empty: 11.
	Code codes.Code
	// Message is the text of a refused or failed line, in both languages. Empty: one of the emulator's own.
	Message string
}

// The markers: a line with one of them in its description meets the fate that it names. No real description holds them
// by accident.
const (
	MarkRefuse         = "[emulator:refuse]"
	MarkBankFail       = "[emulator:bank-fail]"
	MarkDepositFail    = "[emulator:deposit-fail]"
	MarkStayFailed     = "[emulator:stay-failed]"
	MarkStayProcessing = "[emulator:stay-processing]"
)

// anyMark begins every marker, and with it one that is misspelt.
const anyMark = "[emulator:"

// fates maps the markers.
func fates() map[string]Fate {
	return map[string]Fate{
		MarkRefuse:         FateRefused,
		MarkBankFail:       FateGivenBack,
		MarkDepositFail:    FateKeptBack,
		MarkStayFailed:     FateStaysFailed,
		MarkStayProcessing: FateStaysProcessing,
	}
}
