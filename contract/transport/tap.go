package transport

import (
	"net/http"

	"github.com/iyzipayout/iyzipayout/contract"
)

// Tap returns an http.RoundTripper that passes traffic through to next, http.DefaultTransport if it is nil, and gives
// each exchange to done when the caller has read or closed its answer, before the caller goes on. A call without an answer
// is given with status 0. Of bodies up to 16 MiB are copied; one that was not read to its end is unknown.
//
// The exchanges are as they were, unmasked. done must be safe for concurrent use.
func Tap(next http.RoundTripper, done func(contract.Exchange)) http.RoundTripper {
	return tap{newOnward(next), done}
}

type tap struct {
	onward
	done func(contract.Exchange)
}

func (t tap) RoundTrip(request *http.Request) (*http.Response, error) {
	return pass(t.next, request, newLimits(), func(p *passage) { t.done(p.result()) })
}

// onward is where traffic is passed on to.
type onward struct{ next http.RoundTripper }

// newOnward takes nil for http.DefaultTransport, as http.Client does.
func newOnward(next http.RoundTripper) onward {
	if next == nil {
		next = http.DefaultTransport
	}
	return onward{next}
}

// CloseIdleConnections closes those of the next RoundTripper, which http.Client.CloseIdleConnections asks for.
func (o onward) CloseIdleConnections() {
	if closer, ok := o.next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}
