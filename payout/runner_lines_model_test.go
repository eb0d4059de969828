package payout_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
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
	"github.com/iyzipayout/iyzipayout/payout"
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
	schedules := 300
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
	t.Logf("%d schedules, %d runs, %d edits: %d runs stopped by held lines, %d said that nobody was paid, %d paid again on purpose, %d kills, %d faults; 0 lines paid twice; with two stores and different input (what is left): %d of %d schedules paid a line twice",
		seen.schedules.Load(), seen.runs.Load(), seen.edits.Load(), seen.held.Load(), seen.proven.Load(), seen.again.Load(), seen.kills.Load(), seen.faults.Load(),
		seen.leftTwice.Load(), seen.left.Load())
}

type linesTally struct {
	schedules, runs, edits, held, proven, again, kills, faults, left, leftTwice atomic.Int64
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
	calm   bool
	kill   bool // a killed process is possible: the run is in this goroutine
	auth   time.Time
	lines  int
}

func newLinesSchedule(t *rapid.T, services map[mode]*emulator.Emulator, seen *linesTally) *linesSchedule {
	m := mode{
		init:  rapid.SampledFrom([]emulator.DuplicateInit{emulator.SameRequestID, emulator.RefuseInit, emulator.SecondBatch}).Draw(t, "duplicate init"),
		auth:  rapid.SampledFrom([]emulator.DuplicateAuth{emulator.RefuseAuth, emulator.SucceedAuth, emulator.PayAgain}).Draw(t, "duplicate auth"),
		java:  rapid.Bool().Draw(t, "java"),
		mixed: gen.MassPayoutStatusCompleted,
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
		ExternalID: fmt.Sprintf("%s/ş%d", s.prefix, s.lines), Recipient: recipient, Amount: lira(s.t, "10"), Description: strings.TrimSpace("öde " + mark),
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
		items[i].Amount = lira(s.t, "11")
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
		if !s.strict && rapid.IntRange(0, 2).Draw(s.t, "edit or not") > 0 {
			s.edit()
		}
	}
	s.calm = true
	s.run()
}

