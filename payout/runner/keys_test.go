package runner

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout"
)

// Keys of claims outlive the program that made them: with other ones, every line in every store could be paid once more.
func TestKeysOfClaimsAreThoseOfEarlierVersions(t *testing.T) {
	t.Parallel()
	by := claimant{merchant: "merchant", environment: "production"}
	line := by.lines("Aralık  2026")
	first := line("emp-1")
	assert.Equal(t, byHand("line", "aralik 2026", "emp-1"), hex.EncodeToString(first[:]))
	line("another, between them")
	again := line("emp-1")
	assert.Equal(t, first, again)

	recipient, err := payout.IBAN("TR92 0086 4021 0000 5482 9861 78", "Ayşe Yılmaz")
	require.NoError(t, err)
	amount, err := payout.TRY("20.50")
	require.NoError(t, err)
	payment := by.payments()(payout.Item{Recipient: recipient, Amount: amount})
	assert.Equal(t, byHand("payment", "", "IBAN", "TR920086402100005482986178", "20.5", "TRY"), hex.EncodeToString(payment[:]))
	assert.Equal(t, "5e7b0663c336db425c437a1ef995cb92", hex.EncodeToString(first[:]))
}

// byHand is HMAC-SHA-256 of the parts, each behind its length, under a key of the same form.
func byHand(kind, period string, parts ...string) string {
	written := func(all ...string) (b []byte) {
		for _, one := range all {
			b = append(append(b, byte(len(one))), one...)
		}
		return b
	}
	mac := hmac.New(sha256.New, written("iyzipayout claim, version 1", kind, "merchant", "production", period))
	mac.Write(written(parts...))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
