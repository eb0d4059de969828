package emulator

import (
	"cmp"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/spec"
)

// verdict is a LineOutcome with what the emulator says about it.
type verdict struct {
	fate  string     // a marker, or paid
	code  codes.Code // of a refused line
	about words      // of a refused or failed line
	line  string     // of UNVERIFIED.md, by which init refuses it

	breaksRule bool // the line is refused by a rule of the document, so its amount may be none
	repeated   bool // an earlier line has its itemExternalId: it is not stored
}

func refuse(code codes.Code, about words, line string) verdict {
	return verdict{fate: MarkRefuse, code: code, about: sentence(code, about), line: line}
}

// decide judges every line: first by the document's rules, then by what one answer can hold, then by the test's wish: what
// WithLineOutcome says or, without it, a marker, or else the recipient.
func (s *settings) decide(items []gen.MassPayoutItem, broken []spec.Violation) ([]*verdict, *failure) {
	c, f := sortComplaints(items, broken)
	if f != nil {
		return nil, f
	}
	verdicts, plain := make([]*verdict, len(items)), new(verdict)
	var before accepted
	for i, item := range items {
		v, refused := c.verdict(i, item)
		if about := before.refuses(item); !refused && about != (words{}) {
			v, refused = refuse(codes.InvalidRequest, about, "E14"), true
		}
		if !refused {
			if v, f = s.wish(item); f != nil {
				return nil, f
			}
		}
		if v.fate != MarkRefuse {
			before.add(item)
		}
		if verdicts[i] = plain; v != *plain {
			verdicts[i] = &v
		}
	}
	return verdicts, nil
}

// complaints are the rules that lines break.
type complaints struct {
	first    map[int]spec.Violation // of a line
	later    map[int]bool           // lines with the itemExternalId of an earlier one
	repeated map[string]bool        // these itemExternalIds
}

func sortComplaints(items []gen.MassPayoutItem, broken []spec.Violation) (complaints, *failure) {
	c := complaints{first: map[int]spec.Violation{}, later: map[int]bool{}, repeated: map[string]bool{}}
	for _, v := range broken {
		line, _ := lineOf(v.Pointer)
		_, known := c.first[line]
		switch {
		case v.Rule == "x-unique-by":
			c.later[line] = true
			c.repeated[items[line].ItemExternalID] = true
		case lineField(v.Pointer) == "itemExternalId":
			return complaints{}, ruleFailure(pointerField(v.Pointer), v).by("E13") // no answer could name the line
		case !known:
			c.first[line] = v
		}
	}
	return c, nil
}

// verdict refuses a line that breaks a rule. Of lines with the same itemExternalId none is left over: an answer names a
// refused line by nothing else, so nobody could tell which of them was accepted.
func (c complaints) verdict(i int, item gen.MassPayoutItem) (v verdict, refused bool) {
	broken, breaks := c.first[i]
	switch {
	case c.repeated[item.ItemExternalID]:
		v = refuse(codes.InvalidRequest, repeatedWords(), "E11")
	case breaks:
		v = refuse(ruleCode(broken), ruleWords(lineField(broken.Pointer), broken), "E10")
	default:
		return verdict{}, false
	}
	v.breaksRule, v.repeated = breaks, c.later[i]
	return v, true
}

// currencies are those of a mass payout, by the vendor's Turkish page.
func currencies() []string { return []string{"TRY", "USD", "EUR"} }

// accepted is what the lines so far have in common, because an answer has one currency and one total for all of them.
type accepted struct {
	currency string
	total    money.Decimal
}

// refuses says why a line cannot join those before it, or nothing.
func (a *accepted) refuses(item gen.MassPayoutItem) words {
	switch {
	case !slices.Contains(currencies(), item.Amount.Currency):
		return words{en: "amount.currency must be TRY, USD or EUR", tr: "amount.currency TRY, USD veya EUR olmalıdır"}
	case a.currency != "" && item.Amount.Currency != a.currency:
		return words{en: "amount.currency is not that of the lines before", tr: "amount.currency önceki kalemlerinkinden farklı"}
	case a.total.Add(item.Amount.Value).Cmp(tooMuch()) >= 0:
		return words{
			en: "the total of the lines has more than 15 digits before the point",
			tr: "kalemlerin toplamı 15'ten fazla tam sayı basamağı içeriyor",
		}
	}
	return words{}
}

func (a *accepted) add(item gen.MassPayoutItem) {
	a.currency, a.total = item.Amount.Currency, a.total.Add(item.Amount.Value)
}

// tooMuch is the smallest total that the document does not let retrieve answer (x-digits of totalAmount).
func tooMuch() money.Decimal { return money.FromInt(1e15) }

// wish is what the test wants.
func (s *settings) wish(item gen.MassPayoutItem) (verdict, *failure) {
	var outcome LineOutcome
	var about words
	var line string
	if s.outcome != nil {
		outcome = s.outcome(item)
	} else if outcome.Mark, about = marked(item.Description); outcome.Mark == paid {
		to := recipient{item.RecipientType, item.RecipientInfo}
		outcome, about = s.recipients[to], words{}
		if outcome.Mark == MarkRefuse {
			if _, forTests := testOutcomes()[to]; forTests {
				line = "E33"
			}
		}
	}
	v := verdict{fate: outcome.Mark, line: line}
	if v.fate == MarkRefuse {
		v.code = cmp.Or(outcome.Code, codes.InvalidRequest)
	}
	switch {
	case !slices.Contains(fates(), v.fate):
		return verdict{}, system("WithLineOutcome gave an unknown Mark", "WithLineOutcome bilinmeyen bir Mark verdi")
	case outcome.Message != "":
		v.about = words{en: outcome.Message, tr: outcome.Message}
	case v.fate == MarkRefuse:
		v.about = sentence(v.code, about)
	default:
		v.about = bankWords(v.fate)
	}
	return v, nil
}

// marked reads the marker of a description. One that is misspelt refuses the line, so that no test passes by mistake.
func marked(description string) (mark string, about words) {
	_, rest, found := strings.Cut(description, anyMark)
	if !found {
		return "", words{}
	}
	name, _, _ := strings.Cut(rest, "]")
	mark = anyMark + name + "]"
	if slices.Contains(fates(), mark) && strings.Contains(description, mark) && !strings.Contains(rest, anyMark) {
		return mark, words{en: "its description asks for it", tr: "açıklaması bunu istiyor"}
	}
	return MarkRefuse, words{
		en: "description holds an unknown [emulator:…] marker, or more than one",
		tr: "description bilinmeyen veya birden fazla [emulator:…] işareti içeriyor",
	}
}

// mostFractionDigits is how many decimals the service answers with.
const mostFractionDigits = 8

// atLeast8 gives an amount these decimals.
func atLeast8(d money.Decimal) money.Decimal { return d.Add(money.FromMinor(0, mostFractionDigits)) }
