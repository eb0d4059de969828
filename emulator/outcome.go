package emulator

import "github.com/iyzipayout/iyzipayout/codes"

// LineOutcome is what becomes of one line, and what is said about it. The zero value is a line that is paid.
type LineOutcome struct {
	// Mark is one of the markers, such as [MarkRefuse]. Empty: the line is paid.
	Mark string
	// Code is the errorCode of a refused line. Empty: 11.
	Code codes.Code
	// Message is the text of a refused or failed line, in both languages. Empty: one of the emulator's own.
	Message string
}

// The markers: a line with one of them in its description meets the fate that it names. No real description holds them
// by accident.
const (
	MarkRefuse         = "[emulator:refuse]"          // refused by init: INVALID, never paid
	MarkBankFail       = "[emulator:bank-fail]"       // FAILED at the bank, then DEPOSIT_SUCCESS: amount and commission return to the balance
	MarkDepositFail    = "[emulator:deposit-fail]"    // FAILED at the bank, then DEPOSIT_FAIL: they do not return
	MarkStayFailed     = "[emulator:stay-failed]"     // FAILED at the bank, and nothing more happens
	MarkStayProcessing = "[emulator:stay-processing]" // PROCESSING for good
	MarkSlow           = "[emulator:slow]"            // PROCESSING for an hour longer than the others, then paid
)

// anyMark begins every marker, and with it one that is misspelt.
const anyMark = "[emulator:"

// paid is the fate of a line without a marker.
const paid = ""

// fates are all that can become of a line.
func fates() []string {
	return []string{paid, MarkRefuse, MarkBankFail, MarkDepositFail, MarkStayFailed, MarkStayProcessing, MarkSlow}
}

// pays reports whether a line that meets this fate is paid in the end.
func pays(fate string) bool { return fate == paid || fate == MarkSlow }
