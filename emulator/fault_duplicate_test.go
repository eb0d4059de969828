package emulator_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// A proxy delivers an auth twice: what the client is told, and what is true.
func TestDuplicateDeliveryOfAuth(t *testing.T) {
	t.Parallel()
	tests := []struct {
		what           string
		authorisations int // succeeded
		authorized     int // did something
		paid           int
		second         string // what a client is told that gets the second answer
	}{
		{"refuse", 1, 1, 1, `"status":"failure"`},
		{"succeed", 2, 1, 1, `"status":"success"`},
		{"pay-again", 2, 2, 2, `"status":"success"`},
	}
	world := newWorld(t)
	for _, tt := range tests {
		for _, first := range []bool{true, false} {
			w := world.listening(t, emulator.Behaviour{DuplicateAuth: tt.what})
			id := w.mustInit()
			w.inject(emulator.Fault{Kind: emulator.FaultDuplicate, FirstAnswer: first})
			_, text, err := w.auth(t.Context(), id)
			require.NoError(t, err)
			if first {
				assert.Contains(t, text, `"status":"success"`)
			} else {
				assert.Contains(t, text, tt.second)
			}
			authorized, paid := w.ledger()
			assert.Equal(t, tt.authorized, authorized, "%v", tt)
			assert.Equal(t, tt.paid, paid, "%v", tt)
			assert.Equal(t, tt.authorisations, w.emu.Ledger().Batches[0].Authorisations, "%v", tt)
		}
	}
}

// A proxy delivers an init twice.
func TestDuplicateDeliveryOfInit(t *testing.T) {
	t.Parallel()
	world := newWorld(t)
	for what, want := range map[string]struct {
		batches int
		second  string
	}{
		"same": {1, "success"}, "refuse": {1, "failure"}, "second": {2, "success"},
	} {
		d := world.direct(t, emulator.Behaviour{DuplicateInit: what}, emulator.WithFaults(emulator.Fault{Kind: emulator.FaultDuplicate}))
		answer := d.call(http.MethodPost, initPath, initBody("x", item("1", "pay")))
		assert.Equal(t, want.second, answer["status"])
		assert.Len(t, d.emu.Ledger().Batches, want.batches)
		if what == "second" {
			assert.Equal(t, d.emu.Ledger().Batches[1].RequestID, answer["requestId"])
		}
	}
}

// What counts as authorised is what an auth did, not what it was answered.
func TestLedgerCountsEffects(t *testing.T) {
	t.Parallel()
	world := newWorld(t)
	for _, tt := range []struct {
		name                      string
		options                   []emulator.Option
		authorisations, effective int
	}{
		{"covered once", []emulator.Option{emulator.Behaviour{DuplicateAuth: "pay-again", Balance: money.MustParse("150")}}, 3, 1},
		{"covered twice", []emulator.Option{emulator.Behaviour{DuplicateAuth: "pay-again", Balance: money.MustParse("300")}}, 3, 2},
		{"not covered", []emulator.Option{emulator.Behaviour{DuplicateAuth: "pay-again", Balance: money.MustParse("1")}}, 3, 1},
		{"not covered and refused", []emulator.Option{emulator.Behaviour{Shortage: "refuse", Balance: money.MustParse("1")}}, 0, 0},
		{"no effect", []emulator.Option{emulator.Behaviour{DuplicateAuth: "succeed"}}, 3, 1},
	} {
		s := world.service(t, tt.options...)
		id := s.init("x", item("1", "pay"))
		for range 3 {
			s.auth(id)
		}
		assert.Equal(t, tt.authorisations, s.batch(id).Authorisations, tt.name)
		assert.Equal(t, tt.effective, s.batch(id).Effective, tt.name)
	}
}

// Faults are injected, met, shown and cleared by many at once, and each happens as often as it should.
func TestFaultsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t).listening(t)
	id := w.mustInit()
	const callers, each = 6, 5
	w.inject(emulator.Fault{Kind: emulator.FaultServerError, Times: callers * each / 2})
	var failed, fine int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for range each {
				w.inject(emulator.Fault{Kind: emulator.FaultResetBeforeRead, Operation: gen.OperationCancelMassPayout})
				_, text, err := w.auth(t.Context(), id)
				_, _, _ = w.do(t.Context(), gen.OperationCancelMassPayout, cancelPath+"unknown", "")
				assert.NoError(t, err)
				w.emu.Faults()
				w.emu.FaultsMet()
				w.emu.Ledger()
				response, err := w.http.Get(w.url + "/_emulator/faults")
				if assert.NoError(t, err) {
					_ = response.Body.Close()
				}
				mu.Lock()
				if text[0] == '<' {
					failed++
				} else {
					fine++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	met := w.emu.FaultsMet()
	assert.Equal(t, callers*each/2, met[emulator.FaultServerError])
	assert.LessOrEqual(t, failed, callers*each/2, "the rest befell cancel")
	assert.Equal(t, callers*each, failed+fine)
	authorized, paid := w.ledger()
	assert.Equal(t, 1, authorized)
	assert.Equal(t, 1, paid)
}

// The listener comes and goes while many call: what is answered is right, and every call is answered in the end.
func TestListenerComesAndGoesWhileManyCall(t *testing.T) {
	t.Parallel()
	for on, start := range newWorld(t).transports() {
		t.Run(on, func(t *testing.T) {
			t.Parallel()
			w := start(t)
			id := w.mustInit()
			w.inject(emulator.Fault{Kind: emulator.FaultConnectionRefused, For: 5 * time.Millisecond, Nth: 2, Times: 5})
			var succeeded int
			var mu sync.Mutex
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					for answered := 0; answered < 5 && t.Context().Err() == nil; {
						_, text, err := w.auth(t.Context(), id)
						if err != nil {
							continue
						}
						answered++
						if strings.Contains(text, `"status":"success"`) {
							mu.Lock()
							succeeded++
							mu.Unlock()
						}
					}
				})
			}
			all.Wait()
			assert.LessOrEqual(t, succeeded, 1)
			authorized, paid := w.ledger()
			assert.Equal(t, 1, authorized)
			assert.Equal(t, 1, paid)
			assert.NotZero(t, w.emu.FaultsMet()[emulator.FaultConnectionRefused])
		})
	}
}
