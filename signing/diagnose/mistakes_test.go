package diagnose

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/signing"
)

// twoMistakes are made at once, and three.
func twoMistakes() []diagnoseCase {
	const query = "?locale=tr&page=0"
	raw := func(secretKey, text string) string { return string(digestOf(newSHA256, secretKey, text)) }
	return []diagnoseCase{
		{"query and base64", attempt{signature: b64(raw(markerSecret, rightText+query))}, one("query-signed", "signature-base64")},
		{"query and line feed in the secret", keyedText(markerSecret+"\n", rightText+query), one("query-signed", "secret-key-stray-characters")},
		{"slash and upper case", attempt{signature: strings.ToUpper(hexHMAC(markerSecret, rightText+"/"))}, one("slash-added", "signature-upper-case")},
		{"spaced and ASCII", withBody(diagnosedBody, `{"b": "\u015f<\u00e7>", "a": [100.50, 1], "u": "x/y"}`), one("body-spaced", "body-ascii-escaped")},
		{"sorted and compacted", withBody(`{"b": 1, "a": 2}`, `{"a":2,"b":1}`), one("body-compacted", "body-keys-sorted")},
		{"body not signed, query signed", attempt{body: diagnosedBody, signature: hexHMAC(markerSecret, rightText+query)}, one("query-signed", "body-not-signed")},
		{"order and query", attempt{body: "{}", signature: hexHMAC(markerSecret, initPath+query+"rnd1{}")}, one("query-signed", "parts-order")},
		{"random key not signed, api key as key", keyedText(markerAPIKey, initPath), one("random-key-not-signed", "keyed-with-api-key")},
		{"scheme, and query", attempt{authorization: strings.TrimPrefix(authorization(markerAPIKey, "rnd1", hexHMAC(markerSecret, rightText+query)), "IYZWSv2 ")}, one("scheme-missing", "query-signed")},
		{"URL, query and base64", attempt{signature: b64(raw(markerSecret, "rnd1https://sandbox-api.iyzipay.com"+initPath+query))}, one("url-signed", "query-signed", "signature-base64")},
		{"spaced, ASCII and numbers", withBody(diagnosedBody, `{"b": "\u015f<\u00e7>", "a": [100.5, 1], "u": "x/y"}`), one("body-spaced", "body-ascii-escaped", "body-numbers-rewritten")},
	}
}

func keyedText(key, text string) attempt { return attempt{signature: hexHMAC(key, text)} }

func TestRequestFindsNothingWrongWithARightSignature(t *testing.T) {
	for name, a := range map[string]attempt{
		"no body":              {},
		"body":                 {body: diagnosedBody},
		"no x-iyzi-rnd":        {sentRandomKey: "absent"},
		"emulator":             {host: "localhost:8080"},
		"no host":              {host: "example.com"},
		"body that is no JSON": {body: "a=b\n"},
		"get":                  {method: "GET"},
	} {
		diagnosis := diagnose(t, a)
		assert.Equal(t, Diagnosis{OK: true, Findings: []Finding{}}, diagnosis, name)
		assert.Equal(t, "The signature is right.", diagnosis.String())
	}
}

func TestRequestAgreesWithEdit(t *testing.T) {
	creds := markerCredentials(t)
	signer, err := signing.New(creds)
	require.NoError(t, err)
	rapid.Check(t, func(rt *rapid.T) {
		path := "/" + rapid.StringMatching(`[A-Za-z0-9]{1,12}(/[A-Za-z0-9_-]{1,12}){0,4}`).Draw(rt, "path")
		body := rapid.String().Draw(rt, "body")
		req, err := http.NewRequest("POST", "https://sandbox-api.iyzipay.com"+path+"?"+rapid.StringMatching(`[a-z=&]{0,9}`).Draw(rt, "query"), strings.NewReader(body))
		require.NoError(rt, err)
		require.NoError(rt, signer.Edit(t.Context(), req))
		require.True(rt, Request(req, []byte(body), creds).OK)
	})
}

func TestRequestIsHonestAboutWhatItDoesNotKnow(t *testing.T) {
	garbage := make([]byte, 32)
	_, _ = rand.Read(garbage)
	for _, body := range []string{"", diagnosedBody, "no json"} {
		diagnosis := diagnose(t, attempt{body: body, signature: fmt.Sprintf("%x", garbage)})
		assert.Equal(t, one("unexplained"), mistakesOf(diagnosis))
		assert.False(t, diagnosis.OK)
		assert.False(t, diagnosis.Partial)
		assert.Contains(t, diagnosis.String(), "none of the known mistakes explains it")
	}
}

func TestRequestSaysThatALargeBodyWasNotTriedWhole(t *testing.T) {
	for name, test := range map[string]struct {
		size      int
		signature string
	}{
		"too much to hash":      {20 << 10, hexHMAC("x", "y")},
		"too large to rewrite":  {33 << 10, b64("sixteen bytes...")}, // few algorithms make 16 bytes
		"far too large for all": {1<<20 + 1, hexHMAC("x", "y")},
	} {
		t.Log(name)
		body := `{"a":"` + strings.Repeat("x", test.size) + `"}`
		diagnosis := diagnose(t, attempt{body: body, signature: test.signature})
		assert.Equal(t, one("unexplained"), mistakesOf(diagnosis))
		assert.True(t, diagnosis.Partial)
		assert.Contains(t, diagnosis.String(), "not every combination of mistakes was tried")

		found := diagnose(t, withBody(body, ""))
		assert.Equal(t, one("body-not-signed"), mistakesOf(found))
		assert.False(t, found.Partial)
	}
	body := `{"a": "` + strings.Repeat("x", 33<<10) + `"}`
	assert.Equal(t, one("body-compacted"), mistakesOf(diagnose(t, withBody(body, strings.Replace(body, ": ", ":", 1)))))
}

