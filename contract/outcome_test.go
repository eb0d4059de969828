package contract

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

func writeHAR(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.har")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	return name
}

// recordedFlow is a clean flow of init, auth and two looks at it, a second apart.
func recordedFlow(t *testing.T, c *Checker) []Exchange {
	t.Helper()
	s := tell(t, c)
	s.payout("a", 2).init(1).auth().retrieve("IN_PROGRESS", "PROCESSING").retrieve("COMPLETED", "SUCCESS")
	all := s.flow()
	for i := range all {
		all[i].Started = time.Date(2026, 3, 1, 12, 0, i, 0, time.UTC)
		all[i].Ended = all[i].Started.Add(200 * time.Millisecond)
	}
	require.Empty(t, c.CheckRecording(all).Findings)
	return all
}

// TestOrderIsByTime: whatever the order of the entries, the flow is the same, and findings name the entry of the file.
func TestOrderIsByTime(t *testing.T) {
	c := today(t)
	all := recordedFlow(t, c)
	for _, order := range [][]int{{3, 2, 1, 0}, {1, 0, 3, 2}, {2, 3, 0, 1}} {
		var mixed []Exchange
		for _, i := range order {
			mixed = append(mixed, all[i])
		}
		assert.Empty(t, c.CheckRecording(mixed).Findings, order)
	}
	drifted := []Exchange{all[3], all[2], all[1], all[0]}
	drifted[0].Started, drifted[1].Started = all[2].Started, all[3].Started
	drifted[0].Ended, drifted[1].Ended = all[2].Ended, all[3].Ended
	found := c.CheckRecording(drifted).Findings
	require.NotEmpty(t, found, "COMPLETED, and then IN_PROGRESS")
	for _, f := range found {
		assert.Equal(t, 1, f.Entry)
	}
	for i := range drifted {
		drifted[i].Started, drifted[i].Ended = time.Time{}, time.Time{}
	}
	assert.NotEmpty(t, c.CheckRecording(drifted).Findings, "without times the order of the file counts")
}

// TestOverlap: two looks were on their way at the same time, and the later one was answered first.
func TestOverlap(t *testing.T) {
	c := today(t)
	all := recordedFlow(t, c)
	all[2].Started, all[2].Ended = all[3].Started.Add(-time.Second), all[3].Ended.Add(time.Second)
	assert.Empty(t, c.CheckRecording(all).Findings)
	assert.Empty(t, c.CheckRecording([]Exchange{all[0], all[1], all[3], all[2]}).Findings)

	all[2].Started, all[2].Ended = all[3].Started.Add(100*time.Millisecond), all[3].Ended.Add(time.Second)
	assert.Empty(t, c.CheckRecording(all).Findings, "it began later, and was answered earlier by the vendor's clock")
	lost := all[3]
	lost.Response = Response{BodyUnknown: true}
	assert.NotContains(t, kinds(c.CheckRecording(append(all, lost)).Findings), Kind(drift.Clock), "whose answers do not all tell the time")

	all[2].Started, all[2].Ended = all[3].Ended.Add(time.Second), all[3].Ended.Add(2*time.Second)
	assert.Contains(t, kinds(c.CheckRecording(all).Findings), Kind(drift.Clock), "it began when the other was over")
}

// TestMissingAnswers: leaving one answer, one request or a whole entry out of a clean flow makes no finding about the others.
func TestMissingAnswers(t *testing.T) {
	c := today(t)
	all := recordedFlow(t, c)
	for i := range all {
		for name, leaveOut := range map[string]func(e *Exchange){
			"answer":          func(e *Exchange) { e.Response = Response{BodyUnknown: true} },
			"body of answer":  func(e *Exchange) { e.Response.Body, e.Response.BodyUnknown = nil, true },
			"body of request": func(e *Exchange) { e.Request.Body, e.Request.BodyUnknown = nil, true },
			"both bodies": func(e *Exchange) {
				e.Request.Body, e.Request.BodyUnknown, e.Response.Body, e.Response.BodyUnknown = nil, true, nil, true
			},
			"cannot be read":   func(e *Exchange) { *e = Exchange{Unread: "x"} },
			"and has its time": func(e *Exchange) { *e = Exchange{Unread: "x", Started: e.Started} },
		} {
			t.Run(fmt.Sprint(i, " ", name), func(t *testing.T) {
				less := append([]Exchange{}, all...)
				leaveOut(&less[i])
				o := c.CheckRecording(less)
				assert.Empty(t, o.Findings)
				require.NotEmpty(t, o.Unseen)
				assert.Equal(t, i, o.Unseen[0].Entry)
			})
		}
	}
}

