package scenario

import (
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

func newPeople() people {
	return people{
		iban:     must(payout.IBAN(publishedIBAN, publishedJohn)),
		foreign:  must(payout.IBAN(inventedForeignIBAN, publishedAlice)),
		turkish:  must(payout.IBAN(publishedIBAN, inventedTurkish)),
		member:   must(payout.MemberID(publishedMember)),
		identity: must(payout.IdentityNumber(publishedIdentity)),
		phone:    must(payout.Phone(publishedPhone, payout.WithName(publishedJane))),
	}
}
