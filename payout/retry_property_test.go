package payout_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
)

// model is a service that does what it is told and then answers, or does not, in a way drawn for each request.
type model struct {
	t      *rapid.T
	v      *verdict
	status gen.MassPayoutStatus // "" before it is made
	second string               // what a second auth or init does: "same", "refused" or "again"

	sent, done map[gen.Operation]int // requests that arrived, and how often one had its effect
	tries      map[gen.Operation]int // requests that the client wanted to send
	doubt      bool                  // an attempt with an effect has ended without a clear answer
	initial    []time.Time           // when INIT was told since then
	asked      bool                  // a retrieve was answered since then
	events     []string
	lateMost   time.Duration // 0: nothing is late

	mu sync.Mutex // guards what a late effect changes
}

func (m *model) RoundTrip(r *http.Request) (*http.Response, error) {
	op := operationOf(r)
	m.tries[op]++
	faults := []string{"none", "none", "unsent", "limited", "limited in 200", "system error", "html 502", "html 429", "reset before", "reset after", "cut after", "garbage after", "refused"}
	if op == opAuth && m.lateMost > 0 {
		faults = append(faults, "late")
	}
	fault := rapid.SampledFrom(faults).Draw(m.t, short(op))
	m.events = append(m.events, short(op)+": "+fault)
	if fault == "unsent" && r.Body != nil {
		return nil, errBoom
	}
	m.arrives(op)
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	response, clear := m.react(op, fault)
	if op == opRetrieve {
		return response()
	}
	if !clear {
		m.doubt, m.initial, m.asked = true, nil, false
	}
	return response()
}

// arrives checks what the client knew when it sent.
func (m *model) arrives(op gen.Operation) {
	m.sent[op]++
	if !m.doubt || op == opRetrieve {
		return
	}
	require.True(m.v, m.asked, "%s was sent again without asking: %v", op, m.events)
	if op == opInit {
		return
	}
	require.NotEmpty(m.v, m.initial, "%s was sent again, and nobody said INIT: %v", op, m.events)
	require.NotEqual(m.v, opAuth, op, "auth was sent again: %v", m.events)
}

// react says how the request is answered, and whether a client can be certain of what became of it.
func (m *model) react(op gen.Operation, fault string) (response func() (*http.Response, error), clear bool) {
	after := rapid.SampledFrom([]string{"", "0", "3", "60"}).Draw(m.t, "Retry-After")
	as := func(status int, body string) func() (*http.Response, error) {
		return func() (*http.Response, error) { return replies(status, body, "Retry-After", after)(&http.Request{}) }
	}
	broken := func() (*http.Response, error) { return nil, errBoom }
	switch fault {
	case "limited":
		return as(429, `{"status":"failure","errorCode":"50000"}`), true
	case "limited in 200":
		return as(200, `{"status":"failure","errorCode":50000}`), true
	case "refused":
		m.asked = m.asked || op == opRetrieve // for an init this may say that there is none
		return as(200, `{"status":"failure","errorCode":"11"}`), true
	case "system error":
		return as(200, `{"status":"failure","errorCode":"100001"}`), false
	case "html 429":
		return as(429, "<html>"), false
	case "html 502":
		if rapid.Bool().Draw(m.t, "committed") {
			m.apply(op)
		}
		return as(502, "<html>"), false
	case "unsent", "reset before": // of what has no body, nobody can tell the difference
		return broken, false
	case "late":
		by := time.Duration(rapid.Int64Range(1, int64(m.lateMost)).Draw(m.t, "late by"))
		time.AfterFunc(by, func() { m.apply(op) })
		return broken, false
	}
	body := m.apply(op)
	switch fault {
	case "reset after":
		return broken, false
	case "cut after":
		return as(200, body[:len(body)/2]), false
	case "garbage after":
		return as(200, "<html>"), false
	}
	if op == opRetrieve && strings.Contains(body, "success") {
		m.asked = true
		if strings.Contains(body, `"INIT"`) {
			m.initial = append(m.initial, time.Now())
		}
	} else if op == opRetrieve {
		m.asked = true // "no such mass payout"
	}
	return as(200, body), true
}

// apply has the effect of an operation and returns the answer.
func (m *model) apply(op gen.Operation) string {
	const refused = `{"status":"failure","errorCode":"11"}`
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case op == opRetrieve && m.status == "":
		return refused
	case op == opRetrieve:
		return fmt.Sprintf(`{"status":"success","massPayout":{"massPayoutStatus":%q},"massPayoutItems":{"items":[]},"total":1}`, m.status)
	case op == opInit && m.status != "" && m.second == "refused":
		return refused
	case op == opInit:
		if m.status == "" || m.second == "again" {
			m.done[op]++
			m.status = gen.MassPayoutStatusInit
		}
		return initDone
	case op == opCancel && m.status == gen.MassPayoutStatusInit:
		m.done[op]++
		m.status = gen.MassPayoutStatusCanceled
		return taken
	case op == opAuth && (m.status == gen.MassPayoutStatusInit || m.second == "again"):
		m.done[op]++
		m.status = gen.MassPayoutStatusInProgress
		return taken
	case op == opAuth && m.second == "same":
		return taken
	}
	return refused
}

