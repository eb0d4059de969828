package scenario

import (
	"errors"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
)

// The recipients of all scenarios. Nobody is behind them: identifiers and names are those of the vendor's published
// examples (docs.iyzico.com, pages mass-payout-initalize and retrieve-mass-payout), or invented where none is published.
const (
	publishedIBAN     = "TR920086402100005482986178"
	publishedMember   = "2228853"
	publishedIdentity = "53857708216"
	publishedPhone    = "+905456856931"

	publishedJohn  = "John Doe"
	publishedJane  = "Jane Customer"
	publishedAlice = "Alice Example"
	// inventedTurkish has every letter that Turkish has and ASCII has not.
	inventedTurkish = "Çiğdem Örnekoğlu-Işık Üstünşen"
	// inventedForeignIBAN is the example of the IBAN registry for Germany.
	inventedForeignIBAN = "DE89370400440532013000"
	// publishedText says in the published examples what a line is paid for; the others are invented.
	publishedText = "Payment for services"
	turkishText   = "Şubat ayı maaşı: çağrı ödülü İçin"
	marksText     = `"quotes" & <brackets>, \ and a ' – 100%`
	// inventedShortPhone has no form that a phone number can have.
	inventedShortPhone = "12345"
)

// Fakes lists every identifier, name and description of the scenarios, the emulator's marks among them. They need no masking.
func Fakes() []string {
	return []string{
		publishedIBAN, publishedMember, publishedIdentity, publishedPhone,
		publishedJohn, publishedJane, publishedAlice, inventedTurkish, inventedForeignIBAN, inventedShortPhone,
		publishedText, turkishText, marksText,
		emulator.MarkRefuse, emulator.MarkBankFail, emulator.MarkDepositFail, emulator.MarkStayFailed, emulator.MarkStayProcessing,
	}
}

// people are the recipients as package payout has them.
type people struct {
	iban, foreign, turkish, member, identity, phone payout.Recipient
}

func newPeople() (people, error) {
	var p people
	var errs [6]error
	p.iban, errs[0] = payout.IBAN(publishedIBAN, publishedJohn)
	p.foreign, errs[1] = payout.IBAN(inventedForeignIBAN, publishedAlice)
	p.turkish, errs[2] = payout.IBAN(publishedIBAN, inventedTurkish)
	p.member, errs[3] = payout.MemberID(publishedMember)
	p.identity, errs[4] = payout.IdentityNumber(publishedIdentity)
	p.phone, errs[5] = payout.Phone(publishedPhone, payout.WithName(publishedJane))
	return p, errors.Join(errs[:]...)
}
