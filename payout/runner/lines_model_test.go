package runner_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// What people do between two runs goes around a promise that holds for a batch: they correct, sort and save the file, run it from
// another folder, with another batch size, under another externalId, and while the service shows what was true a moment ago, answers
// with codes and statuses that nobody knows, or is cut off. Whatever they do, a line is paid once; and who says that nobody was paid is
// right.
//
// With two stores README's "What is left" begins: what one does the other sees only by asking iyzico for the same externalId. Such
// schedules are counted apart; where the input stays the same there, and nothing is late, lines are paid once too.
func TestLinesArePaidOnce(t *testing.T) {
	t.Parallel()
	schedules := 100
	if n, err := strconv.Atoi(os.Getenv("IYZIPAYOUT_SCHEDULES")); err == nil {
		schedules = n
	}
	var seen linesTally
	synctest.Test(t, func(t *testing.T) {
		services := map[mode]*emulator.Emulator{}
		for seen.schedules.Load() < int64(schedules) && !t.Failed() {
			rapid.Check(struct{ rapid.TB }{t}, func(t *rapid.T) {
				seen.schedules.Add(1)
				s := newLinesSchedule(t, services, &seen)
				defer s.wire.under.Wait()
				s.play()
			})
		}
	})
	require.NotZero(t, seen.held.Load(), "no run met a held line")
	require.NotZero(t, seen.proven.Load(), "no run said that nobody was paid")
	t.Logf("%d schedules, %d runs, %d edits: %d runs stopped by held lines, %d said that nobody was paid, %d paid again on purpose, %d kills, %d faults, %d of the disk, %d restored old journals; 0 lines paid twice; with two stores and different input (what is left): %d of %d schedules paid a line twice",
		seen.schedules.Load(), seen.runs.Load(), seen.edits.Load(), seen.held.Load(), seen.proven.Load(), seen.again.Load(), seen.kills.Load(), seen.faults.Load(), seen.diskFaults.Load(), seen.rollBacks.Load(),
		seen.leftTwice.Load(), seen.left.Load())
}

type linesTally struct {
	schedules, runs, edits, held, proven, again, kills, faults, diskFaults, rollBacks, left, leftTwice atomic.Int64
}

type linesSchedule struct {
	t      *rapid.T
	seen   *linesTally
	mode   mode
	wire   *wire
	stores []*memory
	input  payout.Batch
	prefix string
	number int
	again  map[string]int // how often each line was paid again on purpose
	left   bool           // README's "What is left" allows that lines are paid twice
	strict bool           // two stores: nothing late, no edits
	sane   bool           // nothing late: an old journal may be put in place of the last one
	calm   bool
	paging string // the service's own way, see oddPaging; "" for the emulator's
	kill   bool   // a killed process is possible: the run is in this goroutine
	auth   time.Time
	lines  int
}

func newLinesSchedule(t *rapid.T, services map[mode]*emulator.Emulator, seen *linesTally) *linesSchedule {
	m := mode{
		init:     rapid.SampledFrom([]string{"same", "refuse", "second"}).Draw(t, "duplicate init"),
		auth:     rapid.SampledFrom([]string{"refuse", "succeed", "pay-again"}).Draw(t, "duplicate auth"),
		nameless: rapid.Bool().Draw(t, "nameless"),
		mixed:    gen.MassPayoutStatusCompleted,
	}
	if services[m] == nil {
		services[m] = m.emulator(t)
	}
	s := &linesSchedule{t: t, seen: seen, mode: m, stores: []*memory{newMemory()}, again: map[string]int{}}
	if rapid.IntRange(0, 3).Draw(t, "stores") == 0 {
		s.stores = append(s.stores, newMemory())
		s.strict = rapid.Bool().Draw(t, "same input")
		s.left = !s.strict
	}
	s.sane = s.strict || rapid.Bool().Draw(t, "sane network")
	s.paging = rapid.SampledFrom([]string{"", "", "one a page", "from 1", "texts"}).Draw(t, "paging")
	s.prefix = fmt.Sprintf("lines-%d", seen.schedules.Load())
	for range rapid.IntRange(1, 4).Draw(t, "lines") {
		s.addLine()
	}
	if rapid.Bool().Draw(t, "given id") {
		s.input.ExternalID = s.prefix
	}
	s.wire = &wire{emulator: services[m], plan: s.fault}
	return s
}

func (s *linesSchedule) addLine() {
	mark := rapid.SampledFrom([]string{"", "", "", emulator.MarkRefuse, emulator.MarkBankFail, emulator.MarkStayFailed, emulator.MarkStayProcessing}).Draw(s.t, "fate")
	s.lines++
	recipient, err := payout.MemberID(fmt.Sprint(2228853 + s.lines))
	require.NoError(s.t, err)
	s.input.Items = append(s.input.Items, payout.Item{
		ExternalID: fmt.Sprintf("%s/ş%d", s.prefix, s.lines), Recipient: recipient, Amount: testkit.Lira(s.t, "10"), Description: strings.TrimSpace("öde " + mark),
	})
}

