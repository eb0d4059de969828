package fleet_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// site is an emulator and a queue for it.
type site struct {
	srv    *emulator.Server
	client *payout.Client
	db     *fleet.Database
	queue  *fleet.Queue
}

func newSite(t *testing.T, dsn string) site {
	t.Helper()
	srv := emulator.Start(t)
	client, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(srv.Client()))
	require.NoError(t, err)
	db := open(t, dsn)
	queue, err := fleet.NewQueue(t.Context(), db, client.Environment())
	require.NoError(t, err)
	t.Cleanup(queue.Close)
	return site{srv, client, db, queue}
}

// work works until every payout is over.
func (s site) work(t *testing.T, opts ...fleet.WorkOption) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var over sync.WaitGroup
	over.Go(func() { assert.NoError(t, s.queue.Work(ctx, s.client, append(quick(), opts...)...)) })
	for !assert.ObjectsAreEqual(0, s.unfinished(t)) && ctx.Err() == nil {
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	over.Wait()
}

func (s site) unfinished(t *testing.T) (n int) {
	t.Helper()
	status, err := s.queue.Status(t.Context(), 10)
	require.NoError(t, err)
	for _, c := range status.Counts {
		if c.Stage != fleet.StageSettled && c.Stage != fleet.StageCanceled {
			n += c.Payouts
		}
	}
	return n
}

// quick leaves no time between turns.
func quick() []fleet.WorkOption {
	return []fleet.WorkOption{
		fleet.WithLooks(10*time.Millisecond, 50*time.Millisecond), fleet.WithRunner(runner.WithSecondLook(0)),
	}
}

func numbered(n, lines int) payout.Batch {
	b := batch(lines)
	b.ExternalID, b.Period = fmt.Sprintf("sellers-%d", n), "2026-11"
	for i := range b.Items {
		b.Items[i].ExternalID = fmt.Sprintf("seller-%d-%d", n, i)
	}
	return b
}

func TestAQueueIsPaidToItsEnd(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		s := newSite(t, dsn)
		for n := range 5 {
			_, err := s.queue.Enqueue(t.Context(), numbered(n, 3))
			require.NoError(t, err)
		}
		s.work(t)
		ledger := s.srv.Ledger()
		require.Len(t, ledger.Batches, 5)
		for _, b := range ledger.Batches {
			for _, line := range b.Lines {
				assert.Equal(t, 1, line.Paid, line.ItemExternalID)
			}
		}
	})
}
