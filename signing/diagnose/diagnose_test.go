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
	diagnosis := Request(r, []byte(a.body), markerCredentials(t), templates...)
	for _, secret := range []string{markerAPIKey, markerSecret, a.signature} {
		require.NotContains(t, fmt.Sprintf("%+v %s", diagnosis, diagnosis.String()), secret)
	}
	return diagnosis
}

func mistakesOf(d Diagnosis) []string {
	var names []string
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
	want    []string
}

func one(mistakes ...string) []string { return mistakes }

func headerCases() []diagnoseCase {
	rightPayload := fill("apiKey:<k>&randomKey:<r>&signature:<s>")
	longPayload := b64(rightPayload)
	return []diagnoseCase{
		{"no header", attempt{noHeader: true}, one("authorization-missing")},
		{"two headers", attempt{repeatedHeader: true}, one("authorization-repeated")},
		{"no scheme", attempt{authorization: b64(rightPayload)}, one("scheme-missing")},
		{"no blank", attempt{authorization: "IYZWSv2" + b64(rightPayload)}, one("scheme-blank-missing")},
		{"two blanks", attempt{authorization: "IYZWSv2  " + b64(rightPayload)}, one("scheme-blank-missing")},
		{"colon", attempt{authorization: "IYZWSv2: " + b64(rightPayload)}, one("scheme-blank-missing")},
		{"lower case", attempt{authorization: "iyzwsv2 " + b64(rightPayload)}, one("scheme-wrong")},
		{"IYZWS", attempt{authorization: "IYZWS " + b64(rightPayload)}, one("scheme-wrong")},
		{"Basic", attempt{authorization: "Basic " + b64(rightPayload)}, one("scheme-wrong")},
		{"own scheme", attempt{authorization: "MyScheme " + b64(rightPayload)}, one("scheme-wrong")},
		{"old scheme", attempt{authorization: "IYZWS " + markerAPIKey + ":" + b64(string(sha1Sum("x")))}, one("scheme-old")},
		{"old payload", attempt{authorization: "IYZWSv2 " + markerAPIKey + ":" + b64(string(sha1Sum("x")))}, one("scheme-old")},
		{"plain payload", attempt{authorization: "IYZWSv2 " + rightPayload}, one("payload-not-base64")},
		{"unpadded", attempt{authorization: "IYZWSv2 " + strings.TrimRight(b64(rightPayload), "=")}, one("payload-base64-variant")},
		{"lines", attempt{authorization: "IYZWSv2 " + longPayload[:76] + " " + longPayload[76:]}, one("payload-white-space")},
		{"lines without a scheme", attempt{authorization: longPayload[:76] + "\n" + longPayload[76:]}, one("scheme-missing", "payload-white-space")},
		{"twice", attempt{authorization: "IYZWSv2 " + b64(b64(rightPayload))}, one("payload-base64-twice")},
		{"unreadable", attempt{authorization: "IYZWSv2 gibberish"}, one("payload-unreadable")},
		{"basic authorization", attempt{authorization: "Basic " + b64("user:password")}, one("scheme-wrong", "payload-unreadable")},
		{"far too long", attempt{authorization: "IYZWSv2 " + strings.Repeat("A", 5000)}, one("payload-unreadable")},
		{"too long to be read", attempt{apiKey: strings.Repeat("k", 4000)}, one("payload-unreadable")},
		{"equals signs", payload("apiKey=<k>&randomKey=<r>&signature=<s>"), one("field-separator")},
		{"lower-case names", payload("apikey:<k>&randomkey:<r>&signature:<s>"), one("field-separator")},
		{"commas", payload("apiKey:<k>,randomKey:<r>,signature:<s>"), one("field-separator")},
		{"order", payload("randomKey:<r>&apiKey:<k>&signature:<s>"), one("field-order")},
		{"no api key", payload("randomKey:<r>&signature:<s>"), one("api-key-missing")},
		{"no random key", payload("apiKey:<k>&signature:<s>"), one("random-key-missing")},
		{"no signature", payload("apiKey:<k>&randomKey:<r>"), one("signature-missing")},
		{"empty signature", payload("apiKey:<k>&randomKey:<r>&signature:"), one("signature-missing")},
		{"x-iyzi-rnd differs", attempt{sentRandomKey: "rnd2"}, one("random-key-differs")},
		{"x-iyzi-rnd was signed", attempt{sentRandomKey: "rnd2", signature: hexHMAC(markerSecret, "rnd2"+initPath)}, one("random-key-differs")},
	}
}

