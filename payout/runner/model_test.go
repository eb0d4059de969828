package runner_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// tally counts what the schedules went through.
type tally struct {
	schedules, runs, kills, faults, diskFaults, rollBacks, late atomic.Int64
}

// Whatever is cut off, repeated, delayed or killed, in whatever way the service treats a second init and a second auth: nobody is
// paid twice, no accepted line is lost, no auth leaves without its intent on record, and what a run says is true.
//
// IYZIPAYOUT_SCHEDULES sets how many schedules are tried. A failure prints the -rapid.seed that replays it.
func TestRunnerSurvives(t *testing.T) {
	t.Parallel()
	schedules := 100
	if n, err := strconv.Atoi(os.Getenv("IYZIPAYOUT_SCHEDULES")); err == nil {
		schedules = n
	}
	var seen tally
	synctest.Test(t, func(t *testing.T) {
		services := map[mode]*emulator.Emulator{}
		// rapid tries 100 schedules a round.
		for seen.schedules.Load() < int64(schedules) && !t.Failed() {
			rapid.Check(struct{ rapid.TB }{t}, func(t *rapid.T) { // a bubble has no Deadline to ask for
				seen.schedules.Add(1)
				s := newSchedule(t, services, &seen)
				defer s.wire.under.Wait() // time stands still once the bubble's function has returned
				s.play()
			})
		}
	})
	t.Logf("%d schedules, %d runs: survived %d kills, %d faults of the network, %d late deliveries, %d faults of the disk, %d restored old journals",
		seen.schedules.Load(), seen.runs.Load(), seen.kills.Load(), seen.faults.Load(), seen.late.Load(), seen.diskFaults.Load(), seen.rollBacks.Load())
}

// killed is the panic that stands for the end of the process.
type killed struct{}

// schedule is one batch on its way through everything that can go wrong.
type schedule struct {
	t        *rapid.T
	seen     *tally
	mode     mode
	wire     *wire
	store    *memory
	batch    payout.Batch
	calm     bool // nothing goes wrong any more
	restored bool // an old journal was put in place: a run knows no more than that
	attempts int  // of each call of the client
	trouble  int  // faults in ten calls
	sane     bool // requests are neither repeated by the network nor late
}

func newSchedule(t *rapid.T, services map[mode]*emulator.Emulator, seen *tally) *schedule {
	m := mode{
		init:     rapid.SampledFrom([]string{"same", "refuse", "second"}).Draw(t, "duplicate init"),
		auth:     rapid.SampledFrom([]string{"refuse", "succeed", "pay-again"}).Draw(t, "duplicate auth"),
		nameless: rapid.Bool().Draw(t, "nameless"),
		mixed:    gen.MassPayoutStatusCompleted,
	}
	if !m.nameless {
		m.mixed = gen.MassPayoutStatusPublishedToQueue // a batch that never ends in words
	}
	if m.poor = rapid.IntRange(0, 7).Draw(t, "poor") == 7; m.poor {
		m.shortage = rapid.SampledFrom([]string{"merchant", "refuse"}).Draw(t, "shortage")
	}
	if services[m] == nil {
		services[m] = m.emulator(t)
	}
	marks := rapid.SliceOfN(rapid.SampledFrom([]string{
		"", "", "", emulator.MarkRefuse, emulator.MarkBankFail, emulator.MarkDepositFail, emulator.MarkStayFailed, emulator.MarkStayProcessing,
	}), 1, 5).Draw(t, "lines")
	s := &schedule{t: t, seen: seen, mode: m, store: newMemory()}
	s.batch = payments(t, "batch-"+strconv.FormatInt(seen.schedules.Load(), 10), marks...)
	if rapid.Bool().Draw(t, "derived id") {
		s.batch.ExternalID = runner.ContentID(s.batch)
	}
	s.trouble = rapid.IntRange(1, 6).Draw(t, "trouble")
	s.attempts = rapid.IntRange(1, 3).Draw(t, "attempts")
	s.sane = rapid.Bool().Draw(t, "sane network")
	s.wire = &wire{emulator: services[m], plan: s.fault}
	return s
}

