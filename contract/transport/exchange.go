package transport

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/internal/contentcoding"
)

// passage is one exchange on its way through a RoundTripper.
type passage struct {
	context  context.Context // of the request, without its end: for what it carries, such as a trace
	exchange contract.Exchange
	status   int // of the answer; 0 where there was none
	duration time.Duration
	request  atomic.Pointer[bodyCopy] // of the last attempt to send it
	response *bodyCopy
	limits   limits
	ended    sync.Once
	done     func(*passage)
}

// pass sends a request through next and calls done, once, when the answer was read to its end or closed, or when there is
// none. Request and answer are what they would be without it.
func pass(next http.RoundTripper, request *http.Request, l limits, done func(*passage)) (*http.Response, error) {
	p := &passage{context: context.WithoutCancel(request.Context()), limits: l, response: newBodyCopy(l, -1), done: done}
	p.request.Store(newBodyCopy(l, request.ContentLength))
	p.exchange.Started = time.Now()
	p.exchange.Request = contract.Request{Method: cmp.Or(request.Method, http.MethodGet), Header: request.Header.Clone()}
	if request.URL != nil {
		u := *request.URL
		p.exchange.Request.URL = &u
	}
	sent := p.outgoing(request)
	response, err := next.RoundTrip(sent)
	if err != nil || response == nil {
		p.end()
		return response, err
	}
	if response.Request == sent {
		response.Request = request
	}
	p.incoming(response)
	return response, nil
}

// outgoing returns the request to send: the same one, with its body copied as it is read. net/http asks GetBody for another
// body when it sends the request once more; the copy then begins anew.
func (p *passage) outgoing(request *http.Request) *http.Request {
	if request.Body == nil || request.Body == http.NoBody {
		p.request.Load().end()
		return request
	}
	nothing := func() {} // the exchange ends with the answer
	sent := request.WithContext(request.Context())
	sent.Body = &copiedBody{request.Body, p.request.Load(), nothing}
	if get := request.GetBody; get != nil {
		sent.GetBody = func() (io.ReadCloser, error) {
			body, err := get()
			if err != nil || body == nil {
				return body, err
			}
			again := newBodyCopy(p.limits, request.ContentLength)
			p.request.Swap(again).wipe()
			return &copiedBody{body, again, nothing}, nil
		}
	}
	return sent
}

// incoming copies the answer's body as the caller reads it.
func (p *passage) incoming(response *http.Response) {
	p.exchange.Response = contract.Response{Status: response.StatusCode, Header: response.Header.Clone()}
	p.status = response.StatusCode
	p.response = newBodyCopy(p.limits, response.ContentLength)
	switch {
	case response.StatusCode == http.StatusSwitchingProtocols:
		// From here on the body is a connection, which writes as well.
		p.end()
	case response.Body == nil || response.Body == http.NoBody:
		p.response.end()
		p.end()
	default:
		response.Body = &copiedBody{response.Body, p.response, p.end}
	}
}

func (p *passage) end() {
	p.ended.Do(func() {
		p.duration = time.Since(p.exchange.Started)
		p.done(p)
	})
}

// incomplete reports whether a body was given up because the memory was used up.
func (p *passage) incomplete() bool { return p.request.Load().lost() || p.response.lost() }

// result is the exchange with the bodies as far as they are known.
func (p *passage) result() contract.Exchange {
	x := p.exchange
	x.Request.Body, x.Request.BodyUnknown = p.request.Load().take()
	x.Response.Body, x.Response.BodyUnknown = p.response.take()
	if !x.Response.BodyUnknown {
		// net/http undoes the coding too, unless the program asked for one by itself.
		body, err := contentcoding.Undo(x.Response.Header, x.Response.Body, mostUnzipped)
		x.Response.Body, x.Response.BodyUnknown = body, err != nil
	}
	return x
}

// mostUnzipped is how much of a body is unzipped: more than any checker looks at by default.
const mostUnzipped = 24 << 20

// forget overwrites the copies and drops the rest of the exchange.
func (p *passage) forget() {
	p.request.Load().wipe()
	p.response.wipe()
	p.exchange = contract.Exchange{}
}
