package money_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/money"
)

const (
	wide = "9999999999999999999999999999999999999999999999999999999999999999" // MaxIntegerDigits
	deep = "77777777777777777777777777777777"                                 // MaxFractionDigits
)

func TestParseKeepsTextAndReadsItsParts(t *testing.T) {
	for _, c := range []struct {
		text  string
		plain string
		sign  int
		scale int
	}{
		{"0", "0", 0, 0},
		{"-0", "-0", 0, 0},
		{"-0.00", "-0.00", 0, 2},
		{"100", "100", 1, 0},
		{"100.50", "100.50", 1, 2},
		{"-0.05", "-0.05", -1, 2},
		{"20.00000000", "20.00000000", 1, 8},
		{"25399393.5", "25399393.5", 1, 1},
		{"1E+2", "100", 1, 0},
		{"1e2", "100", 1, 0},
		{"1E0", "1", 1, 0},
		{"1e-0", "1", 1, 0},
		{"-1.50E+1", "-15.0", -1, 1},
		{"1.5e+3", "1500", 1, 0},
		{"12.5E-3", "0.0125", 1, 4},
		{"125E-2", "1.25", 1, 2},
		{"125E-3", "0.125", 1, 3},
		{"0.05E+1", "0.5", 1, 1},
		{"0.05e1", "0.5", 1, 1},
		{"0.0500e3", "50.0", 1, 1},
		{"0E-8", "0.00000000", 0, 8},
		{"0E+3", "0", 0, 0},
		{"-0.00E1", "-0.0", 0, 1},
		{"0e999999999", "0", 0, 0},
		{"0e99999999999999999999999999999999", "0", 0, 0},
		{"1e0000000000000000000000000000000000000001", "10", 1, 0},
		{"1E-32", "0." + strings.Repeat("0", 31) + "1", 1, 32},
		{"1E63", "1" + strings.Repeat("0", 63), 1, 0},
		{"0." + strings.Repeat("0", 90) + "1e91", "1", 1, 0},
		{"1e" + strings.Repeat("0", money.MaxLength-3) + "2", "100", 1, 0},
		{wide + "." + deep, wide + "." + deep, 1, 32},
		{"-" + wide + "." + deep, "-" + wide + "." + deep, -1, 32},
	} {
		d, err := money.Parse(c.text)
		if !assert.NoError(t, err, c.text) {
			continue
		}
		assert.True(t, d.IsSet(), c.text)
		assert.Equal(t, c.text, d.String())
		assert.Equal(t, c.plain, d.Plain(), c.text)
		assert.Equal(t, c.sign, d.Sign(), c.text)
		assert.Equal(t, c.scale, d.Scale(), c.text)
	}
}

func TestParseRefusesWhatJSONDoesNotWrite(t *testing.T) {
	for _, c := range []struct {
		text   string
		offset int
		reason string
	}{
		{"", 0, "it is empty"},
		{"-", 1, "it ends where a digit must follow"},
		{"+1", 0, "a plus sign is not allowed"},
		{"01", 0, "a leading zero is not allowed"},
		{"-00.5", 1, "a leading zero is not allowed"},
		{".5", 0, "a point must have digits before it and may stand only once"},
		{"1.2.3", 3, "a point must have digits before it and may stand only once"},
		{"5.", 2, "it ends where a digit must follow"},
		{"5.e1", 2, "the character 'e' is not allowed"},
		{"1e", 2, "it ends where a digit must follow"},
		{"1e+", 3, "it ends where a digit must follow"},
		{"1e+-1", 3, "the character '-' is not allowed"},
		{"1e1.5", 3, "a point must have digits before it and may stand only once"},
		{"1,50", 1, "a comma is not allowed: the decimals follow a point, and digits are not grouped"},
		{" 1", 0, "a blank is not allowed"},
		{"1\n", 1, "a blank is not allowed"},
		{"--1", 1, "the character '-' is not allowed"},
		{"NaN", 0, "the character 'N' is not allowed"},
		{"-Infinity", 1, "the character 'I' is not allowed"},
		{"0x10", 1, "the character 'x' is not allowed"},
		{"1_000", 1, "the character '_' is not allowed"},
		{"1\x00", 1, `the character '\x00' is not allowed`},
		{"١", 0, `the character '\u0661' is not allowed`},
		{"1₺", 1, `the character '\u20ba' is not allowed`},
		{"\u22121", 0, `the character '\u2212' is not allowed`},
		{"1\xff", 1, `the character '\ufffd' is not allowed`},
	} {
		_, err := money.Parse(c.text)
		require.ErrorIs(t, err, money.ErrSyntax, "%q", c.text)
		var parse *money.ParseError
		require.ErrorAs(t, err, &parse)
		assert.Equal(t, c.offset, parse.Offset, "%q", c.text)
		assert.Equal(t, c.reason, parse.Reason, "%q", c.text)
		assert.Contains(t, err.Error(), "write it like 1234.50")
	}
}

