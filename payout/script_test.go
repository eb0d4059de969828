package payout_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// reaction is what a scripted service does with one request.
type reaction func(*http.Request) (*http.Response, error)

// unsent fails before anything leaves. What has no body leaves no trace in a transport of this kind, so a cancel counts as lost.
func unsent(*http.Request) (*http.Response, error) { return nil, errBoom }

// lost takes the request and breaks the connection.
func lost(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	return nil, errBoom
}

func replies(status int, body string, headers ...string) reaction {
	return func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			_, _ = io.Copy(io.Discard, r.Body)
		}
		header := http.Header{"Content-Type": {"application/json"}}
		for i := 0; i < len(headers); i += 2 {
			header.Set(headers[i], headers[i+1])
		}
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
}

func reads(status gen.MassPayoutStatus) reaction {
	return replies(200, `{"status":"success","systemTime":1753877400999,"massPayout":{"massPayoutStatus":"`+string(status)+`"},"massPayoutItems":{"items":[]},"total":1}`)
}

var (
	success     = replies(200, taken)
	initialised = replies(200, initDone)
	refusal     = replies(200, `{"status":"failure","errorCode":"11","errorMessage":"no"}`)
	limited     = replies(429, `{"status":"failure","errorCode":"50000"}`)
	badGateway  = replies(502, "<html>")
)

// script plays reactions per operation, in turn, and the last one again and again. A request for which none is written fails
// the test.
type script struct {
	t     testing.TB
	start time.Time

	mu    sync.Mutex
	plays map[gen.Operation][]reaction
	log   []string        // what arrived, and where it matters when
	at    []time.Duration // since the start
}

func play(t testing.TB, plays map[gen.Operation][]reaction) *script {
	return &script{t: t, plays: plays, start: time.Now()}
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	op := operationOf(r)
	s.mu.Lock()
	left := s.plays[op]
	s.log, s.at = append(s.log, short(op)), append(s.at, time.Since(s.start))
	if len(left) > 1 {
		s.plays[op] = left[1:]
	}
	s.mu.Unlock()
	if len(left) == 0 {
		assert.Fail(s.t, "nothing is written for "+string(op))
		return nil, errors.New("nothing is written for it")
	}
	return left[0](r)
}

// calls is what arrived, in order: "auth retrieve".
func (s *script) calls() string { return strings.Join(s.log, " ") }

func (s *script) client(opts ...payout.Option) *payout.Client {
	return clientOver(s.t, s, append([]payout.Option{payout.WithRetries(payout.RetryPolicy{})}, opts...)...)
}

func operationOf(r *http.Request) gen.Operation {
	for _, op := range gen.Operations() {
		prefix, _, templated := strings.Cut(op.Path(), "{")
		rest, found := strings.CutPrefix(r.URL.Path, prefix)
		if r.Method == op.Method() && found && templated == (rest != "") {
			return op
		}
	}
	return ""
}

func short(op gen.Operation) string {
	return map[gen.Operation]string{
		gen.OperationInitMassPayout: "init", gen.OperationAuthMassPayout: "auth", gen.OperationCancelMassPayout: "cancel",
		gen.OperationRetrieveMassPayout: "retrieve", gen.OperationGetMassPayoutBalance: "balance", gen.OperationGetMassPayoutItem: "item",
	}[op]
}
