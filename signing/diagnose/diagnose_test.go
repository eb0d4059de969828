package diagnose

import (
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

func diagnose(t *testing.T, a attempt) Diagnosis {
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
	diagnosis := Request(r, []byte(a.body), markerCredentials(t))
	for _, secret := range []string{markerAPIKey, markerSecret, a.signature} {
		require.NotContains(t, fmt.Sprintf("%+v %s", diagnosis, diagnosis.String()), secret)
	}
	return diagnosis
}

func mistakesOf(d Diagnosis) []Mistake {
	var names []Mistake
	for _, finding := range d.Findings {
		names = append(names, finding.Mistake)
	}
	return names
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
	want    []Mistake
}

func one(mistakes ...Mistake) []Mistake { return mistakes }

func headerCases() []diagnoseCase {
	rightPayload := fill("apiKey:<k>&randomKey:<r>&signature:<s>")
	longPayload := b64(rightPayload)
	return []diagnoseCase{
		{"no header", attempt{noHeader: true}, one(mistakeAuthorizationMissing)},
		{"two headers", attempt{repeatedHeader: true}, one(mistakeAuthorizationRepeated)},
		{"no scheme", attempt{authorization: b64(rightPayload)}, one(mistakeSchemeMissing)},
		{"no blank", attempt{authorization: "IYZWSv2" + b64(rightPayload)}, one(mistakeSchemeBlankMissing)},
		{"two blanks", attempt{authorization: "IYZWSv2  " + b64(rightPayload)}, one(mistakeSchemeBlankMissing)},
		{"colon", attempt{authorization: "IYZWSv2: " + b64(rightPayload)}, one(mistakeSchemeBlankMissing)},
		{"lower case", attempt{authorization: "iyzwsv2 " + b64(rightPayload)}, one(mistakeSchemeWrong)},
		{"IYZWS", attempt{authorization: "IYZWS " + b64(rightPayload)}, one(mistakeSchemeWrong)},
		{"Basic", attempt{authorization: "Basic " + b64(rightPayload)}, one(mistakeSchemeWrong)},
		{"own scheme", attempt{authorization: "MyScheme " + b64(rightPayload)}, one(mistakeSchemeWrong)},
		{"old scheme", attempt{authorization: "IYZWS " + markerAPIKey + ":" + b64(string(sha1Sum("x")))}, one(mistakeSchemeOld)},
		{"old payload", attempt{authorization: "IYZWSv2 " + markerAPIKey + ":" + b64(string(sha1Sum("x")))}, one(mistakeSchemeOld)},
		{"plain payload", attempt{authorization: "IYZWSv2 " + rightPayload}, one(mistakePayloadPlain)},
		{"unpadded", attempt{authorization: "IYZWSv2 " + strings.TrimRight(b64(rightPayload), "=")}, one(mistakePayloadVariant)},
		{"lines", attempt{authorization: "IYZWSv2 " + longPayload[:76] + " " + longPayload[76:]}, one(mistakePayloadWrapped)},
		{"lines without a scheme", attempt{authorization: longPayload[:76] + "\n" + longPayload[76:]}, one(mistakeSchemeMissing, mistakePayloadWrapped)},
		{"twice", attempt{authorization: "IYZWSv2 " + b64(b64(rightPayload))}, one(mistakePayloadTwice)},
		{"unreadable", attempt{authorization: "IYZWSv2 gibberish"}, one(mistakePayloadUnreadable)},
		{"basic authorization", attempt{authorization: "Basic " + b64("user:password")}, one(mistakeSchemeWrong, mistakePayloadUnreadable)},
		{"far too long", attempt{authorization: "IYZWSv2 " + strings.Repeat("A", 5000)}, one(mistakePayloadUnreadable)},
		{"too long to be read", attempt{apiKey: strings.Repeat("k", 4000)}, one(mistakePayloadUnreadable)},
		{"equals signs", payload("apiKey=<k>&randomKey=<r>&signature=<s>"), one(mistakeFieldSeparator)},
		{"lower-case names", payload("apikey:<k>&randomkey:<r>&signature:<s>"), one(mistakeFieldSeparator)},
		{"commas", payload("apiKey:<k>,randomKey:<r>,signature:<s>"), one(mistakeFieldSeparator)},
		{"order", payload("randomKey:<r>&apiKey:<k>&signature:<s>"), one(mistakeFieldOrder)},
		{"no api key", payload("randomKey:<r>&signature:<s>"), one(mistakeAPIKeyMissing)},
		{"no random key", payload("apiKey:<k>&signature:<s>"), one(mistakeRandomKeyMissing)},
		{"no signature", payload("apiKey:<k>&randomKey:<r>"), one(mistakeSignatureMissing)},
		{"empty signature", payload("apiKey:<k>&randomKey:<r>&signature:"), one(mistakeSignatureMissing)},
		{"x-iyzi-rnd differs", attempt{sentRandomKey: "rnd2"}, one(mistakeRandomKeyDiffers)},
		{"x-iyzi-rnd was signed", attempt{sentRandomKey: "rnd2", signature: hexHMAC(markerSecret, "rnd2"+initPath)}, one(mistakeRandomKeyDiffers)},
	}
}

func keyCases() []diagnoseCase {
	swapped := attempt{authorization: authorization(markerSecret, "rnd1", hexHMAC(markerAPIKey, rightText))}
	return []diagnoseCase{
		{"production host", attempt{host: "api.iyzipay.com:443"}, one(mistakeHostOtherEnvironment)},
		{"production key", attempt{host: "localhost", apiKey: "production"}, one(mistakeAPIKeyOtherEnvironment)},
		{"production key and host", attempt{host: "api.iyzipay.com", apiKey: "production"}, one(mistakeAPIKeyOtherEnvironment)},
		{"another key", attempt{apiKey: "sandbox-other"}, one(mistakeAPIKeyOther)},
		{"another merchant", attempt{apiKey: "sandbox-other", signature: hexHMAC("x", rightText)}, one(mistakeAPIKeyOther, mistakeUnexplained)},
		{"blank behind the api key", attempt{apiKey: markerAPIKey + " "}, one(mistakeAPIKeyStray)},
		{"line feed behind the api key", attempt{apiKey: markerAPIKey + "\n"}, one(mistakeAPIKeyStray)},
		{"quoted api key", attempt{apiKey: `"` + markerAPIKey + `"`}, one(mistakeAPIKeyStray)},
		{"swapped", swapped, one(mistakeKeysSwapped)},
		{"secret sent", attempt{apiKey: markerSecret}, one(mistakeKeysSwapped)},
		{"keyed with the api key", keyed(markerAPIKey), one(mistakeKeyedWithAPIKey)},
		{"keyed with another api key", attempt{apiKey: "sandbox-other", signature: hexHMAC("sandbox-other", rightText)}, one(mistakeAPIKeyOther, mistakeKeyedWithAPIKey)},
		{"line feed behind the secret", keyed(markerSecret + "\n"), one(mistakeSecretStray)},
		{"carriage return behind the secret", keyed(markerSecret + "\r\n"), one(mistakeSecretStray)},
		{"blank behind the secret", keyed(markerSecret + " "), one(mistakeSecretStray)},
		{"blank before the secret", keyed(" " + markerSecret), one(mistakeSecretStray)},
		{"quoted secret", keyed(`"` + markerSecret + `"`), one(mistakeSecretStray)},
		{"secret in base64", keyed(b64(markerSecret)), one(mistakeSecretRecoded)},
		{"secret in hex", keyed(hex.EncodeToString([]byte(markerSecret))), one(mistakeSecretRecoded)},
		{"secret cut", keyed(strings.TrimPrefix(markerSecret, "sandbox-")), one(mistakeSecretCut)},
		{"no secret", keyed(""), one(mistakeSecretEmpty)},
	}
}

func pathCases() []diagnoseCase {
	const query = "?locale=tr&page=0"
	const host = "sandbox-api.iyzipay.com"
	return []diagnoseCase{
		{"query", signed(rightText + query), one(mistakeQuerySigned)},
		{"query decoded", attempt{target: "/v1?q=a%20b", signature: hexHMAC(markerSecret, "rnd1/v1?q=a b")}, one(mistakeQuerySigned)},
		{"query sorted", attempt{target: "/v1?b=1&a=2", signature: hexHMAC(markerSecret, "rnd1/v1?a=2&b=1")}, one(mistakeQuerySigned)},
		{"URL", signed("rnd1https://" + host + initPath), one(mistakeURLSigned)},
		{"URL of http", signed("rnd1http://" + host + initPath), one(mistakeURLSigned)},
		{"URL and query", signed("rnd1https://" + host + initPath + query), one(mistakeURLSigned, mistakeQuerySigned)},
		{"URL of the service at a proxy", attempt{host: "proxy.example", signature: hexHMAC(markerSecret, "rnd1https://"+host+initPath)}, one(mistakeURLSigned)},
		{"host", signed("rnd1" + host + initPath), one(mistakeHostSigned)},
		{"method", signed("rnd1POST" + initPath), one(mistakeMethodSigned)},
		{"slash added", signed(rightText + "/"), one(mistakeSlashAdded)},
		{"slash missing", attempt{target: initPath + "/", signature: hexHMAC(markerSecret, rightText)}, one(mistakeSlashMissing)},
		{"slash doubled in front", signed("rnd1/" + initPath), one(mistakeSlashDoubled)},
		{"slash doubled inside", signed("rnd1/v1//mass/payout/init"), one(mistakeSlashDoubled)},
		{"slash doubled when sent", attempt{target: "//v1/mass", signature: hexHMAC(markerSecret, "rnd1/v1/mass")}, one(mistakeSlashDoubled)},
		{"no leading slash", signed("rnd1" + initPath[1:]), one(mistakeLeadingSlash)},
		{"path shortened", signed("rnd1/payout/init"), one(mistakePathShortened)},
		{"no path", signed("rnd1"), one(mistakePathNotSigned)},
		{"unescaped", attempt{target: "/v1/a%20b", signature: hexHMAC(markerSecret, "rnd1/v1/a b")}, one(mistakePathUnescaped)},
		{"other escapes", attempt{target: "/v1/%61b", signature: hexHMAC(markerSecret, "rnd1/v1/ab")}, one(mistakePathUnescaped)},
		{"right, with a trailing slash", attempt{target: initPath + "/"}, one(mistakeUnsafePath)},
		{"right, with a doubled slash", attempt{target: "/v1//mass"}, one(mistakeUnsafePath)},
	}
}

func bodyCases() []diagnoseCase {
	const compact = `{"b":"x","a":[1,{"c":null}],"e":{},"f":[]}`
	const spaced = `{"b": "x", "a": [1, {"c": null}], "e": {}, "f": []}`
	const indented = "{\n  \"b\": \"x\",\n  \"a\": [\n    1,\n    {\n      \"c\": null\n    }\n  ],\n  \"e\": {},\n  \"f\": []\n}"
	const sorted = `{"a":[1,{"c":null}],"b":"x","e":{},"f":[]}`
	return []diagnoseCase{
		{"not signed", withBody(compact, ""), one(mistakeBodyNotSigned)},
		{"{} for none", signed(rightText + "{}"), one(mistakeBodyInvented)},
		{"null for none", signed(rightText + "null"), one(mistakeBodyInvented)},
		{"compacted", withBody(indented, compact), one(mistakeBodyCompacted)},
		{"compacted from spaced", withBody(spaced, compact), one(mistakeBodyCompacted)},
		{"compacted from handwritten", withBody(" {\"b\" :1,\n\"a\":2}", `{"b":1,"a":2}`), one(mistakeBodyCompacted)},
		{"spaced", withBody(compact, spaced), one(mistakeBodySpaced)},
		{"indented", withBody(compact, indented), one(mistakeBodyIndented)},
		{"indented from spaced", withBody(spaced, indented), one(mistakeBodyIndented)},
		{"indented with CRLF", withBody(compact, strings.ReplaceAll(indented, "\n", "\r\n")), one(mistakeBodyIndented)},
		{"sorted", withBody(compact, sorted), one(mistakeBodyKeysSorted)},
		{"HTML escaped", withBody(`{"a":"<&>"}`, `{"a":"\u003c\u0026\u003e"}`), one(mistakeBodyHTMLEscaped)},
		{"Gson", withBody(`{"a":"x='y'"}`, `{"a":"x\u003d\u0027y\u0027"}`), one(mistakeBodyHTMLEscaped)},
		{"unescaped", withBody(`{"a":"\u003c\u015f\/"}`, `{"a":"<ş/"}`), one(mistakeBodyUnescaped)},
		{"ASCII", withBody(`{"ğ":"şç😀"}`, `{"\u011f":"\u015f\u00e7\ud83d\ude00"}`), one(mistakeBodyASCIIEscaped)},
		{"ASCII without DEL", withBody("{\"a\":\"\x7f\"}", `{"a":"\u007f"}`), one(mistakeBodyASCIIEscaped)},
		{"ASCII upper-case", withBody(`{"a":"ğ"}`, `{"a":"\u011F"}`), one(mistakeBodyASCIIEscaped)},
		{"slashes", withBody(`{"a":"x/ş"}`, `{"a":"x\/ş"}`), one(mistakeBodySlashEscaped)},
		{"PHP", withBody(`{"a":"x/ş"}`, `{"a":"x\/\u015f"}`), one(mistakeBodySlashEscaped, mistakeBodyASCIIEscaped)},
		{".NET", withBody(`{"a":"ş+\"'"}`, `{"a":"\u015F\u002B\u0022\u0027"}`), one(mistakeBodyHTMLEscaped, mistakeBodyASCIIEscaped)},
		{"numbers of JavaScript", withBody(`{"a":100.50,"b":7.00}`, `{"a":100.5,"b":7}`), one(mistakeBodyNumbers)},
		{"numbers of Python", withBody(`{"a":100.50,"b":7.00,"c":7}`, `{"a":100.5,"b":7.0,"c":7}`), one(mistakeBodyNumbers)},
		{"line feed added", withBody(compact, compact+"\n"), one(mistakeBodyNewlineAdded)},
		{"line feed added, no JSON", withBody("a=b", "a=b\n"), one(mistakeBodyNewlineAdded)},
		{"line feed sent", withBody(compact+"\n", compact), one(mistakeBodyNewlineMissing)},
		{"ISO-8859-9", withBody(`{"a":"ğüşıöçİĞŞ"}`, "{\"a\":\"\xf0\xfc\xfe\xfd\xf6\xe7\xdd\xd0\xde\"}"), one(mistakeBodyCharset)},
		{"ISO-8859-9 has no Icelandic letters", withBody(`{"a":"ğý"}`, "{\"a\":\"\xf0?\"}"), one(mistakeBodyCharset)},
		{"ISO-8859-1", withBody(`{"a":"öş"}`, "{\"a\":\"\xf6?\"}"), one(mistakeBodyCharset)},
		{"ASCII with question marks", withBody(`{"a":"öş"}`, `{"a":"??"}`), one(mistakeBodyCharset)},
		{"UTF-8 twice", withBody(`{"a":"ö"}`, `{"a":"Ã¶"}`), one(mistakeBodyCharset)},
		{"byte order mark signed", withBody(compact, "\ufeff"+compact), one(mistakeBodyCharset)},
		{"byte order mark sent", withBody("\ufeff"+compact, compact), one(mistakeBodyCharset)},
	}
}

func textAndDigestCases() []diagnoseCase {
	both := func(text string) attempt { return attempt{body: "{}", signature: hexHMAC(markerSecret, text)} }
	digest := func(signature string) attempt { return attempt{signature: signature} }
	sum := func(kind func() hash.Hash) string { return hex.EncodeToString([]byte(rightRaw(kind))) }
	raw := rightRaw(sha256.New)
	plain := func(text string) string { s := sha256.Sum256([]byte(text)); return hex.EncodeToString(s[:]) }
	return []diagnoseCase{
		{"no random key", signed(initPath), one(mistakeRandomKeyNotSigned)},
		{"path, random key, body", both(initPath + "rnd1{}"), one(mistakePartsOrder)},
		{"random key, body, path", both("rnd1{}" + initPath), one(mistakePartsOrder)},
		{"path, body, random key", both(initPath + "{}rnd1"), one(mistakePartsOrder)},
		{"body, random key, path", both("{}rnd1" + initPath), one(mistakePartsOrder)},
		{"body, path, random key", both("{}" + initPath + "rnd1"), one(mistakePartsOrder)},
		{"lines", both("rnd1\n" + initPath + "\n{}"), one(mistakePartsJoined)},
		{"SHA-1", digest(sum(sha1.New)), one(mistakeHashWeak)},
		{"MD5", digest(sum(md5.New)), one(mistakeHashWeak)},
		{"SHA-512", digest(sum(sha512.New)), one(mistakeHashLong)},
		{"SHA-384", digest(sum(sha512.New384)), one(mistakeHashLong)},
		{"plain", digest(plain(rightText)), one(mistakeHashPlain)},
		{"plain, secret in front", digest(plain(markerSecret + rightText)), one(mistakeHashPlain)},
		{"plain, secret behind", digest(plain(rightText + markerSecret)), one(mistakeHashPlain)},
		{"arguments swapped", digest(hexHMAC(rightText, markerSecret)), one(mistakeHMACSwapped)},
		{"upper case", digest(strings.ToUpper(sum(sha256.New))), one(mistakeSignatureUpperCase)},
		{"base64", digest(b64(raw)), one(mistakeSignatureBase64)},
		{"base64 unpadded", digest(base64.RawStdEncoding.EncodeToString([]byte(raw))), one(mistakeSignatureBase64Kind)},
		{"base64 for URLs", digest(base64.URLEncoding.EncodeToString([]byte(raw))), one(mistakeSignatureBase64Kind)},
		{"base64 of hex", digest(b64(sum(sha256.New))), one(mistakeSignatureTwice)},
		{"base64 of base64", digest(b64(b64(raw))), one(mistakeSignatureTwice, mistakeSignatureBase64)},
		{"hex of hex", digest(hex.EncodeToString([]byte(sum(sha256.New)))), one(mistakeSignatureTwice)},
		{"line feed", digest(sum(sha256.New) + "\n"), one(mistakeSignatureStray)},
		{"base64 in lines", digest(b64(raw)[:20] + "\n" + b64(raw)[20:]), one(mistakeSignatureStray, mistakeSignatureBase64)},
		{"cut", digest(sum(sha256.New)[:40+2]), one(mistakeSignatureUnreadable)},
		{"gibberish", digest("not-a-signature!"), one(mistakeSignatureUnreadable)},
	}
}

func sha1Sum(text string) []byte {
	sum := sha1.Sum([]byte(text))
	return sum[:]
}

func TestEachMistakeIsNamed(t *testing.T) {
	named := map[Mistake]bool{mistakeNothingToCheck: true} // its own test
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
	for _, known := range Known() {
		assert.True(t, named[known.Mistake], "no test makes the mistake %s", known.Mistake)
	}
}
