package payout

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"net"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
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
	return c.key("line", samePeriod(period), sameID(itemExternalID))
}

// sameID writes an itemExternalId in one way: programs change the Unicode form of a file when they save it, and the blanks around a cell.
func sameID(itemExternalID string) string { return strings.TrimSpace(norm.NFC.String(itemExternalID)) }

// samePeriod writes a period in one way: whoever types it again may use other capitals or blanks. The Turkish i without its dot
// and the other one are one letter here, because capitals confuse them.
func samePeriod(period string) string {
	one := strings.NewReplacer("İ", "i", "I", "i", "ı", "i").Replace(norm.NFC.String(period))
	return strings.Join(strings.Fields(strings.ToLower(one)), " ")
}

// payment is the key of a recipient and an amount, under whatever id and in whatever period.
func (c claimant) payment(item Item) ClaimKey {
	return c.key("payment", "", string(item.Recipient.kind), item.Recipient.info, shortest(item.Amount.value), item.Amount.currency)
}

func (c claimant) claim(batch Batch, item Item, now time.Time) Claim {
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

// environmentOf names where a client pays: "production", "sandbox" or the host and port. However an address is written, one service
// has one name: loopback is loopback.
func environmentOf(server string) string {
	server = strings.TrimRight(server, "/")
	switch server {
	case ProductionURL:
		return "production"
	case SandboxURL:
		return "sandbox"
	}
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	host, port := strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	if ip := net.ParseIP(host); host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback() {
		host = "loopback"
	}
	if name := "https://" + host; port == "443" && u.Path == "" && name != server {
		return environmentOf(name)
	}
	if port != "443" || u.Path != "" {
		host += ":" + port
	}
	return host + u.Path
}

// Environment names where the client pays: "production", "sandbox", or the host and port of another address. It is part of what
// makes a payment, so localhost and 127.0.0.1 have one name.
func (c *Client) Environment() string { return environmentOf(c.server) }
