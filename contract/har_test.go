package contract

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const sandboxAuth = "https://sandbox-api.iyzipay.com/v1/mass/payout/auth?locale=en"

// harOf wraps one entry's request and response.
func harOf(request, response string) string {
	return `{"log":{"version":"1.2","entries":[{"request":` + request + `,"response":` + response + `}]}}`
}

func readRecorded(t *testing.T, name string) []Exchange {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name))
	require.NoError(t, err)
	defer file.Close()
	exchanges, err := readRecording(name, file, nil)
	require.NoError(t, err)
	return exchanges
}

func TestHARChrome(t *testing.T) {
	all := readRecorded(t, "har/chrome.har")
	require.Len(t, all, 4)
	assert.Equal(t, "POST", all[0].Request.Method)
	assert.Equal(t, "locale=en", all[0].Request.URL.RawQuery)
	assert.Equal(t, "application/json", all[0].Request.Header.Get("Content-Type"))
	assert.NotContains(t, all[0].Request.Header, ":authority", "a pseudo header is no header")
	assert.Contains(t, string(all[0].Request.Body), "Ayşe Yılmaz")
	assert.Contains(t, string(all[0].Response.Body), `"requestId":"r-1"`)
	assert.Equal(t, time.Date(2025, 9, 30, 11, 32, 50, 123e6, time.UTC), all[0].Started.UTC())

	assert.Zero(t, all[2].Response.Status, "the connection was reset: no answer")
	assert.True(t, all[2].Response.BodyUnknown)
	assert.True(t, all[3].Response.BodyUnknown, "20 MB that the browser has not kept")
	assert.Empty(t, all[3].Request.Body)
	assert.False(t, all[3].Request.BodyUnknown)
}

func TestHARFirefox(t *testing.T) {
	all := readRecorded(t, "har/firefox.har")
	require.Len(t, all, 2)
	assert.Contains(t, string(all[0].Request.Body), `"externalId":"mp-1"`)
	assert.False(t, all[0].Response.BodyUnknown)
	assert.True(t, all[1].Response.BodyUnknown, "size -1 and no text")
	assert.Equal(t, 200, all[1].Response.Status)
}

func TestHARMitmproxy(t *testing.T) {
	all := readRecorded(t, "har/mitmproxy.har")
	require.Len(t, all, 2)
	assert.JSONEq(t, `{"status":"success","locale":"en","systemTime":1759231971716}`, string(all[1].Response.Body), "base64")
	assert.Equal(t, "r1", all[1].Request.Header.Get("x-iyzi-rnd"))
}

func TestHARCharles(t *testing.T) {
	all := readRecorded(t, "har/charles.har")
	require.Len(t, all, 2)
	assert.Equal(t, "a+b=1%262&c=", string(all[1].Request.Body), "a form that is recorded taken apart")
	assert.Equal(t, time.Date(2025, 9, 30, 11, 32, 50, 0, time.UTC), all[0].Started.UTC(), "a zone without a colon")
}

