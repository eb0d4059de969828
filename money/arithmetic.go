package money

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"
)

// Add returns d + other, exactly, without an exponent and with the larger of the
// two scales: 1.50 + 0.5 is 2.00. An unset value counts as 0; the sum of two
// unset values is unset.
func (d Decimal) Add(other Decimal) Decimal {
	if !d.IsSet() && !other.IsSet() {
		return Decimal{}
	}
	a, aScale, aSmall := d.small()
	if b, bScale, bSmall := other.small(); aSmall && bSmall {
		if units, scale, ok := smallSum(a, aScale, b, bScale); ok {
			return fromUnits(units, scale)
		}
	}
	return unchecked(d.Shopspring().Add(other.Shopspring()))
}

// Sub returns d - other, by the rules of [Decimal.Add].
func (d Decimal) Sub(other Decimal) Decimal {
	return d.Add(other.Neg())
}

// Neg returns -d without an exponent. The negative of 0.00 is 0.00, that of an
// unset value is unset.
func (d Decimal) Neg() Decimal {
	digits, negative := strings.CutPrefix(d.Plain(), "-")
	if negative || d.Sign() == 0 {
		return fromText(digits)
	}
	return fromText("-" + digits)
}

// Sum adds up amounts, exactly, with the largest scale among them. The sum of
// none is 0. Unset values count as 0.
func Sum(amounts ...Decimal) Decimal {
	units, scale := int64(0), 0
	for i, amount := range amounts {
		added, digits, ok := amount.small()
		if ok {
			added, digits, ok = smallSum(units, scale, added, digits)
		}
		if !ok {
			total := fromUnits(units, scale).Shopspring()
			for _, amount := range amounts[i:] {
				total = total.Add(amount.Shopspring())
			}
			return unchecked(total)
		}
		units, scale = added, digits
	}
	return fromUnits(units, scale)
}

// Cmp returns -1, 0 or 1 if d is smaller than, the same number as, or larger
// than other. 1.0 and 1.00 are the same number. An unset value counts as 0. It
// can be passed to slices.SortFunc as Decimal.Cmp.
func (d Decimal) Cmp(other Decimal) int {
	if d == other {
		return 0
	}
	a, aScale, aSmall := d.small()
	if b, bScale, bSmall := other.small(); aSmall && bSmall && aScale == bScale {
		return cmp.Compare(a, b)
	}
	return d.Shopspring().Cmp(other.Shopspring())
}

// Equal reports whether both are set and are the same number, or both are not
// set. 1.0 equals 1.00; an unset value does not equal 0, although
// [Decimal.Cmp] orders them alike.
func (d Decimal) Equal(other Decimal) bool {
	return d.IsSet() == other.IsSet() && d.Cmp(other) == 0
}

// unchecked takes the result of an addition over. Decimals are handed to
// shopspring without an exponent, so its own exponent is never above 0 here.
func unchecked(v decimal.Decimal) Decimal {
	return fromText(placePoint([]byte(v.Coefficient().String()), -int(v.Exponent())))
}