func keyCases() []diagnoseCase {
	swapped := attempt{authorization: authorization(markerSecret, "rnd1", hexHMAC(markerAPIKey, rightText))}
	return []diagnoseCase{
		{"production host", attempt{host: "api.iyzipay.com:443"}, one("host-of-other-environment")},
		{"production key", attempt{host: "localhost", apiKey: "production"}, one("api-key-of-other-environment")},
		{"production key and host", attempt{host: "api.iyzipay.com", apiKey: "production"}, one("api-key-of-other-environment")},
		{"another key", attempt{apiKey: "sandbox-other"}, one("api-key-differs")},
		{"another merchant", attempt{apiKey: "sandbox-other", signature: hexHMAC("x", rightText)}, one("api-key-differs", "unexplained")},
		{"blank behind the api key", attempt{apiKey: markerAPIKey + " "}, one("api-key-stray-characters")},
		{"line feed behind the api key", attempt{apiKey: markerAPIKey + "\n"}, one("api-key-stray-characters")},
		{"quoted api key", attempt{apiKey: `"` + markerAPIKey + `"`}, one("api-key-stray-characters")},
		{"swapped", swapped, one("keys-swapped")},
		{"secret sent", attempt{apiKey: markerSecret}, one("keys-swapped")},
		{"keyed with the api key", keyed(markerAPIKey), one("keyed-with-api-key")},
		{"keyed with another api key", attempt{apiKey: "sandbox-other", signature: hexHMAC("sandbox-other", rightText)}, one("api-key-differs", "keyed-with-api-key")},
		{"line feed behind the secret", keyed(markerSecret + "\n"), one("secret-key-stray-characters")},
		{"carriage return behind the secret", keyed(markerSecret + "\r\n"), one("secret-key-stray-characters")},
		{"blank behind the secret", keyed(markerSecret + " "), one("secret-key-stray-characters")},
		{"blank before the secret", keyed(" " + markerSecret), one("secret-key-stray-characters")},
		{"quoted secret", keyed(`"` + markerSecret + `"`), one("secret-key-stray-characters")},
		{"secret in base64", keyed(b64(markerSecret)), one("secret-key-recoded")},
		{"secret in hex", keyed(hex.EncodeToString([]byte(markerSecret))), one("secret-key-recoded")},
		{"secret without sandbox-", keyed(strings.TrimPrefix(markerSecret, "sandbox-")), one("secret-key-cut")},
		{"secret cut off", keyed(markerSecret[:20]), one("secret-key-cut")},
		{"secret without its last character", keyed(markerSecret[:len(markerSecret)-1]), one("secret-key-cut")},
		{"secret without its first character", keyed(markerSecret[1:]), one("secret-key-cut")},
		{"no secret", keyed(""), one("secret-key-empty")},
	}
}

