package fleet_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/fleet"
)

// far is a service that is as far away as a real one.
type far struct{ counted }

func (f *far) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	time.Sleep(50 * time.Millisecond)
	f.counted.ServeHTTP(w, r)
}

// How the time grows with processes and with what is in the store, for docs/fleet.md: nothing is asserted about it.
func TestHowItScales(t *testing.T) {
	if os.Getenv("IYZIPAYOUT_FLEET_SCALE") == "" {
		t.Skip("it measures: see `make fleet-proof`")
	}
	dsn := postgres(t)
	db := open(t, dsn)
	service, err := emulator.New(emulator.WithPace(emulator.TestPace()))
	require.NoError(t, err)
	server := httptest.NewServer(&far{counted{Emulator: service, calls: map[string]int{}}})
	t.Cleanup(server.Close)
	queue, err := fleet.NewQueue(t.Context(), db, "loopback:"+port(t, server.URL))
	require.NoError(t, err)
	t.Cleanup(queue.Close)
	next := 0
	const payouts = 300
	measure := func(processes int) time.Duration {
		enqueueAll(t, db, queue, next, next+payouts)
		next += payouts
		c := &crew{t: t, told: map[string][]string{}, orders: orders{
			DSN: dsn, URL: server.URL, APIKey: "sandbox-emulator-api-key", SecretKey: "sandbox-emulator-secret-key", Workers: 8,
			Timeout: time.Minute, Resend: 30 * time.Second, JobTime: time.Minute, First: 200 * time.Millisecond,
		}}
		start := time.Now()
		for range processes {
			c.start()
		}
		for unfinished(t, queue) > 0 {
			time.Sleep(200 * time.Millisecond) // it counts all payouts
		}
		took := time.Since(start)
		c.stop()
		return took
	}
	median := func(all []time.Duration) time.Duration {
		slices.Sort(all)
		return all[len(all)/2].Round(10 * time.Millisecond)
	}
	by := map[int][]time.Duration{}
	for range 3 {
		for _, processes := range []int{1, 2, 3} {
			by[processes] = append(by[processes], measure(processes))
		}
	}
	for _, processes := range []int{1, 2, 3} {
		t.Logf("%d payouts by %d processes of 8 workers: median %v of %v", payouts, processes, median(by[processes]), by[processes])
	}
	stored := 0
	for _, size := range []int{1_000, 10_000, 100_000} {
		fill(t, db, stored, size)
		stored = size
		var all []time.Duration
		for range 3 {
			all = append(all, measure(3))
		}
		t.Logf("%d payouts by 3 processes of 8 workers with %d payouts that are over in the store: median %v of %v", payouts, size, median(all), all)
	}
}

// fill adds payouts that are over, with what they leave behind: a row, eight records, two claims and a job.
func fill(t *testing.T, db *fleet.Database, from, to int) {
	t.Helper()
	series := ` FROM generate_series(` + strconv.Itoa(from+1) + `, ` + strconv.Itoa(to) + `) AS n`
	for _, statement := range []string{
		`INSERT INTO iyzipayout_payout (payout, queue, period, content, lines, outcome, paid, stage, added, ended)
			SELECT convert_to('old-' || n, 'UTF8'), 'iyzipayout_old', '2026-10', md5(n::text), 2, 'pp', 2, 'settled', n, n` + series,
		`INSERT INTO iyzipayout_journal (payout, n, record) SELECT convert_to('old-' || n, 'UTF8'), r, convert_to(repeat(md5(n::text), 6), 'UTF8')` + series + `, generate_series(1, 8) AS r`,
		`INSERT INTO iyzipayout_claim (line, payment, payout, at)
			SELECT decode(md5('line' || n || r), 'hex'), decode(md5('payment' || n || r), 'hex'), convert_to('old-' || n, 'UTF8'), n` + series + `, generate_series(1, 2) AS r`,
		`INSERT INTO river_job (args, kind, max_attempts, queue, state, finalized_at, attempt)
			SELECT json_build_object('payout', 'old-' || n), 'iyzipayout', 25, 'iyzipayout_old', 'completed', now(), 1` + series,
		`ANALYZE`,
	} {
		_, err := db.SQL().ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
}
