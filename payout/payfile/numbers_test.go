package payfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

func TestAmounts(t *testing.T) {
	const (
		twoWays = "can be read in two ways"
		form    = "must be written like 1250.50"
		sign    = "must be greater than 0 and have no sign"
		blanks  = "may hold blanks only between groups of three digits"
		letters = "must be a number only: the currency goes into the column currency"
		word    = "must be a number: write it like 1250.50"
		fixed   = "must be written with a decimal "
		three   = "has 3 decimals, TRY has 2"
	)
	// Each amount as it is written, and what becomes of it: without an option, with WithDecimal(Point), with WithDecimal(Comma).
	tests := []struct{ written, open, point, comma string }{
		{"1250", "1250", "1250", "1250"},
		{"1250.50", "1250.50", "1250.50", fixed + "comma"},
		{"1250,50", "1250.50", fixed + "point", "1250.50"},
		{"1250.5", "1250.5", "1250.5", fixed + "comma"},
		{"0,05", "0.05", fixed + "point", "0.05"},
		{"1.250,50", "1250.50", fixed + "point", "1250.50"},
		{"1,250.50", "1250.50", "1250.50", fixed + "comma"},
		{"12.345.678,90", "12345678.90", fixed + "point", "12345678.90"},
		{"1.250.000", "1250000", fixed + "point", "1250000"},
		{"1,250,000", "1250000", "1250000", fixed + "comma"},
		{"1.250", twoWays, three, "1250"},
		{"1,250", twoWays, "1250", three},
		{"125.000", twoWays, three, "125000"},
		{"0.500", three, three, fixed + "comma"},
		{"1250.500", three, three, fixed + "comma"},
		{"1.2500", "has 4 decimals", "has 4 decimals", fixed + "comma"},
		{"1.250,500", three, fixed + "point", three},

		{"12.50.000", form, fixed + "point", fixed + "comma"},
		{"1,25,000.50", form, fixed + "point", fixed + "comma"},
		{"1.250.50", form, fixed + "point", fixed + "comma"},
		{"1.250,50,00", form, fixed + "point", fixed + "comma"},
		{"1,250.50.00", form, fixed + "point", fixed + "comma"},
		{"0.250,50", form, fixed + "point", fixed + "comma"},
		{".50", form, fixed + "point", fixed + "comma"},
		{"50.", form, fixed + "point", fixed + "comma"},
		{"1.250,", form, fixed + "point", fixed + "comma"},
		{".", form, fixed + "point", fixed + "comma"},
		{"1..5", form, fixed + "point", fixed + "comma"},
		{"0", "must be greater than 0", "must be greater than 0", "must be greater than 0"},
		{"0,00", "must be greater than 0", fixed + "point", "must be greater than 0"},
		{"0125", "money: not a number as JSON writes it: a leading zero", "money: not a number", "money: not a number"},
		{"-5", sign, sign, sign},
		{"+5", sign, sign, sign},
		{"(5)", sign, sign, sign},
		{"\u22125", sign, sign, sign},
		{"1 250", "1250", "1250", "1250"},
		{"1\u00a0250,50", "1250.50", fixed + "point", "1250.50"},
		{"12\u202f345\u202f678.90", "12345678.90", "12345678.90", fixed + "comma"},
		{"1 250,500", three, fixed + "point", three},
		{"1 25", blanks, blanks, blanks},
		{"1250 50", blanks, blanks, blanks},
		{"0 250", blanks, blanks, blanks},
		{"1 250 ,50", blanks, blanks, blanks},
		{"1 250.000,50", blanks, blanks, blanks},
		{"100 TL", "100", "100", "100"},
		{"100TL", "100", "100", "100"},
		{"₺100", "100", "100", "100"},
		{"1.250,50 TL", "1250.50", fixed + "point", "1250.50"},
		{"1.250 ₺", twoWays, three, "1250"},
		{"₺100 TL", letters, letters, letters},
		{"100 TRL", word, word, word},
		{"100 CHF", letters, letters, letters},
		{"yok", word, word, word},
		{"100 USD", "has USD beside it or in its number format, and the line or the heading names TRY", "has USD", "has USD"},
		{"1250,-", sign, sign, sign},
		{"1e3", word, word, word},
		{"1'250.50", "must be digits with a decimal point or comma", "must be digits", "must be digits"},
		{"١٢", "must be digits with a decimal point or comma", "must be digits", "must be digits"},
	}
	for _, tt := range tests {
		t.Run(tt.written, func(t *testing.T) {
			check := func(want string, opts ...payfile.Option) {
				items, err := readCSV(head+row("1", tt.written), opts...)
				if want[0] >= '0' && want[0] <= '9' {
					require.NoError(t, err)
					assert.Equal(t, want+" TRY", items[0].Amount.String())
					return
				}
				requireProblems(t, err, "pay.csv:2: amount: "+want)
			}
			check(tt.open)
			check(tt.point, payfile.WithDecimal(payfile.Point))
			check(tt.comma, payfile.WithDecimal(payfile.Comma))
		})
	}
}