func (s *schedule) play() {
	policy := rapid.SampledFrom([]runner.OnRefused{runner.StopOnRefused, runner.PayAccepted, runner.PayAccepted, runner.CancelOnRefused}).Draw(s.t, "policy")
	for range rapid.IntRange(0, 5).Draw(s.t, "troubled runs") {
		s.check(s.run(policy))
		s.restore()
	}
	s.calm = true
	s.checkEnd(s.run(policy))
}

// ended is how a run ended.
type ended struct {
	report *payout.Report
	err    error
	killed bool
}

// run is one life of the process.
func (s *schedule) run(policy runner.OnRefused) (end ended) {
	s.seen.runs.Add(1)
	defer func() {
		switch p := recover().(type) {
		case nil:
		case killed:
			s.seen.kills.Add(1)
			s.store.unlock()
			end = ended{killed: true}
		default:
			panic(p)
		}
	}()
	ctx := context.Background()
	if !s.calm && rapid.IntRange(0, 5).Draw(s.t, "deadline") == 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(rapid.IntRange(0, 60_000).Draw(s.t, "deadline in ms"))*time.Millisecond)
		defer cancel()
	}
	r := newRunner(s.t, s.wire.client(s.t, s.attempts), troubled{s.store, s}, runner.WithOnRefused(policy), runner.WithWaitLimit(10*time.Minute))
	report, err := r.Run(ctx, s.batch)
	return ended{report: report, err: err}
}

// check is true after each run, whatever happened.
func (s *schedule) check(end ended) truth {
	if !end.killed && end.err != nil && payout.OutcomeOf(end.err) != payout.OutcomeUnknown && !s.restored {
		s.wire.under.Wait() // also what was on its way comes to nothing
		truthOf(s.wire.emulator, s.batch.ExternalID).requireNobody(s.t)
	}
	now := truthOf(s.wire.emulator, s.batch.ExternalID)
	now.requireOnce(s.t)
	if end.report != nil && (end.err == nil || !s.restored) {
		now.requireEqual(s.t, end.report)
	}
	for _, record := range s.store.lines(s.batch.ExternalID) {
		require.NotContains(s.t, record, "2228853", "personal data in the journal")
	}
	return now
}

// checkEnd is true after a run in which nothing went wrong.
func (s *schedule) checkEnd(end ended) {
	now := s.check(end)
	lost, isLost := errors.AsType[*runner.LostError](end.err)
	refused, isRefused := errors.AsType[*payout.RefusedError](end.err)
	_, isForeign := errors.AsType[*runner.ForeignError](end.err)
	_, isUnsettled := errors.AsType[*payout.NotSettledError](end.err)
	switch {
	case end.err == nil && end.report.Status == gen.MassPayoutStatusCanceled:
		require.True(s.t, s.restored, "the journal that says so is lost")
	case end.err == nil:
		require.NotNil(s.t, end.report)
		require.Zero(s.t, end.report.Count(payout.StateUnknown))
		s.requireAllPaid(now)
	case isLost:
		require.Equal(s.t, "refuse", s.mode.init, "%v", lost)
		require.True(s.t, s.mode.nameless, "the items name the requestId")
	case isRefused:
		require.NotEmpty(s.t, refused.Items)
	case isForeign:
		require.True(s.t, s.restored, "the journal that says whose it is is lost")
	case isUnsettled:
		require.True(s.t, s.mode.poor || strings.Contains(s.batchText(), emulator.MarkStayProcessing))
	case errors.Is(end.err, payout.ErrInsufficientFunds):
		require.True(s.t, s.mode.poor)
	default:
		require.NoError(s.t, end.err)
	}
}

// requireAllPaid: every line without a fate of its own got its money.
func (s *schedule) requireAllPaid(now truth) {
	if s.mode.poor {
		return
	}
	for _, item := range s.batch.Items {
		if item.Description == "pay" {
			require.Equal(s.t, 1, now.paid[item.ExternalID], "an accepted line is lost")
		}
	}
}

func (s *schedule) batchText() string {
	var text strings.Builder
	for _, item := range s.batch.Items {
		text.WriteString(item.Description)
	}
	return text.String()
}

// restore sometimes puts an old copy of the journal in place of the last one. Of a service that makes a second batch of a
// second init, and of a network that delivers an init long after, nobody could tell then which batch was meant.
func (s *schedule) restore() {
	lines := s.store.lines(s.batch.ExternalID)
	if len(lines) == 0 || !s.sane || rapid.IntRange(0, 9).Draw(s.t, "restore an old journal") > 0 {
		return
	}
	s.seen.rollBacks.Add(1)
	s.restored = true
	s.store.rollBack(s.batch.ExternalID, rapid.IntRange(0, len(lines)-1).Draw(s.t, "records kept"))
}