// edit is what a person does to a file.
func (s *linesSchedule) edit() {
	s.seen.edits.Add(1)
	items := slices.Clone(s.input.Items)
	s.input.Items = items
	i := rapid.IntRange(0, len(items)-1).Draw(s.t, "line")
	switch rapid.SampledFrom([]string{"sort", "NFD", "text", "fate", "amount", "add", "remove", "purpose", "given id", "no id"}).Draw(s.t, "edit") {
	case "sort":
		slices.Reverse(items)
	case "NFD":
		for i := range items {
			items[i].ExternalID, items[i].Description = norm.NFD.String(items[i].ExternalID), norm.NFD.String(items[i].Description)
		}
	case "text":
		items[i].Description = "düzeltme " + items[i].Description
	case "fate":
		items[i].Description = "öde"
	case "amount":
		items[i].Amount = testkit.Lira(s.t, "11")
	case "add":
		s.addLine()
	case "remove":
		if len(items) > 1 {
			s.input.Items = slices.Delete(items, i, i+1)
		}
	case "purpose":
		s.input.Purpose = gen.PurposeSalary
	case "given id":
		s.number++
		s.input.ExternalID = fmt.Sprintf("%s-%d", s.prefix, s.number)
	case "no id":
		s.input.ExternalID = ""
	}
}

func (s *linesSchedule) play() {
	for range rapid.IntRange(1, 5).Draw(s.t, "runs") {
		s.run()
		s.restore()
		if !s.strict && rapid.IntRange(0, 2).Draw(s.t, "edit or not") > 0 {
			s.edit()
		}
	}
	s.calm = true
	s.run()
	if len(s.stores) == 1 {
		s.live()
	}
}

// run is one life of a process.
func (s *linesSchedule) run() {
	s.seen.runs.Add(1)
	store := rapid.SampledFrom(s.stores).Draw(s.t, "store")
	options := []runner.Option{
		runner.WithWaitLimit(10 * time.Minute),
		runner.WithOnRefused(rapid.SampledFrom([]runner.OnRefused{runner.StopOnRefused, runner.PayAccepted, runner.PayAccepted, runner.CancelOnRefused}).Draw(s.t, "policy")),
	}
	batch := s.input
	which := []string{"all", "all", "free", "free", "free", "again"}
	if s.strict {
		which = which[:1] // another choice of lines is another payout
	}
	switch rapid.SampledFrom(which).Draw(s.t, "which lines") {
	case "free":
		batch.Items = s.free(store, batch)
	case "again":
		options = append(options, runner.WithPayAgain())
		s.mayPayAgain(store, batch)
	}
	if len(batch.Items) == 0 {
		return
	}
	ctx := context.Background()
	if !s.calm && rapid.IntRange(0, 5).Draw(s.t, "deadline") == 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(rapid.IntRange(0, 60_000).Draw(s.t, "deadline in ms"))*time.Millisecond)
		defer cancel()
	}
	size := rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(s.t, "batch size")
	r := newRunner(s.t, s.wire.client(s.t, rapid.IntRange(1, 2).Draw(s.t, "attempts")), &linesDisk{memory: store, s: s}, append(options, runner.WithParallel(1))...)
	if size == 0 {
		s.kill = true
		s.check(batch, s.one(ctx, r, store, batch))
		return
	}
	s.kill = false
	plan, err := runner.NewPlan(ctx, batch, size, func(context.Context) iter.Seq2[payout.Item, error] {
		return func(yield func(payout.Item, error) bool) {
			for _, item := range batch.Items {
				if !yield(item, nil) {
					return
				}
			}
		}
	})
	if err != nil {
		require.ErrorIs(s.t, err, context.DeadlineExceeded)
		return
	}
	var ends []ended
	for report, err := range r.RunPlan(ctx, plan) {
		ends = append(ends, ended{report: report, err: err})
	}
	for i, end := range ends {
		part := batch
		if end.report != nil {
			part.Items = nil
			for _, line := range end.report.Lines {
				part.Items = append(part.Items, line.Item)
			}
		} else if len(ends) > 1 {
			part.Items = batch.Items[min(i*size, len(batch.Items)):min((i+1)*size, len(batch.Items))]
		}
		s.check(part, end)
	}
}

func (s *linesSchedule) one(ctx context.Context, r *runner.Runner, store *memory, batch payout.Batch) (end ended) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case killed:
			s.seen.kills.Add(1)
			store.unlock()
			end = ended{killed: true}
		default:
			panic(p)
		}
	}()
	report, err := r.Run(ctx, batch)
	return ended{report: report, err: err}
}

// free are the lines that nobody holds, as far as the store knows.
func (s *linesSchedule) free(store *memory, batch payout.Batch) []payout.Item {
	var items []payout.Item
	held := s.heldIn(store, batch)
	for _, item := range batch.Items {
		if _, taken := held[item.ExternalID]; !taken {
			items = append(items, item)
		}
	}
	return items
}

