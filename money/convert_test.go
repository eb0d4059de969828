package money_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/money"
)

const (
	tooWide = "money: too many digits: it needs more than 64 digits before the point"
	tooDeep = "money: too many digits: it needs more than 32 digits after the point"
)

func zeros(n int) string { return strings.Repeat("0", n) }

func bigInt(text string) *big.Int {
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		panic("bad test number " + text)
	}
	return n
}

func TestFromIntAndFromMinor(t *testing.T) {
	assert.Equal(t, num("1"), money.FromInt(1))
	assert.Equal(t, "-9223372036854775808", money.FromInt(math.MinInt64).String())
	for _, c := range []struct {
		units int64
		scale uint8
		want  string
	}{
		{10050, 2, "100.50"},
		{-10050, 2, "-100.50"},
		{5, 2, "0.05"},
		{-5, 2, "-0.05"},
		{50, 2, "0.50"},
		{100, 2, "1.00"},
		{0, 2, "0.00"},
		{0, 0, "0"},
		{7, 0, "7"},
		{math.MinInt64, 18, "-9.223372036854775808"},
		{math.MinInt64, 19, "-0.9223372036854775808"},
		{1, 32, "0." + zeros(31) + "1"},
	} {
		d := money.FromMinor(c.units, c.scale)
		assert.Equal(t, c.want, d.String())
		_, err := d.MarshalJSON()
		assert.NoError(t, err, c.want)
	}
	assert.Equal(t, "0."+zeros(254)+"1", money.FromMinor(1, 255).String())
	assert.Equal(t, 255, money.FromMinor(1, 255).Scale())
	assert.Equal(t, 1, money.FromMinor(1, 255).Sign())
}

func TestFromBig(t *testing.T) {
	d, err := money.FromBig(bigInt("-123456789012345678901234567890"), 8)
	require.NoError(t, err)
	assert.Equal(t, "-1234567890123456789012.34567890", d.String())

	d, err = money.FromBig(bigInt(wide+deep), money.MaxFractionDigits)
	require.NoError(t, err)
	assert.Equal(t, wide+"."+deep, d.String())

	_, err = money.FromBig(nil, 2)
	assert.ErrorIs(t, err, money.ErrUnset)
	_, err = money.FromBig(big.NewInt(0), 255)
	assert.EqualError(t, err, tooDeep)
	for _, huge := range []*big.Int{bigInt("1" + zeros(64)), new(big.Int).Lsh(big.NewInt(1), 1<<22)} {
		_, err = money.FromBig(huge, 0)
		assert.EqualError(t, err, tooWide)
	}
}

func TestShopspring(t *testing.T) {
	for _, c := range []struct {
		text     string
		units    string
		exponent int32
	}{
		{"", "0", 0},
		{"0", "0", 0},
		{"-0.00", "0", -2},
		{"100.50", "10050", -2},
		{"1E+2", "100", 0},
		{"9223372036854775807", "9223372036854775807", 0},
		{"-9223372036854775809.1", "-92233720368547758091", -1},
		{wide + "." + deep, wide + deep, -32},
	} {
		v := num(c.text).Shopspring()
		assert.Equal(t, c.units, v.Coefficient().String(), c.text)
		assert.Equal(t, c.exponent, v.Exponent(), c.text)
	}
}

func TestFromShopspring(t *testing.T) {
	for _, c := range []struct {
		in   decimal.Decimal
		want string
	}{
		{decimal.Decimal{}, "0"},
		{decimal.New(2000000000, -8), "20.00000000"},
		{decimal.New(-5, -2), "-0.05"},
		{decimal.New(15, 1), "150"},
		{decimal.New(15, 3), "15000"},
		{decimal.New(0, math.MaxInt32), "0"},
		{decimal.New(0, -8), "0.00000000"},
		{decimal.New(1, 63), "1" + zeros(63)},
		{decimal.New(1, -32), "0." + zeros(31) + "1"},
	} {
		d, err := money.FromShopspring(c.in)
		require.NoError(t, err, c.want)
		assert.Equal(t, c.want, d.String())
	}
	for _, c := range []struct {
		in   decimal.Decimal
		want string
	}{
		{decimal.New(1, 64), tooWide}, {decimal.New(-10, 63), tooWide}, {decimal.New(1, math.MaxInt32), tooWide},
		{decimal.NewFromBigInt(bigInt(wide+"0"), 0), tooWide},
		{decimal.New(1, -33), tooDeep}, {decimal.New(0, math.MinInt32), tooDeep},
	} {
		_, err := money.FromShopspring(c.in)
		assert.ErrorIs(t, err, money.ErrRange)
		assert.EqualError(t, err, c.want)
	}
}

func TestRat(t *testing.T) {
	assert.Equal(t, "201/2", num("100.50").Rat().String())
	assert.Equal(t, "100/1", num("1E+2").Rat().String())
	assert.Equal(t, "0/1", money.Decimal{}.Rat().String())
}

func TestFromRat(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"201/2", "100.5"}, {"-1/4", "-0.25"}, {"0", "0"}, {"7", "7"}, {"1/1024", "0.0009765625"},
		{wide + deep + "/1" + zeros(32), wide + "." + deep},
	} {
		r, ok := new(big.Rat).SetString(c.in)
		require.True(t, ok)
		d, err := money.FromRat(r)
		require.NoError(t, err, c.in)
		assert.Equal(t, c.want, d.String())
	}
	power := func(bits uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), bits) }
	for _, c := range []struct {
		in   *big.Rat
		want error
		text string
	}{
		{nil, money.ErrUnset, "money: FromRat of nil: amount is not set"},
		{big.NewRat(1, 3), money.ErrInexact, "money: fraction has no exact decimal form; round it to a number of digits first"},
		{big.NewRat(-22, 7), money.ErrInexact, "money: fraction has no exact decimal form; round it to a number of digits first"},
		{new(big.Rat).SetInt(bigInt("1" + zeros(64))), money.ErrRange, tooWide},
		{new(big.Rat).SetInt(power(1 << 22)), money.ErrRange, tooWide},
		{new(big.Rat).SetFrac(big.NewInt(1), power(33)), money.ErrRange, tooDeep},
		{new(big.Rat).SetFrac(big.NewInt(1), power(1<<22)), money.ErrRange, tooDeep},
	} {
		_, err := money.FromRat(c.in)
		assert.ErrorIs(t, err, c.want)
		assert.EqualError(t, err, c.text)
	}
}
