package signing_test

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/signing"
)

// attempt is one request as a client with a mistake would make it. Every field that
// is "" takes the right value.
type attempt struct {
	target, host   string
	body           string
	randomKey      string // in the header
	sentRandomKey  string // x-iyzi-rnd
	apiKey         string // in the header
	signature      string
	authorization  string
	method         string
	noHeader       bool
	repeatedHeader bool
}

const (
	diagnosedTarget = initPath + "?locale=tr&page=0"
	diagnosedBody   = `{"b":"ş<ç>","a":[100.50,1],"u":"x/y"}`
)

func right(a attempt) attempt {
	set := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	set(&a.method, "POST")
	set(&a.target, diagnosedTarget)
	set(&a.host, "sandbox-api.iyzipay.com")
	set(&a.randomKey, "rnd1")
	set(&a.sentRandomKey, "rnd1")
	set(&a.apiKey, markerAPIKey)
	path, _, _ := strings.Cut(a.target, "?")
	set(&a.signature, hexHMAC(markerSecret, "rnd1"+path+a.body))
	set(&a.authorization, authorization(a.apiKey, a.randomKey, a.signature))
	return a
}

func diagnose(t *testing.T, a attempt) signing.Diagnosis {
	t.Helper()
	a = right(a)
	r := httptest.NewRequest(a.method, a.target, strings.NewReader(a.body))
	r.Host = a.host
	if !a.noHeader {
		r.Header.Set("Authorization", a.authorization)
	}
	if a.repeatedHeader {
		r.Header.Add("Authorization", "x")
	}
	r.Header.Set("X-Iyzi-Rnd", a.sentRandomKey)
	if a.sentRandomKey == "absent" {
		r.Header.Del("X-Iyzi-Rnd")
	}
	diagnosis := signing.Diagnose(r, []byte(a.body), markerCredentials(t))
	secrets := []string{markerAPIKey, markerSecret, a.signature}
	requireNoSecrets(t, secrets, fmt.Sprintf("%+v %s", diagnosis, diagnosis.String()), "diagnosis")
	return diagnosis
}

func mistakesOf(d signing.Diagnosis) []signing.Mistake {
	var names []signing.Mistake
	for _, finding := range d.Findings {
		names = append(names, finding.Mistake)
	}
	return names
}

// digestOf and the like make a digest without the code under test.
func digestOf(kind func() hash.Hash, secretKey, text string) []byte {
	mac := hmac.New(kind, []byte(secretKey))
	_, _ = mac.Write([]byte(text))
	return mac.Sum(nil)
}

