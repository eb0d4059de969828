package money

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// number is the text of a JSON number taken apart. Its strings are pieces of
// that text, so taking apart allocates nothing.
type number struct {
	negative bool
	whole    string // digits before the point: "0", or no leading zero
	fraction string // digits after the point
	exponent int    // held at about ±maxExponent, far outside the limits
}

// maxExponent is where reading an exponent stops counting.
const maxExponent = 1_000_000

// split takes s apart by the grammar of RFC 8259 section 6. It applies no limit.
func split(s string) (number, *ParseError) {
	var n number
	i := 0
	if i < len(s) && s[i] == '-' {
		n.negative = true
		i++
	}
	end := digitsFrom(s, i)
	if end == i {
		return number{}, unexpected(s, i)
	}
	if s[i] == '0' && end > i+1 {
		return number{}, &ParseError{Err: ErrSyntax, Reason: "a leading zero is not allowed", Offset: i}
	}
	n.whole, i = s[i:end], end

	if i < len(s) && s[i] == '.' {
		end = digitsFrom(s, i+1)
		if end == i+1 {
			return number{}, unexpected(s, end)
		}
		n.fraction, i = s[i+1:end], end
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		below := i < len(s) && s[i] == '-'
		if below || i < len(s) && s[i] == '+' {
			i++
		}
		end = digitsFrom(s, i)
		if end == i {
			return number{}, unexpected(s, i)
		}
		n.exponent, i = readExponent(s[i:end], below), end
	}
	if i < len(s) {
		return number{}, unexpected(s, i)
	}
	return n, nil
}

func digitsFrom(s string, i int) int {
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return i
}

func readExponent(digits string, below bool) int {
	e := 0
	for i := 0; i < len(digits) && e < maxExponent; i++ {
		e = e*10 + int(digits[i]-'0')
	}
	if below {
		return -e
	}
	return e
}

// unexpected explains what stands at i, where the grammar wanted something else.
func unexpected(s string, i int) *ParseError {
	return &ParseError{Err: ErrSyntax, Reason: explain(s, i), Offset: i}
}

func explain(s string, i int) string {
	switch {
	case s == "":
		return "it is empty"
	case i == len(s):
		return "it ends where a digit must follow"
	}
	switch s[i] {
	case '+':
		return "a plus sign is not allowed"
	case ',':
		return "a comma is not allowed: the decimals follow a point, and digits are not grouped"
	case ' ', '\t', '\r', '\n':
		return "a blank is not allowed"
	case '.':
		return "a point must have digits before it and may stand only once"
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return "the character " + strconv.QuoteRuneToASCII(r) + " is not allowed"
}

func (n number) isZero() bool {
	return strings.Trim(n.whole, "0") == "" && strings.Trim(n.fraction, "0") == ""
}

// scale counts the digits after the point once the exponent is written out.
func (n number) scale() int {
	return max(0, len(n.fraction)-n.exponent)
}

// wholeDigits counts the digits before the point once the exponent is written out.
func (n number) wholeDigits() int {
	leading := 0
	if n.whole == "0" {
		if n.isZero() {
			return 1
		}
		leading = 1 + len(n.fraction) - len(strings.TrimLeft(n.fraction, "0"))
	}
	return max(1, len(n.whole)+n.exponent-leading)
}

func (n number) checkLimits() *ParseError {
	if n.scale() > MaxFractionDigits {
		return longFraction()
	}
	if n.wholeDigits() > MaxIntegerDigits {
		return longInteger()
	}
	return nil
}

// plain writes the number without an exponent. The number must be within the limits.
func (n number) plain() string {
	var whole, fraction string
	digits := n.whole + n.fraction
	point := len(n.whole) + n.exponent
	switch {
	case n.isZero():
		fraction = strings.Repeat("0", n.scale())
	case point <= 0:
		fraction = strings.Repeat("0", -point) + digits
	case point >= len(digits):
		whole = digits + strings.Repeat("0", point-len(digits))
	default:
		whole, fraction = digits[:point], digits[point:]
	}
	text := strings.TrimLeft(whole, "0")
	if text == "" {
		text = "0"
	}
	if fraction != "" {
		text += "." + fraction
	}
	if n.negative {
		text = "-" + text
	}
	return text
}
