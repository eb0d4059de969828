package fleet_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// until works until something is so.
func (s site) until(t *testing.T, so func() bool, opts ...fleet.WorkOption) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var over sync.WaitGroup
	over.Go(func() { assert.NoError(t, s.queue.Work(ctx, s.client, append(quick(), opts...)...)) })
	for !so() && assert.NoError(t, ctx.Err()) {
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	over.Wait()
}

func (s site) stuck(t *testing.T) []fleet.Stuck {
	t.Helper()
	status, err := s.queue.Status(t.Context(), 10)
	require.NoError(t, err)
	return status.Stuck
}

func (s site) counts(t *testing.T) []fleet.Count {
	t.Helper()
	status, err := s.queue.Status(t.Context(), 10)
	require.NoError(t, err)
	return status.Counts
}

// told keeps what was told.
type told struct {
	mu   sync.Mutex
	all  []fleet.Told
	fail int // so many times first
}

func (r *told) take(_ context.Context, one fleet.Told) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail--; r.fail >= 0 {
		return errors.New("marker of a person")
	}
	r.all = append(r.all, one)
	return nil
}

func (r *told) states() map[string]payout.State {
	r.mu.Lock()
	defer r.mu.Unlock()
	states := map[string]payout.State{}
	for _, one := range r.all {
		states[one.Line.Item.ExternalID] = one.Line.State
	}
	return states
}

// What iyzico refuses waits for a person, and says so; a worker with another policy goes on with it.
func TestRefusedLines(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		for policy, want := range map[runner.OnRefused]fleet.Count{
			runner.PayAccepted:     {Stage: fleet.StageSettled, Payouts: 1, Lines: 3, Paid: 2, NotPaid: 1},
			runner.CancelOnRefused: {Stage: fleet.StageCanceled, Payouts: 1, Lines: 3, NotPaid: 3},
		} {
			s := newSite(t, dsn)
			b := numbered(int(policy), 3)
			b.Items[1].Description = "[emulator:refuse]"
			_, err := s.queue.Enqueue(t.Context(), b)
			require.NoError(t, err)
			results := &told{}
			s.until(t, func() bool { return len(s.stuck(t)) > 0 }, fleet.WithOnSettled(results.take))
			stuck := s.stuck(t)[0]
			assert.Equal(t, fleet.StageBlocked, stuck.Stage)
			assert.Contains(t, stuck.Advice, "--on-refused pay")
			assert.Empty(t, results.all, "nothing is told of a payout that may be paid later")

			s.work(t, fleet.WithRunner(runner.WithOnRefused(policy)), fleet.WithOnSettled(results.take))
			assert.Equal(t, []fleet.Count{want}, s.counts(t))
			assert.Empty(t, s.stuck(t))
			require.Len(t, results.all, 3)
			for _, one := range results.all {
				assert.Equal(t, "2026-11", one.Period)
				assert.Len(t, one.Key, 32)
			}
		}
	})
}

// Who is paid is in the database as long as the payout is not over, and never in the tables of River, nor in what a failing function says.
func TestPersonalDataIsForgotten(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		b := numbered(1, 2)
		who, err := payout.IBAN("TR920086402100005482986178", "Marker Holder")
		require.NoError(t, err)
		b.Items[0].Recipient, b.Items[0].Description = who, "marker description [emulator:bank-fail]"
		_, err = s.queue.Enqueue(t.Context(), b)
		require.NoError(t, err)
		var before []string
		for line := range strings.Lines(everything(t, s)) {
			if strings.Contains(line, "Marker Holder") {
				before = append(before, strings.SplitN(line, ":", 2)[0])
			}
		}
		assert.Equal(t, []string{"iyzipayout_payout.batch"}, before)

		results := &told{fail: 3}
		s.until(t, func() bool { return len(s.stuck(t)) > 0 }, fleet.WithOnSettled(results.take))
		stuck := s.stuck(t)[0]
		assert.NotContains(t, stuck.Reason, "marker")
		assert.Contains(t, stuck.Reason, "WithOnSettled failed at line")
		s.work(t, fleet.WithOnSettled(results.take))
		after := everything(t, s)
		for _, personal := range []string{"Marker Holder", "TR920086402100005482986178", "marker description", "marker of a person", "Ayşe", "101.5"} {
			assert.NotContains(t, after, personal)
		}
		assert.Equal(t, map[string]payout.State{"seller-1-0": payout.StateNotPaid, "seller-1-1": payout.StatePaid}, results.states())
	})
}

