package nightly

import (
	"net/http"
	"sync"
)

// watch notes which calls were not answered, so that a run without a network does not pass for a drift.
type watch struct {
	next http.RoundTripper

	mu         sync.Mutex
	unanswered int
	last       int // HTTP status; 0 for no answer
}

func newWatch(next http.RoundTripper) *watch {
	if next == nil {
		next = http.DefaultTransport
	}
	return &watch{next: next}
}

// RoundTrip sends the request.
func (w *watch) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := w.next.RoundTrip(r)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = 0
	if err == nil {
		w.last = response.StatusCode
	}
	if err != nil || outage(w.last) {
		w.unanswered++
	}
	return response, err
}

func (w *watch) client() *http.Client { return &http.Client{Transport: w} }

// reset returns how many calls have had no answer since the last time.
func (w *watch) reset() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.unanswered
	w.unanswered = 0
	return n
}

func (w *watch) status() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// outage: the answer is from something in front of the service, which could not reach it or must not.
func outage(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// unusable: an answer to the plainest call that says nothing about the contract.
func unusable(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusTooManyRequests:
		return true
	}
	return status >= http.StatusInternalServerError
}
