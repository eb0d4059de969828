package runner

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"

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

// keys makes keys of one kind, one after the other.
func (c claimant) keys(kind, period string) func(parts ...string) ClaimKey {
	mac := hmac.New(sha256.New, fields("iyzipayout claim, version 1", kind, c.merchant, c.environment, period))
	var sum []byte
	return func(parts ...string) ClaimKey {
		mac.Reset()
		mac.Write(fields(parts...))
		sum = mac.Sum(sum[:0])
		return ClaimKey(sum[:16])
	}
}

// lines makes the keys of what is paid once, of items with these ids.
func (c claimant) lines(period string) func(itemExternalID string) ClaimKey {
	key := c.keys("line", samePeriod(period))
	return func(itemExternalID string) ClaimKey { return key(itemid.Normal(itemExternalID)) }
}

// samePeriod writes a period in one way: whoever types it again may use other capitals or blanks. The Turkish i without its dot
// and the other one are one letter here, because capitals confuse them.
func samePeriod(period string) string {
	if period == "" {
		return ""
	}
	one := strings.NewReplacer("İ", "i", "I", "i", "ı", "i").Replace(norm.NFC.String(period))
	return strings.Join(strings.Fields(strings.ToLower(one)), " ")
}

// payments makes the keys of recipients and amounts, under whatever id and in whatever period.
func (c claimant) payments() func(payout.Item) ClaimKey {
	key := c.keys("payment", "")
	return func(item payout.Item) ClaimKey {
		return key(string(item.Recipient.Type()), item.Recipient.Info(), shortest(item.Amount.Value()), item.Amount.Currency())
	}
}

// fields writes texts so that no two lists of them look alike.
func fields(list ...string) []byte {
	size := 0
	for _, f := range list {
		size += binary.MaxVarintLen32 + len(f)
	}
	b := make([]byte, 0, size)
	for _, f := range list {
		b = binary.AppendUvarint(b, uint64(len(f)))
		b = append(b, f...)
	}
	return b
}
