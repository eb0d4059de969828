package contract

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// FuzzParseText: whatever the bytes, no panic; what is found faultless is what a strict decoder accepts, and the other way
// round.
func FuzzParseText(f *testing.F) {
	for _, seed := range []string{"", "{}", `{"a":[1,2.50,"x",null,true]}`, `{"a":1,"\u0061":2}`, `"\ud800"`, "\xef\xbb\xbf{}", "{}{}", "[1,", "NaN", "<html>", "\xff", `{"a":"\ud83d\ude00"}`, "1e400"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		kept := bytes.Clone(body)
		var found, explained []Finding
		v := parseText(body, report{findings: &found})
		require.Equal(t, kept, body, "the body is not changed")
		if plain, ok := parsePlain(body); ok {
			require.Equal(t, explainText(body, report{findings: &explained}), plain, "both ways to read it give the same")
			require.Empty(t, explained)
		}
		if len(found) == 0 && len(bytes.TrimSpace(body)) > 0 {
			require.NotNil(t, v)
			assert.True(t, jsontext.Value(body).IsValid(), "accepted though strict decoders refuse it: %q", body)
			var again []Finding
			assert.Equal(t, v, parseText(render(v), report{findings: &again}), "written and read again")
		}
		if jsontext.Value(body).IsValid() && !bytes.Contains(body, []byte("\uFFFD")) {
			for _, each := range found { // valid JSON, and told nevertheless: NUL, what looks misread, and an escaped U+FFFD
				assert.Contains(t, []Kind{drift.NUL, drift.Charset, drift.InvalidUTF8}, each.Kind, "refused though strict decoders accept it: %q", body)
			}
		}
		for _, each := range found {
			assert.True(t, utf8.ValidString(each.Pointer+each.Message), "%q", each)
			assert.Less(t, len(each.Pointer)+len(each.Message), 8192)
		}
	})
}

// FuzzChecker: no panic and no endless list, whatever is asked and answered.
func FuzzChecker(f *testing.F) {
	c := today(f)
	c = today(f, WithBaseline(c.Learn(recordings(f, c)...)), WithVerifier(testVerifier(f)))
	for _, op := range c.operations {
		e := base(0, false).make(op).exchange(f)
		f.Add(e.Request.Method, e.Request.URL.String(), e.Request.Header.Get("Authorization"), "application/json", e.Request.Body, e.Response.Status, e.Response.Body)
	}
	f.Add("", "//", "IYZWSv2 ", "a/b; c=\"", []byte("{"), -1, []byte("\xef\xbb\xbf<"))
	f.Fuzz(func(t *testing.T, method, address, authorization, mediaType string, request []byte, status int, response []byte) {
		e := fuzzed(method, address, authorization, mediaType, request, status, response)
		checkSane(t, c.Check(e), 1)
		assert.Equal(t, c.Check(e), c.Check(e), "the same exchange has the same findings")
		c.Learn([]Exchange{e})
	})
}

func fuzzed(method, address, authorization, mediaType string, request []byte, status int, response []byte) Exchange {
	u, _ := url.Parse(address) // nil where it is none, which the checker must bear too
	return Exchange{
		Request:  Request{Method: method, URL: u, Header: http.Header{"Authorization": {authorization}, "Content-Type": {mediaType}}, Body: request},
		Response: Response{Status: status, Header: http.Header{"Content-Type": {mediaType}}, Body: response},
	}
}

func checkSane(t *testing.T, found []Finding, exchanges int) {
	t.Helper()
	require.LessOrEqual(t, len(found), exchanges*2*mostFindings+exchanges*mostFindings)
	for i, each := range found {
		require.Less(t, each.Entry, exchanges)
		require.NotEmpty(t, each.Kind)
		require.NotEmpty(t, each.Message)
		require.Contains(t, []Direction{InRequest, InResponse}, each.Direction)
		require.NotContains(t, found[:i], each, "said twice")
		if i == 50 {
			return
		}
	}
}

// FuzzCheckFlow: three exchanges about one payout with fuzzed answers.
func FuzzCheckFlow(f *testing.F) {
	c := today(f)
	s := tell(f, c)
	s.payout("a", 2).init(1).auth().retrieve("COMPLETED", "SUCCESS")
	flow := s.flow()
	f.Add(flow[0].Response.Body, flow[1].Response.Body, flow[2].Response.Body)
	f.Add([]byte(`{"requestId":1,"total":"9"}`), []byte(`[]`), []byte(`{"massPayoutItems":{"items":[{"itemExternalId":null},{"itemExternalId":""},{}]}}`))
	f.Add([]byte(`{"status":"success","systemTime":99999999999999999999}`), []byte(`{"systemTime":-1}`), []byte(`{"massPayout":{"externalId":"x","massPayoutStatus":"?"}}`))
	f.Fuzz(func(t *testing.T, a, b, d []byte) {
		exchanges := slices.Clone(flow)
		exchanges[0].Response.Body, exchanges[1].Response.Body, exchanges[2].Response.Body = a, b, d
		checkSane(t, c.CheckFlow(exchanges), 3)
		c.Learn(exchanges, exchanges)
	})
}

func TestConcurrentUse(t *testing.T) {
	c := today(t)
	c = today(t, WithBaseline(c.Learn(recordings(t, c)...)), WithVerifier(testVerifier(t)))
	e := base(0, false).make(c.operation(t, "retrieve")).exchange(t)
	done := make(chan []Finding)
	for range 8 {
		go func() { done <- c.CheckFlow([]Exchange{e, e}) }()
	}
	for range 8 {
		assert.Empty(t, <-done)
	}
}
