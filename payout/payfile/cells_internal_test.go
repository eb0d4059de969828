package payfile

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/money"
)

// Whatever number of two decimals a workbook holds, however far its float is off by additions, and if only fifteen of its digits were
// written: it is that number.
func TestNumbersOfTwoDecimalsAreThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kurus := rapid.Int64Range(1, 99_999_999_999).Draw(t, "kuruş")
		value := float64(kurus) / 100
		value += value * 0x1p-53 * rapid.Float64Range(-1000, 1000).Draw(t, "additions")
		if exact := strconv.FormatFloat(value, 'e', 16, 64); rapid.Bool().Draw(t, "cut") {
			var err error
			value, err = strconv.ParseFloat(exact[:len("1.23456789012345")]+exact[strings.Index(exact, "e"):], 64)
			require.NoError(t, err)
		}
		got, want := money.MustParse(shortest(value)), money.MustParse(fmt.Sprintf("%d.%02d", kurus/100, kurus%100))
		require.True(t, got.Equal(want), "%s is not %s", got, want)
	})
}

// A number that is off by more than floats explain keeps its decimals: by a billionth of it, and of a small one by a billionth.
func TestDecimalsThatNoFloatExplainsAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := float64(rapid.Int64Range(1, 99_999_999).Draw(t, "kuruş")) / 100
		off := max(value, 1) * rapid.Float64Range(1e-9, 2e-9).Draw(t, "off")
		got := money.MustParse(shortest(value + off))
		_, decimals, _ := strings.Cut(got.String(), ".")
		require.Greater(t, len(decimals), 2, "%s", got)
	})
}

// What formulas leave in cells is the number that they mean, and what a person wrote is what he wrote.
func TestDecimalsAreKept(t *testing.T) {
	added, tenths := 0.0, 0.1
	for range 1000 {
		added += 22104.67
	}
	for value, want := range map[float64]string{
		1250.505: "1250.505", 0.001: "0.001", 1000.0 / 3: "333.3333333333333", 123456789.125: "123456789.125", 1e14: "100000000000000", -7.25: "-7.25", 0: "0",
		48250.7499999: "48250.7499999", 99.9999999: "99.9999999", 1.0000001: "1.0000001", 48250000.0001: "48250000.0001",
		added: "22104670", tenths + 0.2: "0.3", 45000.10 - 44990.05: "10.05", 999999999.989999: "999999999.99", 99.8999999999999: "99.9",
	} {
		assert.Equal(t, want, shortest(value))
	}
}

// A line without quotation marks is cut by hand, which gives what the reader of encoding/csv gives.
func TestLinesAreSplitAsTheStandardReaderDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		delimiter := rapid.SampledFrom([]rune{',', ';', '\t', '|', '¦'}).Draw(t, "delimiter")
		line := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "ş", " ", "1,5", ";", "\t", "|", "¦", "\"", "\"\"", "\r", "#", ""})).Draw(t, "parts"), "")
		reader := csv.NewReader(strings.NewReader(line))
		reader.Comma = delimiter
		want, wantErr := reader.Read()
		got, err := split(line, delimiter)
		require.Equal(t, wantErr, err, "%q", line)
		require.Equal(t, want, got, "%q", line)
	})
}
