package payout

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// evidence is what was seen of a request on its way out. It is what tells whether anything left, because the words of an
// error do not: a failed dial may be the second try of a RoundTripper that sent the request before.
type evidence struct {
	asked, got   atomic.Bool // net/http wanted a connection, and had one
	http2, wrote atomic.Bool // the last connection speaks HTTP/2; headers were written
	replay       atomic.Bool // it was canceled, because it was about to be sent once more
	trace        httptrace.ClientTrace
	seal         bodySeal
	body         sealable // without a reader for a request that has none
}

var (
	errReplay = errors.New("net/http was about to send the call a second time, which was prevented")
	errSealed = errors.New("payout: the call was given up before its body was read")
)

// watch returns the request to send in place of a's, and what will be seen of it.
//
// net/http repeats a POST by itself where it wrote nothing, which is harmless. Over HTTP/2 it repeats one that was written to
// its end as well, such as after a reset with PROTOCOL_ERROR (golang/go issues 42777 and 47635): to the server that
// is a second auth. So what may not be repeated is canceled as it gets another HTTP/2 connection.
func watch(ctx context.Context, cancel context.CancelFunc, a attempt) (*http.Request, *evidence) {
	seen := &evidence{}
	repeatable := repeatable(a.operation)
	seen.trace = httptrace.ClientTrace{
		GetConn: func(string) { seen.asked.Store(true) },
		GotConn: func(info httptrace.GotConnInfo) {
			if seen.http2.Load() && seen.wrote.Load() && !repeatable {
				seen.replay.Store(true)
				cancel()
			}
			seen.http2.Store(speaksHTTP2(info.Conn))
			seen.got.Store(true)
		},
		WroteHeaders: func() { seen.wrote.Store(true) },
	}
	request := a.request.WithContext(httptrace.WithClientTrace(ctx, &seen.trace))
	if request.Body != nil && request.Body != http.NoBody {
		seen.body = sealable{request.Body, &seen.seal}
		request.Body = &seen.body
		if get := request.GetBody; get != nil {
			request.GetBody = func() (io.ReadCloser, error) {
				body, err := get()
				if err != nil {
					return nil, err
				}
				return sealable{body, &seen.seal}, nil
			}
		}
	}
	return request, seen
}

// notSent reports, after a failure, whether the request certainly never left: no connection was had for it, and its body was
// not read and cannot be from now on. Only of net/http's own transport is it known that without a connection nothing
// leaves; so for any other, a request without a body never counts as not sent.
func (e *evidence) notSent(transport http.RoundTripper) bool {
	if e.got.Load() {
		return false
	}
	if e.body.ReadCloser != nil {
		return e.seal.close()
	}
	if transport == nil {
		transport = http.DefaultTransport
	}
	_, known := transport.(*http.Transport)
	return known && e.asked.Load()
}

func speaksHTTP2(conn net.Conn) bool {
	secured, ok := conn.(interface{ ConnectionState() tls.ConnectionState })
	return ok && secured.ConnectionState().NegotiatedProtocol == "h2"
}

// bodySeal is shared by a body and its copies. It is opened by the first read, or closed for good before that.
type bodySeal struct{ state atomic.Int32 }

const (
	sealWhole int32 = iota
	sealOpened
	sealClosed
)

func (s *bodySeal) open() bool {
	return s.state.CompareAndSwap(sealWhole, sealOpened) || s.state.Load() == sealOpened
}

func (s *bodySeal) close() bool { return s.state.CompareAndSwap(sealWhole, sealClosed) }

type sealable struct {
	io.ReadCloser
	seal *bodySeal
}

func (b sealable) Read(p []byte) (int, error) {
	if !b.seal.open() {
		return 0, errSealed
	}
	return b.ReadCloser.Read(p)
}
