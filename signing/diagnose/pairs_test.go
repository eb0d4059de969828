package diagnose

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// cancelPath is an operation that has its id in its path.
const cancelPath = "/v1/mass/payout/cancel/179-x"

// mistaken is one way in which one part of the signed text or its key goes wrong.
type mistaken struct{ name, value string }

// Two faults at once are both named, whichever they are.
func TestPairsOfMistakes(t *testing.T) {
	const sent = `{"a":"ş","b":"x","n":1.50}`
	keys := []mistaken{
		{"", markerSecret}, {"secret-key-cut", markerSecret[:12]}, {"secret-key-cut", markerSecret[3:]}, {"secret-key-stray-characters", markerSecret + "\n"},
		{"keyed-with-api-key", markerAPIKey},
	}
	paths := []mistaken{
		{"", initPath}, {"path-of-other-operation", "/v1/mass/payout/retrieve"}, {"path-version", "/v2/mass/payout/init"}, {"slash-added", initPath + "/"},
		{"query-signed", diagnosedTarget}, {"path-not-signed", ""},
	}
	bodies := []mistaken{
		{"", sent}, {"body-encoded-twice", `"{\"a\":\"ş\",\"b\":\"x\",\"n\":1.50}"`}, {"body-python-dict", `{'a': 'ş', 'b': 'x', 'n': 1.5}`}, {"body-newline-added", sent + "\n"},
		{"body-not-signed", ""}, {"body-numbers-rewritten", strings.Replace(sent, "1.50", "1.5", 1)},
	}
	pairs := 0
	for _, key := range keys {
		for _, path := range paths {
			for _, body := range bodies {
				want := slices.DeleteFunc([]string{path.name, body.name, key.name}, func(name string) bool { return name == "" })
				if len(want) > 2 {
					continue
				}
				pairs++
				diagnosis := diagnose(t, attempt{body: sent, signature: hexHMAC(key.value, "rnd1"+path.value+body.value)})
				assert.ElementsMatch(t, want, mistakesOf(diagnosis))
				assert.Equal(t, len(want) == 0, diagnosis.OK)
			}
		}
	}
	assert.Equal(t, 1+4+5+5+4*5+4*5+5*5, pairs)
}

// Two faults of one part.
func TestPairsInOnePart(t *testing.T) {
	const compact, twice, twiceASCII = `{"a":"ş","n":1.50}`, `"{\"a\":\"ş\",\"n\":1.50}"`, `"{\"a\":\"\\u015f\",\"n\":1.50}"`
	for _, test := range []diagnoseCase{
		{"version and operation", signed("rnd1/v2/mass/payout/auth"), one("path-of-other-operation", "path-version")},
		{"operation and slash", signed("rnd1/v1/mass/payout/auth/"), one("path-of-other-operation", "slash-added")},
		{"operation and no slash", signed("rnd1v1/mass/payout/auth"), one("path-of-other-operation", "leading-slash-missing")},
		{"operation and query", signed("rnd1/v1/mass/payout/auth?locale=tr&page=0"), one("path-of-other-operation", "query-signed")},
		{"placeholder and version", attempt{target: cancelPath, signature: hexHMAC(markerSecret, "rnd1/v2/mass/payout/cancel/{requestId}")}, one("path-unfilled", "path-version")},
		{"twice and line feed", withBody(compact, twice+"\n"), one("body-newline-added", "body-encoded-twice")},
		{"twice and ASCII", withBody(compact, twiceASCII), one("body-ascii-escaped", "body-encoded-twice")},
		{"twice and spaced", withBody(twice, `{"a": "ş", "n": 1.50}`), one("body-encoded-twice", "body-spaced")},
		{"str of a dict and line feed", withBody(compact, `{'a': 'ş', 'n': 1.5}`+"\n"), one("body-python-dict", "body-newline-added")},
		{"line feed and sorted", withBody(`{"n":1,"a":2}`+"\n", `{"a":2,"n":1}`), one("body-keys-sorted", "body-newline-missing")},
		{"cut secret, query and operation", keyedText(markerSecret[:20], "rnd1/v1/mass/payout/auth?locale=tr&page=0"), one("path-of-other-operation", "query-signed", "secret-key-cut")},
		{"sorted, plain and two decimals", withBody(`{"n":1.5,"a":"\u015f"}`, compact), one("body-unescaped", "body-numbers-rewritten", "body-keys-sorted")},
	} {
		assert.ElementsMatch(t, test.want, mistakesOf(diagnose(t, test.attempt)), test.name)
	}
}

// GET and cancel take no body: whatever is wrong with one, it should not be sent. Where the signature is right it does no known harm.
func TestNoBodyWhereNoneBelongs(t *testing.T) {
	const balance, item = "/v1/mass/payout/balance", "/v1/mass/payout/retrieve/items/1"
	sign := func(method, path, body, signed string) attempt {
		return attempt{method: method, target: path + "?locale=tr", body: body, signature: hexHMAC(markerSecret, "rnd1"+path+signed)}
	}
	for _, test := range []diagnoseCase{
		{"not signed", sign("GET", balance, "{}", ""), one("body-not-signed", "body-needless")},
		{"another one signed", sign("GET", item, "{}", "null"), one("unexplained", "body-needless")},
		{"cancel", sign("POST", cancelPath, "null", ""), one("body-not-signed", "body-needless")},
		{"cancel, signed only", sign("POST", cancelPath, "", "{}"), one("body-signed-for-none")},
		{"auth", sign("POST", "/v1/mass/payout/auth", "{}", ""), one("body-not-signed")},
		{"right", sign("GET", balance, "{}", "{}"), nil},
		{"cancel, right", sign("POST", cancelPath, "null", "null"), nil},
	} {
		diagnosis := diagnose(t, test.attempt)
		assert.Equal(t, test.want, mistakesOf(diagnosis), test.name)
		if test.want != nil && test.name != "auth" {
			assert.Contains(t, strings.ToLower(diagnosis.String()), "send no body", test.name)
		}
	}
}

// None of the new readings is taken for a mistake where the signature is right.
func TestRightSignaturesOfOddRequests(t *testing.T) {
	for _, test := range []attempt{
		{target: "/v2/mass/payout/init", body: "{}"},
		{target: cancelPath},
		{target: "/v1/mass/payout/cancel/undefined"},
		{body: `"{\"a\":1}"`},
		{body: `{'a': 'ş', 'b': True}`},
		{body: `{"a":1}` + "\n"},
		{body: `{"n":1.5,"a":"\u015f"}`},
	} {
		assert.True(t, diagnose(t, test).OK, test)
	}
}