func b64(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// signed is a right request but for the text that was signed.
func signed(text string) attempt { return attempt{signature: hexHMAC(markerSecret, text)} }

// withBody sends one body and signs another.
func withBody(sent, signedBody string) attempt {
	return attempt{body: sent, signature: hexHMAC(markerSecret, "rnd1"+initPath+signedBody)}
}

// keyed is a right request but for the key of the HMAC.
func keyed(key string) attempt { return attempt{signature: hexHMAC(key, "rnd1"+initPath)} }

// payload is a right signature in a payload of another form.
func payload(form string) attempt {
	return attempt{authorization: "IYZWSv2 " + b64(fill(form))}
}

// fill puts the right values into a payload.
func fill(form string) string {
	return strings.NewReplacer("<k>", markerAPIKey, "<r>", "rnd1", "<s>", hexHMAC(markerSecret, "rnd1"+initPath)).Replace(form)
}

// rightText is the text that a request without a body signs.
const rightText = "rnd1" + initPath

func rightRaw(kind func() hash.Hash) string { return string(digestOf(kind, markerSecret, rightText)) }

type diagnoseCase struct {
	name    string
	attempt attempt
	want    []signing.Mistake
}

func one(mistakes ...signing.Mistake) []signing.Mistake { return mistakes }

func headerCases() []diagnoseCase {
	rightPayload := fill("apiKey:<k>&randomKey:<r>&signature:<s>")
	longPayload := b64(rightPayload)
	return []diagnoseCase{
		{"no header", attempt{noHeader: true}, one(signing.MistakeAuthorizationMissing)},
		{"two headers", attempt{repeatedHeader: true}, one(signing.MistakeAuthorizationRepeated)},
		{"no scheme", attempt{authorization: b64(rightPayload)}, one(signing.MistakeSchemeMissing)},
		{"no blank", attempt{authorization: "IYZWSv2" + b64(rightPayload)}, one(signing.MistakeSchemeBlankMissing)},
		{"two blanks", attempt{authorization: "IYZWSv2  " + b64(rightPayload)}, one(signing.MistakeSchemeBlankMissing)},
		{"colon", attempt{authorization: "IYZWSv2: " + b64(rightPayload)}, one(signing.MistakeSchemeBlankMissing)},
		{"lower case", attempt{authorization: "iyzwsv2 " + b64(rightPayload)}, one(signing.MistakeSchemeWrong)},
		{"IYZWS", attempt{authorization: "IYZWS " + b64(rightPayload)}, one(signing.MistakeSchemeWrong)},
		{"Basic", attempt{authorization: "Basic " + b64(rightPayload)}, one(signing.MistakeSchemeWrong)},
		{"own scheme", attempt{authorization: "MyScheme " + b64(rightPayload)}, one(signing.MistakeSchemeWrong)},
		{"old scheme", attempt{authorization: "IYZWS " + markerAPIKey + ":" + b64(string(sha1Sum("x")))}, one(signing.MistakeSchemeOld)},
		{"old payload", attempt{authorization: "IYZWSv2 " + markerAPIKey + ":" + b64(string(sha1Sum("x")))}, one(signing.MistakeSchemeOld)},
		{"plain payload", attempt{authorization: "IYZWSv2 " + rightPayload}, one(signing.MistakePayloadPlain)},
		{"unpadded", attempt{authorization: "IYZWSv2 " + strings.TrimRight(b64(rightPayload), "=")}, one(signing.MistakePayloadVariant)},
		{"lines", attempt{authorization: "IYZWSv2 " + longPayload[:76] + " " + longPayload[76:]}, one(signing.MistakePayloadWrapped)},
		{"lines without a scheme", attempt{authorization: longPayload[:76] + "\n" + longPayload[76:]}, one(signing.MistakeSchemeMissing, signing.MistakePayloadWrapped)},
		{"twice", attempt{authorization: "IYZWSv2 " + b64(b64(rightPayload))}, one(signing.MistakePayloadTwice)},
		{"unreadable", attempt{authorization: "IYZWSv2 gibberish"}, one(signing.MistakePayloadUnreadable)},
		{"basic authorization", attempt{authorization: "Basic " + b64("user:password")}, one(signing.MistakeSchemeWrong, signing.MistakePayloadUnreadable)},
		{"far too long", attempt{authorization: "IYZWSv2 " + strings.Repeat("A", 5000)}, one(signing.MistakePayloadUnreadable)},
		{"too long to be read", attempt{apiKey: strings.Repeat("k", 4000)}, one(signing.MistakePayloadUnreadable)},
		{"equals signs", payload("apiKey=<k>&randomKey=<r>&signature=<s>"), one(signing.MistakeFieldSeparator)},
		{"lower-case names", payload("apikey:<k>&randomkey:<r>&signature:<s>"), one(signing.MistakeFieldSeparator)},
		{"commas", payload("apiKey:<k>,randomKey:<r>,signature:<s>"), one(signing.MistakeFieldSeparator)},
		{"order", payload("randomKey:<r>&apiKey:<k>&signature:<s>"), one(signing.MistakeFieldOrder)},
		{"no api key", payload("randomKey:<r>&signature:<s>"), one(signing.MistakeAPIKeyMissing)},
		{"no random key", payload("apiKey:<k>&signature:<s>"), one(signing.MistakeRandomKeyMissing)},
		{"no signature", payload("apiKey:<k>&randomKey:<r>"), one(signing.MistakeSignatureMissing)},
		{"empty signature", payload("apiKey:<k>&randomKey:<r>&signature:"), one(signing.MistakeSignatureMissing)},
		{"x-iyzi-rnd differs", attempt{sentRandomKey: "rnd2"}, one(signing.MistakeRandomKeyDiffers)},
		{"x-iyzi-rnd was signed", attempt{sentRandomKey: "rnd2", signature: hexHMAC(markerSecret, "rnd2"+initPath)}, one(signing.MistakeRandomKeyDiffers)},
	}
}

func keyCases() []diagnoseCase {
	swapped := attempt{authorization: authorization(markerSecret, "rnd1", hexHMAC(markerAPIKey, rightText))}
	return []diagnoseCase{
		{"production host", attempt{host: "api.iyzipay.com:443"}, one(signing.MistakeHostOtherEnvironment)},
		{"production key", attempt{host: "localhost", apiKey: "production"}, one(signing.MistakeAPIKeyOtherEnvironment)},
		{"production key and host", attempt{host: "api.iyzipay.com", apiKey: "production"}, one(signing.MistakeAPIKeyOtherEnvironment)},
		{"another key", attempt{apiKey: "sandbox-other"}, one(signing.MistakeAPIKeyOther)},
		{"another merchant", attempt{apiKey: "sandbox-other", signature: hexHMAC("x", rightText)}, one(signing.MistakeAPIKeyOther, signing.MistakeUnexplained)},
		{"blank behind the api key", attempt{apiKey: markerAPIKey + " "}, one(signing.MistakeAPIKeyStray)},
		{"line feed behind the api key", attempt{apiKey: markerAPIKey + "\n"}, one(signing.MistakeAPIKeyStray)},
		{"quoted api key", attempt{apiKey: `"` + markerAPIKey + `"`}, one(signing.MistakeAPIKeyStray)},
		{"swapped", swapped, one(signing.MistakeKeysSwapped)},
		{"secret sent", attempt{apiKey: markerSecret}, one(signing.MistakeKeysSwapped)},
		{"keyed with the api key", keyed(markerAPIKey), one(signing.MistakeKeyedWithAPIKey)},
		{"keyed with another api key", attempt{apiKey: "sandbox-other", signature: hexHMAC("sandbox-other", rightText)}, one(signing.MistakeAPIKeyOther, signing.MistakeKeyedWithAPIKey)},
		{"line feed behind the secret", keyed(markerSecret + "\n"), one(signing.MistakeSecretStray)},
		{"carriage return behind the secret", keyed(markerSecret + "\r\n"), one(signing.MistakeSecretStray)},
		{"blank behind the secret", keyed(markerSecret + " "), one(signing.MistakeSecretStray)},
		{"blank before the secret", keyed(" " + markerSecret), one(signing.MistakeSecretStray)},
		{"quoted secret", keyed(`"` + markerSecret + `"`), one(signing.MistakeSecretStray)},
		{"secret in base64", keyed(b64(markerSecret)), one(signing.MistakeSecretRecoded)},
		{"secret in hex", keyed(hex.EncodeToString([]byte(markerSecret))), one(signing.MistakeSecretRecoded)},
		{"secret cut", keyed(strings.TrimPrefix(markerSecret, "sandbox-")), one(signing.MistakeSecretCut)},
		{"no secret", keyed(""), one(signing.MistakeSecretEmpty)},
	}
}

func pathCases() []diagnoseCase {
	const query = "?locale=tr&page=0"
	const host = "sandbox-api.iyzipay.com"
	return []diagnoseCase{
		{"query", signed(rightText + query), one(signing.MistakeQuerySigned)},
		{"query decoded", attempt{target: "/v1?q=a%20b", signature: hexHMAC(markerSecret, "rnd1/v1?q=a b")}, one(signing.MistakeQuerySigned)},
		{"query sorted", attempt{target: "/v1?b=1&a=2", signature: hexHMAC(markerSecret, "rnd1/v1?a=2&b=1")}, one(signing.MistakeQuerySigned)},
		{"URL", signed("rnd1https://" + host + initPath), one(signing.MistakeURLSigned)},
		{"URL of http", signed("rnd1http://" + host + initPath), one(signing.MistakeURLSigned)},
		{"URL and query", signed("rnd1https://" + host + initPath + query), one(signing.MistakeURLSigned, signing.MistakeQuerySigned)},
		{"URL of the service at a proxy", attempt{host: "proxy.example", signature: hexHMAC(markerSecret, "rnd1https://"+host+initPath)}, one(signing.MistakeURLSigned)},
		{"host", signed("rnd1" + host + initPath), one(signing.MistakeHostSigned)},
		{"method", signed("rnd1POST" + initPath), one(signing.MistakeMethodSigned)},
		{"slash added", signed(rightText + "/"), one(signing.MistakeSlashAdded)},
		{"slash missing", attempt{target: initPath + "/", signature: hexHMAC(markerSecret, rightText)}, one(signing.MistakeSlashMissing)},
		{"slash doubled in front", signed("rnd1/" + initPath), one(signing.MistakeSlashDoubled)},
		{"slash doubled inside", signed("rnd1/v1//mass/payout/init"), one(signing.MistakeSlashDoubled)},
		{"slash doubled when sent", attempt{target: "//v1/mass", signature: hexHMAC(markerSecret, "rnd1/v1/mass")}, one(signing.MistakeSlashDoubled)},
		{"no leading slash", signed("rnd1" + initPath[1:]), one(signing.MistakeLeadingSlash)},
		{"path shortened", signed("rnd1/payout/init"), one(signing.MistakePathShortened)},
		{"no path", signed("rnd1"), one(signing.MistakePathNotSigned)},
		{"unescaped", attempt{target: "/v1/a%20b", signature: hexHMAC(markerSecret, "rnd1/v1/a b")}, one(signing.MistakePathUnescaped)},
		{"other escapes", attempt{target: "/v1/%61b", signature: hexHMAC(markerSecret, "rnd1/v1/ab")}, one(signing.MistakePathUnescaped)},
		{"right, with a trailing slash", attempt{target: initPath + "/"}, one(signing.MistakeUnsafePath)},
		{"right, with a doubled slash", attempt{target: "/v1//mass"}, one(signing.MistakeUnsafePath)},
	}
}

func bodyCases() []diagnoseCase {
	const compact = `{"b":"x","a":[1,{"c":null}],"e":{},"f":[]}`
	const spaced = `{"b": "x", "a": [1, {"c": null}], "e": {}, "f": []}`
	const indented = "{\n  \"b\": \"x\",\n  \"a\": [\n    1,\n    {\n      \"c\": null\n    }\n  ],\n  \"e\": {},\n  \"f\": []\n}"
	const sorted = `{"a":[1,{"c":null}],"b":"x","e":{},"f":[]}`
	return []diagnoseCase{
		{"not signed", withBody(compact, ""), one(signing.MistakeBodyNotSigned)},
		{"{} for none", signed(rightText + "{}"), one(signing.MistakeBodyInvented)},
		{"null for none", signed(rightText + "null"), one(signing.MistakeBodyInvented)},
		{"compacted", withBody(indented, compact), one(signing.MistakeBodyCompacted)},
		{"compacted from spaced", withBody(spaced, compact), one(signing.MistakeBodyCompacted)},
		{"compacted from handwritten", withBody(" {\"b\" :1,\n\"a\":2}", `{"b":1,"a":2}`), one(signing.MistakeBodyCompacted)},
		{"spaced", withBody(compact, spaced), one(signing.MistakeBodySpaced)},
		{"indented", withBody(compact, indented), one(signing.MistakeBodyIndented)},
		{"indented from spaced", withBody(spaced, indented), one(signing.MistakeBodyIndented)},
		{"indented with CRLF", withBody(compact, strings.ReplaceAll(indented, "\n", "\r\n")), one(signing.MistakeBodyIndented)},
		{"sorted", withBody(compact, sorted), one(signing.MistakeBodyKeysSorted)},
		{"HTML escaped", withBody(`{"a":"<&>"}`, `{"a":"\u003c\u0026\u003e"}`), one(signing.MistakeBodyHTMLEscaped)},
		{"Gson", withBody(`{"a":"x='y'"}`, `{"a":"x\u003d\u0027y\u0027"}`), one(signing.MistakeBodyHTMLEscaped)},
		{"unescaped", withBody(`{"a":"\u003c\u015f\/"}`, `{"a":"<ş/"}`), one(signing.MistakeBodyUnescaped)},
		{"ASCII", withBody(`{"ğ":"şç😀"}`, `{"\u011f":"\u015f\u00e7\ud83d\ude00"}`), one(signing.MistakeBodyASCIIEscaped)},
		{"ASCII without DEL", withBody("{\"a\":\"\x7f\"}", `{"a":"\u007f"}`), one(signing.MistakeBodyASCIIEscaped)},
		{"ASCII upper-case", withBody(`{"a":"ğ"}`, `{"a":"\u011F"}`), one(signing.MistakeBodyASCIIEscaped)},
		{"slashes", withBody(`{"a":"x/ş"}`, `{"a":"x\/ş"}`), one(signing.MistakeBodySlashEscaped)},
		{"PHP", withBody(`{"a":"x/ş"}`, `{"a":"x\/\u015f"}`), one(signing.MistakeBodySlashEscaped, signing.MistakeBodyASCIIEscaped)},
		{".NET", withBody(`{"a":"ş+\"'"}`, `{"a":"\u015F\u002B\u0022\u0027"}`), one(signing.MistakeBodyHTMLEscaped, signing.MistakeBodyASCIIEscaped)},
		{"numbers of JavaScript", withBody(`{"a":100.50,"b":7.00}`, `{"a":100.5,"b":7}`), one(signing.MistakeBodyNumbers)},
		{"numbers of Python", withBody(`{"a":100.50,"b":7.00,"c":7}`, `{"a":100.5,"b":7.0,"c":7}`), one(signing.MistakeBodyNumbers)},
		{"line feed added", withBody(compact, compact+"\n"), one(signing.MistakeBodyNewlineAdded)},
		{"line feed added, no JSON", withBody("a=b", "a=b\n"), one(signing.MistakeBodyNewlineAdded)},
		{"line feed sent", withBody(compact+"\n", compact), one(signing.MistakeBodyNewlineMissing)},
		{"ISO-8859-9", withBody(`{"a":"ğüşıöçİĞŞ"}`, "{\"a\":\"\xf0\xfc\xfe\xfd\xf6\xe7\xdd\xd0\xde\"}"), one(signing.MistakeBodyCharset)},
		{"ISO-8859-9 has no Icelandic letters", withBody(`{"a":"ğý"}`, "{\"a\":\"\xf0?\"}"), one(signing.MistakeBodyCharset)},
		{"ISO-8859-1", withBody(`{"a":"öş"}`, "{\"a\":\"\xf6?\"}"), one(signing.MistakeBodyCharset)},
		{"ASCII with question marks", withBody(`{"a":"öş"}`, `{"a":"??"}`), one(signing.MistakeBodyCharset)},
		{"UTF-8 twice", withBody(`{"a":"ö"}`, `{"a":"Ã¶"}`), one(signing.MistakeBodyCharset)},
		{"byte order mark signed", withBody(compact, "\ufeff"+compact), one(signing.MistakeBodyCharset)},
		{"byte order mark sent", withBody("\ufeff"+compact, compact), one(signing.MistakeBodyCharset)},
	}
}

func textAndDigestCases() []diagnoseCase {
	both := func(text string) attempt { return attempt{body: "{}", signature: hexHMAC(markerSecret, text)} }
	digest := func(signature string) attempt { return attempt{signature: signature} }
	sum := func(kind func() hash.Hash) string { return hex.EncodeToString([]byte(rightRaw(kind))) }
	raw := rightRaw(sha256.New)
	plain := func(text string) string { s := sha256.Sum256([]byte(text)); return hex.EncodeToString(s[:]) }
	return []diagnoseCase{
		{"no random key", signed(initPath), one(signing.MistakeRandomKeyNotSigned)},
		{"path, random key, body", both(initPath + "rnd1{}"), one(signing.MistakePartsOrder)},
		{"random key, body, path", both("rnd1{}" + initPath), one(signing.MistakePartsOrder)},
		{"path, body, random key", both(initPath + "{}rnd1"), one(signing.MistakePartsOrder)},
		{"body, random key, path", both("{}rnd1" + initPath), one(signing.MistakePartsOrder)},
		{"body, path, random key", both("{}" + initPath + "rnd1"), one(signing.MistakePartsOrder)},
		{"lines", both("rnd1\n" + initPath + "\n{}"), one(signing.MistakePartsJoined)},
		{"SHA-1", digest(sum(sha1.New)), one(signing.MistakeHashWeak)},
		{"MD5", digest(sum(md5.New)), one(signing.MistakeHashWeak)},
		{"SHA-512", digest(sum(sha512.New)), one(signing.MistakeHashLong)},
		{"SHA-384", digest(sum(sha512.New384)), one(signing.MistakeHashLong)},
		{"plain", digest(plain(rightText)), one(signing.MistakeHashPlain)},
		{"plain, secret in front", digest(plain(markerSecret + rightText)), one(signing.MistakeHashPlain)},
		{"plain, secret behind", digest(plain(rightText + markerSecret)), one(signing.MistakeHashPlain)},
		{"arguments swapped", digest(hexHMAC(rightText, markerSecret)), one(signing.MistakeHMACSwapped)},
		{"upper case", digest(strings.ToUpper(sum(sha256.New))), one(signing.MistakeSignatureUpperCase)},
		{"base64", digest(b64(raw)), one(signing.MistakeSignatureBase64)},
		{"base64 unpadded", digest(base64.RawStdEncoding.EncodeToString([]byte(raw))), one(signing.MistakeSignatureBase64Kind)},
		{"base64 for URLs", digest(base64.URLEncoding.EncodeToString([]byte(raw))), one(signing.MistakeSignatureBase64Kind)},
		{"base64 of hex", digest(b64(sum(sha256.New))), one(signing.MistakeSignatureTwice)},
		{"base64 of base64", digest(b64(b64(raw))), one(signing.MistakeSignatureTwice, signing.MistakeSignatureBase64)},
		{"hex of hex", digest(hex.EncodeToString([]byte(sum(sha256.New)))), one(signing.MistakeSignatureTwice)},
		{"line feed", digest(sum(sha256.New) + "\n"), one(signing.MistakeSignatureStray)},
		{"base64 in lines", digest(b64(raw)[:20] + "\n" + b64(raw)[20:]), one(signing.MistakeSignatureStray, signing.MistakeSignatureBase64)},
		{"cut", digest(sum(sha256.New)[:40+2]), one(signing.MistakeSignatureUnreadable)},
		{"gibberish", digest("not-a-signature!"), one(signing.MistakeSignatureUnreadable)},
	}
}

func sha1Sum(text string) []byte {
	sum := sha1.Sum([]byte(text))
	return sum[:]
}

func TestDiagnoseNamesEachMistake(t *testing.T) {
	named := map[signing.Mistake]bool{signing.MistakeNothingToCheck: true} // its own test
	for group, cases := range map[string][]diagnoseCase{"header": headerCases(), "key": keyCases(), "path": pathCases(),
		"body": bodyCases(), "text and digest": textAndDigestCases(), "two": twoMistakes()} {
		for _, test := range cases {
			t.Run(group+"/"+test.name, func(t *testing.T) {
				diagnosis := diagnose(t, test.attempt)
				require.Equal(t, test.want, mistakesOf(diagnosis))
				assert.False(t, diagnosis.OK)
				assert.False(t, diagnosis.Partial)
				for _, mistake := range test.want {
					named[mistake] = true
					assert.True(t, diagnosis.Has(mistake))
					assert.Contains(t, diagnosis.String(), string(mistake))
				}
			})
		}
	}
	for _, known := range signing.KnownMistakes() {
		assert.True(t, named[known.Mistake], "no test makes the mistake %s", known.Mistake)
	}
}
