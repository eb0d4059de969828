package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// variation is another way to say the same over HTTP.
type variation struct {
	name   string
	change func(*Exchange)
}

func setRequest(name string, values ...string) func(*Exchange) {
	return func(e *Exchange) { e.Request.Header[http.CanonicalHeaderKey(name)] = values }
}

func setResponse(name string, values ...string) func(*Exchange) {
	return func(e *Exchange) { e.Response.Header[http.CanonicalHeaderKey(name)] = values }
}

func variations() []variation {
	list := []variation{
		{"x-iyzi-rnd", setRequest("x-iyzi-rnd", "1759231970716123456789")},
		{"client version", setRequest("x-iyzi-client-version", "iyzipay-java-2.0.140")},
		{"Accept", setRequest("Accept", "application/json, text/plain, */*")},
		{"transport headers", func(e *Exchange) {
			for _, name := range []string{"User-Agent", "Accept-Encoding", "Connection", "Traceparent", "X-Request-Id", "Cookie", "Origin", "Sec-Fetch-Mode", "Content-Length", "Idempotency-Key"} {
				e.Request.Header.Set(name, "1")
			}
			for _, name := range []string{"Set-Cookie", "Cf-Ray", "Strict-Transport-Security", "X-Frame-Options", "Transfer-Encoding", "Vary", "Retry-After", "Via", "Alt-Svc", "Etag", "Cache-Control"} {
				e.Response.Header.Set(name, "1")
			}
		}},
		{"Content-Type without a body", setRequest("Content-Type", "application/json")},
		{"default port", func(e *Exchange) { e.Request.URL.Host += ":443" }},
		{"host in capitals", func(e *Exchange) { e.Request.URL.Host = strings.ToUpper(e.Request.URL.Host) }},
		{"rooted host", func(e *Exchange) { e.Request.URL.Host += "." }},
		{"scheme in capitals", func(e *Exchange) { e.Request.URL.Scheme = "HTTPS" }},
		{"production", func(e *Exchange) { e.Request.URL.Host = "api.iyzipay.com" }},
		{"escaped query", func(e *Exchange) { e.Request.URL.RawQuery = "locale=%65%6E" }},
		{"indented", reformat(func(b *bytes.Buffer, body []byte) error { return json.Indent(b, body, "\t", "  ") })},
		{"white space around", reformat(func(b *bytes.Buffer, body []byte) error { _, err := fmt.Fprintf(b, " \r\n\t%s\n\n", body); return err })},
		{"escaped letters", reformat(func(b *bytes.Buffer, body []byte) error { b.Write(escapedLetters(body)); return nil })},
		{"members in another order", reformat(func(b *bytes.Buffer, body []byte) error {
			v := parseText(body, report{findings: new([]Finding)})
			slices.Reverse(v.members)
			b.Write(render(v))
			return nil
		})},
		{"no answer recorded", func(e *Exchange) { e.Response = Response{Header: http.Header{}} }},
		{"answer body left out", func(e *Exchange) { e.Response.Body, e.Response.BodyUnknown = nil, true }},
		{"request body left out", func(e *Exchange) { e.Request.Body, e.Request.BodyUnknown = nil, true }},
	}
	for _, spelling := range []string{
		"application/json", "application/json;charset=UTF-8", "application/json; charset=utf-8", `application/json; charset="utf-8"`, "Application/JSON",
		"application/json ; Charset=Utf-8", "application/json;", "application/json; charset=UTF8", "application/json; odata=verbose",
	} {
		list = append(list, variation{"answer is " + spelling, setResponse("Content-Type", spelling)}, variation{"request is " + spelling, setRequest("Content-Type", spelling)})
	}
	return list
}

// reformat writes the bodies another way.
func reformat(write func(*bytes.Buffer, []byte) error) func(*Exchange) {
	return func(e *Exchange) {
		for _, body := range []*[]byte{&e.Request.Body, &e.Response.Body} {
			var b bytes.Buffer
			if len(*body) > 0 && write(&b, *body) == nil {
				*body = b.Bytes()
			}
		}
	}
}

