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

// Whatever number of two decimals a workbook holds, however far its float is off, and if only fifteen of its digits were written: it is
// that number.
func TestNumbersOfTwoDecimalsAreThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kurus := rapid.Int64Range(1, 999_999_999_999).Draw(t, "kuruş")
		value := float64(kurus)/100 + rapid.SampledFrom([]float64{0, 1e-8, -1e-8, 5e-7, -5e-7}).Draw(t, "off")
		if written := strconv.FormatFloat(value, 'f', -1, 64); len(written) > 16 && rapid.Bool().Draw(t, "cut") {
			var err error
			value, err = strconv.ParseFloat(written[:16], 64)
			require.NoError(t, err)
		}
		got, want := money.MustParse(shortest(value)), money.MustParse(fmt.Sprintf("%d.%02d", kurus/100, kurus%100))
		require.True(t, got.Equal(want), "%s is not %s", got, want)
	})
}

// Decimals that are there are never rounded away.
func TestDecimalsAreKept(t *testing.T) {
	for value, want := range map[float64]string{1250.505: "1250.505", 0.001: "0.001", 1000.0 / 3: "333.333333", 123456789.125: "123456789.125", 1e14: "100000000000000", -7.25: "-7.25", 0: "0"} {
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
