package fleet_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// payments are how often lines were paid, by the externalId of their payout.
func (s site) payments() map[string]int {
	all := map[string]int{}
	for _, b := range s.srv.Ledger().Batches {
		for _, line := range b.Lines {
			all[b.ExternalID] += line.Paid
		}
	}
	return all
}

// What was never handed over is over at once: nobody is paid by it, ever, and its lines are paid under another externalId.
func TestCancelBeforeItIsHandedOver(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		b := numbered(1, 2)
		_, err := s.queue.Enqueue(t.Context(), b)
		require.NoError(t, err)
		require.ErrorIs(t, s.queue.Cancel(t.Context(), nil, "sellers-9"), fleet.ErrNotInQueue)
		elsewhere, err := fleet.NewQueue(t.Context(), s.db, "production")
		require.NoError(t, err)
		t.Cleanup(elsewhere.Close)
		require.ErrorIs(t, elsewhere.Cancel(t.Context(), nil, "sellers-1"), fleet.ErrNotInQueue)

		require.NoError(t, s.queue.Cancel(t.Context(), nil, "sellers-1"))
		require.ErrorIs(t, s.queue.Cancel(t.Context(), nil, "sellers-1"), fleet.ErrOver)
		assert.Equal(t, 0, count(t, s, `SELECT COUNT(*) FROM iyzipayout_payout WHERE batch IS NOT NULL`), "who was to be paid is forgotten")
		e, err := s.queue.Enqueue(t.Context(), b)
		require.NoError(t, err)
		assert.Equal(t, fleet.Enqueued{ExternalID: "sellers-1", Known: true, Ended: true, Canceled: true}, e)
		b.ExternalID = "sellers-1-again"
		_, err = s.queue.Enqueue(t.Context(), b)
		require.NoError(t, err)
		s.work(t)
		assert.Equal(t, map[string]int{"sellers-1-again": 2}, s.payments())
		require.ErrorIs(t, s.queue.Cancel(t.Context(), s.client, "sellers-1-again"), fleet.ErrOver)
	})
}

// A payout that cannot go on, because another one holds its lines, is given up, and the other one is paid.
func TestCancelWhatIsHeld(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		_, err := s.queue.Enqueue(t.Context(), numbered(1, 2))
		require.NoError(t, err)
		s.work(t)
		second := numbered(1, 3)
		second.ExternalID = "second"
		_, err = s.queue.Enqueue(t.Context(), second)
		require.NoError(t, err)
		s.until(t, func() bool { return len(s.stuck(t)) > 0 })
		stuck := s.stuck(t)[0]
		assert.Equal(t, fleet.StageBlocked, stuck.Stage)
		assert.Equal(t, "2 of its lines are held by payout sellers-1 (paid)", stuck.Reason)
		for since, want := range map[time.Time]bool{stuck.Tried: true, stuck.Tried.Add(time.Hour): false} {
			idle, err := s.queue.Idle(t.Context(), since)
			require.NoError(t, err)
			assert.Equal(t, want, idle)
		}
		require.Eventually(t, func() bool { return s.queue.Cancel(t.Context(), nil, "second") == nil }, 10*time.Second, 10*time.Millisecond)
		assert.Zero(t, s.unfinished(t))
		assert.Empty(t, s.stuck(t))
		assert.Equal(t, map[string]int{"sellers-1": 2}, s.payments())
	})
}

// A turn that has read its payout and waits for its journal while it is canceled pays nobody.
func TestCancelWhileATurnBegins(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		b := numbered(1, 2)
		_, err := s.queue.Enqueue(t.Context(), b)
		require.NoError(t, err)
		j, err := s.db.Open(t.Context(), "sellers-1")
		require.NoError(t, err)
		require.ErrorIs(t, s.queue.Cancel(t.Context(), nil, "sellers-1"), runner.ErrLocked)
		begun, canceled := time.Now(), false
		s.until(t, func() bool {
			if !canceled && count(t, s, `SELECT COUNT(*) FROM river_job WHERE state = 'running'`) == 1 && time.Since(begun) > 300*time.Millisecond {
				require.NoError(t, j.Close())
				require.NoError(t, s.queue.Cancel(t.Context(), nil, "sellers-1"))
				canceled = true
			}
			return canceled && count(t, s, `SELECT COUNT(*) FROM river_job WHERE state = 'running'`) == 0
		})
		assert.Empty(t, s.srv.Ledger().Batches)
		assert.Equal(t, []fleet.Count{{Stage: fleet.StageCanceled, Payouts: 1, Lines: 2}}, s.counts(t))
		assert.Empty(t, s.stuck(t))
	})
}

// Whoever cancels while others work is right: what he was told to be canceled pays nobody, and all else is paid once.
func TestCancelWhileOthersWork(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		const payouts = 30
		s := newSite(t, dsn)
		for n := range payouts {
			_, err := s.queue.Enqueue(t.Context(), numbered(n, 2))
			require.NoError(t, err)
		}
		canceled := make([]bool, payouts)
		var all sync.WaitGroup
		for n := range payouts {
			all.Go(func() {
				for tries := 0; tries < 50; tries++ {
					err := s.queue.Cancel(t.Context(), s.client, numbered(n, 2).ExternalID)
					_, notReady := errors.AsType[*runner.NotReadyError](err)
					if canceled[n] = err == nil; canceled[n] || notReady || errors.Is(err, fleet.ErrOver) {
						return
					}
					time.Sleep(5 * time.Millisecond)
				}
			})
		}
		s.work(t)
		all.Wait()
		assert.Zero(t, s.unfinished(t))
		paid := s.payments()
		for n := range payouts {
			want := 2
			if canceled[n] {
				want = 0
			}
			assert.Equal(t, want, paid[numbered(n, 2).ExternalID], "payout %d", n)
		}
	})
}

// What was handed over is canceled at the service, and the next turn tells its lines. What was authorised is not canceled.
func TestCancelWhatWasHandedOver(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		b := numbered(1, 3)
		b.Items[0].Description = emulator.MarkRefuse
		_, err := s.queue.Enqueue(t.Context(), b)
		require.NoError(t, err)
		stop := fleet.WithRunner(runner.WithOnRefused(runner.StopOnRefused))
		s.until(t, func() bool { return len(s.stuck(t)) > 0 }, stop)
		require.ErrorIs(t, s.queue.Cancel(t.Context(), nil, "sellers-1"), fleet.ErrHandedOver)
		require.Eventually(t, func() bool { return s.queue.Cancel(t.Context(), s.client, "sellers-1") == nil }, 10*time.Second, 10*time.Millisecond)
		results := &told{}
		s.work(t, stop, fleet.WithOnSettled(results.take))
		assert.Len(t, results.all, 3)
		assert.Equal(t, []fleet.Count{{Stage: fleet.StageCanceled, Payouts: 1, Lines: 3, NotPaid: 3}}, s.counts(t))
		assert.Equal(t, map[string]int{"sellers-1": 0}, s.payments())

		b = numbered(2, 2)
		b.Items[0].Description = "[emulator:stay-processing]"
		_, err = s.queue.Enqueue(t.Context(), b)
		require.NoError(t, err)
		s.until(t, func() bool { return s.payments()["sellers-2"] == 1 })
		err = s.queue.Cancel(t.Context(), s.client, "sellers-2")
		_, notReady := errors.AsType[*runner.NotReadyError](err)
		assert.True(t, notReady, "%v", err)
		assert.ErrorContains(t, err, "it was authorised")
	})
}
