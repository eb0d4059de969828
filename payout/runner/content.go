package runner

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
	"github.com/iyzipayout/iyzipayout/payout"
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

func (c *content) add(fields []byte, line [sha256.Size]byte) {
	c.earlier.Write(fields)
	c.lines = append(c.lines, line)
}

// described is an item for a content: its fields as they are, and the hash of them in their Unicode form.
func described(item payout.Item) (fields []byte, line [sha256.Size]byte) {
	return itemFields(item), sha256.Sum256(describe(item, norm.NFC.String))
}

// sums is what is kept of a content.
type sums struct {
	order         [sha256.Size]byte // another one as soon as an item or its place is
	id, earlierID string
	marks         string
}

func (c *content) sums() sums {
	return sums{order: c.order(), id: c.id(), earlierID: c.earlierID(), marks: c.marks()}
}

func (c *content) order() [sha256.Size]byte { return [sha256.Size]byte(c.earlier.Sum(nil)) }

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
	order := c.order()
	return "content-" + hex.EncodeToString(order[:16])
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

func itemFields(item payout.Item) []byte { return describe(item, func(s string) string { return s }) }

// describe lists what an item is, with its free texts written by form.
func describe(item payout.Item, form func(string) string) []byte {
	withdrawable := "withdrawable"
	if item.NonWithdrawable {
		withdrawable = "non-withdrawable"
	}
	r := item.Recipient
	return fields(form(item.ExternalID), string(r.Type()), r.Info(), form(r.Name()), shortest(item.Amount.Value()), item.Amount.Currency(),
		form(item.Description), withdrawable)
}

// ContentID derives an externalId from what would be paid to whom: the same purpose, period and items give the same id, in whatever
// order the items are and in whatever Unicode form their text is; 1250.5 and 1250.50 are the same amount. Anything else gives another
// one. So the same file sent twice is one payout, and two equal payouts on purpose need periods or ids of their own.
func ContentID(batch payout.Batch) string { return contentOf(batch).id() }

// contentOf is that of a whole batch.
func contentOf(b payout.Batch) *content {
	c := newContent(b.Purpose, b.Period)
	for _, item := range b.Items {
		c.add(described(item))
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
