package payout

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPolicyDefaults(t *testing.T) {
	s := time.Second
	tests := []struct{ given, want RetryPolicy }{
		{RetryPolicy{}, RetryPolicy{MaxAttempts: 4, First: s / 2, Most: 20 * s, MostRetryAfter: 60 * s}},
		{RetryPolicy{First: 30 * s}, RetryPolicy{MaxAttempts: 4, First: 30 * s, Most: 30 * s, MostRetryAfter: 60 * s}},
		{RetryPolicy{Most: s / 4}, RetryPolicy{MaxAttempts: 4, First: s / 4, Most: s / 4, MostRetryAfter: 60 * s}},
		{RetryPolicy{1, s, 2 * s, 3 * s}, RetryPolicy{1, s, 2 * s, 3 * s}},
	}
	for _, tt := range tests {
		got, err := tt.given.complete()
		require.NoError(t, err)
		assert.Equal(t, tt.want, got)
	}
	for _, bad := range []RetryPolicy{{MaxAttempts: -1}, {First: -1}, {Most: -1}, {MostRetryAfter: -1}, {First: 2, Most: 1}} {
		_, err := bad.complete()
		assert.ErrorContains(t, err, "WithRetries")
	}
}

// Full jitter: every pause lies between 0 and a limit that doubles up to the most, and all of that is used.
func TestPausesAreJitteredAndCapped(t *testing.T) {
	policy, err := RetryPolicy{First: time.Second, Most: 5 * time.Second}.complete()
	require.NoError(t, err)
	var least, most [5]time.Duration
	for i := range least {
		least[i] = time.Hour
	}
	for range 2000 {
		p := policy.pauses()
		for i := range least {
			pause := p.after(nil)
			least[i], most[i] = min(least[i], pause), max(most[i], pause)
		}
	}
	for i, limit := range []time.Duration{1, 2, 4, 5, 5} {
		limit *= time.Second
		assert.LessOrEqual(t, most[i], limit)
		assert.Greater(t, most[i], limit*9/10, "pause %d", i)
		assert.Less(t, least[i], limit/10, "pause %d", i)
	}
}

func TestPausesNeverExceedTheirCaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		duration := rapid.Int64Range(0, int64(time.Hour))
		policy, err := RetryPolicy{
			First: time.Duration(duration.Draw(t, "first")), Most: time.Duration(duration.Draw(t, "most")), MostRetryAfter: time.Duration(duration.Draw(t, "retry after")),
		}.complete()
		if err != nil {
			return
		}
		p := policy.pauses()
		asked := &AnswerError{RetryAfter: rapid.SampledFrom([]string{"", "0", "1", "60", "86400", "4294967295", "Fri, 20 Nov 2026 12:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"}).Draw(t, "header")}
		for range 40 {
			pause := p.after(asked)
			require.GreaterOrEqual(t, pause, time.Duration(0))
			require.LessOrEqual(t, pause, max(policy.Most, policy.MostRetryAfter))
		}
	})
}

func TestRetryAfterIsRead(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "17": 17 * time.Second, "0": 0, "-1": 0, "soon": 0,
		"Fri, 20 Nov 2026 12:00:30 GMT": 30 * time.Second, "Fri, 20 Nov 2026 11:00:00 GMT": 0,
	} {
		assert.Equal(t, want, retryAfter(&AnswerError{RetryAfter: header}, now), header)
		assert.Equal(t, want, retryAfter(&CallError{Err: &Error{RetryAfter: header}}, now), header)
	}
	assert.Zero(t, retryAfter(errReplay, now))
}

// Whatever the header holds, a pause is neither negative nor, for what is not one of its two forms, longer than none.
func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "17", "-1", "4294967296", "Fri, 20 Nov 2026 12:00:30 GMT", "Friday, 20-Nov-26 12:00:30 GMT", "Fri Nov 20 12:00:30 2026", "1e9", " 5"} {
		f.Add(seed)
	}
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, header string) {
		kept := (&answer{header: http.Header{"Retry-After": {header}}}).retryAfter()
		pause := retryAfter(&AnswerError{RetryAfter: header}, now)
		require.GreaterOrEqual(t, pause, time.Duration(0))
		if kept == "" {
			require.Zero(t, pause)
		}
	})
}