func TestParseRefusesWhatIsOutsideTheLimits(t *testing.T) {
	const (
		before = "it needs more than 64 digits before the point"
		after  = "it needs more than 32 digits after the point"
	)
	for _, c := range []struct{ text, reason string }{
		{wide + "9", before},
		{"1E64", before},
		{"1e999999999", before},
		{"-1e99999999999999999999999", before},
		{"0.1e65", before},
		{"0.01e66", before},
		{"1." + deep + "7", after},
		{"0." + deep + "0", after},
		{"1E-33", after},
		{"0E-33", after},
		{"1e-999999999", after},
		{"0e-99999999999999999999999", after},
		{"1" + strings.Repeat("0", money.MaxLength), "it is 129 bytes long, at most 128 are allowed"},
		{"1e" + strings.Repeat("0", money.MaxLength), "it is 130 bytes long, at most 128 are allowed"},
	} {
		_, err := money.Parse(c.text)
		require.ErrorIs(t, err, money.ErrRange, c.text)
		assert.EqualError(t, err, "money: too many digits: "+c.reason, c.text)
	}
}

// A dozen bytes must not ask for a gigabyte of zeros, neither when they are
// refused nor, for a zero, when they are accepted and written out.
func TestHugeExponentsCostNothing(t *testing.T) {
	for _, text := range []string{"1e999999999", "1e-999999999", "0e999999999", "0.0e999999999"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if d, err := money.Parse(text); err == nil {
			_, _, _ = d.Plain(), d.Rat(), d.Add(d)
		}
		runtime.ReadMemStats(&after)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<10), text)
	}
}

// A shifted column of a CSV file puts personal data where the amount should be.
func TestErrorsNeverQuoteTheInput(t *testing.T) {
	for _, secret := range []string{
		"TR920086402100005482986178", "+905456856931", "0545 685 69 31", "Jane Customer", "53857708216x",
		strings.Repeat("5385770821", 20), "53857708216538577082165385770821653857708216538577082165385770821653857708216",
	} {
		var d money.Decimal
		_, parseErr := money.Parse(secret)
		for _, err := range []error{parseErr, d.UnmarshalText([]byte(secret)), d.UnmarshalJSON([]byte(`"` + secret + `"`)), d.Scan(secret)} {
			require.Error(t, err, secret)
			for piece := range pieces(secret, 4) {
				assert.NotContains(t, err.Error(), piece)
			}
		}
	}
}

// pieces yields every substring of the given length.
func pieces(s string, length int) func(func(string) bool) {
	return func(yield func(string) bool) {
		for i := 0; i+length <= len(s); i++ {
			if !yield(s[i : i+length]) {
				return
			}
		}
	}
}

func TestMustParse(t *testing.T) {
	assert.Equal(t, "1.50", money.MustParse("1.50").String())
	assert.PanicsWithError(t, "money: not a number as JSON writes it: a comma is not allowed: the decimals follow a point, "+
		"and digits are not grouped (at offset 1); write it like 1234.50", func() { money.MustParse("1,50") })
}
