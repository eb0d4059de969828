package diagnose

import (
	"encoding/json"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/signing"
)

// requireOneRight: every guess is another value, and only the right one has no
// mistakes. Else a diagnosis could call a wrong signature right.
func requireOneRight(t require.TestingT, right string, guesses []guess[string]) {
	seen := map[string]bool{}
	for _, each := range guesses {
		require.False(t, seen[each.value], "twice: %q", each.value)
		seen[each.value] = true
		require.Equal(t, each.value == right, len(each.mistakes) == 0, "%q by %v", each.value, each.mistakes)
		require.LessOrEqual(t, len(each.mistakes), maxMistakes)
	}
	require.True(t, seen[right])
}

// anyJSON draws a value that encoders write in different ways.
func anyJSON() *rapid.Generator[any] {
	scalar := rapid.OneOf(
		rapid.Map(rapid.StringOf(rapid.RuneFrom([]rune("ab<&'/ \"\\\n\u2028ş😀="))), func(s string) any { return s }),
		rapid.Map(rapid.Float64Range(-1e6, 1e6), func(f float64) any { return f }),
		rapid.Map(rapid.SampledFrom([]string{"100.50", "7.00", "1e2", "0", "-0.0"}), func(s string) any { return json.Number(s) }),
		rapid.SampledFrom([]any{nil, true, false}),
	)
	return rapid.OneOf(scalar,
		rapid.Map(rapid.SliceOfN(scalar, 0, 3), func(list []any) any { return list }),
		rapid.Map(rapid.MapOfN(rapid.StringMatching(`[a-cş<]{0,3}`), scalar, 0, 3), func(m map[string]any) any { return m }),
	)
}

func TestOnlyTheSentBodyIsRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body, err := json.Marshal(anyJSON().Draw(t, "value"))
		require.NoError(t, err)
		if rapid.Bool().Draw(t, "indented") {
			body, err = json.MarshalIndent(json.RawMessage(body), "", "  ")
			require.NoError(t, err)
		}
		around := rapid.SampledFrom([]string{"", "\n", " ", "\r\n", "x", "\ufeff"})
		sent := around.Draw(t, "before") + string(body) + around.Draw(t, "after")
		requireOneRight(t, sent, bodyGuesses([]byte(sent), maxMistakes))
	})
}

func TestOnlyTheSentPathIsRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.StringMatching(`/([a-c.%/~ ]|%20){0,12}`).Draw(t, "path")
		r := httptest.NewRequest("POST", "/", nil)
		r.RequestURI = path
		r.URL.RawQuery = rapid.StringMatching(`([a-c=&/+]|%20|%zz){0,12}`).Draw(t, "query")
		r.Host = rapid.SampledFrom([]string{"", "localhost:80", "api.iyzipay.com"}).Draw(t, "host")
		requireOneRight(t, path, pathGuesses(r, templates))
	})
}

func TestOnlyTheSecretKeyIsRight(t *testing.T) {
	key := rapid.StringMatching(`(sandbox-)?[a-f0-9]{1,8}`)
	rapid.Check(t, func(t *rapid.T) {
		creds, err := signing.NewCredentials(key.Draw(t, "api key"), key.Draw(t, "secret"))
		require.NoError(t, err)
		right := revealed(creds)
		requireOneRight(t, right.secretKey, keyGuesses(claim{apiKey: right.apiKey}, right))
		requireOneRight(t, right.secretKey, append(cutKeys(right.secretKey), guess[string]{value: right.secretKey}))
	})
}

func TestRewritingJSONKeepsItsMeaning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body, err := json.Marshal(anyJSON().Draw(t, "value"))
		require.NoError(t, err)
		value, ok := parseJSON(body)
		require.True(t, ok)
		for _, form := range value.forms(string(body), maxMistakes) {
			require.JSONEq(t, string(body), form.value, "%v", form.mistakes)
		}
	})
}

func TestParseJSONTakesOneValueOnly(t *testing.T) {
	for _, text := range []string{"", " ", "{", "[1,]", "{} {}", "{}x", "a=b", `{"a"}`, "\ufeff{}", "[[" + string(make([]byte, 3))} {
		_, ok := parseJSON([]byte(text))
		assert.False(t, ok, text)
	}
}

func TestTheSimplestExplanationIsKept(t *testing.T) {
	var collected guesses[string]
	collected.add("x", "body-spaced", "body-numbers-rewritten")
	collected.add("x", "body-charset")
	collected.add("x", "body-indented")
	collected.add("y", "body-spaced", "body-numbers-rewritten", "body-charset", "body-indented")
	assert.Equal(t, []guess[string]{{"x", []string{"body-charset"}}}, collected.list)
}

func TestRewriteDepthBoundsTheMemory(t *testing.T) {
	// Everything in it that encoders write in different ways.
	const body = `{"b":1.50,"a":7.00,"c":"ş<=/+"}`
	for _, test := range []struct{ size, depth, most int }{
		{0, 3, 600}, {32 << 10, 3, 600}, {32<<10 + 1, 2, 200}, {256 << 10, 2, 200},
		{256<<10 + 1, 1, 32}, {1 << 20, 1, 32}, {1<<20 + 1, 0, 2}, {1 << 40, 0, 2},
	} {
		depth := rewriteDepth(test.size)
		assert.Equal(t, test.depth, depth, test.size)
		guesses := bodyGuesses([]byte(body), depth)
		assert.LessOrEqual(t, len(guesses), test.most, test.size)
		assert.Greater(t, len(guesses), test.most*3/4, test.size)
	}
}

func TestNumbersAsOtherLanguagesWriteThem(t *testing.T) {
	for raw, want := range map[string][2]string{ // JavaScript, Python
		"100.50": {"100.5", "100.5"}, "100.00": {"100", "100.0"}, "100": {"100", "100"}, "1e2": {"100", "100.0"},
		"-0.10": {"-0.1", "-0.1"}, "0.00000001": {"0.00000001", "0.00000001"}, "1e21": {"1e21", "1e21"}, "1e999": {"1e999", "1e999"},
	} {
		assert.Equal(t, want, [2]string{shortest(raw), shortestWithPoint(raw)}, raw)
	}
}

func TestQuoteIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		for _, style := range textStyles() {
			quoted := style.value(token{raw: quote(text, "", nil), text: text})
			var read string
			require.NoError(t, json.Unmarshal([]byte(quoted), &read), quoted)
			require.Equal(t, text, read)
		}
	})
}