func TestHARBodies(t *testing.T) {
	const head = `{"method":"POST","url":"` + sandboxAuth + `",`
	tests := []struct {
		name, request, response        string
		requestBody, responseBody      string
		requestUnknown, responseUnkown bool
	}{
		{name: "nothing but the address", request: head[:len(head)-1] + `}`, response: `{}`, responseUnkown: true},
		{name: "response missing altogether", request: head[:len(head)-1] + `}`, response: `null`, responseUnkown: true},
		{name: "content missing", request: head + `"bodySize":0}`, response: `{"status":200}`, responseUnkown: true},
		{name: "request body left out", request: head + `"bodySize":53}`, response: `{"status":200,"content":{"size":0}}`, requestUnknown: true},
		{name: "postData without text", request: head + `"bodySize":53,"postData":{"mimeType":"application/json"}}`, response: `{"status":200,"content":{"size":0}}`, requestUnknown: true},
		{name: "text null", request: head + `"postData":{"text":null}}`, response: `{"status":200,"content":{"size":9,"text":null}}`, responseUnkown: true},
		{name: "empty text", request: head + `"postData":{"text":""}}`, response: `{"status":200,"content":{"size":0,"text":""}}`},
		{name: "transferred but not kept", request: head + `"bodySize":-1}`, response: `{"status":200,"bodySize":20,"content":{"size":0}}`, responseUnkown: true},
		{name: "upload taken apart", request: head + `"postData":{"mimeType":"multipart/form-data","params":[{"name":"a"}]}}`, response: `{"status":200,"content":{"size":0}}`, requestUnknown: true},
		{name: "text wins over params", request: head + `"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a"}],"text":"b=1"}}`, response: `{"status":200,"content":{"size":0}}`, requestBody: "b=1"},
		{name: "base64", request: head + `"postData":{"text":"eyJhIjoxfQ==","encoding":"base64"}}`, response: `{"status":200,"content":{"text":"e30=","encoding":"BASE64"}}`, requestBody: `{"a":1}`, responseBody: "{}"},
		{name: "base64 without padding", request: head + `"postData":{"text":"eyJhIjoxfQ","encoding":"base64"}}`, response: `{"status":200,"content":{"text":"ey\nJh\nIjoxfQ==\n","encoding":"base64"}}`, requestBody: `{"a":1}`, responseBody: `{"a":1}`},
		{name: "named as text", request: head + `"postData":{"text":"{}","encoding":"utf-8"}}`, response: `{"status":200,"content":{"size":0}}`, requestBody: "{}"},
		{name: "escapes", request: head + `"postData":{"text":"\"\\\u015f\ud83d\ude00"}}`, response: `{"status":200,"content":{"size":0}}`, requestBody: "\"\\ş😀"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, err := ReadHAR("a.har", strings.NewReader(harOf(tt.request, tt.response)))
			require.NoError(t, err)
			require.Len(t, all, 1)
			assert.Equal(t, tt.requestBody, string(all[0].Request.Body))
			assert.Equal(t, tt.requestUnknown, all[0].Request.BodyUnknown)
			assert.Equal(t, tt.responseBody, string(all[0].Response.Body))
			assert.Equal(t, tt.responseUnkown, all[0].Response.BodyUnknown)
			assert.NotNil(t, all[0].Request.Header)
		})
	}
}

func TestHARMediaTypeWithoutHeaders(t *testing.T) {
	const body = `{"mimeType":"application/json","text":"{}"}`
	all, err := ReadHAR("a.har", strings.NewReader(harOf(
		`{"method":"POST","url":"`+sandboxAuth+`","postData":`+body+`}`,
		`{"status":200,"headers":[{"name":"Date","value":"now"}],"content":`+body+`}`)))
	require.NoError(t, err)
	assert.Equal(t, "application/json", all[0].Request.Header.Get("Content-Type"), "no header was recorded at all")
	assert.Empty(t, all[0].Response.Header.Get("Content-Type"), "headers were recorded, and it was not among them")
}

func TestHARErrors(t *testing.T) {
	const marker = "MARKER-TR920086402100005482986178"
	tests := []struct{ name, text, want string }{
		{"empty", ``, "a.har: not an HTTP Archive: the file is empty"},
		{"blank", " \n", "a.har: not an HTTP Archive: the file is empty"},
		{"a list", `["` + marker + `"]`, "a.har: not an HTTP Archive: the file must be an object"},
		{"no log", `{"` + marker + `":1}`, "a.har: not an HTTP Archive: log.entries is missing"},
		{"log is a list", `{"log":[]}`, "a.har: not an HTTP Archive: log must be an object"},
		{"no entries", `{"log":{}}`, "a.har: not an HTTP Archive: log.entries is missing"},
		{"entries null", `{"log":{"entries":null}}`, "a.har: not an HTTP Archive: log.entries must be a list"},
		{"entries twice", `{"log":{"entries":[],"entries":[]}}`, "a.har: not an HTTP Archive: log.entries stands twice"},
		{"truncated", `{"log":{"entries":[{"request":{"url":"` + marker, "a.har: entry 0: the JSON ends in the middle, at byte 71"},
		{"not JSON", `{"log":{"entries":[` + marker + `]}}`, "a.har: entry 0: not JSON from byte 19 on"},
		{"YAML", "version: 1\ninteractions: []\n", "a.har: not JSON from byte 0 on"},
		{"second value", `{"log":{"entries":[]}} {"` + marker + `":1}`, "a.har: a second JSON value stands behind the archive"},
		{"garbage behind", `{"log":{"entries":[]}} ` + marker, "a.har: not JSON from byte 23 on"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all, err := ReadHAR("a.har", strings.NewReader(tt.text))
			require.ErrorContains(t, err, tt.want)
			assert.NotContains(t, err.Error(), marker)
			assert.NotContains(t, err.Error(), "4532")
			assert.Nil(t, all)
		})
	}
}

