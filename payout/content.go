package payout

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// content is the hash of what is paid to whom, fed item by item.
type content struct{ hash hash.Hash }

func newContent(purpose gen.Purpose) content {
	c := content{sha256.New()}
	c.write("iyzipayout content id, version 1", string(purpose))
	return c
}

func (c content) write(fields ...string) {
	for _, f := range fields {
		c.hash.Write(binary.AppendUvarint(nil, uint64(len(f))))
		c.hash.Write([]byte(f))
	}
}

func (c content) add(item Item) {
	withdrawable := "withdrawable"
	if item.NonWithdrawable {
		withdrawable = "non-withdrawable"
	}
	r := item.Recipient
	c.write(item.ExternalID, string(r.kind), r.info, r.name, shortest(item.Amount.value), item.Amount.currency, item.Description, withdrawable)
}

func (c content) id() string { return "content-" + hex.EncodeToString(c.hash.Sum(nil)[:16]) }

// shortest writes equal numbers alike. A spreadsheet that is saved again turns 1250.50 into 1250.5: under an id of its own the
// same payout could be paid a second time.
func shortest(d money.Decimal) string {
	plain := d.Plain()
	if strings.Contains(plain, ".") {
		plain = strings.TrimRight(strings.TrimRight(plain, "0"), ".")
	}
	return plain
}

// lineMarks has four hexadecimal digits for each item. They tell which lines changed, and no more: one recipient in 65,536 has
// the same digits, so that nobody's number can be found out from them.
func lineMarks(items []Item) string {
	var marks []byte
	for _, item := range items {
		c := newContent("")
		c.add(item)
		marks = hex.AppendEncode(marks, c.hash.Sum(nil)[:2])
	}
	return string(marks)
}
