package runner

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/itemid"
)

// claimant makes the claims of one merchant in one environment.
//
// The keys depend on nothing that changes while the payment is the same, such as the API key, which a merchant exchanges. They are keyed by what the line belongs to, so that hashes of one merchant, environment or period say nothing
// about those of another. Whoever has the store and guesses an itemExternalId can confirm the guess; no secret would change that,
// because every process that pays from the store needs it.
type claimant struct{ merchant, environment string }

func (c claimant) key(kind, period string, parts ...string) ClaimKey {
	mac := hmac.New(sha256.New, fields("iyzipayout claim, version 1", kind, c.merchant, c.environment, period))
	mac.Write(fields(parts...))
	return ClaimKey(mac.Sum(nil)[:16])
}

// line is the key of what is paid once.
func (c claimant) line(period, itemExternalID string) ClaimKey {
	return c.key("line", samePeriod(period), itemid.Normal(itemExternalID))
}

// samePeriod writes a period in one way: whoever types it again may use other capitals or blanks. The Turkish i without its dot
// and the other one are one letter here, because capitals confuse them.
func samePeriod(period string) string {
	one := strings.NewReplacer("İ", "i", "I", "i", "ı", "i").Replace(norm.NFC.String(period))
	return strings.Join(strings.Fields(strings.ToLower(one)), " ")
}

// payment is the key of a recipient and an amount, under whatever id and in whatever period.
func (c claimant) payment(item payout.Item) ClaimKey {
	return c.key("payment", "", string(item.Recipient.Type()), item.Recipient.Info(), shortest(item.Amount.Value()), item.Amount.Currency())
}

func (c claimant) claim(batch payout.Batch, item payout.Item, now time.Time) Claim {
	return Claim{Line: c.line(batch.Period, item.ExternalID), Payment: c.payment(item), Payout: batch.ExternalID, At: now}
}

// fields writes texts so that no two lists of them look alike.
func fields(list ...string) []byte {
	var b []byte
	for _, f := range list {
		b = binary.AppendUvarint(b, uint64(len(f)))
		b = append(b, f...)
	}
	return b
}
