package emulator

import (
	"fmt"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
)

// TestRecipient is one that exists to be paid in tests, as test cards do: what becomes of a line to it is always the same. Each outcome
// has an IBAN, a phone and a member id. The IBANs have right check digits and a bank code that no bank has.
type TestRecipient struct {
	Outcome LineOutcome
	What    string // in words

	IBAN, Phone, MemberID string
}

// TestRecipients are all of them. A marker in the description of a line, and what a [Seed] says of the
// same recipient, come before them; [WithLineOutcome] switches them off. None has an identity number: each valid one may be somebody's.
func TestRecipients() []TestRecipient {
	outcomes := []struct {
		outcome LineOutcome
		what    string
	}{
		{LineOutcome{}, "paid, like any other recipient"},
		{LineOutcome{Mark: MarkRefuse}, "refused by init with code 11: INVALID, never paid"},
		{LineOutcome{Mark: MarkRefuse, Code: codes.MandatoryField, Message: "recipientInfo is mandatory"}, "refused by init with code 24"},
		{LineOutcome{Mark: MarkRefuse, Code: "10057", Message: "The recipient cannot be paid"}, "refused by init with code 10057, which no list of codes has"},
		{LineOutcome{Mark: MarkBankFail}, "FAILED at the bank, then DEPOSIT_SUCCESS: amount and commission come back"},
		{LineOutcome{Mark: MarkDepositFail}, "FAILED at the bank, then DEPOSIT_FAIL: they do not come back"},
		{LineOutcome{Mark: MarkStayFailed}, "FAILED at the bank, and nothing more happens"},
		{LineOutcome{Mark: MarkStayProcessing}, "PROCESSING for good"},
		{LineOutcome{Mark: MarkSlow}, "PROCESSING for an hour longer than others, then paid"},
	}
	list := make([]TestRecipient, len(outcomes))
	for i, o := range outcomes {
		list[i] = TestRecipient{
			Outcome: o.outcome, What: o.what, IBAN: testIBAN(i + 1), Phone: fmt.Sprintf("+90500000%04d", i+1), MemberID: fmt.Sprintf("990000%04d", i+1),
		}
	}
	return list
}

// testIBAN is the Turkish IBAN of an account of bank 99999, by ISO 13616.
func testIBAN(account int) string {
	bban := fmt.Sprintf("999990%016d", account)
	remainder := 0
	for _, digit := range bban + "292700" { // T is 29, R is 27
		remainder = (remainder*10 + int(digit-'0')) % 97
	}
	return fmt.Sprintf("TR%02d%s", 98-remainder, bban)
}

// recipient is how a line names who is paid.
type recipient struct {
	kind gen.RecipientType
	info string
}

// testOutcomes are the test recipients by their names.
func testOutcomes() map[recipient]LineOutcome {
	outcomes := map[recipient]LineOutcome{}
	for _, r := range TestRecipients() {
		outcomes[recipient{gen.RecipientTypeIBAN, r.IBAN}] = r.Outcome
		outcomes[recipient{gen.RecipientTypePhone, r.Phone}] = r.Outcome
		outcomes[recipient{gen.RecipientTypeMemberID, r.MemberID}] = r.Outcome
	}
	return outcomes
}
