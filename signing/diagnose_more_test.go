package signing_test

import (
	"crypto/rand"
	"encoding/base64"
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
		{"query and base64", attempt{signature: b64(raw(markerSecret, rightText+query))}, one(signing.MistakeQuerySigned, signing.MistakeSignatureBase64)},
		{"query and line feed in the secret", keyedText(markerSecret+"\n", rightText+query), one(signing.MistakeQuerySigned, signing.MistakeSecretStray)},
		{"slash and upper case", attempt{signature: strings.ToUpper(hexHMAC(markerSecret, rightText+"/"))}, one(signing.MistakeSlashAdded, signing.MistakeSignatureUpperCase)},
		{"spaced and ASCII", withBody(diagnosedBody, `{"b": "\u015f<\u00e7>", "a": [100.50, 1], "u": "x/y"}`), one(signing.MistakeBodySpaced, signing.MistakeBodyASCIIEscaped)},
		{"sorted and compacted", withBody(`{"b": 1, "a": 2}`, `{"a":2,"b":1}`), one(signing.MistakeBodyCompacted, signing.MistakeBodyKeysSorted)},
		{"body not signed, query signed", attempt{body: diagnosedBody, signature: hexHMAC(markerSecret, rightText+query)}, one(signing.MistakeQuerySigned, signing.MistakeBodyNotSigned)},
		{"order and query", attempt{body: "{}", signature: hexHMAC(markerSecret, initPath+query+"rnd1{}")}, one(signing.MistakeQuerySigned, signing.MistakePartsOrder)},
		{"random key not signed, api key as key", keyedText(markerAPIKey, initPath), one(signing.MistakeRandomKeyNotSigned, signing.MistakeKeyedWithAPIKey)},
		{"scheme, and query", attempt{authorization: strings.TrimPrefix(authorization(markerAPIKey, "rnd1", hexHMAC(markerSecret, rightText+query)), "IYZWSv2 ")}, one(signing.MistakeSchemeMissing, signing.MistakeQuerySigned)},
		{"URL, query and base64", attempt{signature: b64(raw(markerSecret, "rnd1https://sandbox-api.iyzipay.com"+initPath+query))}, one(signing.MistakeURLSigned, signing.MistakeQuerySigned, signing.MistakeSignatureBase64)},
		{"spaced, ASCII and numbers", withBody(diagnosedBody, `{"b": "\u015f<\u00e7>", "a": [100.5, 1], "u": "x/y"}`), one(signing.MistakeBodySpaced, signing.MistakeBodyASCIIEscaped, signing.MistakeBodyNumbers)},
	}
}

func keyedText(key, text string) attempt { return attempt{signature: hexHMAC(key, text)} }

func TestDiagnoseFindsNothingWrongWithARightSignature(t *testing.T) {
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
		assert.Equal(t, signing.Diagnosis{OK: true, Findings: []signing.Finding{}}, diagnosis, name)
		assert.Equal(t, "The signature is right.", diagnosis.String())
	}
}

func TestDiagnoseAgreesWithEdit(t *testing.T) {
	signer, creds := newSigner(t), markerCredentials(t)
	rapid.Check(t, func(rt *rapid.T) {
		path := "/" + rapid.StringMatching(`[A-Za-z0-9]{1,12}(/[A-Za-z0-9_-]{1,12}){0,4}`).Draw(rt, "path")
		body := rapid.String().Draw(rt, "body")
		req := newRequest(t, "POST", "https://sandbox-api.iyzipay.com"+path+"?"+rapid.StringMatching(`[a-z=&]{0,9}`).Draw(rt, "query"), strings.NewReader(body))
		require.NoError(rt, signer.Edit(t.Context(), req))
		require.True(rt, signing.Diagnose(req, []byte(body), creds).OK)
	})
}

func TestDiagnoseIsHonestAboutWhatItDoesNotKnow(t *testing.T) {
	garbage := make([]byte, 32)
	_, _ = rand.Read(garbage)
	for _, body := range []string{"", diagnosedBody, "no json"} {
		diagnosis := diagnose(t, attempt{body: body, signature: fmt.Sprintf("%x", garbage)})
		assert.Equal(t, one(signing.MistakeUnexplained), mistakesOf(diagnosis))
		assert.False(t, diagnosis.OK)
		assert.False(t, diagnosis.Partial)
		assert.Contains(t, diagnosis.String(), "none of the known mistakes explains it")
	}
}

func TestDiagnoseSaysThatALargeBodyWasNotTriedWhole(t *testing.T) {
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
		assert.Equal(t, one(signing.MistakeUnexplained), mistakesOf(diagnosis))
		assert.True(t, diagnosis.Partial)
		assert.Contains(t, diagnosis.String(), "not every combination of mistakes was tried")

		found := diagnose(t, withBody(body, ""))
		assert.Equal(t, one(signing.MistakeBodyNotSigned), mistakesOf(found))
		assert.False(t, found.Partial)
	}
	body := `{"a": "` + strings.Repeat("x", 33<<10) + `"}`
	assert.Equal(t, one(signing.MistakeBodyCompacted), mistakesOf(diagnose(t, withBody(body, strings.Replace(body, ": ", ":", 1)))))
}