// heldIn asks a runner which lines are held by payouts, whichever.
func (s *linesSchedule) heldIn(store *memory, batch payout.Batch) map[string]runner.HeldLine {
	batch.ExternalID = s.prefix + "-nobody"
	calm := s.calm
	s.calm = true
	defer func() { s.calm = calm }()
	plan, err := runner.NewPlan(context.Background(), batch, len(batch.Items), func(context.Context) iter.Seq2[payout.Item, error] {
		return func(yield func(payout.Item, error) bool) {
			for _, item := range batch.Items {
				if !yield(item, nil) {
					return
				}
			}
		}
	})
	require.NoError(s.t, err)
	outlook, err := newRunner(s.t, s.wire.client(s.t, 1), store).Look(context.Background(), plan, true)
	require.NoError(s.t, err)
	held := map[string]runner.HeldLine{}
	for _, line := range outlook.Held {
		held[line.ItemExternalID] = line
	}
	return held
}

// mayPayAgain counts the payments that a run on purpose may add: of lines that others hold.
func (s *linesSchedule) mayPayAgain(store *memory, batch payout.Batch) {
	s.seen.again.Add(1)
	own := batch.ExternalID
	if own == "" {
		own = runner.ContentID(batch)
	}
	for id, line := range s.heldIn(store, batch) {
		if !strings.HasPrefix(line.Payout, own+"-again") {
			s.again[norm.NFC.String(id)]++
		}
	}
}

// restore sometimes puts an old copy of a journal in place of the last one, while the claims stay.
func (s *linesSchedule) restore() {
	store := s.stores[0]
	ids := slices.Sorted(maps.Keys(store.records))
	if !s.sane || s.strict || len(ids) == 0 || rapid.IntRange(0, 9).Draw(s.t, "restore an old journal") > 0 {
		return
	}
	s.seen.rollBacks.Add(1)
	id := rapid.SampledFrom(ids).Draw(s.t, "journal")
	if n := len(store.lines(id)); n > 0 {
		store.rollBack(id, rapid.IntRange(0, n-1).Draw(s.t, "records kept"))
	}
}

// live makes sure that caution does not end in standstill: in calm, every line without a fate is paid, or a payout holds it and it is said
// why.
func (s *linesSchedule) live() {
	s.wire.under.Wait()
	store, batch := s.stores[0], s.input
	batch.ExternalID = s.prefix + "-rest"
	if batch.Items = s.free(store, batch); len(batch.Items) > 0 {
		r := newRunner(s.t, s.wire.client(s.t, 1), store, runner.WithOnRefused(runner.PayAccepted), runner.WithWaitLimit(10*time.Minute))
		s.kill = false
		end := s.one(context.Background(), r, store, batch)
		_, held := errors.AsType[*runner.HeldError](end.err)
		require.False(s.t, held, "these lines are free: %v", end.err)
		s.check(batch, end)
	}
	_, paid := s.ledger()
	held := s.heldIn(store, s.input)
	for _, item := range s.input.Items {
		if strings.Contains(item.Description, "[") || paid[norm.NFC.String(item.ExternalID)] > 0 {
			continue
		}
		require.NotEmpty(s.t, held[item.ExternalID].Reason, "line %s is neither paid nor held by a payout that says why", item.ExternalID)
	}
}

// check holds what a run said against the ledger.
func (s *linesSchedule) check(batch payout.Batch, end ended) {
	if _, held := errors.AsType[*runner.HeldError](end.err); held {
		s.seen.held.Add(1)
		require.Equal(s.t, payout.OutcomeUnknown, payout.OutcomeOf(end.err))
	}
	nobody := end.err != nil && (payout.OutcomeOf(end.err) != payout.OutcomeUnknown || strings.Contains(end.err.Error(), "nobody was paid by this payout"))
	if nobody {
		s.seen.proven.Add(1)
		s.wire.under.Wait() // also what was on its way comes to nothing
	}
	started, paid := s.ledger()
	twice := false
	for id, n := range started {
		if n <= 1+s.again[id] {
			continue
		}
		if !s.left {
			require.Failf(s.t, "paid twice", "line %s was set off %d times", id, n)
		}
		twice = true
	}
	if s.left && s.calm {
		s.seen.left.Add(1)
		if twice {
			s.seen.leftTwice.Add(1)
		}
	}
	if s.left {
		return
	}
	for _, item := range batch.Items {
		id := norm.NFC.String(item.ExternalID)
		if nobody {
			require.Zero(s.t, started[id], "line %s was set off, and the run says that nobody was paid: %v", id, end.err)
		}
	}
	if end.report == nil {
		return
	}
	for _, line := range end.report.Lines {
		id := norm.NFC.String(line.Item.ExternalID)
		switch {
		case s.again[id] > 0:
		case line.State == payout.StatePaid:
			require.Equal(s.t, 1, paid[id], "%s", line)
		case line.State == payout.StateNotPaid:
			require.Zero(s.t, paid[id], "%s", line)
		}
	}
}