// Whatever the network and the service do: nothing with an effect is sent again unasked, auth never; attempts
// and pauses end; and no error says that a call had no effect when it had one.
func TestPropertyRetriesAreSafe(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		inBubble(t, r, func(v *verdict) { checkOneCall(r, v) })
	})
}

// inBubble runs one check of a property in a bubble of its own.
func inBubble(t *testing.T, r *rapid.T, check func(*verdict)) {
	v := &verdict{}
	var panicked any
	synctest.Test(t, func(*testing.T) {
		// Rapid ends a check by a panic, which must reach it on its own goroutine.
		defer func() { panicked = recover() }()
		check(v)
	})
	if v.failed != "" {
		r.Fatal(v.failed)
	}
	if panicked != nil {
		panic(panicked)
	}
}

// verdict keeps what failed in a bubble, to be told outside.
type verdict struct{ failed string }

func (v *verdict) Errorf(format string, args ...any) { v.failed += fmt.Sprintf(format, args...) }
func (v *verdict) FailNow()                          { panic(v) }

func checkOneCall(t *rapid.T, v *verdict) {
	policy := payout.RetryPolicy{
		MaxAttempts: rapid.IntRange(1, 5).Draw(t, "attempts"), First: 1, Most: 1, MostRetryAfter: 8 * time.Second, // jitter could not be replayed
	}
	op := rapid.SampledFrom([]gen.Operation{opInit, opAuth, opCancel, opRetrieve}).Draw(t, "operation")
	m := &model{
		t: t, v: v, status: gen.MassPayoutStatusInit,
		second: rapid.SampledFrom([]string{"same", "refused", "again"}).Draw(t, "a second one"),
		sent:   map[gen.Operation]int{}, done: map[gen.Operation]int{}, tries: map[gen.Operation]int{},
	}
	if op == opInit {
		m.status = ""
	}
	if rapid.Bool().Draw(t, "late") {
		m.lateMost = 29 * time.Second
	}
	c := clientOver(t, m, payout.WithRetries(policy), payout.WithCallTimeout(time.Hour))
	start := time.Now()
	attempts, byRetrieve, err := call(t, c, op)
	waited := time.Since(start)
	m.events = append(m.events, fmt.Sprintf("error: %v", err))

	looks := policy.MaxAttempts + 1 // of each attempt in doubt
	require.LessOrEqual(v, m.tries[op], policy.MaxAttempts, "%v", m.events)
	if op != opRetrieve {
		require.LessOrEqual(v, m.tries[opRetrieve], policy.MaxAttempts*looks*policy.MaxAttempts, "%v", m.events)
		pauses := time.Duration(policy.MaxAttempts*(1+looks*(policy.MaxAttempts+1))) * policy.MostRetryAfter
		require.LessOrEqual(v, waited, pauses, "%v", m.events)
	} else {
		require.LessOrEqual(v, waited, time.Duration(policy.MaxAttempts-1)*policy.MostRetryAfter)
	}
	require.Equal(v, m.tries[op], attempts, "%v", m.events)
	time.Sleep(time.Minute) // what is late comes now
	m.mu.Lock()
	defer m.mu.Unlock()
	switch outcome := payout.OutcomeOf(err); {
	case err == nil && op != opRetrieve:
		require.Positive(v, m.done[op], "success, but nothing happened: %v", m.events)
	case err != nil && outcome != payout.OutcomeUnknown:
		require.Zero(v, m.done[op], "%v, but it took effect: %v", outcome, m.events)
	}
	if byRetrieve {
		require.True(v, m.asked, "%v", m.events)
	}
	require.LessOrEqual(v, m.done[opAuth], 1, "paid twice: %v", m.events)
	require.LessOrEqual(v, m.done[opCancel], 1)
	_, ok := payout.RecoveryOf(err)
	require.Equal(v, err != nil && op != opRetrieve && payout.OutcomeOf(err) == payout.OutcomeUnknown, ok, "%v", m.events)
}

// call makes one call and tells how often it was tried.
func call(t *rapid.T, c *payout.Client, op gen.Operation) (attempts int, byRetrieve bool, err error) {
	ctx := context.Background()
	switch op {
	case opInit:
		result, err := c.Init(ctx, testkit.TwoPayments(t))
		if err != nil {
			return payout.AttemptsOf(err), false, err
		}
		return result.Attempts(), false, nil
	case opRetrieve:
		page, err := c.Retrieve(ctx, payout.ByRequestID("179"), payout.Page{Size: 1})
		if err != nil {
			return payout.AttemptsOf(err), false, err
		}
		return page.Attempts, false, nil
	}
	approved, err := payout.ApproveRequest("179")
	if err != nil {
		return 0, false, err
	}
	pay := func() (*payout.Receipt, error) { return c.Auth(ctx, approved) }
	if op == opCancel {
		pay = func() (*payout.Receipt, error) { return c.Cancel(ctx, "179") }
	}
	receipt, err := pay()
	if err != nil {
		return payout.AttemptsOf(err), false, err
	}
	return receipt.Attempts, receipt.ByRetrieve, nil
}
