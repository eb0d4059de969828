package money

import (
	"cmp"
	"slices"
	"strings"
)

const (
	// MaxIntegerDigits is how many digits a number may have before the point,
	// written without an exponent.
	MaxIntegerDigits = 64
	// MaxFractionDigits is how many digits a number may have after the point,
	// written without an exponent.
	MaxFractionDigits = 32
	// MaxLength is how many bytes the text of a number may have. A sign, all
	// the digits and a point are 98; the rest is for an exponent.
	MaxLength = 128
)

// Decimal is an exact decimal number that remembers the text it was made from.
// It is immutable, safe to copy, to share between goroutines and to use as a
// map key. Its zero value means "not set", which is not 0: see the package
// documentation.
//
// == and map keys compare the text, so 1.0 and 1.00 differ. [Decimal.Equal] and
// [Decimal.Cmp] compare the number.
type Decimal struct {
	text string // by the JSON grammar; empty means not set

	// What follows from the text where it is short and has no exponent (isSmall): the number is units / 10^scale.
	units   int64
	scale   int8
	isSmall bool
}

// fromText takes a text that is known to be a number.
func fromText(text string) Decimal {
	units, scale, ok := readSmall(text)
	return Decimal{text: text, units: units, scale: int8(scale), isSmall: ok}
}

// Parse reads a number as JSON (RFC 8259) writes it: 100, -0.50, 20.00000000,
// 1E+2 (which Java's BigDecimal writes). Not accepted are +1, 01, .5, 5., blanks,
// grouped digits, a decimal comma, NaN and Infinity. The error is a *[ParseError].
//
// The Decimal keeps s and allocates nothing; if s is a small piece of a large
// text that should be freed, pass strings.Clone(s).
func Parse(s string) (Decimal, error) {
	if d := fromText(s); d.isSmall {
		return d, nil
	}
	if len(s) > MaxLength {
		return Decimal{}, longText(len(s))
	}
	n, err := split(s)
	if err != nil {
		return Decimal{}, err
	}
	if err := n.checkLimits(); err != nil {
		return Decimal{}, err
	}
	return Decimal{text: s}, nil
}

// MustParse is [Parse] for constants in code and tests. It panics on a bad number.
func MustParse(s string) Decimal {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// FromInt returns n as a number without decimals.
func FromInt(n int64) Decimal {
	return fromUnits(n, 0)
}

// FromMinor returns an amount that is counted in a small unit, such as kuruş or
// cent: FromMinor(10050, 2) is 100.50. The scale is the number of digits after
// the point, 2 for TRY, USD and EUR. A scale above [MaxFractionDigits] makes a
// number that is exact and that every encoder refuses with [ErrRange].
func FromMinor(units int64, scale uint8) Decimal {
	return fromUnits(units, int(scale))
}

// IsSet reports whether d holds a number, 0 included.
func (d Decimal) IsSet() bool { return d.text != "" }

// String returns the text that d was made from, exponent included, or an empty
// string if d is not set.
func (d Decimal) String() string { return d.text }

// Plain returns the number without an exponent (1E+2 gives 100), its digits and
// trailing zeros kept, or an empty string if d is not set.
func (d Decimal) Plain() string {
	if d.isSmall || !strings.ContainsAny(d.text, "eE") {
		return d.text
	}
	return d.number().plain()
}

// Sign returns -1, 0 or 1 for a negative number, 0 and a positive number. It is
// 0 for -0.00 and if d is not set.
func (d Decimal) Sign() int {
	if d.isSmall {
		return cmp.Compare(d.units, 0)
	}
	switch n := d.number(); {
	case n.isZero():
		return 0
	case n.negative:
		return -1
	default:
		return 1
	}
}

// Scale returns the number of digits after the point of [Decimal.Plain]: 2 for
// 1.50, 0 for 1E+2, 8 for 0E-8.
func (d Decimal) Scale() int { return d.number().scale() }

// number takes the text apart. It cannot fail: the text was checked when d was
// made, and an unset d gives a number without digits, which counts as 0.
func (d Decimal) number() number {
	n, _ := split(d.text)
	return n
}

// placePoint puts a point before the last scale digits of an integer.
func placePoint(integer []byte, scale int) string {
	if scale == 0 {
		return string(integer)
	}
	sign := 0
	if integer[0] == '-' {
		sign = 1
	}
	for len(integer)-sign <= scale {
		integer = slices.Insert(integer, sign, '0')
	}
	return string(slices.Insert(integer, len(integer)-scale, '.'))
}
