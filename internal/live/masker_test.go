package live

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/spec"
)

// theDocument is read once, and nobody changes it.
var theDocument = sync.OnceValues(spec.Document)

func newTestMasker(t testing.TB) *masker {
	t.Helper()
	doc, err := theDocument()
	require.NoError(t, err)
	return newMasker(newRoutes(doc, "https://service.test/base"))
}

func exchangeOf(t testing.TB, method, target, request, response string) contract.Exchange {
	t.Helper()
	u, err := url.Parse("https://service.test/base" + target)
	require.NoError(t, err)
	return contract.Exchange{
		Request:  contract.Request{Method: method, URL: u, Header: http.Header{}, Body: []byte(request)},
		Response: contract.Response{Status: 200, Header: http.Header{}, Body: []byte(response)},
	}
}

// shownAs masks an exchange on its own.
func (m *masker) shownAs(x contract.Exchange, findings ...contract.Finding) Exchange {
	return m.exchange(0, x, findings, m.secrets([]contract.Exchange{x}))
}

func text(lines []Line) string {
	var all []string
	for _, l := range lines {
		all = append(all, l.Text)
	}
	return strings.Join(all, "\n")
}

func marked(lines []Line) (all []string) {
	for _, l := range lines {
		if l.Marked {
			all = append(all, strings.TrimSpace(l.Text))
		}
	}
	return all
}

func TestWhatIsShownOfMessages(t *testing.T) {
	t.Parallel()
	m := newTestMasker(t)
	x := exchangeOf(t, "POST", "/v1/mass/payout/init?locale=en&who=Jane", `{
		"externalId": "batch-7", "conversationId": "conv-7", "purpose": "SALARY", "items": [{
			"itemExternalId": "line-1", "recipientType": "IBAN", "recipientInfo": "TR920086402100005482986178", "recipientName": "Jane Customer",
			"amount": {"value": 100.50, "currency": "TRY"}, "description": "Salary of June", "nonWithdrawable": true, "birthday": 19700101}]}`,
		`{"requestId":"r-1","status":"failure","errorCode":11,"errorMessage":"Jane Customer cannot be paid, nor 05551234567","locale":"tr",
		"systemTime":1780304400000,"invalidItems":[{"externalId":"line-1","errorMessage":"wrong"}],"holder":"Jane C.","nested":{"a":[1,"b",null,true]}}`)
	got := m.shownAs(x)
	assert.Equal(t, "POST https://service.test/base/v1/mass/payout/init?locale=en&who=J***", got.Request.Head[0].Text)
	assert.Equal(t, `{
  "externalId": "batch-7",
  "conversationId": "conv-7",
  "purpose": "SALARY",
  "items": [
    {
      "itemExternalId": "line-1",
      "recipientType": "IBAN",
      "recipientInfo": "***6178",
      "recipientName": "J*** C***",
      "amount": {
        "value": 100.50,
        "currency": "TRY"
      },
      "description": "S*** o*** J***",
      "nonWithdrawable": true,
      "birthday": ***0101
    }
  ]
}`, text(got.Request.Body))
	assert.Equal(t, `{
  "requestId": "r-1",
  "status": "failure",
  "errorCode": 11,
  "errorMessage": "J*** C*** cannot be paid, nor ***4567",
  "locale": "tr",
  "systemTime": 1780304400000,
  "invalidItems": [
    {
      "externalId": "line-1",
      "errorMessage": "wrong"
    }
  ],
  "holder": "J*** C***",
  "nested": {
    "a": [
      ***,
      "b***",
      null,
      true
    ]
  }
}`, text(got.Response.Body))
}

