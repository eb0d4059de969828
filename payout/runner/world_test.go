package runner_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// memory is a store for tests. It passes storetest like any other.
type memory struct {
	mu      sync.Mutex
	records map[string][]string
	open    map[string]bool
	claims  map[runner.ClaimKey]runner.Claim
}

func newMemory() *memory {
	return &memory{records: map[string][]string{}, open: map[string]bool{}, claims: map[runner.ClaimKey]runner.Claim{}}
}

func (m *memory) Claim(ctx context.Context, claims []runner.Claim) (others []runner.Claim, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, c := range claims {
		if held, taken := m.claims[c.Line]; taken && held.Payout != c.Payout && held.Payout != c.Instead {
			others = append(others, held)
		}
	}
	if len(others) > 0 {
		return others, nil
	}
	for _, c := range claims {
		if m.claims[c.Line].Payout != c.Payout {
			c.Instead = ""
			m.claims[c.Line] = c
		}
	}
	return nil, nil
}

func (m *memory) Release(_ context.Context, id string, lines []runner.ClaimKey) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, line := range lines {
		if m.claims[line].Payout == id {
			delete(m.claims, line)
		}
	}
	return nil
}

func (m *memory) Claims(_ context.Context, lines []runner.ClaimKey) (found []runner.Claim, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, line := range lines {
		if held, taken := m.claims[line]; taken {
			found = append(found, held)
		}
	}
	return found, nil
}

func (m *memory) SimilarClaims(_ context.Context, payments []runner.ClaimKey, since time.Time) (found []runner.Claim, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.claims {
		if slices.Contains(payments, c.Payment) && !c.At.Before(since) {
			found = append(found, c)
		}
	}
	return found, nil
}

func (m *memory) Open(ctx context.Context, id string) (runner.Journal, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if m.open[id] {
		return nil, runner.ErrLocked
	}
	m.open[id] = true
	return &memoryJournal{memory: m, id: id}, nil
}

func (m *memory) Histories(ctx context.Context) iter.Seq2[[][]byte, error] {
	return func(yield func([][]byte, error) bool) {
		m.mu.Lock()
		ids := slices.Sorted(maps.Keys(m.records))
		m.mu.Unlock()
		for _, id := range ids {
			if !yield((&memoryJournal{memory: m, id: id}).Records(ctx)) {
				return
			}
		}
	}
}

func (m *memory) lines(id string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.records[id])
}

// unlock is what the system does with the locks of a process that was killed.
func (m *memory) unlock() {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.open)
}

// rollBack takes all but the first n records away, as if an old copy of the journal had been restored.
func (m *memory) rollBack(id string, n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records[id] = m.records[id][:n]
}

type memoryJournal struct {
	*memory
	id     string
	closed bool
}

func (j *memoryJournal) Records(context.Context) ([][]byte, error) {
	var records [][]byte
	for _, line := range j.lines(j.id) {
		records = append(records, []byte(line))
	}
	return records, nil
}

func (j *memoryJournal) Append(ctx context.Context, record []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if j.closed {
		return errors.New("closed")
	}
	j.records[j.id] = append(j.records[j.id], string(record))
	return nil
}

func (j *memoryJournal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.closed {
		j.closed = true
		delete(j.open, j.id)
	}
	return nil
}

// mode is one of the ways in which the vendor may really behave.
type mode struct {
	init     string
	auth     string
	shortage string
	mixed    gen.MassPayoutStatus
	poor     bool // the balance covers nothing
	nameless bool // items do not name their requestId, as on the vendor's pages
}

// shifted is a clock that the emulator accepts: in a synctest bubble it is the year 2000.
type shifted struct{}

func (shifted) Now() time.Time { return time.Now().AddDate(25, 0, 0) }

func (m mode) emulator(t require.TestingT) *emulator.Emulator {
	behaviour := emulator.Behaviour{
		DuplicateInit: m.init, DuplicateAuth: m.auth, Shortage: m.shortage, MixedStatus: m.mixed, JavaMembers: !m.nameless, NoItemRequestID: m.nameless,
	}
	if m.poor {
		behaviour.Balance = testkit.Lira(t, "1").Value()
	}
	e, err := emulator.New(emulator.WithClock(shifted{}.Now), behaviour)
	require.NoError(t, err)
	return e
}

// wire is the network between a client and an emulator, in memory. Before each request it asks plan what is to happen.
type wire struct {
	emulator *emulator.Emulator
	plan     func(*http.Request) fault
	under    sync.WaitGroup // what is still on its way
	calls    []string       // the operation of each, as its path has it
	mu       sync.Mutex
}

// fault is what happens to one request. The zero value is none.
type fault struct {
	before  func()                             // as the request leaves
	unread  bool                               // it does not even leave
	lost    bool                               // it never arrives
	again   int                                // how often it arrives once more
	late    time.Duration                      // when it arrives, long after the client has given it up
	answer  func(*http.Response) error         // spoils the answer
	instead func(*http.Request) *http.Response // answers in the service's place
	gone    func()                             // as a late request is on its way
	after   func()                             // as the answer arrives
}

