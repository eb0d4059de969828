// Package together tells what is wrong with the items of a payout beside each other, however many there are.
package together

import (
	"crypto/sha256"
	"fmt"

	"github.com/iyzipayout/iyzipayout/payout/internal/itemid"
)

// Items are the items so far. Of each id a hash is kept that is so long that no two ids share it.
type Items struct {
	first    map[[16]byte]int // where each id was seen first
	currency string           // of the first amount: items without one are a problem of their own
	added    int
}

// Add takes the next item, and says what is wrong with its id and with its currency beside those before it, or "".
func (s *Items) Add(id, currency string) (sameID, otherCurrency string) {
	if s.first == nil {
		s.first = map[[16]byte]int{}
	}
	sum := sha256.Sum256([]byte(itemid.Normal(id)))
	key := [16]byte(sum[:])
	if earlier, twice := s.first[key]; !twice {
		s.first[key] = s.added
	} else if id != "" {
		sameID = fmt.Sprintf("is the same as that of item %d: results are told apart by it", earlier+1)
	}
	s.added++
	switch {
	case s.currency == "":
		s.currency = currency
	case currency != "" && currency != s.currency:
		otherCurrency = fmt.Sprintf("is in %s, the first amount in %s: make one batch per currency", currency, s.currency)
	}
	return sameID, otherCurrency
}

// Currency is that of the first amount.
func (s *Items) Currency() string { return s.currency }