func pathCases() []diagnoseCase {
	const query = "?locale=tr&page=0"
	const host = "sandbox-api.iyzipay.com"
	return []diagnoseCase{
		{"query", signed(rightText + query), one("query-signed")},
		{"query decoded", attempt{target: "/v1?q=a%20b", signature: hexHMAC(markerSecret, "rnd1/v1?q=a b")}, one("query-signed")},
		{"query sorted", attempt{target: "/v1?b=1&a=2", signature: hexHMAC(markerSecret, "rnd1/v1?a=2&b=1")}, one("query-signed")},
		{"URL", signed("rnd1https://" + host + initPath), one("url-signed")},
		{"URL of http", signed("rnd1http://" + host + initPath), one("url-signed")},
		{"URL and query", signed("rnd1https://" + host + initPath + query), one("url-signed", "query-signed")},
		{"URL of the service at a proxy", attempt{host: "proxy.example", signature: hexHMAC(markerSecret, "rnd1https://"+host+initPath)}, one("url-signed")},
		{"host", signed("rnd1" + host + initPath), one("host-signed")},
		{"method", signed("rnd1POST" + initPath), one("method-signed")},
		{"slash added", signed(rightText + "/"), one("slash-added")},
		{"slash missing", attempt{target: initPath + "/", signature: hexHMAC(markerSecret, rightText)}, one("slash-missing")},
		{"slash doubled in front", signed("rnd1/" + initPath), one("slash-doubled")},
		{"slash doubled inside", signed("rnd1/v1//mass/payout/init"), one("slash-doubled")},
		{"slash doubled when sent", attempt{target: "//v1/mass", signature: hexHMAC(markerSecret, "rnd1/v1/mass")}, one("slash-doubled")},
		{"no leading slash", signed("rnd1" + initPath[1:]), one("leading-slash-missing")},
		{"path shortened", signed("rnd1/payout/init"), one("path-shortened")},
		{"no path", signed("rnd1"), one("path-not-signed")},
		{"unescaped", attempt{target: "/v1/a%20b", signature: hexHMAC(markerSecret, "rnd1/v1/a b")}, one("path-unescaped")},
		{"other escapes", attempt{target: "/v1/%61b", signature: hexHMAC(markerSecret, "rnd1/v1/ab")}, one("path-unescaped")},
		{"another operation", signed("rnd1/v1/mass/payout/auth"), one("path-of-other-operation")},
		{"another operation with an id", attempt{target: cancelPath, signature: hexHMAC(markerSecret, "rnd1/v1/mass/payout/retrieve/items/179-x")}, one("path-of-other-operation")},
		{"another operation with a placeholder", signed("rnd1/v1/mass/payout/cancel/{requestId}"), one("path-of-other-operation", "path-unfilled")},
		{"version", signed("rnd1/v2/mass/payout/init"), one("path-version")},
		{"version when sent", attempt{target: "/v2/mass/payout/init", signature: hexHMAC(markerSecret, rightText)}, one("path-version")},
		{"placeholder", attempt{target: cancelPath, signature: hexHMAC(markerSecret, "rnd1/v1/mass/payout/cancel/{requestId}")}, one("path-unfilled")},
		{"placeholder of Express", attempt{target: cancelPath, signature: hexHMAC(markerSecret, "rnd1/v1/mass/payout/cancel/:requestId")}, one("path-unfilled")},
		{"undefined", attempt{target: cancelPath, signature: hexHMAC(markerSecret, "rnd1/v1/mass/payout/cancel/undefined")}, one("path-unfilled")},
		{"no id", attempt{target: cancelPath, signature: hexHMAC(markerSecret, "rnd1/v1/mass/payout/cancel/")}, one("path-unfilled")},
		{"placeholder sent and signed", attempt{target: "/v1/mass/payout/cancel/%7BrequestId%7D"}, one("path-unfilled")},
		{"right, with a trailing slash", attempt{target: initPath + "/"}, one("unsafe-path")},
		{"right, with a doubled slash", attempt{target: "/v1//mass"}, one("unsafe-path")},
	}
}