func TestRequestSurvivesDeepNesting(t *testing.T) {
	body := strings.Repeat("[", 20_000)
	assert.Equal(t, one("body-not-signed"), mistakesOf(diagnose(t, withBody(body, ""))))
	body += strings.Repeat("]", 20_000)
	assert.Equal(t, one("body-not-signed"), mistakesOf(diagnose(t, withBody(body, ""))))
}

func TestRequestNeedsARequestAndCredentials(t *testing.T) {
	r := httptest.NewRequest("GET", "/v1", nil)
	for _, diagnosis := range []Diagnosis{
		Request(nil, nil, markerCredentials(t)),
		Request(&http.Request{}, nil, markerCredentials(t)),
		Request(r, nil, signing.Credentials{}),
	} {
		assert.Equal(t, one("nothing-to-check"), mistakesOf(diagnosis))
	}
}

func TestEqualKeysAreNotTakenForAMistake(t *testing.T) {
	creds := newCredentials(t, "test", "test")
	r := httptest.NewRequest("GET", "/v1", nil)
	r.Header.Set("Authorization", authorization("test", "r", hexHMAC("test", "r/v1")))
	assert.True(t, Request(r, nil, creds).OK)
}

// What stands in the header is no API key then, whatever it begins with.
func TestSwappedKeysSayNothingAboutTheEnvironment(t *testing.T) {
	r := httptest.NewRequest("GET", "/v1", nil)
	r.Host = "sandbox-api.iyzipay.com"
	r.Header.Set("Authorization", authorization("secret", "r", hexHMAC("sandbox-key", "r/v1")))
	diagnosis := Request(r, nil, newCredentials(t, "sandbox-key", "secret"))
	assert.Equal(t, one("keys-swapped"), mistakesOf(diagnosis))
}

func TestDiagnosisOfARecordedRequest(t *testing.T) {
	header := authorization(markerAPIKey, "r", hexHMAC(markerSecret, "r"+initPath+"?locale=tr{}"))
	for _, target := range []string{initPath + "?locale=tr", "https://sandbox-api.iyzipay.com" + initPath + "?locale=tr"} {
		r, err := NewRequest("POST", target, "\n"+header+"\n", "r ")
		require.NoError(t, err)
		diagnosis := Request(r, []byte("{}"), markerCredentials(t))
		assert.Equal(t, one("query-signed"), mistakesOf(diagnosis))
	}
	r, err := NewRequest("POST", initPath, "", "")
	require.NoError(t, err)
	assert.Equal(t, one("authorization-missing"), mistakesOf(Request(r, nil, markerCredentials(t))))

	for _, target := range []string{"", "v1/mass", "http://[::1", "/v1/%zz"} {
		_, err := NewRequest("POST", target, header, "r")
		require.ErrorContains(t, err, "no request", target)
	}
	_, err = NewRequest("PO ST", "/v1", header, "r")
	require.ErrorContains(t, err, "no request")
}

func TestNoErrorRepeatsTheTarget(t *testing.T) {
	for _, address := range [][2]string{{"POST", "://" + markerSecret}, {"PO ST", "/" + markerSecret}, {"POST", markerSecret}} {
		_, err := NewRequest(address[0], address[1], authorization(markerAPIKey, "r", "s"), "r")
		for ; err != nil; err = errors.Unwrap(err) {
			assert.NotContains(t, fmt.Sprintf("%+v %#v", err, err), markerSecret)
		}
	}
}

func TestDiagnosisInWords(t *testing.T) {
	diagnosis := diagnose(t, attempt{signature: b64(string(digestOf(newSHA256, markerSecret, rightText+"?locale=tr&page=0")))})
	assert.Equal(t, "1. query-signed: The query is part of the signed text.\n"+
		"   Fix: Sign the path only, up to the question mark.\n"+
		"2. signature-base64: The signature is in base64.\n"+
		"   Fix: Write it in lower-case hex.", diagnosis.String())
}

func TestEveryKnownMistakeIsExplainedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, finding := range known() {
		assert.Regexp(t, "^[a-z0-9-]+$", finding.Mistake)
		assert.Regexp(t, `^([A-Z]|x-iyzi-rnd ).*\.$`, finding.Explanation)
		assert.Regexp(t, `^[A-Z].*\.$`, finding.Fix)
		assert.False(t, seen[finding.Mistake], finding.Mistake)
		seen[finding.Mistake] = true
	}
}

// FuzzRequest: no header and no body may make it panic or claim that a wrong
// signature is right.
func FuzzRequest(f *testing.F) {
	f.Add("IYZWSv2 x", []byte(`{"a":1}`))
	f.Add(authorization(markerAPIKey, "r", "s"), []byte("[[[[1]]]"))
	f.Add("IYZWSv2 "+base64.StdEncoding.EncodeToString([]byte("signature")), []byte("\xff\"\\ud800\""))
	f.Add(authorization(markerAPIKey, "", strings.Repeat("0", 64)), []byte(nil))
	creds := markerCredentials(f)
	verifier, err := signing.NewVerifier(creds)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		r := httptest.NewRequest("POST", initPath+"?a=b", nil)
		r.Header.Set("Authorization", header)
		diagnosis := Request(r, body[:min(len(body), 300)], creds)
		_, err := verifier.Verify(r, body[:min(len(body), 300)])
		if diagnosis.OK && err != nil {
			t.Fatalf("diagnosed as right, refused as %v", err)
		}
	})
}
