package payout_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

func TestParseAmount(t *testing.T) {
	tests := []struct {
		value, currency string
		printed         string // empty: refused
		want            string // part of the error
	}{
		{"1250.50", "TRY", "1250.50 TRY", ""},
		{"1250.5", "TRY", "1250.5 TRY", ""},
		{"1250", "USD", "1250 USD", ""},
		{"0.01", "EUR", "0.01 EUR", ""},
		{"1.25E+3", "TRY", "1250 TRY", ""},
		{"1.250", "KWD", "1.250 KWD", ""},
		{"100", "JPY", "100 JPY", ""},
		{"100.50", "RSD", "100.50 RSD", ""},
		{"100.250", "IQD", "100.250 IQD", ""},
		{"100.50", "ALL", "100.50 ALL", ""},
		{"1.0001", "CLF", "1.0001 CLF", ""},
		{"99999999999999999999999999.99", "TRY", "99999999999999999999999999.99 TRY", ""},

		{"0", "TRY", "", "must be greater than 0"},
		{"0.00", "TRY", "", "must be greater than 0"},
		{"-1", "TRY", "", "must be greater than 0"},
		{"1.500", "TRY", "", "has 3 decimals, TRY has 2"},
		{"1e-3", "TRY", "", "has 3 decimals, TRY has 2"},
		{"100.00", "JPY", "", "has 2 decimals, JPY has 0"},
		{"1,5", "TRY", "", "a comma is not allowed"},
		{"1.250,50", "TRY", "", "a comma is not allowed"},
		{"01", "TRY", "", "leading zero"},
		{"", "TRY", "", "it is empty"},
		{"1e999999999", "TRY", "", "too many digits"},
		{"100", "try", "", "capital letters"},
		{"100", "TL", "", "ISO 4217"},
		{"100", "ABC", "", "ISO 4217"},
		{"100", "", "", "ISO 4217"},
		{"1000000", "TRL", "", "today's is TRY"},
	}
	for _, tt := range tests {
		t.Run(tt.value+" "+tt.currency, func(t *testing.T) {
			a, err := payout.ParseAmount(tt.value, tt.currency)
			if tt.want != "" {
				require.ErrorContains(t, err, tt.want)
				assert.Equal(t, payout.Amount{}, a)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.printed, a.String())
			assert.Equal(t, tt.currency, a.Currency())
			assert.True(t, a.IsSet())
		})
	}
}

func TestNewAmountRefusesAnUnsetValue(t *testing.T) {
	_, err := payout.NewAmount(money.Decimal{}, "TRY")
	require.ErrorContains(t, err, "must be greater than 0")
	assert.False(t, payout.Amount{}.IsSet())
	assert.Equal(t, "no amount", payout.Amount{}.String())
}

func TestAmountErrorsDoNotRepeatTheAmount(t *testing.T) {
	for _, value := range []string{"987654321.123", "-987654321", "987654321,5", "0987654321"} {
		_, err := payout.TRY(value)
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "987654321")
	}
}

func TestAmountKeepsItsDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`(0\.[1-9][0-9]?|[1-9][0-9]{0,40}(\.[0-9]{1,2})?)`).Draw(t, "value")
		a, err := payout.TRY(value)
		require.NoError(t, err)
		require.Equal(t, value, a.Value().String())

		encoded, err := json.Marshal(a)
		require.NoError(t, err)
		require.Equal(t, `{"currency":"TRY","value":`+value+`}`, string(encoded))
		var wire gen.Amount
		require.NoError(t, json.Unmarshal(encoded, &wire))
		require.Equal(t, a.Value(), wire.Value)
	})
}

func TestAnUnsetAmountIsNotEncoded(t *testing.T) {
	_, err := json.Marshal(payout.Amount{})
	require.ErrorIs(t, err, money.ErrUnset)
}

func ExampleTRY() {
	a, err := payout.TRY("1250.50")
	fmt.Println(a, err)
	_, err = payout.TRY("1.500")
	fmt.Println(err)
	// Output:
	// 1250.50 TRY <nil>
	// amount: has 3 decimals, TRY has 2: round it yourself, nothing is rounded here
}
