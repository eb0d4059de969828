package nightly

import (
	"net/http"
	"sync/atomic"
)

// watch notes which calls were not answered, so that a run without a network does not pass for a drift.
type watch struct {
	next       http.RoundTripper
	unanswered atomic.Int64
	status     atomic.Int64 // of the last answer; 0 for no answer
}

// RoundTrip sends the request.
func (w *watch) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := w.next.RoundTrip(r)
	status := 0
	if err == nil {
		status = response.StatusCode
	}
	w.status.Store(int64(status))
	if err != nil || outage(status) {
		w.unanswered.Add(1)
	}
	return response, err
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
