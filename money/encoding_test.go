package money_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/money"
)

type amount struct {
	Value    money.Decimal `json:"value"`
	Currency string        `json:"currency"`
}

func TestJSONKeepsDigits(t *testing.T) {
	for _, number := range []string{"100", "100.50", "20.00000000", "0", "-0.00", "1E+2", "1e-8", "0.1", "12345678901234567890.123456789", wide + "." + deep} {
		document := `{"value":` + number + `,"currency":"TRY"}`
		var v1, v2 amount
		require.NoError(t, json.Unmarshal([]byte(document), &v1))
		written, err := json.Marshal(v1)
		require.NoError(t, err)
		assert.Equal(t, document, string(written))

		require.NoError(t, jsonv2.Unmarshal([]byte(document), &v2))
		assert.Equal(t, v1, v2)
		written, err = jsonv2.Marshal(v2)
		require.NoError(t, err)
		assert.Equal(t, document, string(written))
	}
}

func TestUnmarshalJSONReadsStrings(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`"25399393.5"`, "25399393.5"},
		{`"20.00000000"`, "20.00000000"},
		{`"1\u002e50"`, "1.50"},
		{`"\u0031"`, "1"},
	} {
		var d money.Decimal
		require.NoError(t, json.Unmarshal([]byte(c.in), &d), c.in)
		assert.Equal(t, c.want, d.String())
	}
}

func TestUnmarshalJSONRefusesTheRestAndChangesNothing(t *testing.T) {
	for _, in := range []string{
		`""`, `" 1"`, `"1 TRY"`, `"+1"`, `"NaN"`, `"null"`, `"01"`, `"1,5"`, `true`, `{}`, `[1]`, `{"value":1}`, `1e64`, `"1e64"`,
		`"` + strings.Repeat("1", 200) + `"`, strings.Repeat("1", 200), `"\u0031\u002c"`,
		// Not JSON; reaches the method only when it is called directly.
		``, `"`, `"1`, `"1"2"`, `"\`, `"\x"`, ` 1`, `nul`, `+1`, `01`,
	} {
		d := num("7.77")
		err := d.UnmarshalJSON([]byte(in))
		var parse *money.ParseError
		assert.ErrorAs(t, err, &parse, in)
		assert.Equal(t, "7.77", d.String(), in)
	}
}

func TestBrokenJSONStringIsNamed(t *testing.T) {
	var d money.Decimal
	assert.ErrorContains(t, d.UnmarshalJSON([]byte(`"\x"`)), "it is not a whole JSON string")
}

func TestJSONNullLeavesTheValue(t *testing.T) {
	d := num("7.77")
	require.NoError(t, json.Unmarshal([]byte("null"), &d))
	assert.Equal(t, "7.77", d.String())
	require.NoError(t, jsonv2.Unmarshal([]byte("null"), &d))

	var a amount
	require.NoError(t, json.Unmarshal([]byte(`{"value":null}`), &a))
	assert.False(t, a.Value.IsSet())
}

func TestUnsetIsNeverEncoded(t *testing.T) {
	_, err := json.Marshal(amount{Currency: "TRY"})
	assert.ErrorIs(t, err, money.ErrUnset)
	_, err = jsonv2.Marshal(amount{Currency: "TRY"})
	assert.ErrorIs(t, err, money.ErrUnset)
	_, err = json.Marshal(map[money.Decimal]int{{}: 1})
	assert.ErrorContains(t, err, money.ErrUnset.Error(), "encoding/json does not wrap the error of a key")
	_, err = money.Decimal{}.MarshalText()
	assert.ErrorIs(t, err, money.ErrUnset)
}

func TestOmitzeroOmitsUnsetAndKeepsZero(t *testing.T) {
	type optional struct {
		Value money.Decimal `json:"value,omitzero"`
	}
	for text, want := range map[string]string{"": `{}`, "0": `{"value":0}`, "0.00": `{"value":0.00}`, "-0": `{"value":-0}`} {
		written, err := json.Marshal(optional{num(text)})
		require.NoError(t, err)
		assert.Equal(t, want, string(written))
		written, err = jsonv2.Marshal(optional{num(text)})
		require.NoError(t, err)
		assert.Equal(t, want, string(written))
	}
}

func TestTextForms(t *testing.T) {
	written, err := json.Marshal(map[money.Decimal]string{num("1.50"): "a"})
	require.NoError(t, err)
	assert.Equal(t, `{"1.50":"a"}`, string(written))

	var read map[money.Decimal]string
	require.NoError(t, json.Unmarshal(written, &read))
	assert.Equal(t, map[money.Decimal]string{num("1.50"): "a"}, read)

	var limit money.Decimal
	flags := flag.NewFlagSet("test", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.TextVar(&limit, "limit", money.Decimal{}, "largest amount")
	require.NoError(t, flags.Parse([]string{"-limit=1000.00"}))
	assert.Equal(t, "1000.00", limit.String())
	assert.Error(t, flags.Parse([]string{"-limit="}))
	assert.Equal(t, "1000.00", limit.String())

	assert.Equal(t, "1.50 1E+2", fmt.Sprintf("%v %s", num("1.50"), num("1E+2")))
	assert.Empty(t, money.Decimal{}.String())
	assert.Empty(t, money.Decimal{}.Plain())
	assert.False(t, money.Decimal{}.IsSet())
	assert.Zero(t, money.Decimal{}.Sign())
	assert.Zero(t, money.Decimal{}.Scale())
}

// The bytes that were read may be reused by the reader.
func TestUnmarshalCopies(t *testing.T) {
	for _, read := range []func(*money.Decimal, []byte) error{(*money.Decimal).UnmarshalJSON, (*money.Decimal).UnmarshalText} {
		var d money.Decimal
		buffer := []byte("1.50")
		require.NoError(t, read(&d, buffer))
		copy(buffer, "9999")
		assert.Equal(t, "1.50", d.String())
	}
}

func TestAllocations(t *testing.T) {
	var d money.Decimal
	assert.Zero(t, testing.AllocsPerRun(100, func() { d, _ = money.Parse("12345678.90") }))
	sum, fee := d, money.MustParse("20.00000000")
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { sum = d.Add(fee) }), 1.0, "the text of the sum")
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { sum = money.Sum(d, fee, d, fee) }), 1.0)
	assert.Equal(t, "24691397.80000000", sum.String())
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = d.Cmp(fee) }))
	for _, in := range []string{`12345678.90`, `"12345678.90"`} {
		data := []byte(in)
		assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { _ = d.UnmarshalJSON(data) }), 1.0, in)
	}
}
