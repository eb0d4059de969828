package payout

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// RetryPolicy says how often a call is tried and how long the pauses are. A field that is zero has its default. What may be
// repeated at all is not for it to say: see [WithRetries].
type RetryPolicy struct {
	// MaxAttempts is how often a call is sent at most, the first time included. The default is 4; 1 repeats nothing, and a call
	// of unknown outcome is still looked up. A look-up is a call of its own, with as many attempts.
	MaxAttempts int
	// The pause before an attempt is random, between 0 and a limit that begins at First, doubles and ends at Most ("full
	// jitter"), so that many clients that failed together do not come back together. The defaults are 500 ms and 20 s.
	First, Most time.Duration
	// MostRetryAfter caps what an answer's Retry-After header can ask for in place of a shorter pause. The default is one
	// minute. The vendor documents no such header.
	MostRetryAfter time.Duration
}

const (
	defaultMaxAttempts    = 4
	defaultFirst          = 500 * time.Millisecond
	defaultMost           = 20 * time.Second
	defaultMostRetryAfter = time.Minute
)

// complete fills in the defaults.
func (p RetryPolicy) complete() (RetryPolicy, error) {
	if p.MaxAttempts < 0 || p.First < 0 || p.Most < 0 || p.MostRetryAfter < 0 {
		return p, errors.New("payout: WithRetries: nothing in the policy may be below 0")
	}
	p.MaxAttempts = cmp.Or(p.MaxAttempts, defaultMaxAttempts)
	p.MostRetryAfter = cmp.Or(p.MostRetryAfter, defaultMostRetryAfter)
	switch {
	case p.First == 0 && p.Most == 0:
		p.First, p.Most = defaultFirst, defaultMost
	case p.First == 0:
		p.First = min(defaultFirst, p.Most)
	case p.Most == 0:
		p.Most = max(defaultMost, p.First)
	case p.Most < p.First:
		return p, errors.New("payout: WithRetries: Most must not be shorter than First")
	}
	return p, nil
}

// pauses gives one pause after the other for one call.
type pauses struct {
	policy RetryPolicy
	jitter *backoff.ExponentialBackOff
}

// pauses begins anew for each call. Of package backoff only the schedule is used: its Retry would return the context's error
// in place of the last attempt's, and with it lose whether that took effect.
func (p RetryPolicy) pauses() pauses {
	// A factor of 1 spreads each pause from 0 to twice the interval.
	return pauses{policy: p, jitter: &backoff.ExponentialBackOff{
		InitialInterval: p.First / 2, MaxInterval: p.Most / 2, Multiplier: 2, RandomizationFactor: 1,
	}}
}

// after is the pause that follows an attempt which ended with err.
func (p pauses) after(err error) time.Duration {
	pause := min(p.jitter.NextBackOff(), p.policy.Most)
	return max(pause, min(retryAfter(err, time.Now()), p.policy.MostRetryAfter))
}

// retryAfter is what the answer behind err asks for: seconds, or the time until a date; 0 where it asks for nothing.
func retryAfter(err error, now time.Time) time.Duration {
	_, header := answerTo(err)
	if seconds, err := strconv.ParseUint(header, 10, 32); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(header); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}
