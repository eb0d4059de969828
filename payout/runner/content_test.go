package runner_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

func TestContentIDIsTheSameForTheSamePayments(t *testing.T) {
	want := runner.ContentID(testkit.TwoPayments(t))
	assert.Regexp(t, `^content-[0-9a-f]{32}$`, want)

	same := map[string]func(*payout.Batch){
		"nothing changed":             func(*payout.Batch) {},
		"another external id":         func(b *payout.Batch) { b.ExternalID = "december" },
		"another conversation id":     func(b *payout.Batch) { b.ConversationID = "x" },
		"a zero less":                 func(b *payout.Batch) { b.Items[0].Amount = testkit.Lira(t, "1250.5") },
		"decimals of zero":            func(b *payout.Batch) { b.Items[1].Amount = testkit.Lira(t, "100.00") },
		"an exponent":                 func(b *payout.Batch) { b.Items[1].Amount = testkit.Lira(t, "1E+2") },
		"a phone written differently": func(b *payout.Batch) { b.Items[1].Recipient, _ = payout.Phone("0545 685 69 31") },
		"another order":               func(b *payout.Batch) { b.Items[0], b.Items[1] = b.Items[1], b.Items[0] },
		"other Unicode forms": func(b *payout.Batch) {
			b.Items[0].Recipient, _ = payout.IBAN(testkit.MarkerIBAN, norm.NFD.String(testkit.MarkerName))
			b.Items[0].Description = norm.NFD.String(b.Items[0].Description)
		},
	}
	for name, change := range same {
		b := testkit.TwoPayments(t)
		change(&b)
		assert.Equal(t, want, runner.ContentID(b), name)
	}
}

func TestContentIDChangesWithEveryPartOfAPayment(t *testing.T) {
	changes := map[string]func(*payout.Batch){
		"nothing":          func(*payout.Batch) {},
		"period":           func(b *payout.Batch) { b.Period = "December" },
		"purpose":          func(b *payout.Batch) { b.Purpose = gen.PurposeBonus },
		"item id":          func(b *payout.Batch) { b.Items[0].ExternalID = "3" },
		"amount":           func(b *payout.Batch) { b.Items[0].Amount = testkit.Lira(t, "1250.05") },
		"amount by ten":    func(b *payout.Batch) { b.Items[1].Amount = testkit.Lira(t, "10") },
		"currency":         func(b *payout.Batch) { b.Items[0].Amount, _ = payout.ParseAmount("1250.50", "USD") },
		"name":             func(b *payout.Batch) { b.Items[0].Recipient, _ = payout.IBAN(testkit.MarkerIBAN, "Someone Else") },
		"info":             func(b *payout.Batch) { b.Items[1].Recipient, _ = payout.Phone("05456856932") },
		"kind":             func(b *payout.Batch) { b.Items[1].Recipient, _ = payout.MemberID("905456856931") },
		"description":      func(b *payout.Batch) { b.Items[0].Description = "Salary " },
		"nonWithdrawable":  func(b *payout.Batch) { b.Items[1].NonWithdrawable = false },
		"one less":         func(b *payout.Batch) { b.Items = b.Items[:1] },
		"one more":         func(b *payout.Batch) { b.Items = append(b.Items, b.Items[0]) },
		"moved characters": func(b *payout.Batch) { b.Items[0].ExternalID, b.Items[0].Description = "1S", "alary" },
	}
	seen := map[string]string{}
	for name, change := range changes {
		b := testkit.TwoPayments(t)
		change(&b)
		id := runner.ContentID(b)
		assert.Emptyf(t, seen[id], "%s has the id of %s", name, seen[id])
		seen[id] = name
	}
}

func TestContentIDIsFixedForEver(t *testing.T) {
	// A release that changes this id makes another payout of the same file. Its lines stay claimed; what an older journal knows of
	// them is found only under the id that the older release derived, see TestRunnerGoesOnWithAnOlderJournal.
	assert.Equal(t, "content-eeb21f7b94c77ab23b7f361fb19aa906", runner.ContentID(testkit.TwoPayments(t)))
}

func TestContentIDKeepsNothingReadable(t *testing.T) {
	id := runner.ContentID(testkit.TwoPayments(t))
	for _, secret := range []string{testkit.MarkerIBAN, testkit.MarkerName, testkit.MarkerPhone} {
		assert.NotContains(t, id, secret)
	}
}
