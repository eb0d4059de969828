package fleet_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
	"github.com/iyzipayout/iyzipayout/payout/storetest"
)

// engines makes an empty database of each engine and returns its DSN.
var engines = map[string]func(t *testing.T) string{
	"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "payouts.db") },
	"postgres": postgres,
}

// postgres makes a schema of its own on the server of IYZIPAYOUT_POSTGRES, or of this machine. Where none answers the tests are left
// out, and say so; where a server was named, as `make test-fleet` does, they fail.
func postgres(t *testing.T) string {
	t.Helper()
	server := os.Getenv("IYZIPAYOUT_POSTGRES")
	needed := server != ""
	if !needed {
		server = "postgres://postgres@127.0.0.1:5432/test"
	}
	admin, err := pgx.Connect(t.Context(), server)
	if err != nil {
		if needed {
			require.NoError(t, err)
		}
		t.Skip("LEFT OUT: no PostgreSQL answers at 127.0.0.1:5432; IYZIPAYOUT_POSTGRES names another server")
	}
	schema := "fleet_" + strings.ToLower(rand.Text())
	_, err = admin.Exec(t.Context(), "CREATE SCHEMA "+schema)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := admin.Exec(context.Background(), "DROP SCHEMA "+schema+" CASCADE")
		assert.NoError(t, err)
		assert.NoError(t, admin.Close(context.Background()))
	})
	address, err := url.Parse(server)
	require.NoError(t, err)
	query := address.Query()
	query.Set("search_path", schema)
	address.RawQuery = query.Encode()
	return address.String()
}

func onEach(t *testing.T, test func(t *testing.T, dsn string)) {
	for name, fresh := range engines {
		t.Run(name, func(t *testing.T) { test(t, fresh(t)) })
	}
}

func open(t *testing.T, dsn string) *fleet.Database {
	t.Helper()
	db, err := fleet.Open(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	return db
}

func TestStore(t *testing.T) {
	for name, fresh := range engines {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) storetest.Opener {
				dsn := fresh(t)
				return func(t *testing.T) runner.Store { return open(t, dsn) }
			})
		})
	}
}

func TestAnUnknownDatabase(t *testing.T) {
	for _, dsn := range []string{"", "sqlite:", "payouts.db", "mysql://user:secret-marker@host/db", "postgres://user:secret-marker@host:port/db", "postgres://user:secret-marker@127.0.0.1:1/db?connect_timeout=2"} {
		_, err := fleet.Open(t.Context(), dsn)
		require.Error(t, err, dsn)
		assert.NotContains(t, err.Error(), "secret-marker")
		assert.Contains(t, err.Error(), "fleet: ")
	}
}

// Processes that start at once make the tables once.
func TestManyOpenAnEmptyDatabase(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				db, err := fleet.Open(t.Context(), dsn)
				if assert.NoError(t, err) {
					assert.NoError(t, db.Close())
				}
			})
		}
		all.Wait()
	})
}

// A journal whose connection the server ended writes nothing more, and another process gets it.
func TestALostConnection(t *testing.T) {
	dsn := postgres(t)
	one, other := open(t, dsn), open(t, dsn)
	j, err := one.Open(t.Context(), "payroll")
	require.NoError(t, err)
	require.NoError(t, j.Append(t.Context(), []byte("1")))

	admin, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	defer admin.Close(context.Background())
	// Whoever wrote to this schema's journal last and holds a lock.
	_, err = admin.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
		WHERE locktype = 'advisory' AND query LIKE 'INSERT INTO iyzipayout_journal%' AND pid <> pg_backend_pid()`)
	require.NoError(t, err)

	var second runner.Journal
	require.Eventually(t, func() bool {
		second, err = other.Open(t.Context(), "payroll")
		return err == nil
	}, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, second.Append(t.Context(), []byte("2")))
	require.Error(t, j.Append(t.Context(), []byte("3")), "whoever lost the lock must not go on")
	require.Error(t, j.Append(t.Context(), []byte("3")))
	require.NoError(t, j.Close())
	records, err := second.Records(t.Context())
	require.NoError(t, err)
	assert.Equal(t, [][]byte{[]byte("1"), []byte("2")}, records)
	require.NoError(t, second.Close())
}

// TestMain is also the process that [TestAKilledProcess] kills, and the workers of the proof.
func TestMain(m *testing.M) {
	if text := os.Getenv("FLEET_TEST_WORK"); text != "" {
		workFor(text)
		return
	}
	dsn := os.Getenv("FLEET_TEST_HOLD")
	if dsn == "" {
		os.Exit(m.Run())
	}
	db, err := fleet.Open(context.Background(), dsn)
	if err == nil {
		var j runner.Journal
		if j, err = db.Open(context.Background(), "payroll"); err == nil {
			err = j.Append(context.Background(), []byte("1"))
		}
	}
	fmt.Println("held", err)
	select {}
}

// A process that is killed leaves its records and no lock.
func TestAKilledProcess(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		db := open(t, dsn)
		process := exec.CommandContext(t.Context(), os.Args[0])
		process.Env = append(os.Environ(), "FLEET_TEST_HOLD="+dsn)
		out, err := process.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, process.Start())
		line, err := bufio.NewReader(out).ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, "held <nil>\n", line)
		_, err = db.Open(t.Context(), "payroll")
		require.ErrorIs(t, err, runner.ErrLocked)

		require.NoError(t, process.Process.Kill())
		_ = process.Wait()
		var j runner.Journal
		require.Eventually(t, func() bool {
			j, err = db.Open(t.Context(), "payroll")
			return err == nil
		}, 10*time.Second, 10*time.Millisecond)
		records, err := j.Records(t.Context())
		require.NoError(t, err)
		assert.Equal(t, [][]byte{[]byte("1")}, records)
		require.NoError(t, j.Close())
	})
}

func batch(lines int) payout.Batch {
	b := payout.Batch{ExternalID: "payroll-2026-11", Purpose: gen.PurposeSalary}
	for i := range lines {
		who, err := payout.IBAN("TR920086402100005482986178", "Ayşe Yılmaz")
		if err != nil {
			panic(err)
		}
		amount, err := payout.TRY(fmt.Sprintf("%d.50", 100+i))
		if err != nil {
			panic(err)
		}
		b.Items = append(b.Items, payout.Item{ExternalID: fmt.Sprintf("emp-%d", i), Recipient: who, Amount: amount, Description: "November salary"})
	}
	return b
}

// Eight workers with a store each want the same payout: the ledger shows each line once.
func TestManyWorkersPayOnce(t *testing.T) {
	onEach(t, func(t *testing.T, dsn string) {
		srv := emulator.Start(t)
		client, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(srv.Client()))
		require.NoError(t, err)
		var all sync.WaitGroup
		for range 8 {
			db := open(t, dsn)
			all.Go(func() {
				r, err := runner.New(client, db, runner.WithWait(payout.WithPollInterval(time.Millisecond, 10*time.Millisecond)))
				if !assert.NoError(t, err) {
					return
				}
				for {
					report, err := r.Run(t.Context(), batch(20))
					if err == nil {
						assert.Equal(t, 20, report.Count(payout.StatePaid))
						return
					}
					if !assert.ErrorIs(t, err, runner.ErrLocked) {
						return
					}
					time.Sleep(5 * time.Millisecond)
				}
			})
		}
		all.Wait()
		ledger := srv.Ledger()
		require.Len(t, ledger.Batches, 1)
		require.Len(t, ledger.Batches[0].Lines, 20)
		for _, line := range ledger.Batches[0].Lines {
			assert.Equal(t, 1, line.Paid, line.ItemExternalID)
		}
	})
}