// fault decides what happens to a request.
func (s *schedule) fault(r *http.Request) fault {
	isAuth := strings.HasSuffix(r.URL.Path, "/auth")
	if isAuth {
		event, id := lastEvent(s.t, s.store.lines(s.batch.ExternalID))
		body, _ := r.GetBody()
		sent, _ := io.ReadAll(body)
		require.Equal(s.t, "auth", event, "an auth leaves without its intent on record")
		require.Contains(s.t, string(sent), id)
	}
	if s.calm {
		return fault{}
	}
	if rapid.IntRange(0, 9).Draw(s.t, "trouble") >= s.trouble {
		return fault{}
	}
	kinds := []string{"not sent", "lost", "answer lost", "cut", "HTML", "rate limit", "system error", "kill before", "kill after"}
	if !s.sane {
		kinds = append(kinds, "late", "kill, late")
		if !isAuth || s.mode.auth != "pay-again" { // else it is the network that pays twice
			kinds = append(kinds, "twice")
		}
	}
	kind := rapid.SampledFrom(kinds).Draw(s.t, "fault of "+r.URL.Path)
	s.seen.faults.Add(1)
	kill := func() { panic(killed{}) }
	switch kind {
	case "not sent":
		return fault{unread: true}
	case "lost":
		return fault{lost: true}
	case "answer lost":
		return fault{answer: func(*http.Response) error { return errReset }}
	case "cut":
		return fault{answer: func(a *http.Response) error {
			body, _ := io.ReadAll(a.Body)
			a.Body = io.NopCloser(io.MultiReader(strings.NewReader(string(body[:len(body)/2])), broken{}))
			return nil
		}}
	case "HTML":
		return fault{answer: func(a *http.Response) error {
			a.StatusCode, a.Body = http.StatusBadGateway, io.NopCloser(strings.NewReader("<html>bad gateway</html>"))
			return nil
		}}
	case "rate limit":
		return instead(http.StatusTooManyRequests, `{"status":"failure","errorCode":"50000","errorMessage":"limit"}`)
	case "system error":
		return fault{answer: func(a *http.Response) error {
			a.StatusCode, a.Body = 500, io.NopCloser(strings.NewReader(`{"status":"failure","errorCode":"100001"}`))
			return nil
		}}
	case "kill before":
		return fault{before: kill}
	case "kill after":
		return fault{after: kill}
	case "twice":
		return fault{again: 1}
	case "late", "kill, late":
		s.seen.late.Add(1)
		f := fault{late: time.Duration(rapid.IntRange(1, 25).Draw(s.t, "seconds late")) * time.Second}
		if kind != "late" {
			f.gone = kill
		}
		return f
	}
	return fault{}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errReset }

func instead(status int, body string) fault {
	return fault{instead: func(r *http.Request) *http.Response {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
	}}
}

// troubled is a store whose process dies and whose disk fails.
type troubled struct {
	runner.Store
	s *schedule
}

func (d troubled) Open(ctx context.Context, id string) (runner.Journal, error) {
	j, err := d.Store.Open(ctx, id)
	return &troubledJournal{Journal: j, s: d.s}, err
}

type troubledJournal struct {
	runner.Journal
	s      *schedule
	failed bool
}

var errDisk = errors.New("no space left on device")

func (j *troubledJournal) Append(ctx context.Context, record []byte) error {
	if j.failed {
		return errDisk
	}
	kind := "none"
	if !j.s.calm {
		kind = rapid.SampledFrom([]string{"none", "none", "none", "none", "none", "none", "none", "kill before", "kill after", "fail", "fail and keep"}).Draw(j.s.t, "append")
	}
	switch kind {
	case "kill before":
		panic(killed{})
	case "fail":
		j.s.seen.diskFaults.Add(1)
		j.failed = true
		return errDisk
	}
	err := j.Journal.Append(ctx, record)
	switch kind {
	case "kill after":
		panic(killed{})
	case "fail and keep":
		j.s.seen.diskFaults.Add(1)
		j.failed = true
		return errDisk
	}
	return err
}