func bodyCases() []diagnoseCase {
	const compact = `{"b":"x","a":[1,{"c":null}],"e":{},"f":[]}`
	const spaced = `{"b": "x", "a": [1, {"c": null}], "e": {}, "f": []}`
	const indented = "{\n  \"b\": \"x\",\n  \"a\": [\n    1,\n    {\n      \"c\": null\n    }\n  ],\n  \"e\": {},\n  \"f\": []\n}"
	const sorted = `{"a":[1,{"c":null}],"b":"x","e":{},"f":[]}`
	return []diagnoseCase{
		{"not signed", withBody(compact, ""), one("body-not-signed")},
		{"{} for none", signed(rightText + "{}"), one("body-signed-for-none")},
		{"null for none", signed(rightText + "null"), one("body-signed-for-none")},
		{"a body on GET", attempt{method: "GET", body: "{}", signature: hexHMAC(markerSecret, rightText)}, one("body-not-signed", "body-needless")},
		{"compacted", withBody(indented, compact), one("body-compacted")},
		{"compacted from spaced", withBody(spaced, compact), one("body-compacted")},
		{"compacted from handwritten", withBody(" {\"b\" :1,\n\"a\":2}", `{"b":1,"a":2}`), one("body-compacted")},
		{"spaced", withBody(compact, spaced), one("body-spaced")},
		{"indented", withBody(compact, indented), one("body-indented")},
		{"indented from spaced", withBody(spaced, indented), one("body-indented")},
		{"indented with CRLF", withBody(compact, strings.ReplaceAll(indented, "\n", "\r\n")), one("body-indented")},
		{"sorted", withBody(compact, sorted), one("body-keys-sorted")},
		{"HTML escaped", withBody(`{"a":"<&>"}`, `{"a":"\u003c\u0026\u003e"}`), one("body-html-escaped")},
		{"Gson", withBody(`{"a":"x='y'"}`, `{"a":"x\u003d\u0027y\u0027"}`), one("body-html-escaped")},
		{"unescaped", withBody(`{"a":"\u003c\u015f\/"}`, `{"a":"<ş/"}`), one("body-unescaped")},
		{"ASCII", withBody(`{"ğ":"şç😀"}`, `{"\u011f":"\u015f\u00e7\ud83d\ude00"}`), one("body-ascii-escaped")},
		{"ASCII without DEL", withBody("{\"a\":\"\x7f\"}", `{"a":"\u007f"}`), one("body-ascii-escaped")},
		{"ASCII upper-case", withBody(`{"a":"ğ"}`, `{"a":"\u011F"}`), one("body-ascii-escaped")},
		{"slashes", withBody(`{"a":"x/ş"}`, `{"a":"x\/ş"}`), one("body-slash-escaped")},
		{"PHP", withBody(`{"a":"x/ş"}`, `{"a":"x\/\u015f"}`), one("body-slash-escaped", "body-ascii-escaped")},
		{".NET", withBody(`{"a":"ş+\"'"}`, `{"a":"\u015F\u002B\u0022\u0027"}`), one("body-html-escaped", "body-ascii-escaped")},
		{"numbers of JavaScript", withBody(`{"a":100.50,"b":7.00}`, `{"a":100.5,"b":7}`), one("body-numbers-rewritten")},
		{"numbers of Python", withBody(`{"a":100.50,"b":7.00,"c":7}`, `{"a":100.5,"b":7.0,"c":7}`), one("body-numbers-rewritten")},
		{"line feed added", withBody(compact, compact+"\n"), one("body-newline-added")},
		{"line feed added, no JSON", withBody("a=b", "a=b\n"), one("body-newline-added")},
		{"line feed sent", withBody(compact+"\n", compact), one("body-newline-missing")},
		{"ISO-8859-9", withBody(`{"a":"ğüşıöçİĞŞ"}`, "{\"a\":\"\xf0\xfc\xfe\xfd\xf6\xe7\xdd\xd0\xde\"}"), one("body-charset")},
		{"ISO-8859-9 has no Icelandic letters", withBody(`{"a":"ğý"}`, "{\"a\":\"\xf0?\"}"), one("body-charset")},
		{"ISO-8859-1", withBody(`{"a":"öş"}`, "{\"a\":\"\xf6?\"}"), one("body-charset")},
		{"ASCII with question marks", withBody(`{"a":"öş"}`, `{"a":"??"}`), one("body-charset")},
		{"UTF-8 twice", withBody(`{"a":"ö"}`, `{"a":"Ã¶"}`), one("body-charset")},
		{"byte order mark signed", withBody(compact, "\ufeff"+compact), one("body-charset")},
		{"encoded twice", withBody(`"{\"a\":\"ş\",\"n\":1.50}"`, `{"a":"ş","n":1.50}`), one("body-encoded-twice")},
		{"encoded twice when signed", withBody(`{"a":"ş"}`, `"{\"a\":\"ş\"}"`), one("body-encoded-twice")},
		{"encoded twice by Python", withBody(`{"a":"ş"}`, `"{\"a\":\"\u015f\"}"`), one("body-encoded-twice")},
		{"encoded twice by Go", withBody(`{"a":"<"}`, `"{\"a\":\"\u003c\"}"`), one("body-encoded-twice")},
		{"str of a dict", withBody(`{"a": "\u015f'\n\u0001\b\u00a0\u2028", "b": [true, false, null], "n": 1.50, "c": "'\""}`,
			`{'a': "ş'\n\x01\x08\xa0\u2028", 'b': [True, False, None], 'n': 1.5, 'c': '\'"'}`), one("body-python-dict")},
		{"str of a dict with decimals", withBody(`{"n": 1.50}`, `{'n': 1.50}`), one("body-python-dict")},
		{"str of a dict sent", withBody(`{'a': 'ş', 'b': True}`, `{"a": "ş", "b": true}`), one("body-python-dict")},
		{"byte order mark sent", withBody("\ufeff"+compact, compact), one("body-charset")},
	}
}