// TestMissingOfTwoPayouts: what nobody knows of one payout is no fault of the other.
func TestMissingOfTwoPayouts(t *testing.T) {
	c := today(t)
	s := tell(t, c)
	a, b := s.payout("a", 2).init(0), s.payout("b", 2).init(0)
	a.auth()
	b.auth()
	all := s.flow()
	require.Empty(t, c.CheckRecording(all).Findings)
	all[1].Response = Response{BodyUnknown: true}
	assert.Empty(t, c.CheckRecording(all).Findings, "the id was given out in the answer that is missing")
	all[1] = Exchange{Unread: "x"}
	assert.Empty(t, c.CheckRecording(all).Findings)
}

// TestMissingInWords makes flows of bare JSON and looks only at what exchanges say together.
func TestMissingInWords(t *testing.T) {
	c := today(t)
	flow := func(calls ...Exchange) []Kind {
		together := []Kind{drift.State, drift.Items, drift.Identity, drift.Clock}
		return slices.DeleteFunc(kinds(c.CheckRecording(calls).Findings), func(k Kind) bool { return !slices.Contains(together, k) })
	}
	const answered = `{"status":"success","requestId":"r-1"}`
	init1 := bareCall("init", `{"externalId":"x","items":[{"itemExternalId":"i-1"},{"itemExternalId":"i-2"}]}`, answered)
	nothing := bareCall("retrieve", `{"externalMassPayoutId":"x"}`, `{"status":"success","massPayout":{"externalId":"x"},"total":0}`)
	require.NotEmpty(t, flow(init1, nothing), "two were sent")
	nothing.Request.Body, nothing.Request.BodyUnknown = nil, true
	assert.Empty(t, flow(init1, nothing), "nobody knows whether a selection was asked for")

	again := bareCall("init", `{"externalId":"x","items":[{"itemExternalId":"i-9"}]}`, "")
	byExternal := bareCall("retrieve", `{"externalMassPayoutId":"x"}`, `{"status":"success","massPayoutItems":{"items":[{"itemExternalId":"i-9"}]}}`)
	require.NotEmpty(t, flow(init1, byExternal), "i-9 was not sent")
	assert.Empty(t, flow(init1, again, byExternal), "unless by the call of which the answer is missing")
}

func bareCall(operation, request, answer string) Exchange {
	u, _ := url.Parse("https://sandbox-api.iyzipay.com/v1/mass/payout/" + operation + "?locale=en")
	header := http.Header{"Content-Type": {"application/json"}}
	e := Exchange{Request: Request{Method: "POST", URL: u, Header: header, Body: []byte(request)}, Response: Response{Status: 200, Header: header, Body: []byte(answer)}}
	e.Response.BodyUnknown = answer == ""
	return e
}

