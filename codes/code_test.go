package codes_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/codes"
)

type answer struct {
	Status    string     `json:"status"`
	ErrorCode codes.Code `json:"errorCode,omitempty"`
	Message   string     `json:"errorMessage"`
}

func TestDecodingNeverHidesTheAnswer(t *testing.T) {
	for _, c := range []struct {
		in   string
		want codes.Code
	}{
		{`"1000"`, codes.InvalidSignature},
		{`"10051"`, codes.InsufficientFunds},
		{`50000`, codes.RateLimited},
		{`"\u0031001"`, codes.UnknownCredentials},
		{`""`, ""},
		{`null`, ""},
		{`"null"`, "null"},
		{`" 8 "`, " 8 "},
		{`"Hatalı"`, "Hatalı"},
		{`12345678901234567890.10`, "12345678901234567890.10"},
		{`-1e3`, "-1e3"},
		{`true`, "true"},
		{`false`, "false"},
		{`[ "24", 1 ]`, `["24",1]`},
		{`{ "code" : "24" }`, `{"code":"24"}`},
		{`{}`, `{}`},
	} {
		var a answer
		document := `{"status":"failure","errorCode":` + c.in + `,"errorMessage":"after"}`
		require.NoError(t, json.Unmarshal([]byte(document), &a), c.in)
		assert.Equal(t, answer{"failure", c.want, "after"}, a, c.in)
		assert.Equal(t, string(c.want), a.ErrorCode.String())

		written, err := json.Marshal(c.want)
		require.NoError(t, err)
		var text string
		require.NoError(t, json.Unmarshal(written, &text), "a code is written as a string: %s", written)
		assert.Equal(t, string(c.want), text)
	}
}

func TestMissingCodeIsEmpty(t *testing.T) {
	var a answer
	require.NoError(t, json.Unmarshal([]byte(`{"status":"failure"}`), &a))
	assert.Empty(t, a.ErrorCode)
	written, err := json.Marshal(answer{})
	require.NoError(t, err)
	assert.NotContains(t, string(written), "errorCode")
}

func TestNullLeavesTheCode(t *testing.T) {
	c := codes.System
	require.NoError(t, json.Unmarshal([]byte("null"), &c))
	assert.Equal(t, codes.System, c)
}

func TestLongCodesAreCut(t *testing.T) {
	digits := strings.Repeat("7", 128)
	for _, c := range []struct{ in, want string }{
		{digits, digits},
		{`"` + digits + `"`, digits},
		{digits + "7", digits[3:] + "…"},
		{`"` + digits + `7"`, digits[3:] + "…"},
		{`"` + strings.Repeat("ş", 100) + `"`, strings.Repeat("ş", 62) + "…"},
		{"[" + digits + "]", "[" + digits[4:] + "…"},
	} {
		var got codes.Code
		require.NoError(t, json.Unmarshal([]byte(c.in), &got))
		assert.Equal(t, c.want, got.String())
		assert.LessOrEqual(t, len(got), 128)
	}
}

func TestWhatIsNotJSONIsAnError(t *testing.T) {
	for _, in := range []string{``, `"`, `"1`, `{`, `tru`, `1 2`, `01`} {
		c := codes.System
		err := c.UnmarshalJSON([]byte(in))
		assert.ErrorContains(t, err, "codes: error code is not JSON", in)
		assert.Equal(t, codes.System, c, in)
	}
}

func FuzzUnmarshalJSON(f *testing.F) {
	for _, s := range []string{
		`"1000"`, `50000`, `null`, `true`, `[1, "2"]`, `{"a" : {"b" : []}}`, `"\ud800"`, "\"\xff\"", `"` + strings.Repeat("ş", 100) + `"`,
		strings.Repeat("9", 300), `""`, ` 1 `, `{`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var c codes.Code
		err := json.Unmarshal(data, &c)
		require.Equal(t, json.Valid(data), err == nil, "every JSON value is taken: %v", err)

		var direct codes.Code
		if direct.UnmarshalJSON(data) != nil {
			require.Empty(t, direct)
		}
		for _, got := range []codes.Code{c, direct} {
			require.LessOrEqual(t, len(got), 128)
			written, err := json.Marshal(got)
			require.NoError(t, err)
			if utf8.ValidString(string(got)) {
				var again codes.Code
				require.NoError(t, json.Unmarshal(written, &again))
				require.Equal(t, got, again)
			}
		}
	})
}