func TestWhatAnswersRepeatOfRecipientsIsHidden(t *testing.T) {
	t.Parallel()
	m := newTestMasker(t)
	x := exchangeOf(t, "GET", "/v1/mass/payout/retrieve/items/ref-1?locale=tr", "", `{"status":"success","systemTime":"Ayten Kaya","item":{"recipientInfo":"+905551234567",
		"recipientName":"Ayşe Yılmaz","description":"Haziran","currencyCode":"TRY","recipientType":"PHONE","itemStatus":"SOME_NEW","totalAmount":123456789012.00,
		"referenceCode":"ref-1","errorMessages":["no account of Ayşe Yılmaz"]}}`)
	got := text(m.shownAs(x).Response.Body)
	for _, hidden := range []string{"555", "Ayşe", "Yılmaz", "Haziran", "Ayten"} {
		assert.NotContains(t, got, hidden)
	}
	for _, shown := range []string{`"***4567"`, `"TRY"`, `"PHONE"`, `"SOME_NEW"`, "123456789012.00", `"ref-1"`, `"no account of A*** Y***"`} {
		assert.Contains(t, got, shown)
	}
	assert.Equal(t, "GET https://service.test/base/v1/mass/payout/retrieve/items/ref-1?locale=tr", m.shownAs(x).Request.Head[0].Text)
}

func TestWordsInTheWrongPlace(t *testing.T) {
	t.Parallel()
	m := newTestMasker(t)
	for value, want := range map[string]string{
		`"Jane"`: `"J***"`, `"SALARY"`: `"SALARY"`, `"salary"`: `"salary"`, `"TR920086402100005482986178"`: `"***6178"`, `53857708216`: `***8216`,
		`["Jane"]`: "[\n    \"J***\"\n  ]", `{"x":"Jane"}`: "{\n    \"x\": \"J***\"\n  }", `true`: `true`, `null`: `null`,
	} {
		got := m.shownAs(exchangeOf(t, "POST", "/v1/mass/payout/init", `{"purpose":`+value+`}`, ""))
		assert.Equal(t, "{\n  \"purpose\": "+want+"\n}", text(got.Request.Body))
	}
	// A name in capitals looks like a new word, unless it is known to be somebody's.
	got := m.shownAs(exchangeOf(t, "POST", "/v1/mass/payout/init", `{"purpose":"JANE","items":[{"recipientName":"JANE"}]}`, ""))
	assert.NotContains(t, text(got.Request.Body), "JANE")
}

func TestWhatIsShownOfUnknownOperations(t *testing.T) {
	t.Parallel()
	m := newTestMasker(t)
	x := exchangeOf(t, "POST", "/v1/people/Jane?name=Jane", `{"name":"Jane"}`, `<html>Jane</html>`)
	got := m.shownAs(x)
	assert.Empty(t, got.Operation)
	all := text(got.Request.Head) + text(got.Request.Body) + text(got.Response.Head) + text(got.Response.Body)
	assert.NotContains(t, all, "Jane")
	assert.Contains(t, all, "POST https://service.test/***?")
}

func TestBodiesThatAreNotJSON(t *testing.T) {
	t.Parallel()
	m := newTestMasker(t)
	for body, want := range map[string]string{
		"":                                   "(empty)",
		" \n":                                "(empty)",
		"Jane was here":                      "(13 bytes that are not JSON and so are not shown)",
		`{"status":"success","errorMessage"`: "{\n  \"status\": \"success\",\n(ends here)",
		`{"status":"success",Jane}`:          "{\n  \"status\": \"success\",\n(6 bytes that are not JSON and so are not shown)",
		`{"status":"success"} Jane`:          "{\n  \"status\": \"success\"\n}\n(5 bytes behind the end that are not shown)",
		"\xef\xbb\xbf{}":                     "(a byte order mark)\n{}",
		`{"status":"success","status":"x"}`:  "{\n  \"status\": \"success\",\n  \"status\": \"x\"\n}",
		"{\"\u202e\":1}":                     "{\n  \"\\\\u{202E}\": ***\n}",
		`[]`:                                 "[]",
	} {
		got := m.shownAs(exchangeOf(t, "POST", "/v1/mass/payout/auth", "", body))
		assert.Equal(t, want, text(got.Response.Body), "%q", body)
	}
	unread := exchangeOf(t, "POST", "/v1/mass/payout/auth", "", "Jane")
	unread.Response.BodyUnknown = true
	assert.Equal(t, "(not read)", text(m.shownAs(unread).Response.Body))

	long := exchangeOf(t, "POST", "/v1/mass/payout/auth", "", "["+strings.Repeat("1,", 5000)+"1]")
	got := m.shownAs(long).Response.Body
	assert.Len(t, got, mostLines+1)
	assert.Contains(t, got[mostLines].Text, "more bytes")
}

