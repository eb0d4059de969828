package runner

import (
	"hash/maphash"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// Warning is something about the items of a [Plan] that is allowed and rarely meant. It holds no personal data.
type Warning struct {
	Lines   []int // indexes of the items, counted from 0: the first one and up to 9 that it is about
	Message string
}

// What a warning says.
const (
	sameRecipientAndAmount = "the same recipient is paid the same amount under different ids"
	sameIBANOtherName      = "one IBAN stands under different names"
	alikeIDs               = "the ids are alike but for case, blanks or leading zeros"
)

const (
	mostWarnings     = 100       // of one plan; what comes after is left out
	mostWarningLines = 10        // of one warning
	mostRemembered   = 1_000_000 // items that later ones are compared with
)

// suspicion finds what is rarely meant, item by item. Of each item it keeps three hashes.
type suspicion struct {
	seed     maphash.Seed
	fold     cases.Caser
	found    []Warning
	payments map[uint64]seen // by recipient and amount
	holders  map[uint64]seen // by IBAN
	ids      map[uint64]seen // by folded id
}

// seen is where something stood first.
type seen struct {
	index   int32
	warning int16 // 1 for the first warning; 0 where there is none yet
	other   uint32
}

func newSuspicion() *suspicion {
	return &suspicion{seed: maphash.MakeSeed(), fold: cases.Fold(), payments: map[uint64]seen{}, holders: map[uint64]seen{}, ids: map[uint64]seen{}}
}

// take looks at an item that is not known to be wrong by itself.
func (s *suspicion) take(index int, item payout.Item) {
	if item.ExternalID == "" || item.Recipient == (payout.Recipient{}) || !item.Amount.IsSet() {
		return
	}
	r := item.Recipient
	s.look(s.payments, index, s.hash(string(r.Type()), r.Info(), shortest(item.Amount.Value()), item.Amount.Currency()), 0, false, sameRecipientAndAmount)
	if r.Type() == gen.RecipientTypeIBAN {
		s.look(s.holders, index, s.hash(r.Info()), uint32(s.hash(s.foldName(r.Name()))), true, sameIBANOtherName)
	}
	s.look(s.ids, index, s.hash(s.foldID(item.ExternalID)), 0, false, alikeIDs)
}

// look compares an item with the first one that has the same key. If mustDiffer, they may have it as long as the other hash is the
// same, too.
func (s *suspicion) look(in map[uint64]seen, index int, key uint64, other uint32, mustDiffer bool, message string) {
	first, known := in[key]
	switch {
	case !known && len(in) < mostRemembered:
		in[key] = seen{index: int32(index), other: other}
	case !known, mustDiffer && first.other == other:
	case first.warning > 0:
		if w := &s.found[first.warning-1]; len(w.Lines) < mostWarningLines {
			w.Lines = append(w.Lines, index)
		}
	case len(s.found) < mostWarnings:
		s.found = append(s.found, Warning{Lines: []int{int(first.index), index}, Message: message})
		first.warning = int16(len(s.found))
		in[key] = first
	}
}

func (s *suspicion) hash(fields ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(s.seed)
	for _, f := range fields {
		_, _ = h.WriteString(f)
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// foldName makes the spellings of one name alike: capitals, Turkish letters, accents, points and the order of its parts.
func (s *suspicion) foldName(name string) string {
	letters := strings.Map(func(r rune) rune {
		switch {
		case r == 'ı':
			return 'i'
		case unicode.Is(unicode.Mn, r):
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		}
		return ' '
	}, norm.NFKD.String(name))
	parts := strings.Fields(s.fold.String(letters))
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// foldID makes ids alike that a spreadsheet or a person takes for the same.
func (s *suspicion) foldID(id string) string {
	folded := s.fold.String(norm.NFKC.String(strings.Join(strings.Fields(id), " ")))
	if short := strings.TrimLeft(folded, "0"); short != "" {
		return short
	}
	return "0"
}