// TestHAROddEntries: what cannot be understood costs only itself, and is named without what is in it.
func TestHAROddEntries(t *testing.T) {
	const marker = "MARKER-TR920086402100005482986178"
	const request = `{"method":"POST","url":"` + sandboxAuth + `"}`
	good := `{"request":` + request + `,"response":{"status":200,"content":{"text":"{}"}}}`
	for _, tt := range []struct{ name, entry, unread, missing string }{
		{"a string", `"` + marker + `"`, "it has the wrong JSON type", ""},
		{"no request", `{"response":{}}`, "request is missing", ""},
		{"request is a list", `{"request":["` + marker + `"]}`, "request has the wrong JSON type", ""},
		{"text is a number", `{"request":{"url":"` + sandboxAuth + `","postData":{"text":4532}}}`, "request.postData.text has the wrong JSON type", ""},
		{"status is a word", `{"request":` + request + `,"response":{"status":"` + marker + `"}}`, "response.status has the wrong JSON type", ""},
		{"status is half a number", `{"request":` + request + `,"response":{"status":200.5}}`, "response.status has the wrong JSON type", ""},
		{"header is an object", `{"request":{"url":"` + sandboxAuth + `","headers":[{"name":"a","value":{"` + marker + `":1}}]}}`, "request.headers has the wrong JSON type", ""},
		{"member twice", `{"request":` + request + `,"response":{"status":200,"status":201}}`, "a member stands twice in one object", ""},
		{"no URL", `{"request":{"method":"GET"}}`, badURL, ""},
		{"relative URL", `{"request":{"url":"/` + marker + `"}}`, badURL, ""},
		{"URL that cannot be parsed", `{"request":{"url":"https://` + marker + `:x/%zz"}}`, badURL, ""},
		{"no base64", `{"request":` + request + `,"response":{"status":200,"content":{"encoding":"base64","text":"*` + marker + `*"}}}`, "", notBase64},
		{"pieces that are no base64", `{"request":` + request + `,"response":{"status":200,"content":{"encoding":"base64","text":"[\"*\"]"}}}`, "", notBase64},
		{"encoding", `{"request":` + request + `,"response":{"status":200,"content":{"encoding":"` + marker + `","text":"x"}}}`, "", badEncoding},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := ReadHAR("a.har", strings.NewReader(`{"log":{"entries":[`+good+`,`+tt.entry+`,`+good+`]}}`))
			require.NoError(t, err)
			require.Len(t, all, 3)
			assert.Equal(t, "{}", string(all[2].Response.Body), "what comes after it is read")
			assert.Equal(t, tt.unread, all[1].Unread)
			assert.Equal(t, tt.missing, all[1].Response.BodyMissing)
			assert.Equal(t, tt.missing != "", all[1].Response.BodyUnknown)
		})
	}
}

func TestHARByteOrderMarkAndInvalidUTF8(t *testing.T) {
	all, err := ReadHAR("a.har", strings.NewReader("\xef\xbb\xbf"+harOf(`{"url":"`+sandboxAuth+"\",\"postData\":{\"text\":\"a\xffb\"}}", `{}`)))
	require.NoError(t, err)
	assert.Equal(t, "a\uFFFDb", string(all[0].Request.Body), "the checker reports U+FFFD")

	_, err = ReadHAR("a.har", strings.NewReader("\xef\xbb\xbf"+`{"log":{"entries":[x]}}`))
	assert.ErrorContains(t, err, "byte 22", "the mark counts")
}

func TestHARReadError(t *testing.T) {
	broken := errors.New("disk on fire")
	_, err := ReadHAR("a.har", io.MultiReader(strings.NewReader(`{"log":{"entries":[`), iotest.ErrReader(broken)))
	assert.ErrorIs(t, err, broken)
	assert.EqualError(t, err, "a.har: disk on fire")
}

// endless gives a piece of text over and over, up to a number of bytes.
type endless struct {
	piece string
	left  int
	at    int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) && e.left > 0 {
		k := copy(p[n:min(len(p), n+e.left)], e.piece[e.at:])
		n, e.left, e.at = n+k, e.left-k, (e.at+k)%len(e.piece)
	}
	return n, nil
}

