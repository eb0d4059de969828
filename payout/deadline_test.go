package payout_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/iyzipayout/iyzipayout/payout"
)

// silent takes a request and never answers; in a bubble its time is not real.
func silent(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// slow takes a request and begins to answer.
func slow(r *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(io.MultiReader(
		strings.NewReader(`{"status":`), readerFunc(func([]byte) (int, error) { <-r.Context().Done(); return 0, r.Context().Err() }),
	))}, nil
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestDeadlines(t *testing.T) {
	tests := []struct {
		name      string
		transport roundTripper
		limit     time.Duration // of the client
		deadline  time.Duration // of the caller
	}{
		{"the client's", silent, 60 * time.Second, time.Hour},
		{"the caller's", silent, time.Hour, 60 * time.Second},
		{"the client's, while the answer is read", slow, 60 * time.Second, time.Hour},
		{"the caller's, while the answer is read", slow, time.Hour, 60 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeoutCause(t.Context(), tt.deadline, errBoom)
				defer cancel()
				start := time.Now()
				_, err := clientOver(t, tt.transport, payout.WithTimeout(tt.limit)).Auth(ctx, approval(t))
				assert.Equal(t, 60*time.Second, time.Since(start), "the earlier one wins")
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
				assert.Equal(t, tt.limit < tt.deadline, strings.Contains(err.Error(), "no answer within 1m0s, see WithTimeout"), "%v", err)
				assert.Equal(t, tt.limit > tt.deadline, errors.Is(err, errBoom), "the cause is kept")
			})
		})
	}
}

func TestTheDefaultLimitIsAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, err := clientOver(t, roundTripper(silent)).Auth(t.Context(), approval(t))
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, time.Minute, time.Since(start))
	})
}
