package money_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/money"
)

// grammar is the number of RFC 8259 section 6.
var grammar = regexp.MustCompile(`\A(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?\z`)

// numbers draws JSON numbers that are all within the limits.
func numbers() *rapid.Generator[string] {
	return rapid.StringMatching(`-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,20})?([eE][+-]?0{0,2}[0-9])?`)
}

// amounts draws numbers around the size up to which arithmetic needs no big integers.
func amounts() *rapid.Generator[string] {
	return rapid.OneOf(
		numbers(), rapid.StringMatching(`-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?`), rapid.StringMatching(`-?[1-9][0-9]{14,18}(\.[0-9]{1,3})?`),
		rapid.StringMatching(`-?0\.0{0,16}[0-9]`),
	)
}

// anyNumbers draws JSON numbers on both sides of the limits.
func anyNumbers() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`-?(0|[1-9][0-9]{0,70})(\.[0-9]{1,40})?`),
		rapid.StringMatching(`-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,9})?[eE][+-]?[0-9]{1,2}`),
		rapid.StringMatching(`-?0\.0{0,60}[0-9]{0,5}[1-9][eE][+]?[0-9]{1,3}`),
	)
}

func draw(t *rapid.T, name string) money.Decimal {
	return money.MustParse(amounts().Draw(t, name))
}

// rat reads a number text without any code of the package.
func rat(t require.TestingT, text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	require.True(t, ok, text)
	return r
}

func TestPropertyRoundTripIsByteIdentical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := numbers().Draw(t, "number")
		for _, in := range []string{text, `"` + text + `"`} {
			var d money.Decimal
			require.NoError(t, json.Unmarshal([]byte(in), &d))
			out, err := json.Marshal(d)
			require.NoError(t, err)
			require.Equal(t, text, string(out))
		}
	})
}

func TestPropertyPlainIsTheSameNumberWithoutExponent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := numbers().Draw(t, "number")
		d := money.MustParse(text)
		plain := d.Plain()
		require.Regexp(t, `\A-?(0|[1-9][0-9]*)(\.[0-9]+)?\z`, plain)
		require.Zero(t, rat(t, plain).Cmp(rat(t, text)))
		require.Equal(t, strings.HasPrefix(text, "-"), strings.HasPrefix(plain, "-"))
		_, fraction, _ := strings.Cut(plain, ".")
		require.Equal(t, len(fraction), d.Scale())
		require.Equal(t, rat(t, text).Sign(), d.Sign())
		require.Zero(t, d.Rat().Cmp(rat(t, text)))
	})
}

