// Package together tells what is wrong with the items of a payout beside each other, however many there are.
package together

import (
	"hash/maphash"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/internal/itemid"
)

// Items are the items so far. Of each id a hash is kept that is so long that no two ids share it.
type Items struct {
	seeds    [2]maphash.Seed
	first    map[[2]uint64]int // where each id was seen first
	currency string            // of the first amount: items without one are a problem of their own
	added    int
}

// Expect makes room for so many items.
func (s *Items) Expect(n int) {
	s.first, s.seeds = make(map[[2]uint64]int, n), [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}
}

// Add takes the next item, and says what is wrong with its id and with its currency beside those before it, or nothing.
func (s *Items) Add(id, currency string) (sameID, otherCurrency localize.Said) {
	if s.first == nil {
		s.Expect(0)
	}
	normal := itemid.Normal(id)
	key := [2]uint64{maphash.String(s.seeds[0], normal), maphash.String(s.seeds[1], normal)}
	if earlier, twice := s.first[key]; !twice {
		s.first[key] = s.added
	} else if id != "" {
		sameID = localize.Sayf("is the same as that of item %d: results are told apart by it", earlier+1)
	}
	s.added++
	switch {
	case s.currency == "":
		s.currency = currency
	case currency != "" && currency != s.currency:
		otherCurrency = localize.Sayf("is in %s, the first amount in %s: make one batch per currency", currency, s.currency)
	}
	return sameID, otherCurrency
}

// Currency is that of the first amount.
func (s *Items) Currency() string { return s.currency }
