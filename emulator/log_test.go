package emulator_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// Each call is one line, whatever becomes of it, and none holds anything personal or a key.
func TestLogOfCalls(t *testing.T) {
	t.Parallel()
	var lines bytes.Buffer
	plain := slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}}))
	d := newWorld(t).direct(t, emulator.WithLog(plain))
	id := d.call(http.MethodPost, initPath, initBody("x", item("1", "a secret of Jane")))["requestId"].(string)
	d.call(http.MethodPost, initPath, strings.Replace(initBody("y", item("1", "pay")), "conversation-y", "Jane Customer", 1))
	d.call(http.MethodPost, initPath, strings.Replace(initBody("z", item("1", "pay")), "conversation-z", "905321112233", 1))
	d.call(http.MethodPost, cancelPath+id, "")
	d.call(http.MethodPost, cancelPath+"TR920086402100005482986178", "")
	d.call(http.MethodGet, "/customers/Jane", "")
	require.NoError(t, d.emu.InjectFaults(emulator.Fault{Kind: emulator.FaultResetAfterCommit}, emulator.Fault{Kind: emulator.FaultRateLimited}))
	assert.Panics(t, func() {
		d.emu.ServeHTTP(httptest.NewRecorder(), d.request(http.MethodPost, authPath, `{"requestId":"x","conversationId":"c-1"}`))
	})
	d.call(http.MethodPost, authPath, `{"requestId":"x","conversationId":"c-2"}`)
	assert.Equal(t, `level=INFO msg=call method=POST path=/v1/mass/payout/init status=200 conversationId=conversation-x
level=INFO msg=call method=POST path=/v1/mass/payout/init status=200
level=INFO msg=call method=POST path=/v1/mass/payout/init status=200
level=INFO msg=call method=POST path=/v1/mass/payout/cancel/`+id+` status=200
level=INFO msg=call method=POST path=/v1/mass/payout/cancel/{requestId} status=200
level=INFO msg=call method=GET path=- status=404
level=INFO msg=call method=POST path=/v1/mass/payout/auth status=0 conversationId=c-1
level=INFO msg=call method=POST path=/v1/mass/payout/auth status=200 conversationId=c-2
`, lines.String())
}

func TestHealth(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.WithStateFile(t.TempDir()+"/state"))
	r := d.control(http.MethodGet, "/_emulator/health", "")
	assert.Equal(t, http.StatusOK, r.Code)
	assert.JSONEq(t, `{"status": "ok"}`, r.Body.String())
	require.NoError(t, d.emu.Close())
	d.emu.Advance(step)
	r = d.control(http.MethodGet, "/_emulator/health", "")
	assert.Equal(t, http.StatusServiceUnavailable, r.Code)
	assert.Contains(t, r.Body.String(), "the state file cannot be written")
}

// Other machines are let in by name only, and pages of other sites not at all.
func TestHostsThatAreLetIn(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.WithHosts("Emulator", "localhost"))
	for host, want := range map[string]int{"emulator:8080": 200, "localhost": 200, "other": 403, "127.0.0.1": 403} {
		r := d.control(http.MethodGet, "/_emulator/health", "", func(r *http.Request) { r.RemoteAddr, r.Host = "172.17.0.1:4711", host })
		assert.Equal(t, want, r.Code, host)
	}
	r := d.control(http.MethodDelete, "/_emulator/faults", "", func(r *http.Request) {
		r.RemoteAddr, r.Host = "172.17.0.1:4711", "emulator"
		r.Header.Set("Sec-Fetch-Site", "cross-site")
	})
	assert.Equal(t, http.StatusForbidden, r.Code)

	s, err := emulator.Listen(":0", emulator.WithHosts("emulator"))
	require.NoError(t, err)
	require.NoError(t, s.Close())
	_, err = emulator.Listen(":0")
	require.ErrorContains(t, err, "is not loopback")
	_, err = emulator.New(emulator.WithHosts("emulator:80"))
	require.ErrorContains(t, err, "without a port")
}

// A body that does not come to its end, and a header without one, do not keep a connection.
func TestSlowAndLargeRequests(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithBodyTime(50*time.Millisecond))
	say := func(text string) string {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
		require.NoError(t, err)
		defer conn.Close()
		_, err = io.WriteString(conn, text)
		require.NoError(t, err)
		answer, _ := io.ReadAll(conn)
		return string(answer)
	}
	answer := say("POST /v1/mass/payout/init?locale=en HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
	assert.Contains(t, answer, "the body could not be read to its end")
	answer = say("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + strings.Repeat("x", 70<<10) + "\r\n\r\n")
	assert.Contains(t, answer, "431 Request Header Fields Too Large")
}