func TestDiagnoseSurvivesDeepNesting(t *testing.T) {
	body := strings.Repeat("[", 20_000)
	assert.Equal(t, one(signing.MistakeBodyNotSigned), mistakesOf(diagnose(t, withBody(body, ""))))
	body += strings.Repeat("]", 20_000)
	assert.Equal(t, one(signing.MistakeBodyNotSigned), mistakesOf(diagnose(t, withBody(body, ""))))
}

func TestDiagnoseNeedsARequestAndCredentials(t *testing.T) {
	r := httptest.NewRequest("GET", "/v1", nil)
	for _, diagnosis := range []signing.Diagnosis{
		signing.Diagnose(nil, nil, markerCredentials(t)),
		signing.Diagnose(&http.Request{}, nil, markerCredentials(t)),
		signing.Diagnose(r, nil, signing.Credentials{}),
	} {
		assert.Equal(t, one(signing.MistakeNothingToCheck), mistakesOf(diagnosis))
	}
}

func TestEqualKeysAreNotTakenForAMistake(t *testing.T) {
	creds := newCredentials(t, "test", "test")
	r := httptest.NewRequest("GET", "/v1", nil)
	r.Header.Set("Authorization", authorization("test", "r", hexHMAC("test", "r/v1")))
	assert.True(t, signing.Diagnose(r, nil, creds).OK)
}

// The secret key of a production pair does not begin with "sandbox-", and of a
// sandbox pair it need not.
func TestSwappedKeysSayNothingAboutTheEnvironment(t *testing.T) {
	r := httptest.NewRequest("GET", "/v1", nil)
	r.Host = "sandbox-api.iyzipay.com"
	r.Header.Set("Authorization", authorization("secret", "r", hexHMAC("sandbox-key", "r/v1")))
	diagnosis := signing.Diagnose(r, nil, newCredentials(t, "sandbox-key", "secret"))
	assert.Equal(t, one(signing.MistakeKeysSwapped), mistakesOf(diagnosis))
}

func TestDiagnosisOfARecordedRequest(t *testing.T) {
	header := authorization(markerAPIKey, "r", hexHMAC(markerSecret, "r"+initPath+"?locale=tr{}"))
	for _, target := range []string{initPath + "?locale=tr", "https://sandbox-api.iyzipay.com" + initPath + "?locale=tr"} {
		r, err := signing.DiagnosisRequest("POST", target, "\n"+header+"\n", "r ")
		require.NoError(t, err)
		diagnosis := signing.Diagnose(r, []byte("{}"), markerCredentials(t))
		assert.Equal(t, one(signing.MistakeQuerySigned), mistakesOf(diagnosis))
	}
	r, err := signing.DiagnosisRequest("POST", initPath, "", "")
	require.NoError(t, err)
	assert.Equal(t, one(signing.MistakeAuthorizationMissing), mistakesOf(signing.Diagnose(r, nil, markerCredentials(t))))

	for _, target := range []string{"", "v1/mass", "http://[::1", "/v1/%zz"} {
		_, err := signing.DiagnosisRequest("POST", target, header, "r")
		require.ErrorIs(t, err, signing.ErrNoRequest, target)
	}
	_, err = signing.DiagnosisRequest("PO ST", "/v1", header, "r")
	require.ErrorIs(t, err, signing.ErrNoRequest)
}

func TestDiagnosisInWords(t *testing.T) {
	diagnosis := diagnose(t, attempt{signature: b64(string(digestOf(newSHA256, markerSecret, rightText+"?locale=tr&page=0")))})
	assert.Equal(t, "1. query-signed: The query is part of the signed text.\n"+
		"   Fix: Sign the path only, up to the question mark.\n"+
		"2. signature-base64: The signature is in base64.\n"+
		"   Fix: Write it in lower-case hex.", diagnosis.String())
}

func TestEveryKnownMistakeIsExplainedOnce(t *testing.T) {
	seen := map[signing.Mistake]bool{}
	for _, finding := range signing.KnownMistakes() {
		assert.Regexp(t, "^[a-z0-9-]+$", string(finding.Mistake))
		assert.Regexp(t, `^([A-Z]|x-iyzi-rnd ).*\.$`, finding.Explanation)
		assert.Regexp(t, `^[A-Z].*\.$`, finding.Fix)
		assert.False(t, seen[finding.Mistake], finding.Mistake)
		seen[finding.Mistake] = true
	}
}

// FuzzDiagnose: no header and no body may make it panic or claim that a wrong
// signature is right.
func FuzzDiagnose(f *testing.F) {
	f.Add("IYZWSv2 x", []byte(`{"a":1}`))
	f.Add(authorization(markerAPIKey, "r", "s"), []byte("[[[[1]]]"))
	f.Add("IYZWSv2 "+base64.StdEncoding.EncodeToString([]byte("signature")), []byte("\xff\"\\ud800\""))
	f.Add(authorization(markerAPIKey, "", strings.Repeat("0", 64)), []byte(nil))
	creds := markerCredentials(f)
	verifier := newVerifier(f, creds)
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		r := httptest.NewRequest("POST", initPath+"?a=b", nil)
		r.Header.Set("Authorization", header)
		diagnosis := signing.Diagnose(r, body[:min(len(body), 300)], creds)
		_, err := verifier.Verify(r, body[:min(len(body), 300)])
		if diagnosis.OK && err != nil {
			t.Fatalf("diagnosed as right, refused as %v", err)
		}
	})
}
