package fleet_test

import (
	"database/sql"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/gen"
)

// counted counts the calls that arrive, by their path.
type counted struct {
	*emulator.Emulator
	mu    sync.Mutex
	calls map[string]int
}

func (c *counted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.calls[r.URL.Path]++
	c.calls["all"]++
	c.mu.Unlock()
	c.Emulator.ServeHTTP(w, r)
}

// faults are things that go wrong with some of the calls for so many payouts: answers that are lost before or after the effect, refusals,
// and calls whose effect comes after the client has given up.
func faults(payouts int, late time.Duration) (all []emulator.Fault) {
	kinds := []emulator.Fault{
		{Kind: emulator.FaultResetBeforeRead}, {Kind: emulator.FaultResetAfterCommit}, {Kind: emulator.FaultAnswerCut},
		{Kind: emulator.FaultServerError}, {Kind: emulator.FaultServerError, Committed: true}, {Kind: emulator.FaultTooManyRequests}, {Kind: emulator.FaultRateLimited},
		{Kind: emulator.FaultSlow, For: late}, {Kind: emulator.FaultSlow, For: late, Committed: true},
	}
	for _, operation := range []gen.Operation{gen.OperationInitMassPayout, gen.OperationAuthMassPayout, gen.OperationRetrieveMassPayout} {
		for i := range max(len(kinds), payouts/20) {
			f := kinds[i%len(kinds)]
			f.Operation, f.Nth = operation, 1+rand.IntN(payouts)
			all = append(all, f)
		}
	}
	return all
}

// proof is how hard it is made.
type proof struct {
	payouts, processes, workers, kills int
	pause                              time.Duration // between two blows
	cutDatabase                        bool
}

func (p proof) run(t *testing.T, dsn string) {
	pace := emulator.TestPace()
	pace.Processing = 50 * time.Millisecond
	service, err := emulator.New(emulator.WithPace(pace), emulator.Behaviour{DuplicateAuth: "pay-again"})
	require.NoError(t, err)
	counting := &counted{Emulator: service, calls: map[string]int{}}
	server := httptest.NewServer(counting)
	t.Cleanup(server.Close)
	calls := newWire(t, server.Listener.Addr().String())

	db := open(t, dsn)
	queue, err := fleet.NewQueue(t.Context(), db, "loopback:"+port(t, calls.Addr().String()))
	require.NoError(t, err)
	t.Cleanup(queue.Close)
	start := time.Now()
	enqueueAll(t, db, queue, 0, p.payouts)
	for n := 0; n < p.payouts; n += 10 { // somebody gives them to the queue twice
		e, err := queue.Enqueue(t.Context(), numbered(n, 1+n%2))
		require.NoError(t, err)
		require.True(t, e.Known)
	}
	lines := p.payouts + p.payouts/2
	doubles(t, db.SQL())
	t.Logf("%d payouts enqueued in %v", p.payouts, time.Since(start).Round(time.Millisecond))
	late := time.Second
	require.NoError(t, service.InjectFaults(faults(p.payouts, late)...))

	var database *wire
	workersDSN := dsn
	if p.cutDatabase {
		database, workersDSN = throughAWire(t, dsn)
	}
	c := &crew{t: t, told: map[string][]string{}, orders: orders{
		DSN: workersDSN, URL: "http://" + calls.Addr().String(), APIKey: "sandbox-emulator-api-key", SecretKey: "sandbox-emulator-secret-key", Workers: p.workers,
		Timeout: late / 2, Resend: 2 * late, JobTime: 20 * time.Second, First: 50 * time.Millisecond, Second: 20 * time.Millisecond,
	}}
	start = time.Now()
	for range p.processes {
		c.start()
	}
	blows := 0
	for ; ; blows++ {
		time.Sleep(p.pause)
		if blows < p.kills {
			c.kill()
			again(t, db.SQL()) // as River does with the jobs of a killed process; those of the others have two workers now
		}
		calls.cut(0.2)
		if database != nil && blows < p.kills {
			database.cut(0.1)
			terminate(t, db.SQL(), 2)
		}
		if left := unfinished(t, queue); left == 0 || t.Context().Err() != nil || time.Since(start) > 40*time.Minute {
			break
		}
		if blows >= p.kills && blows%20 == 0 {
			again(t, db.SQL())
		}
	}
	took := time.Since(start)
	c.stop()
	agree(t, service, queue, c, p.payouts, lines)
	cuts := 0
	if database != nil {
		cuts = database.cuts
	}
	// Two questions whether the service has it, init, one before auth, auth, and one look.
	minimum := 6 * p.payouts
	t.Logf("%d payouts, %d lines, %d processes of %d workers: %v; %d kills, %d + %d connections cut, faults %v; %d calls, %.2f times the minimum of %d",
		p.payouts, lines, p.processes, p.workers, took.Round(time.Millisecond), min(blows, p.kills), calls.cuts, cuts, service.FaultsMet(),
		counting.calls["all"], float64(counting.calls["all"])/float64(minimum), minimum)
}