func TestHARLongBody(t *testing.T) {
	long := 100 << 20
	if raceDetector {
		long = 30 << 20 // still longer than what is kept
	}
	for _, tt := range []struct {
		name, piece, encoding string
		size                  int
	}{
		{"text", "a", "", long},
		{"base64", strings.Repeat("A", 74) + `\r\n`, "base64", 30 << 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			all, err := ReadHAR("a.har", io.MultiReader(
				strings.NewReader(`{"log":{"entries":[{"request":{"url":"`+sandboxAuth+`"},"response":{"status":200,"content":{"encoding":"`+tt.encoding+`","text":"`),
				&endless{piece: strings.Repeat(tt.piece, 1<<14), left: tt.size / len(tt.piece) * len(tt.piece)},
				strings.NewReader(`"}}}]}}`)))
			require.NoError(t, err)
			runtime.ReadMemStats(&after)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(400<<20), "all that was ever allocated, not only what was held at once")
			body := all[0].Response.Body
			assert.Greater(t, len(body), MaxBody, "the checker has to see that it is too long")
			assert.Less(t, len(body), 2*MaxBody)
			assert.False(t, all[0].Response.BodyUnknown)
		})
	}
}

func TestHARTooLarge(t *testing.T) {
	in := &sizedReader{from: strings.NewReader("123456"), most: 5}
	_, err := io.ReadAll(in)
	assert.ErrorContains(t, err, "larger than")
	in = &sizedReader{from: strings.NewReader("12345"), most: 5}
	all, err := io.ReadAll(in)
	require.NoError(t, err)
	assert.Equal(t, "12345", string(all))
}

func TestCutter(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`{"abcdef":"abc"}`, `{"abc":"abc"}`},
		{`["a\"bcd", 123456789]`, `["a\"b", 123456789]`},
		{`["\u0041\u0042\u0043\u0044"]`, `["\u0041\u0042"]`},
		{`["a\u0041", "ab\u0041cd", "abc\u0041"]`, `["a\u0041", "ab\u0041", "abc"]`},
		{`["\\\\\\\\", "\\"]`, `["\\\\\\", "\\"]`},
		{`["abc\"", "x"]`, `["abc", "x"]`},
	} {
		for _, from := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in))} {
			out, err := io.ReadAll(&cutter{from: from, longest: 3})
			require.NoError(t, err)
			assert.Equal(t, tt.want, string(out))
		}
	}
}

func TestCutterIsLinear(t *testing.T) {
	// Without a quote in sight, looking for the next one from every escape would never end.
	in := `["` + strings.Repeat(`\u0061`, 1<<20)
	n, err := (&cutter{from: strings.NewReader(in), longest: 3}).Read(make([]byte, len(in)))
	require.NoError(t, err)
	assert.Equal(t, len(`["`)+2*len(`\u0061`), n)
}

func TestCutterCounts(t *testing.T) {
	c := &cutter{from: strings.NewReader(`["abcdef", "abcdef", x]`), longest: 3}
	_, err := io.ReadAll(c)
	require.NoError(t, err)
	assert.EqualValues(t, 2*len("def"), c.dropped, "the place of a fault behind it is told by it")
}

func FuzzReadHAR(f *testing.F) {
	seeds, err := filepath.Glob("testdata/har/*.har")
	require.NoError(f, err)
	for _, name := range seeds {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(harOf(`{"url":"`+sandboxAuth+`","postData":{"encoding":"base64","text":"e30"}}`, `{"status":200,"content":{"text":"\ud800"}}`)))
	f.Add([]byte(`{"log":{"entries":[` + strings.Repeat("[", 2000)))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := ReadHAR("f.har", bytes.NewReader(data))
		checkRead(t, all, err)
	})
}

// checkRead holds what every reader promises.
func checkRead(t *testing.T, all []Exchange, err error) {
	t.Helper()
	if err != nil {
		require.Nil(t, all)
		require.True(t, strings.HasPrefix(err.Error(), "f."), "names the file: %v", err)
		return
	}
	for _, e := range all {
		if e.Unread != "" {
			require.Equal(t, Exchange{Started: e.Started, Ended: e.Ended, Unread: e.Unread}, e)
			continue
		}
		require.NotNil(t, e.Request.URL)
		require.True(t, e.Request.URL.Host != "" || foreignScheme(e.Request.URL.Scheme))
		require.GreaterOrEqual(t, e.Response.Status, 0)
		require.True(t, e.Response.Status > 0 || e.Response.BodyUnknown)
		require.False(t, e.Response.BodyUnknown && len(e.Response.Body) > 0)
	}
}

func BenchmarkReadHAR(b *testing.B) {
	data, err := os.ReadFile("testdata/har/chrome.har")
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadHAR("chrome.har", bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}
