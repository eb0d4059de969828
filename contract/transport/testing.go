package transport

import (
	"net/http"
	"slices"
	"sync"

	"github.com/iyzipayout/iyzipayout/contract"
)

// tb is what [Test] needs of a test. Package testing itself is not imported, so that it does not get into programs.
type tb interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Logf(format string, args ...any)
}

// Test returns an http.RoundTripper that passes traffic through to next, http.DefaultTransport if it is nil, and
// fails the test as soon as the caller has read or closed an answer that is not what the document promises, and for
// requests that are not. At the end of the test it looks at what the exchanges say together, in their order, unless some
// of them overlapped and so had none.
//
// t is a *testing.T, *testing.B, *testing.F or testing.TB.
func Test(t tb, checker *contract.Checker, next http.RoundTripper) http.RoundTripper {
	t.Helper()
	g := &testGuard{tb: t, checker: checker, onward: newOnward(next)}
	if checker == nil {
		t.Errorf("transport: Test needs a checker")
		return g.next
	}
	t.Cleanup(g.end)
	return g
}

type testGuard struct {
	tb      tb
	checker *contract.Checker
	onward

	mu         sync.Mutex
	running    int
	overlapped bool
	ended      bool
	flow       []contract.Exchange
	reported   []contract.Finding
}

func (g *testGuard) RoundTrip(request *http.Request) (*http.Response, error) {
	if !g.begin() {
		return g.next.RoundTrip(request)
	}
	return pass(g.next, request, newLimits(), g.check)
}

// begin notes a request. One that comes after the test, from a goroutine it left behind, is nobody's any more.
func (g *testGuard) begin() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.overlapped = g.overlapped || g.running > 0
	g.running++
	return !g.ended
}

func (g *testGuard) check(p *passage) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running--
	if g.ended || p.status == 0 {
		return
	}
	x := p.result()
	found := g.checker.Check(x)
	for _, f := range found {
		f.Entry = len(g.flow)
		g.reported = append(g.reported, f)
	}
	g.flow = append(g.flow, x)
	g.report(found)
}

// end looks at the flow as a whole.
func (g *testGuard) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ended = true
	if g.running > 0 {
		g.tb.Logf("transport: %d exchanges were not checked: their answers were neither read to the end nor closed", g.running)
	}
	if g.overlapped {
		return
	}
	g.report(slices.DeleteFunc(g.checker.CheckFlow(g.flow), func(f contract.Finding) bool { return slices.Contains(g.reported, f) }))
}

func (g *testGuard) report(findings []contract.Finding) {
	for _, f := range findings {
		g.tb.Errorf("transport: %s", f)
	}
}
