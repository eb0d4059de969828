package money

import (
	"math"
	"strconv"
)

// small is the number as an integer and how many of its digits stand behind the point. Not ok: it has an exponent or more than a few
// digits, and is left to arithmetic without limits.
func (d Decimal) small() (units int64, scale int, ok bool) {
	const most = 18 // of a sign, a point and digits, so that the integer fits
	if len(d.text) > most {
		return 0, 0, false
	}
	negative := false
	for i := range len(d.text) {
		switch c := d.text[i]; {
		case c >= '0' && c <= '9':
			units = units*10 + int64(c-'0')
		case c == '.':
			scale = len(d.text) - i - 1
		case c == '-':
			negative = true
		default:
			return 0, 0, false
		}
	}
	if negative {
		units = -units
	}
	return units, scale, true
}

// smallSum adds two small numbers, unless the result is not small.
func smallSum(a int64, aScale int, b int64, bScale int) (units int64, scale int, ok bool) {
	a, aFits := widen(a, bScale-aScale)
	b, bFits := widen(b, aScale-bScale)
	overflows := b > 0 && a > math.MaxInt64-b || b < 0 && a < math.MinInt64-b
	return a + b, max(aScale, bScale), aFits && bFits && !overflows
}

// widen puts zeros behind an integer.
func widen(units int64, zeros int) (int64, bool) {
	for range zeros {
		if units > math.MaxInt64/10 || units < math.MinInt64/10 {
			return 0, false
		}
		units *= 10
	}
	return units, true
}

// fromUnits writes an integer with a point before its last digits.
func fromUnits(units int64, scale int) Decimal {
	var room [64]byte // no allocation but for the text
	return Decimal{text: placePoint(strconv.AppendInt(room[:0], units, 10), scale)}
}