func textAndDigestCases() []diagnoseCase {
	both := func(text string) attempt { return attempt{body: "{}", signature: hexHMAC(markerSecret, text)} }
	digest := func(signature string) attempt { return attempt{signature: signature} }
	sum := func(kind func() hash.Hash) string { return hex.EncodeToString([]byte(rightRaw(kind))) }
	raw := rightRaw(sha256.New)
	plain := func(text string) string { s := sha256.Sum256([]byte(text)); return hex.EncodeToString(s[:]) }
	return []diagnoseCase{
		{"no random key", signed(initPath), one("random-key-not-signed")},
		{"path, random key, body", both(initPath + "rnd1{}"), one("parts-order")},
		{"random key, body, path", both("rnd1{}" + initPath), one("parts-order")},
		{"path, body, random key", both(initPath + "{}rnd1"), one("parts-order")},
		{"body, random key, path", both("{}rnd1" + initPath), one("parts-order")},
		{"body, path, random key", both("{}" + initPath + "rnd1"), one("parts-order")},
		{"lines", both("rnd1\n" + initPath + "\n{}"), one("parts-joined")},
		{"SHA-1", digest(sum(sha1.New)), one("hmac-md5-or-sha1")},
		{"MD5", digest(sum(md5.New)), one("hmac-md5-or-sha1")},
		{"SHA-512", digest(sum(sha512.New)), one("hmac-sha384-or-sha512")},
		{"SHA-384", digest(sum(sha512.New384)), one("hmac-sha384-or-sha512")},
		{"plain", digest(plain(rightText)), one("hash-without-hmac")},
		{"plain, secret in front", digest(plain(markerSecret + rightText)), one("hash-without-hmac")},
		{"plain, secret behind", digest(plain(rightText + markerSecret)), one("hash-without-hmac")},
		{"arguments swapped", digest(hexHMAC(rightText, markerSecret)), one("hmac-arguments-swapped")},
		{"upper case", digest(strings.ToUpper(sum(sha256.New))), one("signature-upper-case")},
		{"base64", digest(b64(raw)), one("signature-base64")},
		{"base64 unpadded", digest(base64.RawStdEncoding.EncodeToString([]byte(raw))), one("signature-base64-variant")},
		{"base64 for URLs", digest(base64.URLEncoding.EncodeToString([]byte(raw))), one("signature-base64-variant")},
		{"base64 of hex", digest(b64(sum(sha256.New))), one("signature-encoded-twice")},
		{"base64 of base64", digest(b64(b64(raw))), one("signature-encoded-twice", "signature-base64")},
		{"hex of hex", digest(hex.EncodeToString([]byte(sum(sha256.New)))), one("signature-encoded-twice")},
		{"line feed", digest(sum(sha256.New) + "\n"), one("signature-stray-characters")},
		{"base64 in lines", digest(b64(raw)[:20] + "\n" + b64(raw)[20:]), one("signature-stray-characters", "signature-base64")},
		{"cut", digest(sum(sha256.New)[:40+2]), one("signature-unreadable")},
		{"gibberish", digest("not-a-signature!"), one("signature-unreadable")},
	}
}

func sha1Sum(text string) []byte {
	sum := sha1.Sum([]byte(text))
	return sum[:]
}

func TestEachMistakeIsNamed(t *testing.T) {
	named := map[string]bool{"nothing-to-check": true} // its own test
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
					assert.Contains(t, diagnosis.String(), mistake+": ")
					assert.Contains(t, diagnosis.String(), string(mistake))
				}
			})
		}
	}
	for _, finding := range known() {
		assert.True(t, named[finding.Mistake], "no test makes the mistake %s", finding.Mistake)
	}
}
