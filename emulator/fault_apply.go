package emulator

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
)

// happen does to a call what its fault says.
func (e *Emulator) happen(f Fault, w http.ResponseWriter, r *http.Request) {
	if f.Kind == FaultConnectionRefused || f.Kind == FaultResetBeforeRead {
		reset(w)
		return
	}
	// The others read the request first, so that a client is not stopped while it sends.
	delivery, err := e.deliveries(r)
	if err != nil {
		reset(w)
		return
	}
	switch f.Kind {
	case FaultResetAfterCommit:
		e.deliver(delivery())
		reset(w)
	case FaultAnswerCut:
		e.deliver(delivery()).sendHalf(w)
		panic(http.ErrAbortHandler)
	case FaultAnswerStalled:
		e.deliver(delivery()).sendHalf(w)
		e.stall(f, r)
		panic(http.ErrAbortHandler)
	case FaultServerError:
		if f.Committed {
			e.deliver(delivery())
		}
		f.addRetryAfter(gatewayPage(f.serverError())).send(w)
	case FaultTooManyRequests:
		f.addRetryAfter(gatewayPage(http.StatusTooManyRequests)).send(w)
	case FaultRateLimited, FaultNotEnabled, FaultMarketplaceOnly, FaultSuspended:
		f.addRetryAfter(e.refused(delivery(), codes.Code(strings.TrimPrefix(string(f.Kind), "code_")))).send(w)
	case FaultSlow:
		e.slow(f, delivery()).send(w)
	case FaultDuplicate:
		first, second := e.deliver(delivery()), e.deliver(delivery())
		if f.FirstAnswer {
			second = first
		}
		second.send(w)
	}
}

// deliveries reads the body and returns what makes a request of it, as often as it is delivered.
func (e *Emulator) deliveries(r *http.Request) (func() *http.Request, error) {
	body, err := readAtMost(r.Body, e.settings.BodyLimit)
	if err != nil {
		return nil, err
	}
	return func() *http.Request {
		again := r.Clone(r.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		return again
	}, nil
}

// slow waits and lets the call take effect, whether or not the client is still there; or the other way round.
func (e *Emulator) slow(f Fault, r *http.Request) reply {
	var answer reply
	if f.Committed {
		answer = e.deliver(r)
	}
	select {
	case <-time.After(f.For):
	case <-e.stopped:
		panic(http.ErrAbortHandler)
	}
	if !f.Committed {
		answer = e.deliver(r)
	}
	return answer
}

func (e *Emulator) stall(f Fault, r *http.Request) {
	wait := f.For
	if wait == 0 {
		wait = longestFault
	}
	select {
	case <-time.After(wait):
	case <-r.Context().Done():
	case <-e.stopped:
	}
}

// refused refuses a call unread but for its conversationId.
func (e *Emulator) refused(r *http.Request, code codes.Code) reply {
	body, _ := io.ReadAll(r.Body) // from memory
	route, _, _ := e.contract.match(r.Method, r.URL.EscapedPath())
	c := &call{request: r, now: e.time.now(), locale: guessLocale(r), body: body, route: route}
	return e.refusal(c, &failure{code: code})
}

func (f Fault) serverError() int {
	if f.HTTPStatus == 0 {
		return http.StatusBadGateway
	}
	return f.HTTPStatus
}

func (f Fault) addRetryAfter(answer reply) reply {
	if f.RetryAfter > 0 {
		answer.header.Set("Retry-After", fmt.Sprint(int64(f.RetryAfter/time.Second)))
	}
	return answer
}

// reset ends a call without an answer: by a TCP RST, or by what net/http does where the connection cannot be had.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	tcp := conn
	for inner, ok := tcp.(interface{ NetConn() net.Conn }); ok; inner, ok = tcp.(interface{ NetConn() net.Conn }) {
		tcp = inner.NetConn() // below TLS, which would say goodbye
	}
	if lingering, ok := tcp.(interface{ SetLinger(int) error }); ok {
		_ = lingering.SetLinger(0)
	}
	_ = tcp.Close()
}
