package money

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// maxBits is how long an integer of MaxIntegerDigits+MaxFractionDigits decimal
// digits can be. Longer ones are refused before any work is done on them.
const maxBits = 319

// maxDenominatorBits is how long 10^MaxFractionDigits is.
const maxDenominatorBits = 107

// Shopspring returns the number for the arithmetic of
// [github.com/shopspring/decimal], with its scale. An unset value gives 0. To
// print or send the result use [FromShopspring]: shopspring drops trailing
// zeros and quotes by default.
func (d Decimal) Shopspring() decimal.Decimal {
	if !d.IsSet() {
		return decimal.Decimal{}
	}
	whole, fraction, _ := strings.Cut(d.Plain(), ".")
	exponent := int32(-len(fraction))
	// Not decimal.NewFromString: it obeys the global decimal.MaxDecodeExponent.
	if units, err := strconv.ParseInt(whole+fraction, 10, 64); err == nil {
		return decimal.New(units, exponent)
	}
	units, _ := new(big.Int).SetString(whole+fraction, 10)
	return decimal.NewFromBigInt(units, exponent)
}

// FromShopspring returns v with all its digits. It fails with [ErrRange] if v is
// outside the limits of this package; round it first if that is what you want.
func FromShopspring(v decimal.Decimal) (Decimal, error) {
	switch exponent := v.Exponent(); {
	case exponent < -MaxFractionDigits:
		return Decimal{}, longFraction()
	case exponent <= 0:
		return fromInteger(v.Coefficient(), int(-exponent))
	case v.Sign() == 0:
		return FromInt(0), nil
	case exponent >= MaxIntegerDigits:
		return Decimal{}, longInteger()
	default:
		return fromInteger(v.BigInt(), 0)
	}
}

// FromBig returns units / 10^scale: a big integer that counts small units. It
// fails with [ErrRange] outside the limits of this package and with [ErrUnset]
// for nil.
func FromBig(units *big.Int, scale uint8) (Decimal, error) {
	if units == nil {
		return Decimal{}, unsetError("FromBig of nil")
	}
	return fromInteger(units, int(scale))
}

func fromInteger(units *big.Int, scale int) (Decimal, error) {
	if scale > MaxFractionDigits {
		return Decimal{}, longFraction()
	}
	if units.BitLen() > maxBits {
		return Decimal{}, longInteger()
	}
	return Parse(placePoint([]byte(units.String()), scale))
}

// Rat returns the number as an exact fraction. An unset value gives 0.
func (d Decimal) Rat() *big.Rat {
	return d.Shopspring().Rat()
}

// FromRat returns a fraction as a decimal with as many digits as it needs and
// no more: 1/4 is 0.25. It fails with [ErrInexact] if the digits have no end, as
// for 1/3, with [ErrRange] outside the limits of this package and with
// [ErrUnset] for nil.
func FromRat(r *big.Rat) (Decimal, error) {
	if r == nil {
		return Decimal{}, unsetError("FromRat of nil")
	}
	if r.Denom().BitLen() > maxDenominatorBits {
		return Decimal{}, longFraction()
	}
	if r.Num().BitLen() > maxBits {
		return Decimal{}, longInteger()
	}
	scale, exact := r.FloatPrec()
	if !exact {
		return Decimal{}, fmt.Errorf("money: %w; round it to a number of digits first", ErrInexact)
	}
	return Parse(r.FloatString(scale))
}