// enqueueAll adds payouts, many in one transaction.
func enqueueAll(t *testing.T, db *fleet.Database, queue *fleet.Queue, from, to int) {
	t.Helper()
	for from < to {
		tx, err := db.SQL().BeginTx(t.Context(), nil)
		require.NoError(t, err)
		for end := min(to, from+500); from < end; from++ {
			_, err := queue.EnqueueTx(t.Context(), tx, numbered(from, 1+from%2))
			require.NoError(t, err)
		}
		require.NoError(t, tx.Commit())
	}
}

// agree holds the ledger of the service against the database and against what was told.
func agree(t *testing.T, service *emulator.Emulator, queue *fleet.Queue, c *crew, payouts, lines int) {
	t.Helper()
	status, err := queue.Status(t.Context(), 10)
	require.NoError(t, err)
	require.Equal(t, []fleet.Count{{Stage: fleet.StageSettled, Payouts: payouts, Lines: lines, Paid: lines}}, status.Counts, "%+v", status.Stuck)
	assert.Empty(t, status.Stuck)
	paid := map[string]int{}
	for _, b := range service.Ledger().Batches {
		assert.LessOrEqual(t, b.Effective, 1, b.ExternalID)
		for _, line := range b.Lines {
			paid[line.ItemExternalID] += line.Paid
		}
	}
	require.Len(t, paid, lines)
	for line, times := range paid {
		assert.Equal(t, 1, times, line)
	}
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	assert.Len(t, c.told, lines, "each line was told at least once")
	for line, keys := range c.told {
		for _, key := range keys {
			assert.Equal(t, keys[0], key, line)
		}
	}
}

func unfinished(t *testing.T, queue *fleet.Queue) (n int) {
	t.Helper()
	status, err := queue.Status(t.Context(), 0)
	require.NoError(t, err)
	for _, c := range status.Counts {
		if c.Stage != fleet.StageSettled && c.Stage != fleet.StageCanceled {
			n += c.Payouts
		}
	}
	return n
}

// doubles adds a second job for every tenth payout, past the uniqueness of jobs.
func doubles(t *testing.T, db *sql.DB) {
	t.Helper()
	_, err := db.ExecContext(t.Context(), `INSERT INTO river_job (args, kind, max_attempts, metadata, priority, queue, scheduled_at, state, tags)
		SELECT args, kind, max_attempts, metadata, priority, queue, scheduled_at, state, tags FROM river_job WHERE id % 10 = 0`)
	require.NoError(t, err)
}

// again makes the jobs that run available to another worker.
func again(t *testing.T, db *sql.DB) {
	t.Helper()
	_, err := db.ExecContext(t.Context(), `UPDATE river_job SET state = 'available' WHERE state = 'running'`)
	require.NoError(t, err)
}

// terminate ends connections of the workers at the server.
func terminate(t *testing.T, db *sql.DB, most int) {
	t.Helper()
	_, err := db.ExecContext(t.Context(), `SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity
		WHERE application_name = 'worker of ' || current_schema() ORDER BY random() LIMIT `+strconv.Itoa(most)+`) AS few`)
	require.NoError(t, err)
}

// throughAWire is the DSN of the same database behind a proxy.
func throughAWire(t *testing.T, dsn string) (*wire, string) {
	t.Helper()
	address, err := url.Parse(dsn)
	require.NoError(t, err)
	w := newWire(t, address.Host)
	query := address.Query()
	query.Set("application_name", "worker of "+query.Get("search_path"))
	address.Host, address.RawQuery = w.Addr().String(), query.Encode()
	return w, address.String()
}

func port(t *testing.T, address string) string {
	t.Helper()
	return address[strings.LastIndex(address, ":")+1:]
}

// A short proof on both engines. `make fleet-proof` is the long one.
func TestTheFleetPaysOnce(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		p := proof{payouts: 60, processes: 3, workers: 4, kills: 6, pause: 300 * time.Millisecond, cutDatabase: !strings.HasPrefix(dsn, "sqlite:")}
		p.run(t, dsn)
	})
}

// The long proof, of as many payouts as IYZIPAYOUT_FLEET_PROOF says.
func TestTheFleetPaysOnceAtScale(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("IYZIPAYOUT_FLEET_PROOF"))
	if err != nil {
		t.Skip("IYZIPAYOUT_FLEET_PROOF says how many payouts; see `make fleet-proof`")
	}
	proof{payouts: n, processes: 3, workers: 16, kills: 60, pause: 3 * time.Second, cutDatabase: true}.run(t, postgres(t))
}
