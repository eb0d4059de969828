package emulator_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

// A service under load while everything goes wrong: each line is paid once at the most, each that a caller was told to be paid was, and no
// money is created or lost. IYZIPAYOUT_SOAK is how many payouts; `make soak` makes many.
func TestSoak(t *testing.T) {
	t.Parallel()
	payouts := 60
	if text := os.Getenv("IYZIPAYOUT_SOAK"); text != "" {
		var err error
		payouts, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	start := money.FromInt(1_000_000)
	s := emulator.Start(t, emulator.Behaviour{Balance: start, DuplicateAuth: "pay-again"}, emulator.WithStateFile(filepath.Join(t.TempDir(), "state")))
	s.Unsynced()
	for i, kind := range []emulator.FaultKind{
		emulator.FaultResetBeforeRead, emulator.FaultResetAfterCommit, emulator.FaultAnswerCut, emulator.FaultServerError,
		emulator.FaultRateLimited, emulator.FaultTooManyRequests,
	} {
		require.NoError(t, s.InjectFaults(emulator.Fault{Kind: kind, Nth: 3 + 7*i, Times: payouts / 10}))
	}
	client, err := payout.New(s.Credentials(), payout.WithBaseURL(s.URL()), payout.WithHTTPClient(s.Client()), payout.WithRetries(payout.RetryPolicy{MaxAttempts: 6, First: time.Millisecond, Most: 2 * time.Millisecond}))
	require.NoError(t, err)
	var next atomic.Int64
	var told sync.Map
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for n := next.Add(1); int(n) <= payouts; n = next.Add(1) {
				if id := fmt.Sprint("payout-", n); payOnce(t, client, id, int(n)) {
					told.Store(id, true)
				}
			}
		})
	}
	workers.Wait()
	s.Advance(2 * time.Hour)
	ledger := s.Ledger()
	total := money.Sum(ledger.Balance, ledger.Reserved, ledger.Paid, ledger.Commission, ledger.KeptBack)
	assert.Zero(t, start.Cmp(total), "%s became %s", start, total)
	for _, b := range ledger.Batches {
		told.Delete(b.ExternalID)
		for _, line := range b.Lines {
			assert.LessOrEqual(t, line.Paid, 1, "%s of %s", line.ItemExternalID, b.ExternalID)
		}
	}
	told.Range(func(id, _ any) bool {
		assert.Fail(t, "a payout that was answered is not there", "%s", id)
		return true
	})
	assert.Positive(t, len(s.FaultsMet()))
}

// payOnce goes from init to auth, sends neither auth twice, and reports whether init was answered.
func payOnce(t *testing.T, client *payout.Client, externalID string, n int) bool {
	recipients := emulator.TestRecipients()
	batch := payout.Batch{ExternalID: externalID, Purpose: "SALARY"}
	for i := range 4 {
		iban, err := payout.IBAN(recipients[(n+i)%len(recipients)].IBAN, "Jane Customer")
		require.NoError(t, err)
		batch.Items = append(batch.Items, payout.Item{ExternalID: fmt.Sprint(i), Recipient: iban, Amount: mustTRY(t, "12.34"), Description: "soak"})
	}
	ctx := context.Background()
	result, err := client.Init(ctx, batch)
	if err != nil {
		return false
	}
	if approval, err := result.ApproveAccepted(); err == nil {
		_, _ = client.Auth(ctx, approval)
	}
	for range client.Items(ctx, result.Ref()) {
		continue
	}
	_, _ = client.Balance(ctx)
	return true
}

// BenchmarkService is calls over HTTP from clients that sign, each an init, an auth, a retrieve and a balance: with what is in memory, and
// with a state file, whose disk decides.
func BenchmarkService(b *testing.B) {
	for _, kept := range []bool{false, true} {
		b.Run(map[bool]string{false: "memory", true: "state"}[kept], func(b *testing.B) {
			opts := []emulator.Option{emulator.WithPace(emulator.TestPace())}
			if kept {
				opts = append(opts, emulator.WithStateFile(filepath.Join(b.TempDir(), "state")))
			}
			s, err := emulator.Listen("127.0.0.1:0", opts...)
			require.NoError(b, err)
			defer s.Close()
			transport := &http.Transport{MaxIdleConnsPerHost: 16}
			client, err := payout.New(s.Credentials(), payout.WithBaseURL(s.URL()), payout.WithHTTPClient(&http.Client{Transport: transport}))
			require.NoError(b, err)
			iban, err := payout.IBAN(emulator.TestRecipients()[0].IBAN, "Jane Customer")
			require.NoError(b, err)
			amount, err := payout.TRY("12.34")
			require.NoError(b, err)
			var n atomic.Int64
			b.SetParallelism(4)
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					item := payout.Item{ExternalID: "1", Recipient: iban, Amount: amount, Description: "bench"}
					result, err := client.Init(b.Context(), payout.Batch{ExternalID: fmt.Sprint(n.Add(1)), Purpose: "SALARY", Items: []payout.Item{item}})
					require.NoError(b, err)
					approval, err := result.ApproveAll()
					require.NoError(b, err)
					_, err = client.Auth(b.Context(), approval)
					require.NoError(b, err)
					_, err = client.Retrieve(b.Context(), result.Ref(), payout.Page{Size: 10})
					require.NoError(b, err)
					_, err = client.Balance(b.Context())
					require.NoError(b, err)
				}
			})
			b.ReportMetric(4*float64(b.N)/b.Elapsed().Seconds(), "calls/s")
		})
	}
}