// A payout that waits for the bank holds neither lock nor connection, and lines are told as they settle.
func TestNothingIsHeldBetweenTwoLooks(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		pace := emulator.Pace{Queued: time.Hour, Processing: time.Hour}
		srv := emulator.Start(t, emulator.WithPace(pace))
		client, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(srv.Client()))
		require.NoError(t, err)
		s.client, s.srv = client, srv
		s.queue, err = fleet.NewQueue(t.Context(), s.db, client.Environment())
		require.NoError(t, err)
		t.Cleanup(s.queue.Close)
		b := numbered(1, 2)
		b.Items[0].Description = "[emulator:refuse]"
		_, err = s.queue.Enqueue(t.Context(), b)
		require.NoError(t, err)
		results := &told{}
		settling := func() bool { c := s.counts(t); return len(c) == 1 && c[0].Stage == fleet.StageSettling }
		checked := false
		s.until(t, func() bool {
			if !settling() {
				return false
			}
			// Between two looks of 5 seconds the journal is free.
			j, err := s.db.Open(t.Context(), b.ExternalID)
			if errors.Is(err, runner.ErrLocked) {
				return false
			}
			require.NoError(t, err)
			require.NoError(t, j.Close())
			checked = s.db.SQL().Stats().InUse == 0 // that of River on SQLite is in use now and then
			return checked
		}, fleet.WithLooks(5*time.Second, 5*time.Second), fleet.WithOnSettled(results.take), fleet.WithRunner(runner.WithOnRefused(runner.PayAccepted)))
		assert.True(t, checked)
		assert.Equal(t, map[string]payout.State{"seller-1-0": payout.StateNotPaid}, results.states(), "a line that is settled is told while another one waits")
		assert.Empty(t, s.stuck(t))
		s.srv.Advance(24 * time.Hour)
		_, err = s.db.SQL().ExecContext(t.Context(), `UPDATE river_job SET state = 'available'`)
		require.NoError(t, err)
		s.work(t, fleet.WithOnSettled(results.take), fleet.WithRunner(runner.WithOnRefused(runner.PayAccepted)))
		assert.Equal(t, payout.StatePaid, results.states()["seller-1-1"])
		assert.Len(t, results.all, 2, "once each")
	})
}

// A payout that somebody else has is not alarming, and is taken up when it is free.
func TestATakenPayoutWaits(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		b := numbered(1, 1)
		_, err := s.queue.Enqueue(t.Context(), b)
		require.NoError(t, err)
		j, err := open(t, dsn).Open(t.Context(), b.ExternalID)
		require.NoError(t, err)
		snoozed := func() bool {
			column := `CAST(metadata AS TEXT)`
			if strings.HasPrefix(dsn, "sqlite") {
				column = `json(metadata)`
			}
			return count(t, s, `SELECT COUNT(*) FROM river_job WHERE `+column+` LIKE '%snoozes%'`) == 1
		}
		s.until(t, snoozed)
		assert.Empty(t, s.stuck(t))
		assert.Empty(t, s.srv.Ledger().Batches)
		require.NoError(t, j.Close())
		s.work(t)
		assert.Len(t, s.srv.Ledger().Batches, 1)
	})
}

// A worker that is killed after auth took effect and before its answer: the next one asks, and does not pay again.
func TestAWorkerIsKilledBetweenAuthAndItsAnswer(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		srv := emulator.Start(t, emulator.Behaviour{DuplicateAuth: "pay-again"})
		require.NoError(t, srv.InjectFaults(emulator.Fault{Kind: emulator.FaultSlow, Operation: gen.OperationAuthMassPayout, For: time.Hour, Committed: true}))
		db := open(t, dsn)
		client, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()))
		require.NoError(t, err)
		queue, err := fleet.NewQueue(t.Context(), db, client.Environment())
		require.NoError(t, err)
		t.Cleanup(queue.Close)
		_, err = queue.Enqueue(t.Context(), numbered(1, 2))
		require.NoError(t, err)
		c := &crew{t: t, told: map[string][]string{}, orders: orders{
			DSN: dsn, URL: srv.URL(), APIKey: "sandbox-emulator-api-key", SecretKey: "sandbox-emulator-secret-key", Workers: 2,
			Timeout: time.Minute, Resend: time.Second, JobTime: time.Minute, First: 20 * time.Millisecond, Second: time.Millisecond,
		}}
		c.start()
		require.Eventually(t, func() bool { l := srv.Ledger(); return len(l.Batches) == 1 && l.Batches[0].Effective == 1 }, 20*time.Second, 5*time.Millisecond)
		c.kill()
		again(t, db.SQL())
		require.Eventually(t, func() bool { return unfinished(t, queue) == 0 }, 30*time.Second, 20*time.Millisecond)
		c.stop()
		agree(t, srv.Emulator, queue, c, 1, 2)
		assert.Equal(t, 1, srv.Ledger().Batches[0].Authorisations)
	})
}

// The file of a SQLite database is for its owner alone.
func TestTheFileIsPrivate(t *testing.T) {
	dir := t.TempDir()
	db := open(t, "sqlite:"+filepath.Join(dir, "sub", "p.db"))
	_, err := fleet.NewQueue(t.Context(), db, "sandbox")
	require.NoError(t, err)
	info, err := os.Stat(filepath.Join(dir, "sub", "p.db"))
	require.NoError(t, err)
	assert.Zero(t, info.Mode().Perm()&0o077, info.Mode())
}
