package payfile

import (
	"errors"
	"iter"
	"strings"
	"unicode"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// numbers reads the amounts of one CSV file, all of which must be written in the same way.
type numbers struct {
	fixed rune // by WithDecimal; 0: each amount must show it
	seen  rune // that the first telling amount showed
	line  int  // of that amount
}

// errAmbiguous is about 1.250 and 1,250, which are a thousandfold of each other depending on the country.
var errAmbiguous = errors.New("can be read in two ways, as thousands or as three decimals, and no other amount of the file shows which: write 1250.00 or 1250,00, or say which of the two the file means (--decimal)")

// plain writes an amount as JSON does: "1.250,50" becomes "1250.50".
func (n *numbers) plain(text string, line int) (string, error) {
	text = withoutBlanks(text)
	if err := checkCharacters(text); err != nil {
		return "", err
	}
	if n.fixed != 0 {
		plain := ungroup(text, n.fixed)
		if plain == "" {
			return "", localize.Errorf("must be written with a decimal %s, as --decimal says, and thousands in groups of three", localize.Term(named(n.fixed)))
		}
		return plain, nil
	}
	plain, decimal, err := readingOf(text)
	switch {
	case err == errAmbiguous && n.seen != 0:
		return ungroup(text, n.seen), nil
	case err == nil && decimal != 0 && n.seen == 0:
		n.seen, n.line = decimal, line
	case err == nil && decimal != 0 && n.seen != decimal:
		err = localize.Errorf("is written with a decimal %s, the amount in line %d with a decimal %s: one of them is not what was meant", localize.Term(named(decimal)), n.line, localize.Term(named(n.seen)))
	}
	return plain, err
}

// mostHeld is how many lines wait for an amount that shows the decimal character of the file.
const mostHeld = 10_000

// settled gives all lines in their order. Those that can be read in two ways wait until an amount shows the decimal character.
func (n *numbers) settled(all iter.Seq[*record]) iter.Seq[*record] {
	return func(yield func(*record) bool) {
		var held []*record
		full := false
		for rec := range all {
			open := n.look(rec)
			held = append(held, rec)
			full = full || len(held) > mostHeld
			if n.seen == 0 && !full && (open || len(held) > 1) {
				continue
			}
			for _, rec := range held {
				if !yield(rec) {
					return
				}
			}
			held = nil
		}
		for _, rec := range held {
			if !yield(rec) {
				return
			}
		}
	}
}

// look notes the decimal character that the amount of a line shows, and reports whether the line could have either.
func (n *numbers) look(r *record) (open bool) {
	if n.fixed != 0 || n.seen != 0 || r.amountIsJSON || r.isBad(amount) {
		return false
	}
	text, complaint := clean(amount, r.values[amount])
	if text = withoutBlanks(text); complaint.Format != "" || checkCharacters(text) != nil {
		return false
	}
	_, decimal, err := readingOf(text)
	if r.joined != nil || err == errAmbiguous {
		return true
	}
	if decimal != 0 {
		n.seen, n.line = decimal, r.line
	}
	return false
}

// inBlanks is a number whose thousands are grouped by blanks.
var inBlanks = lazyregexp.New(`^[1-9][0-9]{0,2}(?:[\s\pZ][0-9]{3})+(?:[.,][0-9]+)?$`)

// withoutBlanks takes the thousands together that blanks keep apart.
func withoutBlanks(text string) string {
	if plain := strings.IndexFunc(text, unicode.IsSpace) < 0; plain || !inBlanks().MatchString(text) {
		return text
	}
	return strings.Join(strings.Fields(text), "")
}

// readingOf reads a number in the one way that its separators allow. The decimal character is 0 if it has neither.
func readingOf(text string) (plain string, decimal rune, err error) {
	withPoint, withComma := ungroup(text, Point), ungroup(text, Comma)
	switch {
	case withPoint == "" && withComma == "":
		return "", 0, errors.New("must be written like 1250.50, 1250,50, 1.250,50 or 1,250.50")
	case withPoint == withComma:
		return withPoint, 0, nil
	case withComma == "":
		return withPoint, Point, nil
	case withPoint == "":
		return withComma, Comma, nil
	}
	return "", 0, errAmbiguous
}

// ungroup takes the thousands together and puts a point before the decimals. It is "" for what is no number with that decimal character.
func ungroup(text string, decimal rune) string {
	whole, fraction, hasFraction := strings.Cut(text, string(decimal))
	if hasFraction && (fraction == "" || strings.ContainsAny(fraction, ".,")) {
		return ""
	}
	if group := string(Point + Comma - decimal); strings.Contains(whole, group) {
		groups := strings.Split(whole, group)
		for i, g := range groups {
			if i == 0 && !isFirstGroup(g) || i > 0 && len(g) != 3 {
				return ""
			}
		}
		whole = strings.Join(groups, "")
	}
	if whole == "" || !hasFraction {
		return whole
	}
	return whole + "." + fraction
}

// isFirstGroup reports whether digits can stand before the first separator of thousands.
func isFirstGroup(digits string) bool {
	return len(digits) >= 1 && len(digits) <= 3 && digits[0] != '0'
}

// named is a decimal character as a word.
func named(decimal rune) string {
	if decimal == Comma {
		return "comma"
	}
	return "point"
}

// atCurrency is an amount with its currency before or behind it.
var atCurrency = lazyregexp.New(`^(?i:([₺$€£]|TL|TRY|USD|EUR|GBP)[\s\pZ]*([0-9][0-9.,\s\pZ]*)|([0-9][0-9.,\s\pZ]*?)[\s\pZ]*([₺$€£]|TL|TRY|USD|EUR|GBP))$`)

// withoutCurrency takes off the currency that stands at an amount.
func withoutCurrency(text string) (number, code string) {
	if strings.Trim(text, "0123456789.,") == "" {
		return text, ""
	}
	parts := atCurrency().FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil {
		return text, ""
	}
	named, _ := unitOf(parts[1] + parts[4])
	return parts[2] + parts[3], named.currency
}

// checkCharacters allows digits and separators and says what to do about everything else.
func checkCharacters(text string) error {
	if strings.Trim(text, "0123456789.,") == "" {
		return nil
	}
	if named, _ := unitOf(text); named.currency != "" || otherCurrency(text) != "" {
		return errors.New("must be a number only: the currency goes into the column currency")
	}
	if strings.ContainsFunc(text, unicode.IsLetter) {
		return errors.New("must be a number: write it like 1250.50 or 1250,50")
	}
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9', r == '.', r == ',':
		case r == '-' || r == '+' || r == '\u2212' || r == '(':
			return errors.New("must be greater than 0 and have no sign")
		case unicode.IsSpace(r):
			return errors.New("may hold blanks only between groups of three digits: write it like 1250.50 or 1250,50")
		default:
			return errors.New("must be digits with a decimal point or comma: write it like 1250.50 or 1250,50")
		}
	}
	return nil
}
