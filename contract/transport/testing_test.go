package transport_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/transport"
)

// recorder is a test that only notes what it is told.
type recorder struct {
	cleanups     []func()
	errors, logs []string
}

func (r *recorder) Helper()                   {}
func (r *recorder) Cleanup(f func())          { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Errorf(f string, a ...any) { r.errors = append(r.errors, fmt.Sprintf(f, a...)) }
func (r *recorder) Logf(f string, a ...any)   { r.logs = append(r.logs, fmt.Sprintf(f, a...)) }
func (r *recorder) end() {
	for _, f := range r.cleanups {
		f()
	}
}

// answers gives one body after the other.
func answers(bodies ...string) roundTripper {
	n := 0
	return func(r *http.Request) (*http.Response, error) {
		body := bodies[n%len(bodies)]
		n++
		return answeringText(body)(r)
	}
}

func TestTestTransport(t *testing.T) {
	t.Parallel()
	const earlier = `{"status":"success","systemTime":1780304300000,"locale":"en","balance":"12.50"}`
	t.Run("clean", func(t *testing.T) {
		tb := &recorder{}
		guard := transport.Test(tb, newChecker(t), answeringText(cleanBalance))
		read(t, guard, balanceRequest(t))
		tb.end()
		assert.Empty(t, tb.errors)
		assert.Empty(t, tb.logs)
	})
	t.Run("drift fails at once", func(t *testing.T) {
		tb := &recorder{}
		guard := transport.Test(tb, newChecker(t), answeringText(driftBalance))
		read(t, guard, balanceRequest(t))
		require.Len(t, tb.errors, 1)
		assert.Contains(t, tb.errors[0], "getMassPayoutBalance response /surprise: unknown-property")
		assert.NotContains(t, tb.errors[0], "MARKER")
		tb.end()
		assert.Len(t, tb.errors, 1, "and is told once")
	})
	t.Run("what exchanges say together is told at the end", func(t *testing.T) {
		tb := &recorder{}
		guard := transport.Test(tb, newChecker(t), answers(cleanBalance, earlier))
		read(t, guard, balanceRequest(t))
		read(t, guard, balanceRequest(t))
		assert.Empty(t, tb.errors)
		tb.end()
		require.Len(t, tb.errors, 1)
		assert.Contains(t, tb.errors[0], "clock")
	})
	t.Run("but not if they overlapped", func(t *testing.T) {
		tb := &recorder{}
		guard := transport.Test(tb, newChecker(t), answers(earlier, cleanBalance))
		first, err := guard.RoundTrip(balanceRequest(t))
		require.NoError(t, err)
		read(t, guard, balanceRequest(t))
		_, _ = io.ReadAll(first.Body)
		tb.end()
		assert.Empty(t, tb.errors)
	})
	t.Run("an answer nobody closed is mentioned, and what comes later is not", func(t *testing.T) {
		tb := &recorder{}
		guard := transport.Test(tb, newChecker(t), answeringText(driftBalance))
		open, err := guard.RoundTrip(balanceRequest(t))
		require.NoError(t, err)
		tb.end()
		_, _ = io.ReadAll(open.Body)
		read(t, guard, balanceRequest(t))
		assert.Empty(t, tb.errors)
		require.Len(t, tb.logs, 1)
		assert.Contains(t, tb.logs[0], "1 exchanges were not checked")
	})
	t.Run("no checker", func(t *testing.T) {
		tb := &recorder{}
		guard := transport.Test(tb, nil, answeringText(driftBalance))
		assert.Equal(t, driftBalance, read(t, guard, balanceRequest(t)))
		assert.Len(t, tb.errors, 1)
	})
	t.Run("a real test takes it", func(t *testing.T) {
		guard := transport.Test(t, newChecker(t), answeringText(cleanBalance))
		read(t, guard, balanceRequest(t))
	})
}

func TestTap(t *testing.T) {
	t.Parallel()
	var seen []contract.Exchange
	tap := transport.Tap(answeringText(cleanBalance), func(x contract.Exchange) { seen = append(seen, x) })
	read(t, tap, balanceRequest(t))
	require.Len(t, seen, 1)
	assert.Equal(t, cleanBalance, string(seen[0].Response.Body))
	assert.False(t, seen[0].Response.BodyUnknown)
	assert.Equal(t, 200, seen[0].Response.Status)
	assert.True(t, strings.HasPrefix(seen[0].Request.Header.Get("Authorization"), "IYZWSv2 "))

	seen = nil
	tap = transport.Tap(roundTripper(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }),
		func(x contract.Exchange) { seen = append(seen, x) })
	_, err := tap.RoundTrip(balanceRequest(t))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Len(t, seen, 1)
	assert.Zero(t, seen[0].Response.Status)
	assert.True(t, seen[0].Response.BodyUnknown)
}
