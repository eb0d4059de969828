package emulator

import (
	"strings"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/spec"
)

// verdict is a LineOutcome with what the emulator says about it.
type verdict struct {
	fate  Fate
	code  codes.Code // of a refused line
	about words      // of a refused or failed line

	breaksRule bool // the line is refused by a rule of the document, so its amount may be none
	repeated   bool // an earlier line has its itemExternalId: it is not stored
}

func refuse(code codes.Code, about words) verdict {
	return verdict{fate: FateRefused, code: code, about: sentence(code, about)}
}

// decider says what becomes of the lines of an init. Nothing else does.
type decider struct {
	choose func(gen.MassPayoutItem) LineOutcome // nil: the markers
}

// decide judges every line: first by the document's rules, then by what one answer can hold, then by the test's wish.
func (d decider) decide(items []gen.MassPayoutItem, broken []spec.Violation) ([]verdict, *failure) {
	c, f := sortComplaints(items, broken)
	if f != nil {
		return nil, f
	}
	verdicts := make([]verdict, len(items))
	var before accepted
	for i, item := range items {
		v, refused := c.verdict(i, item)
		if about := before.refuses(item); !refused && about != (words{}) {
			v, refused = refuse(codes.InvalidRequest, about), true
		}
		if !refused {
			if v, f = d.wish(item); f != nil {
				return nil, f
			}
		}
		if v.fate != FateRefused {
			before.add(item)
		}
		verdicts[i] = v
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
			return complaints{}, ruleFailure(pointerField(v.Pointer), v) // no answer could name the line
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
		v = refuse(codes.InvalidRequest, repeatedWords())
	case breaks:
		v = refuse(ruleCode(broken), ruleWords(lineField(broken.Pointer), broken))
	default:
		return verdict{}, false
	}
	v.breaksRule, v.repeated = breaks, c.later[i]
	return v, true
}

// accepted is what the lines so far have in common, because an answer has one currency and one total for all of them.
type accepted struct {
	currency string
	total    money.Decimal
}

// refuses says why a line cannot join those before it, or nothing.
func (a *accepted) refuses(item gen.MassPayoutItem) words {
	switch {
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

// wish is what the test wants: by WithLineOutcome or else by a marker.
func (d decider) wish(item gen.MassPayoutItem) (verdict, *failure) {
	var outcome LineOutcome
	var about words
	if d.choose != nil {
		outcome = d.choose(item)
	} else {
		outcome.Fate, about = marked(item.Description)
	}
	v := verdict{fate: outcome.Fate, code: outcome.Code}
	if v.code == "" {
		v.code = codes.InvalidRequest
	}
	switch {
	case !outcome.Fate.valid():
		return verdict{}, &failure{code: codes.System, about: words{
			en: "WithLineOutcome gave an unknown Fate", tr: "WithLineOutcome bilinmeyen bir Fate verdi",
		}}
	case outcome.Message != "":
		v.about = words{en: outcome.Message, tr: outcome.Message}
	case outcome.Fate == FateRefused:
		v.about = sentence(v.code, about)
	default:
		v.about = bankWords(outcome.Fate)
	}
	return v, nil
}

// marked reads the marker of a description. One that is misspelt refuses the line, so that no test passes by mistake.
func marked(description string) (Fate, words) {
	count := strings.Count(description, anyMark)
	for mark, fate := range fates() {
		if count == 1 && strings.Contains(description, mark) {
			return fate, words{en: "its description asks for it", tr: "açıklaması bunu istiyor"}
		}
	}
	if count > 0 {
		return FateRefused, words{
			en: "description holds an unknown [emulator:…] marker, or more than one",
			tr: "description bilinmeyen veya birden fazla [emulator:…] işareti içeriyor",
		}
	}
	return FatePaid, words{}
}

// mostFractionDigits is how many decimals the service answers with.
const mostFractionDigits = 8

// atLeast8 gives an amount these decimals.
func atLeast8(d money.Decimal) money.Decimal { return d.Add(money.FromMinor(0, mostFractionDigits)) }
