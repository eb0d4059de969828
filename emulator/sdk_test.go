package emulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// sdkRecording is what one of iyzico's own SDKs sent; the file says how it was recorded.
type sdkRecording struct {
	Client, How string
	IDs         []string
	Requests    []struct {
		Method, Target, Body string
		Header               map[string]string
	}
}

// iyzico's own SDKs work against the emulator, byte for byte as they send: the signed {} of Node, null of Python and nothing of PHP
// where no body is documented. A signed query is refused as the service would refuse it, and named.
func TestTheVendorsOwnSDKs(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/sdk-requests.json")
	require.NoError(t, err)
	var file struct{ Recordings []sdkRecording }
	require.NoError(t, json.Unmarshal(data, &file))
	require.Len(t, file.Recordings, 6)
	for _, recording := range file.Recordings {
		t.Run(recording.Client+", "+recording.How, func(t *testing.T) {
			t.Parallel()
			next := counted()
			ids := recording.IDs
			s := newService(t, emulator.WithIDs(func() string {
				if len(ids) == 0 {
					return next()
				}
				id := ids[0]
				ids = ids[1:]
				return id
			}), emulator.Behaviour{LenientLocale: strings.Contains(recording.How, "no query")})
			querySigned := strings.Contains(recording.How, "so it is signed")
			for _, each := range recording.Requests {
				request := s.request(each.Method, each.Target, each.Body)
				for name, value := range each.Header {
					request.Header.Set(name, value)
				}
				r := s.send(request)
				if querySigned {
					assert.Equal(t, "1000", r.code(), each.Target)
					assert.Contains(t, r.body["errorMessage"], "Geçersiz imza: The query is part of the signed text. Sign the path only, up to the question mark.", each.Target)
					continue
				}
				require.Equal(t, "success", r.body["status"], "%s %s: %s", each.Method, each.Target, r.text)
			}
			paid := 0
			for _, b := range s.emu.Ledger().Batches {
				paid += b.Authorisations
			}
			assert.Equal(t, !querySigned, paid == 1, "one of two was authorised, the other canceled")
		})
	}
}

// The unreleased Java client (iyzipay-java pull request 184), made by hand after its source: no query, the locale in the body and in
// capitals, Gson's escapes, no body where its request is null; page, size and total beside the items, and dates as texts.
func TestTheVendorsJavaClient(t *testing.T) {
	t.Parallel()
	s := newService(t, emulator.Behaviour{LenientLocale: true, NestedPaging: true, JavaMembers: true, NumericBalance: true})
	// Not behind the checker: an answer does not repeat a locale in capitals.
	server := httptest.NewServer(s.emu)
	t.Cleanup(server.Close)
	s.url = server.URL
	send := func(method, path, body string) reply {
		t.Helper()
		r := s.call(method, path, body, func(r *http.Request) {
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Accept", "application/json")
			r.Header.Set("x-iyzi-client-version", "iyzipay-java-2.1.37")
		})
		require.Equal(t, "success", r.body["status"], r.text)
		return r
	}
	first := send("POST", initPath, `{"externalId":"java-1","purpose":"SALARY","items":[{"itemExternalId":"1","recipientType":"IBAN","recipientInfo":"TR920086402100005482986178",`+
		`"amount":{"value":100.50,"currency":"TRY"},"description":"Ali\u0027nin maa\u015f\u003d1","recipientName":"Ayşe Yılmaz"}],"locale":"EN","conversationId":"123456789"}`)
	assert.Equal(t, "en", first.body["locale"])
	assert.Equal(t, "123456789", first.body["conversationId"])
	assert.Equal(t, []any{}, first.body["invalidItems"])
	id := first.body["requestId"].(string)
	assert.Equal(t, json.Number("1000000000.00"), send("GET", balancePath, "").body["balance"])
	send("POST", authPath, `{"requestId":"`+id+`","locale":"TR"}`)

	state := send("POST", retrievePath, `{"requestId":"`+id+`","itemType":"VALID","page":0,"size":10,"locale":"TR","conversationId":"1"}`)
	assert.NotContains(t, state.body, "total")
	items := state.body["massPayoutItems"].(map[string]any)
	assert.Equal(t, json.Number("1"), items["total"])
	assert.Equal(t, json.Number("0"), items["page"])
	assert.Equal(t, json.Number("10"), items["size"])
	assert.IsType(t, "", state.body["massPayout"].(map[string]any)["receivedDate"])
	line := items["items"].([]any)[0].(map[string]any)
	assert.Equal(t, id, line["massPayoutRequestId"])
	assert.Equal(t, "Ali'nin maaş=1", line["description"])
	one := send("GET", itemPath+line["referenceCode"].(string), "")
	assert.Equal(t, id, one.body["item"].(map[string]any)["massPayoutRequestId"])

	second := send("POST", initPath, strings.ReplaceAll(initBody("java-2", item("2", "pay")), `"conversation-java-2"`, `"2","locale":"TR"`))
	send("POST", cancelPath+second.body["requestId"].(string), "")
}
