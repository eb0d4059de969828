package money_test

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/money"
)

// num is Parse where the empty text stands for "not set".
func num(text string) money.Decimal {
	if text == "" {
		return money.Decimal{}
	}
	return money.MustParse(text)
}

func TestAddAndSub(t *testing.T) {
	for _, c := range []struct{ a, b, sum, difference string }{
		{"1.50", "0.5", "2.00", "1.00"},
		{"0.1", "0.2", "0.3", "-0.1"},
		{"1", "1.000", "2.000", "0.000"},
		{"0.05", "-0.10", "-0.05", "0.15"},
		{"1E+2", "0.5", "100.5", "99.5"},
		{"1E+2", "1E+1", "110", "90"},
		{"0E-8", "1", "1.00000000", "-1.00000000"},
		{"-0.00", "0", "0.00", "0.00"},
		{"9223372036854775807", "1", "9223372036854775808", "9223372036854775806"},
		{"-9223372036854775808", "1", "-9223372036854775807", "-9223372036854775809"},
		{"12345678901234567890.12", "0.88", "12345678901234567891.00", "12345678901234567889.24"},
		{"", "", "", ""},
		{"", "1.50", "1.50", "-1.50"},
		{"1E+2", "", "100", "100"},
		{"", "0", "0", "0"},
	} {
		a, b := num(c.a), num(c.b)
		assert.Equal(t, c.sum, a.Add(b).String(), "%s + %s", c.a, c.b)
		assert.Equal(t, c.sum, b.Add(a).String(), "%s + %s", c.b, c.a)
		assert.Equal(t, c.difference, a.Sub(b).String(), "%s - %s", c.a, c.b)
		assert.Equal(t, c.a, a.String(), "operands stay as they were")
	}
}

func TestNeg(t *testing.T) {
	for _, c := range []struct{ in, out string }{
		{"1.50", "-1.50"}, {"-1.50", "1.50"}, {"0.00", "0.00"}, {"-0.00", "0.00"}, {"-1E+2", "100"}, {"1E+2", "-100"}, {"", ""},
	} {
		assert.Equal(t, c.out, num(c.in).Neg().String(), c.in)
	}
}

func TestSum(t *testing.T) {
	assert.Equal(t, "0", money.Sum().String())
	assert.Equal(t, "0", money.Sum(money.Decimal{}, money.Decimal{}).String())
	assert.Equal(t, "100", money.Sum(num("1E+2")).String())
	assert.Equal(t, "35100.50000000", money.Sum(num("100.50"), num("8000"), num("20000.00000000"), money.Decimal{}, num("7000")).String())

	tenth := money.Decimal{}
	for range 1000 {
		tenth = tenth.Add(num("0.1"))
	}
	assert.Equal(t, "100.0", tenth.String(), "with float64 this is 99.9999999999986")
}

func TestCmpAndEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		cmp  int
		same bool
	}{
		{"1.0", "1.00", 0, true},
		{"1E+2", "100.00", 0, true},
		{"-0", "0.00", 0, true},
		{"0E-8", "0e999999999", 0, true},
		{"1.001", "1.01", -1, false},
		{"9", "10", -1, false},
		{"-9", "-10", 1, false},
		{"-1", "0.5", -1, false},
		{wide + ".1", wide + ".2", -1, false},
		{"", "", 0, true},
		{"", "0", 0, false},
		{"", "0.01", -1, false},
		{"", "-0.01", 1, false},
	} {
		a, b := num(c.a), num(c.b)
		assert.Equal(t, c.cmp, a.Cmp(b), "%s ? %s", c.a, c.b)
		assert.Equal(t, -c.cmp, b.Cmp(a), "%s ? %s", c.b, c.a)
		assert.Equal(t, c.same, a.Equal(b), "%s = %s", c.a, c.b)
		assert.Equal(t, c.same, b.Equal(a), "%s = %s", c.b, c.a)
	}
	sorted := []money.Decimal{num("10"), num("9.5"), num("-1"), num("1E+1")}
	slices.SortStableFunc(sorted, money.Decimal.Cmp)
	assert.Equal(t, []money.Decimal{num("-1"), num("9.5"), num("10"), num("1E+1")}, sorted)
}

func TestComparisonByTextAndMapKeys(t *testing.T) {
	assert.False(t, num("1.0") == num("1.00"))
	assert.True(t, money.FromMinor(150, 2) == num("1.50"))
	assert.Equal(t, 2, map[money.Decimal]int{num("1.0"): 1, num("1.00"): 2}[num("1.00")])
}

// Nothing is rounded and nothing fails beyond the limits, but nothing leaves either.
func TestResultsBeyondTheLimitsStayExactAndAreNotEncoded(t *testing.T) {
	over := num(wide).Add(num("1"))
	assert.Equal(t, "1"+zeros(64), over.String())
	assert.Equal(t, 1, over.Cmp(num(wide)))
	assert.Equal(t, wide, over.Sub(num("1")).String())

	fine, err := num(wide + ".1").MarshalJSON()
	require.NoError(t, err)
	assert.Equal(t, wide+".1", string(fine))

	for _, d := range []money.Decimal{over, over.Neg(), money.FromMinor(1, 33), money.FromMinor(-1, 255)} {
		_, jsonErr := d.MarshalJSON()
		_, textErr := d.MarshalText()
		_, sqlErr := d.Value()
		for _, err := range []error{jsonErr, textErr, sqlErr} {
			assert.ErrorIs(t, err, money.ErrRange, d.String())
		}
	}
}

// shopspring's package variables belong to the whole program; another library may turn them.
func TestShopspringGlobalsHaveNoEffect(t *testing.T) {
	trim, scientific, quote, limit := decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MarshalJSONWithoutQuotes, decimal.MaxDecodeExponent
	t.Cleanup(func() {
		decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MarshalJSONWithoutQuotes, decimal.MaxDecodeExponent = trim, scientific, quote, limit
	})
	for _, on := range []bool{false, true} {
		decimal.TrimTrailingZeros, decimal.UseScientificNotation, decimal.MarshalJSONWithoutQuotes, decimal.MaxDecodeExponent = on, on, on, 1
		assert.Equal(t, "2.00000", num("1.50000").Add(num("0.5")).String())
		assert.Equal(t, "1500", money.Sum(num("1E+3"), num("500")).String())
		back, err := money.FromShopspring(num("20.00000000").Shopspring())
		require.NoError(t, err)
		assert.Equal(t, "20.00000000", back.String())
	}
}