// TestIgnored: what is no call is told from what is one in the wrong place.
func TestIgnored(t *testing.T) {
	c := today(t)
	const ours = "https://sandbox-api.iyzipay.com/v1/mass/payout/"
	for _, tt := range []struct{ name, request, response, want string }{
		{"ours", `{"method":"POST","url":"` + ours + `auth"}`, `{"status":200}`, ""},
		{"our path on a foreign host", `{"method":"POST","url":"https://evil.example/v1/mass/payout/auth"}`, `{"status":200}`, ""},
		{"behind a gateway", `{"method":"POST","url":"https://gateway.example/iyzico/v1/mass/payout/auth"}`, `{"status":200}`, ""},
		{"in capitals", `{"method":"POST","url":"https://gateway.example/V1/Mass/payout/auth"}`, `{"status":200}`, ""},
		{"a new path of ours on a foreign host", `{"method":"POST","url":"https://gateway.example/v1/mass/payout/pause"}`, `{"status":200}`, ""},
		{"an unknown path on our host", `{"method":"POST","url":"https://sandbox-api.iyzipay.com/v2/mass"}`, `{"status":200}`, ""},
		{"signed OPTIONS", `{"method":"OPTIONS","url":"` + ours + `auth","headers":[{"name":"Authorization","value":"x"}]}`, `{"status":204}`, ""},
		{"OPTIONS with a body", `{"method":"OPTIONS","url":"` + ours + `auth","postData":{"text":"{}"}}`, `{"status":204}`, ""},
		{"moved for good", `{"method":"POST","url":"` + ours + `auth"}`, `{"status":301}`, ""},
		{"third party", `{"method":"GET","url":"https://cdn.example/a.js"}`, `{"status":200}`, "call to another host"},
		{"preflight", `{"method":"options","url":"` + ours + `auth"}`, `{"status":204}`, "preflight"},
		{"to https", `{"method":"POST","url":"http://sandbox-api.iyzipay.com/v1/mass/payout/auth"}`, `{"status":301}`, "redirect to https"},
		{"not encrypted", `{"method":"POST","url":"http://sandbox-api.iyzipay.com/v1/mass/payout/auth"}`, `{"status":200}`, ""},
		{"favicon of ours", `{"method":"GET","url":"https://sandbox-api.iyzipay.com/favicon.ico"}`, `{"status":404}`, "favicon"},
		{"CONNECT", `{"method":"CONNECT","url":"http://sandbox-api.iyzipay.com:443"}`, `{"status":200}`, "CONNECT of a proxy"},
		{"CONNECT without a scheme", `{"method":"CONNECT","url":"sandbox-api.iyzipay.com:443"}`, `{"status":200}`, "CONNECT of a proxy"},
		{"websocket by upgrade", `{"method":"GET","url":"https://panel.example/v1/mass/payout/auth","headers":{"Upgrade":"websocket"}}`, `{"status":101}`, "websocket"},
		{"data with what no URL has", `{"method":"GET","url":"data:text/plain,a\n%zz <"}`, `{"status":200}`, "data: URL"},
		{"extension", `{"method":"GET","url":"moz-extension://ab-cd/x.js"}`, `{"status":200}`, "moz-extension: URL"},
		{"view-source", `{"method":"GET","url":"about:blank"}`, `{"status":0}`, "about: URL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := ReadHAR("a.har", strings.NewReader(harOf(tt.request, tt.response)))
			require.NoError(t, err)
			o := c.CheckRecording(all)
			if tt.want == "" {
				assert.Empty(t, o.Ignored)
				assert.Equal(t, 1, o.Exchanges)
				return
			}
			assert.Equal(t, []Ignored{{0, tt.want}}, o.Ignored)
			assert.Zero(t, o.Exchanges)
			assert.Empty(t, o.Unseen)
			assert.Empty(t, o.Findings)
		})
	}
}

