package money_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/money"
)

func seeds() []string {
	return []string{
		"0", "-0.00", "100.50", "20.00000000", "25399393.5", "1E+2", "0E-8", "1e999999999", "-1e-999999999", "0e999999999",
		"", "-", "+1", "01", ".5", "5.", "1e", "1,50", " 1", "NaN", "١", wide + "." + deep, wide + "9",
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkAcceptance(t, text)
		d, err := money.Parse(text)
		if err != nil {
			require.False(t, d.IsSet())
			return
		}
		require.Equal(t, text, d.String())
		require.LessOrEqual(t, len(d.Plain()), 2+money.MaxIntegerDigits+money.MaxFractionDigits)
		require.True(t, d.Equal(money.MustParse(d.Plain())))
		require.Zero(t, d.Sub(d).Sign())
		require.Equal(t, d.Rat().Sign(), d.Sign())
	})
}

func FuzzUnmarshalJSON(f *testing.F) {
	for _, s := range seeds() {
		f.Add([]byte(s))
		f.Add([]byte(`"` + s + `"`))
	}
	f.Add([]byte(`"1\u002e50"`))
	f.Add([]byte(`null`))
	f.Add([]byte(`{"value":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var d money.Decimal
		if err := d.UnmarshalJSON(data); err != nil || !d.IsSet() {
			require.False(t, d.IsSet())
			return
		}
		out, err := d.MarshalJSON()
		require.NoError(t, err)
		require.True(t, json.Valid(out))
		var again money.Decimal
		require.NoError(t, again.UnmarshalJSON(out))
		require.Equal(t, d, again)
		if data[0] != '"' {
			require.Equal(t, string(data), string(out))
		}
	})
}