func TestHeadersThatAreShown(t *testing.T) {
	t.Parallel()
	m := newTestMasker(t)
	x := exchangeOf(t, "POST", "/v1/mass/payout/auth", "", "")
	x.Request.Header = http.Header{
		"Authorization": {"IYZWSv2 c2VjcmV0"}, "X-Iyzi-Rnd": {"random"}, "Cookie": {"Jane"}, "Content-Type": {"application/json"},
		"x-iyzi-client-version": {"iyzipayout-1"}, "TR920086402100005482986178": {"x"},
	}
	assert.Equal(t, []string{
		"POST https://service.test/base/v1/mass/payout/auth", "***6178: ***", "Authorization: ***", "Content-Type: application/json",
		"Cookie: ***", "X-Iyzi-Rnd: ***", "x-iyzi-client-version: iyzipayout-1",
	}, strings.Split(text(m.shownAs(x).Request.Head), "\n"))
}

func TestMarks(t *testing.T) {
	t.Parallel()
	m := newTestMasker(t)
	x := exchangeOf(t, "POST", "/v1/mass/payout/init", `{"items":[{"amount":{}}, {"a/b~c": 1}]}`,
		`{"status":"x","TR920086402100005482986178":1,"`+strings.Repeat("y", 70)+`":2}`)
	x.Response.Header = http.Header{"Content-Type": {"text/html"}}
	for _, tt := range []struct {
		direction         contract.Direction
		pointer           string
		wantHead, wantRow string
	}{
		{contract.InRequest, "/items/1/a~1b~0c", "", `"a/b~c": ***`},
		{contract.InRequest, "/items/0/amount/value", "", `"amount": {}`},
		{contract.InRequest, "/items/7", "", `"items": [`},
		{contract.InRequest, "", "", "{"},
		{contract.InRequest, "query locale", "POST https://service.test/base/v1/mass/payout/init", ""},
		{contract.InResponse, "/status", "", `"status": "x",`},
		{contract.InResponse, "/***6178", "", `"***6178": ***,`},
		{contract.InResponse, "/***", "", `"***6178": ***,`},
		{contract.InResponse, "/" + strings.Repeat("y", 64) + "…", "", `"` + strings.Repeat("y", 70) + `": ***`},
		{contract.InResponse, "header Content-Type", "Content-Type: text/html", ""},
		{contract.InResponse, "status", "HTTP 200 OK", ""},
	} {
		got := m.shownAs(x, contract.Finding{Direction: tt.direction, Pointer: tt.pointer})
		message, other := got.Request, got.Response
		if tt.direction == contract.InResponse {
			message, other = other, message
		}
		assert.Equal(t, strings.Fields(tt.wantHead), strings.Fields(strings.Join(marked(message.Head), " ")), tt.pointer)
		assert.Equal(t, tt.wantRow, strings.Join(marked(message.Body), " "), tt.pointer)
		assert.Empty(t, append(marked(other.Head), marked(other.Body)...), tt.pointer)
	}
	none := m.exchange(0, x, []contract.Finding{{Entry: 1, Pointer: "/items"}}, secrets{})
	assert.Empty(t, marked(none.Request.Body), "a finding of another exchange")
}

func TestXPersonalHides(t *testing.T) {
	t.Parallel()
	doc, err := spec.Document()
	require.NoError(t, err)
	message := doc.Components.Schemas["MassPayoutBalanceResponse"].Value.Properties["errorMessage"].Value
	message.Extensions = map[string]any{"x-personal": true}
	number := doc.Components.Schemas["MassPayoutBalanceResponse"].Value.Properties["systemTime"].Value
	number.Extensions = map[string]any{"x-personal": true}
	m := newMasker(newRoutes(doc, ""))
	x := exchangeOf(t, "GET", "/v1/mass/payout/balance", "", `{"errorMessage":"Jane","systemTime":1780304400000}`)
	x.Request.URL.Path = "/v1/mass/payout/balance"
	assert.Equal(t, "{\n  \"errorMessage\": \"J***\",\n  \"systemTime\": ***0000\n}", text(m.shownAs(x).Response.Body))
}

