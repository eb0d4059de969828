package money

import (
	"math"
	"strconv"
	"strings"
)

// small is the number as an integer and how many of its digits stand behind the point. Not ok: it has an exponent or more than a few
// digits, and is left to arithmetic without limits.
func (d Decimal) small() (units int64, scale int, ok bool) {
	return d.units, int(d.scale), d.isSmall || !d.IsSet()
}

// mostSmall is how many bytes a sign, a point and digits have at most that make an integer of 64 bits.
const mostSmall = 18

// readSmall reads a number of usual form and length in one pass. What it does not read may still be a number.
func readSmall(text string) (units int64, scale int, ok bool) {
	if len(text) > mostSmall {
		return 0, 0, false
	}
	digits, negative := strings.CutPrefix(text, "-")
	whole := len(digits)
	for i := range len(digits) {
		switch c := digits[i]; {
		case c-'0' <= 9:
			units = units*10 + int64(c-'0')
		case c == '.' && whole == len(digits) && i < len(digits)-1:
			whole = i
		default:
			return 0, 0, false
		}
	}
	if whole == 0 || whole > 1 && digits[0] == '0' {
		return 0, 0, false
	}
	if whole < len(digits) {
		scale = len(digits) - whole - 1
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
	if units <= -1e16 || units >= 1e16 || scale >= mostSmall-len("-0.") {
		return fromText(placePoint(strconv.AppendInt(nil, units, 10), scale))
	}
	var room [mostSmall]byte // no allocation but for the text
	at := len(room)
	left := uint64(max(units, -units))
	for digits := scale; digits > 0; digits -= 2 {
		if digits == 1 {
			at--
			room[at] = byte('0' + left%10)
			left /= 10
			break
		}
		at -= 2
		room[at], room[at+1] = pairs[left%100*2], pairs[left%100*2+1]
		left /= 100
	}
	if scale > 0 {
		at--
		room[at] = '.'
	}
	whole := at
	for ; left > 9; left /= 100 {
		at -= 2
		room[at], room[at+1] = pairs[left%100*2], pairs[left%100*2+1]
	}
	if left > 0 || at == whole {
		at--
		room[at] = byte('0' + left)
	}
	if units < 0 {
		at--
		room[at] = '-'
	}
	return Decimal{text: string(room[at:]), units: units, scale: int8(scale), isSmall: true}
}

// pairs are the numbers from 00 to 99: half as many divisions as digits.
const pairs = "00010203040506070809" + "10111213141516171819" +
	"20212223242526272829" + "30313233343536373839" +
	"40414243444546474849" + "50515253545556575859" +
	"60616263646566676869" + "70717273747576777879" +
	"80818283848586878889" + "90919293949596979899"
