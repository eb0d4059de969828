package emulator_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
)

// Many auths and cancels of the same payouts at once: one of them wins each, and the money is right.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.Behaviour{Balance: money.MustParse("1000")}, emulator.WithPace(emulator.Pace{}), emulator.WithClock(time.Now))
	const payouts, callers = 6, 8
	wins := make([]int, payouts)
	var mu sync.Mutex
	var all sync.WaitGroup
	for caller := range callers {
		all.Go(func() {
			for p := range payouts {
				body := initBody(fmt.Sprint(p), item("1", "pay"))
				id := d.call(http.MethodPost, initPath, body)["requestId"].(string)
				d.call(http.MethodGet, balancePath, "")
				d.emu.Advance(1)
				var r map[string]any
				if caller%4 == 3 {
					r = d.call(http.MethodPost, cancelPath+id, "")
				} else {
					r = d.call(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
				}
				d.call(http.MethodPost, retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":1}`, id))
				d.emu.Ledger()
				if r["status"] == "success" {
					mu.Lock()
					wins[p]++
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	ledger := d.emu.Ledger()
	assert.Len(t, ledger.Batches, payouts)
	paid := 0
	for p, b := range ledger.Batches {
		assert.Equal(t, 1, wins[p], "payout %d", p)
		paid += b.Lines[0].Paid
	}
	want := money.MustParse("1000")
	for range paid {
		want = want.Sub(money.MustParse("120.50"))
	}
	assert.Zero(t, want.Cmp(ledger.Balance))
}
