// Package together tells what is wrong with the items of a payout beside each other, however many there are.
package together

import (
	"hash/maphash"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/internal/itemid"
)

// Items are the items so far. Of each id a hash is kept that is so long that no two ids share it, unless all are in memory anyway.
type Items struct {
	seeds    [2]maphash.Seed
	first    map[[2]uint64]int // where each id was seen first
	ids      map[string]int    // the same, instead, of items that are in memory
	currency string            // of the first amount: items without one are a problem of their own
	added    int
}

// Expect makes room for so many items, which are in memory.
func (s *Items) Expect(n int) { s.ids = make(map[string]int, n) }

// place says where an id was seen first, or notes that it is here.
func (s *Items) place(id string) (earlier int, twice bool) {
	if s.ids != nil {
		if earlier, twice = s.ids[id]; !twice {
			s.ids[id] = s.added
		}
		return earlier, twice
	}
	if s.first == nil {
		s.first, s.seeds = map[[2]uint64]int{}, [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}
	}
	key := [2]uint64{maphash.String(s.seeds[0], id), maphash.String(s.seeds[1], id)}
	if earlier, twice = s.first[key]; !twice {
		s.first[key] = s.added
	}
	return earlier, twice
}

// Add takes the next item, and says what is wrong with its id and with its currency beside those before it, or nothing.
func (s *Items) Add(id, currency string) (sameID, otherCurrency localize.Said) {
	if earlier, twice := s.place(itemid.Normal(id)); twice && id != "" {
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
