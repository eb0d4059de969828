package payfile

import (
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strings"
	"unicode"
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
	decimal := n.fixed
	if decimal == 0 {
		var err error
		if decimal, err = decimalOf(text); err != nil && n.seen == 0 {
			return "", err
		} else if err != nil {
			decimal = n.seen
		}
	}
	plain, ok := ungroup(text, decimal)
	switch {
	case !ok && n.fixed != 0:
		return "", fmt.Errorf("must be written with a decimal %s, as --decimal says, and thousands in groups of three", named(decimal))
	case !ok:
		return "", errors.New("must be written like 1250.50, 1250,50, 1.250,50 or 1,250.50")
	}
	return plain, n.agree(decimal, line)
}

// mostHeld is how many lines wait for an amount that shows the decimal character of the file.
const mostHeld = 10_000

// settled gives all lines in their order. Those that can be read in two ways wait until an amount shows the decimal character.
func (n *numbers) settled(all iter.Seq[*record]) iter.Seq[*record] {
	return func(yield func(*record) bool) {
		var held []*record
		full := false
		release := func() bool {
			for i, rec := range held {
				held[i] = nil
				if !yield(rec) {
					return false
				}
			}
			held = nil
			return true
		}
		for rec := range all {
			if open := n.look(rec); n.seen == 0 && !full && (open || len(held) > 0) {
				held = append(held, rec)
				full = len(held) == mostHeld
				continue
			}
			if !release() || !yield(rec) {
				return
			}
		}
		release()
	}
}

// look notes the decimal character that the amount of a line shows, and reports whether the line could have either.
func (n *numbers) look(r *record) (open bool) {
	if n.fixed != 0 || n.seen != 0 || r.amountIsJSON || r.bad.has(amount) {
		return false
	}
	text, complaint := clean(amount, r.values[amount])
	if text = withoutBlanks(text); complaint != "" || checkCharacters(text) != nil {
		return false
	}
	decimal, err := decimalOf(text)
	if r.joined != nil || err != nil {
		return true
	}
	if _, ok := ungroup(text, decimal); ok && decimal != 0 {
		n.seen, n.line = decimal, r.line
	}
	return false
}

// inBlanks is a number whose thousands are grouped by blanks.
var inBlanks = regexp.MustCompile(`^[1-9][0-9]{0,2}(?:[\s\pZ][0-9]{3})+(?:[.,][0-9]+)?$`)

// withoutBlanks takes the thousands together that blanks keep apart.
func withoutBlanks(text string) string {
	if plain := strings.IndexFunc(text, unicode.IsSpace) < 0; plain || !inBlanks.MatchString(text) {
		return text
	}
	return strings.Join(strings.Fields(text), "")
}

// agree holds the amounts of a file to the decimal character of the first one that has any.
func (n *numbers) agree(decimal rune, line int) error {
	switch {
	case decimal == 0 || n.fixed != 0:
	case n.seen == 0:
		n.seen, n.line = decimal, line
	case n.seen != decimal:
		return fmt.Errorf("is written with a decimal %s, the amount in line %d with a decimal %s: one of them is not what was meant", named(decimal), n.line, named(n.seen))
	}
	return nil
}

// decimalOf finds the decimal character that a number shows: 0 if it has neither, an error if it could be either.
func decimalOf(text string) (rune, error) {
	points, commas := strings.Count(text, "."), strings.Count(text, ",")
	switch {
	case points == 0 && commas == 0:
		return 0, nil
	case points > 0 && commas > 0:
		return rune(text[strings.LastIndexAny(text, ".,")]), nil
	case points > 1:
		return Comma, nil
	case commas > 1:
		return Point, nil
	}
	decimal := rune(text[strings.IndexAny(text, ".,")])
	whole, fraction, _ := strings.Cut(text, string(decimal))
	// 1250.500 has one separator and three digits too, but cannot be in groups; nor can 0.500.
	if len(fraction) == 3 && isFirstGroup(whole) {
		return 0, errAmbiguous
	}
	return decimal, nil
}

// ungroup takes the thousands together and puts a point before the decimals.
func ungroup(text string, decimal rune) (string, bool) {
	whole, fraction, hasFraction := strings.Cut(text, string(decimal))
	if hasFraction && (fraction == "" || strings.ContainsAny(fraction, ".,")) {
		return "", false
	}
	if group := string(Point + Comma - decimal); strings.Contains(whole, group) {
		groups := strings.Split(whole, group)
		for i, g := range groups {
			if i == 0 && !isFirstGroup(g) || i > 0 && len(g) != 3 {
				return "", false
			}
		}
		whole = strings.Join(groups, "")
	}
	if whole == "" || !hasFraction {
		return whole, whole != ""
	}
	return whole + "." + fraction, true
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

// checkCharacters allows digits and separators and says what to do about everything else.
func checkCharacters(text string) error {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) }) {
		return errors.New("must be a number only: the currency goes into the column currency")
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