func TestPropertyAcceptsExactlyTheGrammarWithinTheLimits(t *testing.T) {
	almost := rapid.StringMatching(`[-+ ]?[0-9.,eE+-]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		checkAcceptance(t, rapid.OneOf(anyNumbers(), almost, rapid.String()).Draw(t, "text"))
	})
}

// checkAcceptance compares Parse with the regular expression, with encoding/json
// and with limits that are counted on the written-out number.
func checkAcceptance(t require.TestingT, text string) {
	_, err := money.Parse(text)
	parts := grammar.FindStringSubmatch(text)
	isNumber := json.Valid([]byte(text)) && strings.ContainsAny(text[:1], "-0123456789") && strings.TrimSpace(text) == text
	require.Equal(t, parts != nil, isNumber, "the two oracles must agree on %q", text)
	switch {
	case len(text) > money.MaxLength:
		require.ErrorIs(t, err, money.ErrRange, "%q", text)
	case parts == nil:
		require.ErrorIs(t, err, money.ErrSyntax, "%q", text)
	case withinLimits(t, parts):
		require.NoError(t, err, "%q", text)
	default:
		require.ErrorIs(t, err, money.ErrRange, "%q", text)
	}
}

func withinLimits(t require.TestingT, parts []string) bool {
	mantissa := strings.Trim(parts[2]+parts[3], "0")
	exponent := 0
	if parts[4] != "" {
		e, err := strconv.Atoi(parts[4])
		if err != nil || e > 1000 || e < -1000 {
			// Too far to write out: only a zero that stays in front of the point fits.
			return mantissa == "" && !strings.HasPrefix(parts[4], "-")
		}
		exponent = e
	}
	if len(parts[3])-exponent > money.MaxFractionDigits {
		return false
	}
	value := rat(t, parts[2]+"."+parts[3]+"0e"+strconv.Itoa(exponent))
	whole := new(big.Int).Quo(value.Num(), value.Denom())
	return len(whole.String()) <= money.MaxIntegerDigits
}

func TestPropertyArithmeticAgreesWithRat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		x, y := rat(t, a.String()), rat(t, b.String())

		require.Equal(t, x.Cmp(y), a.Cmp(b))
		require.Equal(t, x.Cmp(y) == 0, a.Equal(b))
		for _, c := range []struct {
			got  money.Decimal
			want *big.Rat
		}{
			{a.Add(b), new(big.Rat).Add(x, y)},
			{a.Sub(b), new(big.Rat).Sub(x, y)},
			{money.Sum(a, b, a), new(big.Rat).Add(new(big.Rat).Add(x, y), x)},
		} {
			require.Zero(t, rat(t, c.got.String()).Cmp(c.want), c.got.String())
			require.Equal(t, max(a.Scale(), b.Scale()), c.got.Scale())
			again, err := money.Parse(c.got.String())
			require.NoError(t, err)
			require.Equal(t, again, c.got)
			require.Equal(t, c.got.Plain(), c.got.String())
		}
		require.Zero(t, rat(t, a.Neg().String()).Cmp(new(big.Rat).Neg(x)))
		require.Equal(t, a.Scale(), a.Neg().Scale())
	})
}

func TestPropertyConversionsLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t, "number")
		unsigned := d.Neg().Neg() // without the sign of -0, which other types do not know

		fromShopspring, err := money.FromShopspring(d.Shopspring())
		require.NoError(t, err)
		require.Equal(t, unsigned, fromShopspring)

		fromRat, err := money.FromRat(d.Rat())
		require.NoError(t, err)
		require.True(t, d.Equal(fromRat))

		units, scale := rapid.Int64().Draw(t, "units"), rapid.Uint8Max(money.MaxFractionDigits).Draw(t, "scale")
		minor := money.FromMinor(units, scale)
		fromBig, err := money.FromBig(big.NewInt(units), scale)
		require.NoError(t, err)
		require.Equal(t, minor, fromBig)
		require.Equal(t, int(scale), minor.Scale())
		require.Zero(t, minor.Rat().Cmp(rat(t, strconv.FormatInt(units, 10)+"e-"+strconv.Itoa(int(scale)))))
	})
}

// Every kuruş up to a thousand lira is made by counting, by adding and by reading JSON.
func TestEveryKurusSurvives(t *testing.T) {
	total, step := money.Decimal{}, money.FromMinor(1, 2)
	for units := range int64(100_000) {
		total = total.Add(step)
		var read money.Decimal
		text := fmt.Sprintf("%d.%02d", (units+1)/100, (units+1)%100)
		require.NoError(t, read.UnmarshalJSON([]byte(text)))
		if total != read || money.FromMinor(units+1, 2) != read {
			require.Equal(t, text, total.String())
			require.Equal(t, text, money.FromMinor(units+1, 2).String())
		}
	}
	require.Equal(t, "1000.00", total.String())
}

// What is computed is == to what is read of the same text, so that map keys work.
func TestPropertyEqualTextsAreEqualValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1e4, 1e4), rapid.SampledFrom([]int64{1e16, 1e16 - 1, -1e16, 1 - 1e16, math.MinInt64})).Draw(t, "units")
		scale := rapid.Uint8Range(0, money.MaxFractionDigits).Draw(t, "scale")
		a, b := money.FromMinor(units, scale), money.FromInt(units)
		for _, d := range []money.Decimal{a, b, a.Add(b), a.Sub(b), a.Neg(), money.Sum(a, b, a)} {
			require.True(t, d == money.MustParse(d.String()), d.String())
		}
	})
}
