package payout

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// content is what is paid to whom, fed item by item: 32 bytes of each are kept. Neither the order of the items nor the Unicode form
// of a text makes it another content: both change when a file is sorted, or saved by another program.
type content struct {
	purpose gen.Purpose
	period  string
	lines   [][sha256.Size]byte
	earlier hash.Hash // the content as version 1 had it
}

func newContent(purpose gen.Purpose, period string) *content {
	c := &content{purpose: purpose, period: samePeriod(period), earlier: sha256.New()}
	c.earlier.Write(fields("iyzipayout content id, version 1", string(purpose)))
	return c
}

func (c *content) add(item Item) {
	c.earlier.Write(itemFields(item))
	c.lines = append(c.lines, sha256.Sum256(itemFields(inNFC(item))))
}

// id stands for the content.
func (c *content) id() string {
	sorted := slices.Clone(c.lines)
	slices.SortFunc(sorted, func(a, b [sha256.Size]byte) int { return bytes.Compare(a[:], b[:]) })
	sum := sha256.New()
	sum.Write(fields("iyzipayout content id, version 2", string(c.purpose), c.period))
	for _, line := range sorted {
		sum.Write(line[:])
	}
	return "content-" + hex.EncodeToString(sum.Sum(nil)[:16])
}

// earlierID is the id that versions before periods and claims derived, from the items in their order. "" for a content that they
// did not know.
func (c *content) earlierID() string {
	if c.period != "" {
		return ""
	}
	return "content-" + hex.EncodeToString(c.earlier.Sum(nil)[:16])
}

// marks has four hexadecimal digits for each item. They tell which lines changed, and no more: one recipient in 65,536 has the same
// digits, so that nobody's number can be found out from them.
func (c *content) marks() string {
	var marks []byte
	for _, line := range c.lines {
		marks = hex.AppendEncode(marks, line[:2])
	}
	return string(marks)
}

func itemFields(item Item) []byte {
	withdrawable := "withdrawable"
	if item.NonWithdrawable {
		withdrawable = "non-withdrawable"
	}
	r := item.Recipient
	return fields(item.ExternalID, string(r.kind), r.info, r.name, shortest(item.Amount.value), item.Amount.currency, item.Description, withdrawable)
}

func inNFC(item Item) Item {
	item.ExternalID, item.Description = norm.NFC.String(item.ExternalID), norm.NFC.String(item.Description)
	item.Recipient.name = norm.NFC.String(item.Recipient.name)
	return item
}

// content is that of a whole batch.
func (b Batch) content() *content {
	c := newContent(b.Purpose, b.Period)
	for _, item := range b.Items {
		c.add(item)
	}
	return c
}

// shortest writes equal numbers alike. A spreadsheet that is saved again turns 1250.50 into 1250.5: under an id of its own the
// same payout could be paid a second time.
func shortest(d money.Decimal) string {
	plain := d.Plain()
	if strings.Contains(plain, ".") {
		plain = strings.TrimRight(strings.TrimRight(plain, "0"), ".")
	}
	return plain
}