// TestHARTypes: tools write other types than HAR 1.2 has; where it is clear what is meant they are read.
func TestHARTypes(t *testing.T) {
	const body = `{"status":"success"}`
	var zipped bytes.Buffer
	zip := gzip.NewWriter(&zipped)
	_, _ = zip.Write([]byte(body))
	require.NoError(t, zip.Close())
	pieces := fmt.Sprintf(`["%s","%s"]`, base64.StdEncoding.EncodeToString(zipped.Bytes()[:9]), base64.StdEncoding.EncodeToString(zipped.Bytes()[9:]))
	var asCharacters strings.Builder
	for _, b := range zipped.Bytes() {
		fmt.Fprintf(&asCharacters, `\u%04x`, b)
	}
	quoted := `"` + strings.ReplaceAll(body, `"`, `\"`) + `"`
	for _, tt := range []struct{ name, response string }{
		{"status as text", `{"status":"200","content":{"text":` + quoted + `}}`},
		{"status with its reason", `{"status":"200 OK","content":{"text":` + quoted + `}}`},
		{"status 200.0", `{"status":200.0,"content":{"text":` + quoted + `}}`},
		{"sizes as text", `{"status":200,"bodySize":"20","content":{"size":"20","text":` + quoted + `}}`},
		{"numbers as header values", `{"status":200,"headers":[{"name":"Content-Length","value":20},{"name":"x","value":null}],"content":{"text":` + quoted + `}}`},
		{"headers as an object", `{"status":200,"headers":{"content-type":"application/json","x":["a","b"],"Content-Length":20},"content":{"text":` + quoted + `}}`},
		{"body as JSON", `{"status":200,"content":{"text":` + body + `}}`},
		{"base64 that is plain text", `{"status":200,"content":{"encoding":"base64","text":` + quoted + `}}`},
		{"base64 by haralyzer", `{"status":200,"content":{"_textBase64":"` + base64.StdEncoding.EncodeToString([]byte(body)) + `"}}`},
		{"gzip in pieces of base64", `{"status":200,"headers":{"Content-Encoding":"gzip"},"content":{"encoding":"base64","text":"` + strings.ReplaceAll(pieces, `"`, `\"`) + `"}}`},
		{"gzip as characters", `{"status":200,"headers":{"Content-Encoding":"gzip"},"content":{"text":"` + asCharacters.String() + `"}}`},
		{"decoded, and the header stays", `{"status":200,"headers":{"Content-Encoding":"br"},"content":{"text":` + quoted + `}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := harOf(`{"method":"post","url":"`+sandboxAuth+`"}`, tt.response)
			for name, file := range map[string]string{"UTF-8": text, "UTF-16": inUTF16(t, text, unicode.UseBOM), "UTF-16 without a mark": inUTF16(t, text, unicode.IgnoreBOM)} {
				all, err := ReadHAR("a.har", strings.NewReader(file))
				require.NoError(t, err, name)
				require.Empty(t, all[0].Unread)
				assert.Equal(t, "POST", all[0].Request.Method)
				assert.Equal(t, 200, all[0].Response.Status)
				assert.Equal(t, body, string(all[0].Response.Body), name)
				assert.False(t, all[0].Response.BodyUnknown)
			}
		})
	}
}

func inUTF16(t *testing.T, text string, mark unicode.BOMPolicy) string {
	t.Helper()
	encoded, err := unicode.UTF16(unicode.LittleEndian, mark).NewEncoder().String(text)
	require.NoError(t, err)
	return encoded
}

// TestHARUnknownBodies: an empty text with a size is a body that is not there, and no empty body.
func TestHARUnknownBodies(t *testing.T) {
	for _, tt := range []struct{ name, request, response, inRequest, inResponse string }{
		{"size and empty text", `"bodySize":53,"postData":{"text":""}`, `{"size":47,"text":""}`, notInFile, notInFile},
		{"size is not known", `"bodySize":-1,"postData":{"text":""}`, `{"size":-1,"text":""}`, notInFile, notInFile},
		{"Content-Length", `"headers":{"Content-Length":"53"},"bodySize":0`, `{"size":0,"text":""}`, notInFile, ""},
		{"really empty", `"headers":{"Content-Length":"0"},"bodySize":-1,"postData":{"text":""}`, `{"size":0,"text":""}`, "", ""},
		{"objects in params", `"postData":{"mimeType":"application/json","params":[{"name":"items","value":{"a":1}}]}`, `{"size":0}`, onlyInParams, ""},
		{"params as an object", `"postData":{"mimeType":"application/json","params":{"requestId":"r-1"}}`, `{"size":0}`, onlyInParams, ""},
		{"members in params", `"postData":{"mimeType":"application/json","params":[{"name":"requestId","value":"r-1"}]}`, `{"size":0}`, onlyInParams, ""},
		{"JSON in params", `"postData":{"mimeType":"application/json","params":[{"name":"{\"a\":\"b","value":"c&d\"}"}]}`, `{"size":0}`, "", ""},
		{"damaged gzip", `"bodySize":0`, `{"size":9,"text":"\u001f\ufffd\u0008"}`, "", noLongerRaw},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := ReadHAR("a.har", strings.NewReader(harOf(`{"method":"POST","url":"`+sandboxAuth+`",`+tt.request+`}`,
				`{"status":200,"headers":{"Content-Encoding":"gzip"},"content":`+tt.response+`}`)))
			require.NoError(t, err)
			require.Empty(t, all[0].Unread)
			assert.Equal(t, tt.inRequest, all[0].Request.BodyMissing)
			assert.Equal(t, tt.inResponse, all[0].Response.BodyMissing)
			assert.Equal(t, tt.inResponse != "", all[0].Response.BodyUnknown)
		})
	}
}

// TestManyHeaders: comparing a million values with each other would never end.
func TestManyHeaders(t *testing.T) {
	var values strings.Builder
	for i := range 500_000 {
		fmt.Fprintf(&values, `%d\n`, i)
	}
	all, err := ReadHAR("a.har", strings.NewReader(harOf(`{"url":"`+sandboxAuth+`","headers":{"a":"`+values.String()+`"}}`, `{}`)))
	require.NoError(t, err)
	assert.Len(t, all[0].Request.Header.Values("a"), 500_001)
}

// TestRepeatedHeaders: the same header twice is a habit of a tool; two that differ are a drift.
func TestRepeatedHeaders(t *testing.T) {
	header := func(values ...string) string {
		var all []string
		for _, v := range values {
			all = append(all, `{"name":"Authorization","value":"`+v+`"}`)
		}
		return harOf(`{"method":"POST","url":"`+sandboxAuth+`","headers":[`+strings.Join(all, ",")+`]}`, `{"status":200}`)
	}
	for text, want := range map[string]int{header("a", "a"): 1, header(`a\na`): 1, header("a", "b"): 2, header(`a\nb`, "a"): 2} {
		all, err := ReadHAR("a.har", strings.NewReader(text))
		require.NoError(t, err)
		assert.Len(t, all[0].Request.Header.Values("Authorization"), want)
	}
}
