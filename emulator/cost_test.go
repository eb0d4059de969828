package emulator

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/signing"
)

// A page of a mass payout, an item and the balance cost the same whether it has 10 lines or 100,000, running or settled: the same
// allocations, and no look at a line that is not answered. Those are taken away here, so that a look at one ends in a panic.
func TestRetrieveCostsTheSameWhateverTheSize(t *testing.T) {
	const page = 5
	allocations := map[int]map[string]float64{}
	for _, size := range []int{10, 100_000} {
		now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
		e, err := New(WithClock(func() time.Time { return now }), WithPace(Pace{Queued: time.Second}), WithRandomSeed(1))
		require.NoError(t, err)
		b := storeBatch(t, e, size)
		b.authorisations, b.effective = 1, 1
		e.store.run(b, now, e.settings.pace)
		measured := map[string]float64{}
		for _, when := range []string{"queued", "settled"} {
			if when == "settled" {
				now = now.Add(time.Hour)
				_ = e.Ledger()
			}
			first, lines, accepted := b.accepted[0].referenceCode, b.lines, b.accepted
			b.lines, b.accepted = poisoned(lines, page), poisoned(accepted, page)
			for _, itemType := range []string{"VALID", "INVALID"} {
				measured[when+itemType] = allocationsOf(t, e, http.MethodPost, gen.OperationRetrieveMassPayout.Path(),
					fmt.Sprintf(`{"requestId":%q,"page":0,"size":%d,"itemType":%q}`, b.requestID, page, itemType))
			}
			measured[when+"item"] = allocationsOf(t, e, http.MethodGet, strings.Replace(gen.OperationGetMassPayoutItem.Path(), "{referenceCode}", first, 1), "")
			measured[when+"balance"] = allocationsOf(t, e, http.MethodGet, gen.OperationGetMassPayoutBalance.Path(), "")
			b.lines, b.accepted = lines, accepted
		}
		allocations[size] = measured
	}
	// Tests that run beside this one, and the race detector, allocate too: a look at each line would be a hundred thousand.
	for what, few := range allocations[10] {
		assert.InDelta(t, few, allocations[100_000][what], 100, what)
	}
}

// poisoned keeps the lines of the first page.
func poisoned(lines []*line, page int) []*line {
	return append(append(make([]*line, 0, len(lines)), lines[:page]...), make([]*line, len(lines)-page)...)
}

func storeBatch(t *testing.T, e *Emulator, size int) *batch {
	t.Helper()
	request := gen.MassPayoutInitializeRequest{ExternalID: "x", Purpose: gen.PurposeSalary}
	for i := range size {
		request.Items = append(request.Items, gen.MassPayoutItem{
			ItemExternalID: fmt.Sprint(i), RecipientType: gen.RecipientTypeIBAN, RecipientInfo: testIBAN(1), RecipientName: "Jane", Description: "pay",
			Amount: gen.Amount{Value: money.MustParse("1.50"), Currency: "TRY"},
		})
	}
	c := &call{init: request, now: e.time.now(), verdicts: make([]*verdict, size)}
	for i := range c.verdicts {
		c.verdicts[i] = new(verdict)
	}
	b := e.newBatch(c)
	require.NoError(t, e.store.add(b, nil))
	return b
}

// allocationsOf counts those of one call, which must succeed.
func allocationsOf(t *testing.T, e *Emulator, method, path, body string) float64 {
	t.Helper()
	signer, err := signing.New(e.Credentials())
	require.NoError(t, err)
	request, err := http.NewRequest(method, "http://127.0.0.1"+path+"?locale=en", strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	require.NoError(t, signer.Edit(t.Context(), request))
	var answer bytes.Buffer
	count := testing.AllocsPerRun(5, func() {
		again := request.Clone(t.Context())
		again.Body = http.NoBody
		if body != "" {
			again.Body = nopCloser{strings.NewReader(body)}
		}
		recorder := httptest.NewRecorder()
		recorder.Body = &answer
		answer.Reset()
		e.ServeHTTP(recorder, again)
	})
	require.Contains(t, answer.String(), `"status":"success"`)
	return count
}

type nopCloser struct{ *strings.Reader }

func (nopCloser) Close() error { return nil }