// escapedLetters writes every letter beyond ASCII as Java and PHP may, and slashes as PHP does.
func escapedLetters(body []byte) []byte {
	var b bytes.Buffer
	for _, r := range strings.ReplaceAll(string(body), "/", `\/`) {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.Bytes()
}

func TestVariationsAreClean(t *testing.T) {
	t.Parallel()
	for name, doc := range documents(t) {
		t.Run(name, func(t *testing.T) {
			plain := newTestChecker(t, doc)
			c := newTestChecker(t, doc, WithBaseline(plain.Learn(recordings(t, plain)...)))
			for _, op := range c.operations {
				for _, failure := range []bool{false, true} {
					good := base(0, failure).make(op).exchange(t)
					for _, v := range variations() {
						e := good.copied()
						v.change(&e)
						assert.Empty(t, c.Check(e), "%s: %s\n%s\n%s", op.id, v.name, e.Request.Body, e.Response.Body)
					}
				}
			}
		})
	}
}

// TestSignedVariations: with the keys at hand, the signature is of the path and body alone.
func TestSignedVariations(t *testing.T) {
	c := today(t, WithVerifier(testVerifier(t)))
	good := base(0, false).make(c.operation(t, "init")).exchange(t)
	require.Empty(t, c.Check(good))

	query := good.copied()
	query.Request.URL.RawQuery = "locale=%65n"
	assert.Empty(t, c.Check(query), "the query is not signed")

	body := good.copied()
	body.Request.Body = append(bytes.Clone(body.Request.Body), '\n')
	assert.Equal(t, []Kind{drift.Signature}, kinds(c.Check(body)), "the very bytes are signed")
	body.Request.BodyUnknown = true
	assert.Empty(t, c.Check(body), "nothing can be said without the body")

	other := good.copied()
	other.Request.Header.Set("Authorization", "IYZWSv2 YXBpS2V5OnNhbmRib3gtRFVNTVlBUElLRVkwMDAwJnJhbmRvbUtleToxNzU5MjMxOTcwNzE2MTIzNDU2Nzg5JnNpZ25hdHVyZTo3MTk2ODVkZGEzNGRhMzkxYTc4NmUzNDY0Yjk0ZGMzM2NjNjIwZWM2NzAxMzI1OGQxNGViZjExODY5OWE3MzEy")
	found := c.Check(other)
	require.Equal(t, []Kind{drift.Signature}, kinds(found))
	assert.Contains(t, found[0].Message, "another API key")
	assert.Empty(t, today(t).Check(other), "without the keys only the form counts")
}

func TestServers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		url     string
		options []CheckerOption
		clean   bool
	}{
		{"https://api.iyzipay.com", nil, true},
		{"https://localhost:8443", nil, false},
		{"https://localhost:8443", []CheckerOption{WithLoopback()}, true},
		{"http://127.0.0.1:1", []CheckerOption{WithLoopback()}, true},
		{"http://[::1]:8080", []CheckerOption{WithLoopback()}, true},
		{"http://127.0.0.1.evil.example", []CheckerOption{WithLoopback()}, false},
		{"http://10.0.0.1", []CheckerOption{WithLoopback()}, false},
		{"https://proxy.example:8443", []CheckerOption{WithServer("https://PROXY.example:8443/")}, true},
		{"https://proxy.example", []CheckerOption{WithServer("https://proxy.example:8443")}, false},
		{"http://proxy.example:8443", []CheckerOption{WithServer("https://proxy.example:8443")}, false},
		{"https://proxy.example/iyzico", []CheckerOption{WithServer("https://proxy.example/iyzico/")}, true},
		{"https://api.iyzipay.com", []CheckerOption{WithServer("https://proxy.example")}, true},
	}
	for _, tt := range tests {
		c := today(t, tt.options...)
		e := base(0, false).make(c.operation(t, "auth")).exchange(t)
		e.Request.URL = mustURL(t, tt.url+e.Request.URL.RequestURI())
		var want []Kind
		if !tt.clean {
			want = []Kind{drift.Server}
		}
		assert.Equal(t, want, kinds(c.Check(e)), tt.url)
	}
	for _, bad := range []string{"", "proxy.example:8443", "/v1", "http://a b"} {
		doc := documents(t)["corrected"]
		_, err := NewChecker(doc, WithServer(bad))
		assert.ErrorContains(t, err, "must be a URL with scheme and host", bad)
	}
}