func TestSecretsInText(t *testing.T) {
	t.Parallel()
	m := newTestMasker(t)
	x := exchangeOf(t, "POST", "/v1/mass/payout/init", `{"items":[{"recipientName":"Jane Customer","description":"Status","recipientInfo":"2228853"},{"recipientInfo":"2228"}]}`, "")
	x.Request.Header = http.Header{"Authorization": {"IYZWSv2 YXBpS2V5OnNlY3JldGtleSZyYW5kb21LZXk6cmFuZG9tMTImc2lnbmF0dXJlOmFiY2RlZg=="}}
	s := m.secrets([]contract.Exchange{x})
	assert.Equal(t, "pay J*** c***: ***, *** *** *** of TR, ***6178", s.text("pay JANE customer: 2228853, secretkey random12 abcdef of TR, TR92 0086 4021 0000 5482 9861 78"))
	assert.Equal(t, "J***'s /status, as J*** C*** knows, and janet", s.text("Jane's /status, as Jane Customer knows, and janet"))
	assert.Equal(t, "", secrets{}.text(""))
}

// Wherever free text stands in a request, and wherever a member stands that the document does not know, it does not show.
func TestNoFreeTextShows(t *testing.T) {
	t.Parallel()
	m := newTestMasker(t)
	rapid.Check(t, func(t *rapid.T) {
		const marker = "Marker Zq9x"
		keys := rapid.SampledFrom([]string{"recipientInfo", "recipientName", "description", "unknown", "items", "amount", "status", "errorCode", "page"})
		var value func(depth int) any
		value = func(depth int) any {
			switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
			case kind == 0 && depth < 4:
				object := map[string]any{}
				for range rapid.IntRange(0, 3).Draw(t, "members") {
					object[keys.Draw(t, "key")] = value(depth + 1)
				}
				return object
			case kind == 1 && depth < 4:
				return []any{value(depth + 1), value(depth + 1)}
			}
			return marker
		}
		operation := rapid.SampledFrom([]string{"init", "auth", "retrieve", "nonsense"}).Draw(t, "operation")
		request := map[string]any{"items": []any{value(1)}, "unknown": value(0)}
		response := map[string]any{"unknown": value(0), "massPayoutItems": map[string]any{"items": []any{map[string]any{"recipientName": value(2)}}}}
		sent, err := json.Marshal(request)
		require.NoError(t, err)
		answered, err := json.Marshal(response)
		require.NoError(t, err)
		u := &url.URL{Scheme: "https", Host: "service.test", Path: "/base/v1/mass/payout/" + operation}
		x := contract.Exchange{
			Request:  contract.Request{Method: "POST", URL: u, Body: sent},
			Response: contract.Response{Status: 200, Body: answered},
		}
		if got := fmt.Sprint(m.shownAs(x)); strings.Contains(got, "Zq9x") || strings.Contains(got, "arker Z") {
			t.Fatalf("shows the marker: %s", got)
		}
	})
}

func FuzzBody(f *testing.F) {
	for _, seed := range []string{"", "{}", `{"a":[1,"b"]}`, `[[`, "\xef\xbb\xbf1 2", `{"a":1,"a":2}`, `"\ud800"`, "{\"\xff\":\"\xff\"}", strings.Repeat("[", 20000)} {
		f.Add([]byte(seed))
	}
	m := newTestMasker(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		u := &url.URL{Scheme: "https", Host: "service.test", Path: "/base/v1/mass/payout/init"}
		x := contract.Exchange{Request: contract.Request{Method: "POST", URL: u, Body: data}, Response: contract.Response{Status: 200, Body: data}}
		got := m.shownAs(x, contract.Finding{Pointer: "/a"})
		for _, l := range append(got.Request.Body, got.Response.Body...) {
			if l.Text != plaintext.PrintableLines(l.Text) || strings.Contains(l.Text, "\n") {
				t.Errorf("not printable: %q", l.Text)
			}
		}
		newCounter(m.routes).add([]contract.Exchange{x})
	})
}