var errReset = errors.New("connection reset by peer")

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	f := fault{}
	if w.plan != nil {
		f = w.plan(r)
	}
	w.mu.Lock()
	w.calls = append(w.calls, strings.Split(r.URL.Path, "/")[4]) // /v1/mass/payout/…
	w.mu.Unlock()
	if f.before != nil {
		f.before()
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if f.unread {
		return nil, errReset
	}
	body := []byte{}
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
	}
	if f.instead != nil {
		return f.instead(r), nil
	}
	if f.late > 0 {
		w.under.Go(func() {
			time.Sleep(f.late)
			w.serve(r, body)
		})
		if f.gone != nil {
			f.gone()
		}
		return nil, errReset
	}
	if f.lost {
		return nil, errReset
	}
	response := w.serve(r, body)
	for range f.again {
		w.serve(r, body)
	}
	if f.after != nil {
		f.after()
	}
	if f.answer != nil {
		if err := f.answer(response); err != nil {
			return nil, err
		}
	}
	return response, nil
}

// serve hands a request over as it was sent, whatever became of its context.
func (w *wire) serve(r *http.Request, body []byte) *http.Response {
	r = r.Clone(context.Background())
	r.Body = io.NopCloser(bytes.NewReader(body))
	recorder := httptest.NewRecorder()
	w.emulator.ServeHTTP(recorder, r)
	return recorder.Result()
}

// client repeats calls almost at once: its random pauses would keep a seed from replaying what happened.
func (w *wire) client(t require.TestingT, attempts int) *payout.Client {
	c, err := payout.New(w.emulator.Credentials(), payout.WithBaseURL("http://127.0.0.1"), payout.WithHTTPClient(&http.Client{Transport: w}),
		payout.WithRetries(payout.RetryPolicy{MaxAttempts: attempts, First: 2, Most: 2}))
	require.NoError(t, err)
	return c
}

// truth is what the ledger says about one externalId.
type truth struct {
	batches []emulator.LedgerBatch
	paid    map[string]int // how often each line's recipient got the money
	started map[string]int
}

func truthOf(e *emulator.Emulator, ids ...string) truth {
	got := truth{paid: map[string]int{}, started: map[string]int{}}
	for _, b := range e.Ledger().Batches {
		if !slices.Contains(ids, b.ExternalID) {
			continue
		}
		got.batches = append(got.batches, b)
		for _, l := range b.Lines {
			got.paid[l.ItemExternalID] += l.Paid
			got.started[l.ItemExternalID] += l.Started
		}
	}
	return got
}

// requireOnce is the promise: nobody is paid twice.
func (g truth) requireOnce(t require.TestingT) {
	for id, n := range g.started {
		require.LessOrEqual(t, n, 1, "line %s was set off %d times", id, n)
	}
}

func (g truth) requireNobody(t require.TestingT) {
	for id, n := range g.started {
		require.Zero(t, n, "line %s was set off, and the run says that nobody was paid", id)
	}
}

// requireEqual compares a report with the ledger, line by line.
func (g truth) requireEqual(t require.TestingT, report *payout.Report) {
	for _, l := range report.Lines {
		switch l.State {
		case payout.StatePaid:
			require.Equal(t, 1, g.paid[l.Item.ExternalID], "%s", l)
		case payout.StateNotPaid:
			require.Zero(t, g.paid[l.Item.ExternalID], "%s", l)
		}
	}
}

// lastEvent is what the last record of a journal tells.
func lastEvent(t require.TestingT, records []string) (event, requestID string) {
	if len(records) == 0 {
		return "", ""
	}
	var r struct{ Event, RequestID string }
	require.NoError(t, json.Unmarshal([]byte(records[len(records)-1]), &r))
	return r.Event, r.RequestID
}

// payments makes a batch whose lines meet the given fates.
func payments(t require.TestingT, id string, marks ...string) payout.Batch {
	b := payout.Batch{ExternalID: id}
	for i, mark := range marks {
		recipient, err := payout.MemberID(fmt.Sprint(2228853 + i))
		require.NoError(t, err)
		b.Items = append(b.Items, payout.Item{
			ExternalID: fmt.Sprintf("%s/%d", id, i+1), Recipient: recipient, Amount: testkit.Lira(t, fmt.Sprintf("%d.50", i+10)), Description: strings.TrimSpace("pay " + mark),
		})
	}
	return b
}

func newRunner(t require.TestingT, c *payout.Client, s runner.Store, opts ...runner.Option) *runner.Runner {
	r, err := runner.New(c, s, opts...)
	require.NoError(t, err)
	return r
}

// every makes one fault happen to all calls of an operation.
func every(operation string, f fault) func(*http.Request) fault {
	return func(r *http.Request) fault {
		if strings.HasSuffix(r.URL.Path, operation) || strings.Contains(r.URL.Path, operation+"/") {
			return f
		}
		return fault{}
	}
}