// run is one life of a process.
func (s *linesSchedule) run() {
	s.seen.runs.Add(1)
	store := rapid.SampledFrom(s.stores).Draw(s.t, "store")
	options := []payout.RunnerOption{
		payout.WithWaitLimit(10 * time.Minute),
		payout.WithOnRefused(rapid.SampledFrom([]payout.OnRefused{payout.StopOnRefused, payout.PayAccepted, payout.PayAccepted, payout.CancelOnRefused}).Draw(s.t, "policy")),
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
		options = append(options, payout.WithPayAgain())
		s.mayPayAgain(batch)
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
	runner := newRunner(s.t, s.wire.client(s.t, rapid.IntRange(1, 2).Draw(s.t, "attempts")), store, append(options, payout.WithParallel(1))...)
	if size == 0 {
		s.kill = true
		s.check(batch, s.one(ctx, runner, store, batch))
		return
	}
	s.kill = false
	plan, err := payout.NewPlan(ctx, batch, size, func(context.Context) iter.Seq2[payout.Item, error] {
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
	for report, err := range runner.RunPlan(ctx, plan) {
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

func (s *linesSchedule) one(ctx context.Context, runner *payout.Runner, store *memory, batch payout.Batch) (end ended) {
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
	report, err := runner.Run(ctx, batch)
	return ended{report: report, err: err}
}

// free are the lines that nobody holds, as far as the store knows.
func (s *linesSchedule) free(store *memory, batch payout.Batch) []payout.Item {
	var items []payout.Item
	held := s.heldIn(store, batch)
	for _, item := range batch.Items {
		if !held[item.ExternalID] {
			items = append(items, item)
		}
	}
	return items
}

// heldIn asks a runner which lines other payouts hold.
func (s *linesSchedule) heldIn(store *memory, batch payout.Batch) map[string]bool {
	calm := s.calm
	s.calm = true
	defer func() { s.calm = calm }()
	plan, err := payout.NewPlan(context.Background(), batch, len(batch.Items), func(context.Context) iter.Seq2[payout.Item, error] {
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
	held := map[string]bool{}
	for _, line := range outlook.Held {
		held[line.ItemExternalID] = true
	}
	return held
}

// mayPayAgain counts the payments that a run on purpose may add.
func (s *linesSchedule) mayPayAgain(batch payout.Batch) {
	s.seen.again.Add(1)
	for _, item := range batch.Items {
		s.again[norm.NFC.String(item.ExternalID)]++
	}
}

// check holds what a run said against the ledger.
func (s *linesSchedule) check(batch payout.Batch, end ended) {
	if _, held := errors.AsType[*payout.HeldError](end.err); held {
		s.seen.held.Add(1)
		require.Equal(s.t, payout.OutcomeUnknown, payout.OutcomeOf(end.err))
	}
	nobody := end.err != nil && (payout.OutcomeOf(end.err) != payout.OutcomeUnknown || strings.Contains(end.err.Error(), "nobody was paid"))
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
		if nobody && s.again[id] == 0 {
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

// ledger is how often each line was set off and paid, in whatever payout.
func (s *linesSchedule) ledger() (started, paid map[string]int) {
	started, paid = map[string]int{}, map[string]int{}
	for _, b := range s.wire.emulator.Ledger().Batches {
		for _, l := range b.Lines {
			if strings.HasPrefix(l.ItemExternalID, s.prefix+"/") {
				id := norm.NFC.String(l.ItemExternalID)
				started[id] += l.Started
				paid[id] += l.Paid
				if returned := l.Status == gen.MassPayoutItemStatusDepositSuccess; returned {
					started[id] -= l.Started // the money is back: the line is owed again
				}
			}
		}
	}
	return started, paid
}

// fault decides what happens to a request.
func (s *linesSchedule) fault(r *http.Request) fault {
	isAuth := strings.HasSuffix(r.URL.Path, "/auth")
	if isAuth {
		s.auth = time.Now()
	}
	if s.calm || rapid.IntRange(0, 9).Draw(s.t, "trouble") >= 3 {
		return fault{}
	}
	kinds := []string{"not sent", "lost", "answer lost", "HTML", "rate limit", "system error", "unknown code", "unknown code after"}
	if s.kill {
		kinds = append(kinds, "kill before", "kill after")
	}
	if strings.HasSuffix(r.URL.Path, "/retrieve") {
		kinds = append(kinds, "unknown status", "init in small letters", "late view")
	}
	if !s.strict {
		kinds = append(kinds, "late")
		if !isAuth || s.mode.auth != emulator.PayAgain {
			kinds = append(kinds, "twice")
		}
	}
	s.seen.faults.Add(1)
	kill := func() { panic(killed{}) }
	const unknown = `{"status":"failure","errorCode":"5115","errorMessage":"bakım"}`
	switch kind := rapid.SampledFrom(kinds).Draw(s.t, "fault of "+r.URL.Path); kind {
	case "not sent":
		return fault{unread: true}
	case "lost":
		return fault{lost: true}
	case "answer lost":
		return lostAnswer()
	case "HTML":
		return fault{answer: answers(http.StatusBadGateway, "<html>bad gateway</html>")}
	case "rate limit":
		return instead(http.StatusTooManyRequests, `{"status":"failure","errorCode":"50000","errorMessage":"limit"}`)
	case "system error":
		return fault{answer: answers(500, `{"status":"failure","errorCode":"100001"}`)}
	case "unknown code":
		return instead(200, unknown)
	case "unknown code after":
		return fault{answer: answers(200, unknown)}
	case "unknown status":
		return fault{answer: rewrites("VALIDATING")}
	case "init in small letters":
		return fault{answer: rewrites("init")}
	case "late view":
		// The service shows what was true up to 20 seconds ago.
		if !s.auth.IsZero() && time.Since(s.auth) < 20*time.Second && !s.strict {
			return fault{answer: rewrites("INIT")}
		}
	case "kill before":
		return fault{before: kill}
	case "kill after":
		return fault{after: kill}
	case "twice":
		return fault{again: 1}
	case "late":
		return fault{late: time.Duration(rapid.IntRange(1, 25).Draw(s.t, "seconds late")) * time.Second}
	}
	return fault{}
}

// answers puts another answer in place of the service's, which did its work.
func answers(status int, body string) func(*http.Response) error {
	return func(a *http.Response) error {
		a.StatusCode, a.Body = status, io.NopCloser(strings.NewReader(body))
		return nil
	}
}

// rewrites shows another status of the whole, and of all items as init left them.
func rewrites(status string) func(*http.Response) error {
	return func(a *http.Response) error {
		body, err := io.ReadAll(a.Body)
		if err != nil {
			return err
		}
		var answer map[string]any
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		if err := decoder.Decode(&answer); err != nil {
			return err
		}
		if whole, ok := answer["massPayout"].(map[string]any); ok {
			whole["massPayoutStatus"] = status
		}
		if items, ok := answer["massPayoutItems"].(map[string]any); ok && status == "INIT" {
			list, _ := items["items"].([]any)
			for _, item := range list {
				if member := item.(map[string]any); member["itemStatus"] != "INVALID" {
					member["itemStatus"] = "INIT"
				}
			}
		}
		body, err = json.Marshal(answer)
		a.Body = io.NopCloser(bytes.NewReader(body))
		return err
	}
}