func TestAmountsWithThreeDecimals(t *testing.T) {
	line := "1;MEMBER_ID;2228853;;1,250;KWD;Bonus;\n"
	_, err := readCSV(head + line)
	requireProblems(t, err, "pay.csv:2: amount: can be read in two ways")
	items, err := readCSV(head+line, payfile.WithDecimal(payfile.Comma))
	require.NoError(t, err)
	assert.Equal(t, "1.250 KWD", items[0].Amount.String())
}

// One amount that can be read in one way only says how the others are to be read, whether it comes before or after them.
func TestOneAmountSettlesTheDecimalCharacter(t *testing.T) {
	for _, tt := range []struct{ first, second, third, want string }{
		{"1.250", "7", "1250,50", "1250 TRY"},
		{"1250,50", "7", "1.250", "1250.50 TRY"},
		{"1,250", "1250.50", "7", "1250 TRY"},
		{"1,250", "7", "1.250,50", "3 decimals"},
		{"1.250", "1,250", "0,5", "3 decimals"},
		{"1.250", "7", "1.250", "can be read in two ways"},
		{"1.250", "x", "1250,50,5", "can be read in two ways"},
	} {
		items, err := readCSV(head + row("1", tt.first) + row("2", tt.second) + row("3", tt.third))
		if err != nil {
			assert.ErrorContains(t, err, tt.want)
			continue
		}
		assert.Equal(t, tt.want, items[0].Amount.String())
		assert.Len(t, items, 3)
	}
}

// Not even lines that wait for each other may fill the memory.
func TestFewLinesWaitForTheDecimalCharacter(t *testing.T) {
	_, err := readCSV(head + strings.Repeat(row("", "1.250"), 10_001) + row("2", "1250,50") + row("", "1.250"))
	require.Len(t, problemsOf(t, err), 20_003)
	assert.Contains(t, problemsOf(t, err)[20_001], "can be read in two ways")
}

func TestAmountsOfOneFileAreWrittenInOneWay(t *testing.T) {
	const pointAfterComma = "is written with a decimal point, the amount in line 3 with a decimal comma: one of them is not what was meant"
	first := head + row("1", "100")
	tests := []struct {
		name, earlier, later string
		want                 string
	}{
		{"comma, point", "1250,50", "1250.50", pointAfterComma},
		{"groups with points, point", "1.250.000", "12.50", pointAfterComma},
		{"groups and comma, groups and point", "1.250,50", "1,250.50", pointAfterComma},
		{"comma, groups with commas", "0,5", "1,250,000", pointAfterComma},
		{"point, comma", "12.50", "1,5", "is written with a decimal comma, the amount in line 3 with a decimal point"},
		{"comma, groups with points", "12,50", "1.250.000", ""},
		{"point, none", "12.50", "7", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readCSV(first + row("2", tt.earlier) + row("3", "5") + row("4", tt.later) + row("5", tt.earlier))
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			requireProblems(t, err, "pay.csv:5: amount: "+tt.want)
		})
	}
}

// An amount that is read must be the only one that a reader of either convention would see in it.
func TestAmountsAreNeverGuessed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		written := rapid.StringMatching(`[0-9]{0,4}([.,][0-9]{0,4}){0,3}`).Draw(t, "written")
		if written == "" {
			t.Skip("nothing is written")
		}
		text := "id;memberId;amount;currency;description\n1;2228853;" + written + ";CLF;x\n" // CLF has four decimals
		open, openErr := readCSV(text)
		point, pointErr := readCSV(text, payfile.WithDecimal(payfile.Point))
		comma, commaErr := readCSV(text, payfile.WithDecimal(payfile.Comma))
		if openErr != nil {
			return
		}
		for _, other := range []struct {
			ok    bool
			value func() string
		}{
			{pointErr == nil, func() string { return point[0].Amount.String() }},
			{commaErr == nil, func() string { return comma[0].Amount.String() }},
		} {
			if other.ok {
				require.Equal(t, other.value(), open[0].Amount.String())
			}
		}
		require.True(t, pointErr == nil || commaErr == nil)
	})
}
