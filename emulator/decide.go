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
}

func refuse(code codes.Code, about words) verdict {
	return verdict{fate: FateRefused, code: code, about: sentence(code, about)}
}

// decider says what becomes of the lines of an init. Nothing else does.
type decider struct {
	choose func(gen.MassPayoutItem) LineOutcome // nil: the markers
}

// decide judges every line: first by the document's rules, then by what the emulator itself can handle, then by the
// test's wish.
func (d decider) decide(items []gen.MassPayoutItem, broken []spec.Violation) ([]verdict, *failure) {
	for _, v := range broken {
		if lineField(v.Pointer) == "itemExternalId" && v.Rule != uniqueRule {
			return nil, ruleFailure(pointerField(v.Pointer), v) // an answer could not name the line
		}
	}
	byLine, repeated := sortViolations(items, broken)
	verdicts := make([]verdict, len(items))
	currency := ""
	for i, item := range items {
		var f *failure
		switch limit := d.limit(item, currency); {
		case repeated[item.ItemExternalID]:
			verdicts[i] = refuse(codes.InvalidRequest, repeatedWords())
		case len(byLine[i]) > 0:
			first := byLine[i][0]
			verdicts[i] = refuse(ruleCode(first), ruleWords(lineField(first.Pointer), first))
		case limit != words{}:
			verdicts[i] = refuse(codes.InvalidRequest, limit)
		default:
			currency = item.Amount.Currency
			verdicts[i], f = d.wish(item)
		}
		if f != nil {
			return nil, f
		}
	}
	return verdicts, nil
}

// uniqueRule is the rule that no two lines have the same itemExternalId.
const uniqueRule = "x-unique-by"

// sortViolations groups what is wrong by line. Of lines with the same itemExternalId none is left over: an answer
// names a refused line by nothing else, so nobody could tell which of them was accepted.
func sortViolations(items []gen.MassPayoutItem, broken []spec.Violation) (byLine map[int][]spec.Violation, repeated map[string]bool) {
	byLine, repeated = map[int][]spec.Violation{}, map[string]bool{}
	for _, v := range broken {
		line, ok := lineOf(v.Pointer)
		switch {
		case !ok || line >= len(items):
		case v.Rule == uniqueRule:
			repeated[items[line].ItemExternalID] = true
		default:
			byLine[line] = append(byLine[line], v)
		}
	}
	return byLine, repeated
}

// The largest amount that the emulator takes leaves room for sums of any number of lines within the limits of money.
const (
	mostIntegerDigits  = 15
	mostFractionDigits = 8
)

// limit says what is wrong with an amount that the document allows, or nothing.
func (d decider) limit(item gen.MassPayoutItem, currency string) words {
	value := item.Amount.Value
	digits := len(strings.TrimPrefix(value.Plain(), "-")) - value.Scale()
	if value.Scale() > 0 {
		digits--
	}
	switch {
	case value.Sign() <= 0:
		return words{en: "amount.value must be greater than 0", tr: "amount.value 0'dan büyük olmalıdır"}
	case value.Scale() > mostFractionDigits:
		return words{en: "amount.value has more than 8 decimals", tr: "amount.value 8'den fazla ondalık basamak içeriyor"}
	case digits > mostIntegerDigits:
		return words{en: "amount.value has more than 15 digits before the point", tr: "amount.value 15'ten fazla tam sayı basamağı içeriyor"}
	case currency != "" && item.Amount.Currency != currency:
		return words{en: "amount.currency is not that of the lines before", tr: "amount.currency önceki kalemlerinkinden farklı"}
	}
	return words{}
}

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

// atLeast8 gives an amount the eight decimals that the service answers with.
func atLeast8(d money.Decimal) money.Decimal { return d.Add(money.FromMinor(0, mostFractionDigits)) }
