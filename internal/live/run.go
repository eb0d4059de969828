package live

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/transport"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/signing"
)

// run is one run of the suite.
type run struct {
	options Options
	checker *contract.Checker
	routes  *routes
	masker  *masker
	count   *counter
	id      string // makes the ids of this run unique at the vendor
	// Keys that the service knows, and others that it does not.
	credentials, wrong signing.Credentials
}

// Run plays the scenarios one after the other. A scenario that fails does not end the run; the end of ctx does, and what
// was found until then is returned. The error says that nothing could be run.
func Run(ctx context.Context, o Options) (*Result, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	r := &run{options: o, routes: newRoutes(o.Document, o.BaseURL), id: strings.ToLower(rand.Text()[:10])}
	r.masker, r.count = newMasker(r.routes), newCounter(r.routes)
	if err := r.giveKeys(); err != nil {
		return nil, err
	}
	if r.checker, err = r.newChecker(); err != nil {
		return nil, err
	}
	result := &Result{Target: o.BaseURL, Started: time.Now().UTC().Truncate(time.Second), AllowAuth: o.AllowAuth, Scenarios: []Scenario{}}
	if o.BaseURL == "" {
		result.Target = "the built-in emulator"
	}
	began := time.Now()
	for _, s := range o.Scenarios {
		played := r.play(ctx, s)
		result.Interrupted = result.Interrupted || ctx.Err() != nil && played.Outcome != Passed
		result.Exchanges += played.Calls
		result.Scenarios = append(result.Scenarios, played)
		o.Progress(played)
	}
	result.Duration, result.Coverage = time.Since(began), r.count.coverage()
	return result, nil
}

// giveKeys takes the caller's keys, or makes some for emulators.
func (r *run) giveKeys() (err error) {
	r.credentials = r.options.Credentials
	if r.options.BaseURL == "" {
		if r.credentials, err = freshKeys(signing.Sandbox); err != nil {
			return err
		}
	}
	r.wrong, err = freshKeys(r.credentials.Environment())
	return err
}

func (r *run) newChecker() (*contract.Checker, error) {
	// Scenarios that sign with wrong keys do it rightly.
	verifier, err := signing.NewVerifier(r.credentials, r.wrong)
	if err != nil {
		return nil, err
	}
	options := []contract.CheckerOption{contract.WithVerifier(verifier)}
	if r.options.BaseURL == "" {
		options = append(options, contract.WithLoopback())
	} else {
		options = append(options, contract.WithServer(r.options.BaseURL))
	}
	if r.options.Baseline != nil {
		options = append(options, contract.WithBaseline(r.options.Baseline))
	}
	return contract.NewChecker(r.options.Document, options...)
}

// skip says why a scenario cannot be run, or nothing.
func (r *run) skip(ctx context.Context, s scenario.Scenario) string {
	switch {
	case ctx.Err() != nil:
		return "the run was interrupted"
	case s.MovesMoney && !r.options.AllowAuth:
		return "it moves money, which was not allowed"
	case r.options.BaseURL == "":
		return ""
	case len(s.Emulator) > 0:
		return "it needs an emulator with options of its own: run the suite against the built-in one"
	case s.NeedsEmulator() && !r.options.Emulator:
		return "it needs an emulator"
	}
	return ""
}

// play runs one scenario and looks at what it exchanged.
func (r *run) play(ctx context.Context, s scenario.Scenario) Scenario {
	result := Scenario{Name: plaintext.PrintableLines(s.Name), About: plaintext.PrintableLines(s.About), Findings: []contract.Finding{}, Known: []contract.Finding{}, Exchanges: []Exchange{}}
	if why := r.skip(ctx, s); why != "" {
		result.Outcome, result.Reason = Skipped, why
		return result
	}
	began := time.Now()
	exchanges, err := r.exchange(ctx, s)
	result.Duration = time.Since(began)
	result.Seconds = result.Duration.Round(time.Millisecond).Seconds()
	result.Calls = len(exchanges)
	r.count.add(exchanges)
	r.judge(&result, s, exchanges, err)
	if ctx.Err() != nil && err != nil {
		result.Outcome = Interrupted
	}
	return result
}

// exchange runs one scenario and returns what went over the wire.
func (r *run) exchange(ctx context.Context, s scenario.Scenario) ([]contract.Exchange, error) {
	ctx, cancel := context.WithTimeout(ctx, r.options.Timeout)
	defer cancel()
	world, leave, err := r.world(s)
	if err != nil {
		return nil, err
	}
	defer leave()
	tape := &tape{}
	guard := &moneyGuard{next: transport.Tap(world.HTTP.Transport, tape.record), routes: r.routes, allowed: r.options.AllowAuth && s.MovesMoney}
	world.HTTP = &http.Client{Transport: guard}
	err = contained(ctx, s, world)
	if violation := guard.violation(); !errors.Is(err, violation) {
		err = errors.Join(err, violation)
	}
	return tape.all(), err
}

// contained runs a scenario. A panic in it is its failure and not the end of the run.
func contained(ctx context.Context, s scenario.Scenario, w *scenario.World) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the scenario panicked: %v", p)
		}
	}()
	return s.Run(ctx, w)
}

// tape collects the exchanges of a scenario.
type tape struct {
	mu        sync.Mutex
	exchanges []contract.Exchange
}

func (t *tape) record(x contract.Exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.exchanges = append(t.exchanges, x)
}

func (t *tape) all() []contract.Exchange {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.exchanges
}
