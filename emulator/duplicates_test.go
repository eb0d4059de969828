package emulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
)

func TestDuplicateInit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := initBody("x", item("1", "pay"), item("2", emulator.MarkRefuse))
	t.Run("the same again", func(t *testing.T) {
		s := w.service(t)
		one := s.post(initPath, first)
		again := strings.NewReplacer("100.50", "100.500", "conversation-x", "another").Replace(first)
		two := s.post(initPath, again)
		assert.Equal(t, one.body["requestId"], two.body["requestId"])
		assert.Equal(t, one.body["invalidItems"], two.body["invalidItems"])
		assert.Equal(t, "another", two.body["conversationId"])
		assert.Len(t, s.emu.Ledger().Batches, 1)
	})
	others := map[string]string{
		"amount":    strings.Replace(first, "100.50", "100.51", 1),
		"purpose":   strings.Replace(first, "SALARY", "BONUS", 1),
		"recipient": strings.Replace(first, "Jane", "Joan", 1),
		"one less":  initBody("x", item("1", "pay")),
		"order":     initBody("x", item("2", emulator.MarkRefuse), item("1", "pay")),
	}
	for name, other := range others {
		t.Run("another "+name, func(t *testing.T) {
			s := w.service(t)
			require.Equal(t, "success", s.post(initPath, first).body["status"])
			r := s.post(initPath, other)
			assert.Equal(t, "11", r.code())
			assert.Equal(t, "Invalid request: externalId is that of a mass payout with other items or purpose", r.body["errorMessage"])
			assert.Len(t, s.emu.Ledger().Batches, 1)
		})
	}
	t.Run("refused", func(t *testing.T) {
		s := w.service(t, emulator.Behaviour{DuplicateInit: "refuse"})
		s.init("x", item("1", "pay"))
		r := s.post(initPath, initBody("x", item("1", "pay")))
		assert.Equal(t, "11", r.code())
		assert.Equal(t, "Invalid request: externalId is that of another mass payout", r.body["errorMessage"])
		assert.Len(t, s.emu.Ledger().Batches, 1)
	})
	t.Run("a second batch", func(t *testing.T) {
		s := w.service(t, emulator.Behaviour{DuplicateInit: "second"})
		one, two := s.init("x", item("1", "pay")), s.init("x", item("2", "pay"))
		assert.NotEqual(t, one, two)
		find := func(ids string) reply { return s.post(retrievePath, `{`+ids+`,"page":0,"size":9}`) }
		newest := find(`"externalMassPayoutId":"x"`)
		assert.Contains(t, newest.text, `"itemExternalId":"2"`)
		older := find(fmt.Sprintf(`"externalMassPayoutId":"x","requestId":%q`, one))
		assert.Contains(t, older.text, `"itemExternalId":"1"`)
	})
}

func TestTwoIDsOfDifferentPayouts(t *testing.T) {
	t.Parallel()
	s := newService(t)
	id := s.init("x", item("1", "pay"))
	s.init("y", item("1", "pay"))
	for external, want := range map[string]string{
		"x":       "<nil>",
		"y":       "Invalid request: requestId and externalMassPayoutId name different mass payouts",
		"unknown": "Invalid request: requestId and externalMassPayoutId name different mass payouts",
	} {
		r := s.post(retrievePath, fmt.Sprintf(`{"requestId":%q,"externalMassPayoutId":%q,"page":0,"size":9}`, id, external))
		assert.Equal(t, want, fmt.Sprint(r.body["errorMessage"]), external)
	}
	r := s.post(retrievePath, `{"requestId":"unknown","externalMassPayoutId":"x","page":0,"size":9}`)
	assert.Equal(t, "Invalid request: no mass payout has this id", r.body["errorMessage"])
}

func TestDuplicateAuth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := []struct {
		name    string
		what    string
		code    string
		auths   int
		paid    int
		balance string
	}{
		{"refused", "refuse", "11", 1, 1, "879.50000000"},
		{"succeeds", "succeed", "<nil>", 3, 1, "879.50000000"},
		{"pays again", "pay-again", "<nil>", 3, 3, "638.50000000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := w.service(t, emulator.Behaviour{DuplicateAuth: tt.what, Balance: money.MustParse("1000")})
			id := s.init("x", item("1", "pay"), item("2", emulator.MarkRefuse))
			s.mustAuth(id)
			assert.Equal(t, tt.code, s.auth(id).code(), "while the first is under way")
			s.emu.Advance(3 * step)
			batch, lines := s.statuses(id)
			assert.Equal(t, tt.code, s.auth(id).code(), "after it")
			again, linesAgain := s.statuses(id)
			assert.Equal(t, batch, again, "no status goes back")
			assert.Equal(t, lines, linesAgain)

			s.emu.Advance(3 * step)
			ledger := s.batch(id)
			assert.Equal(t, tt.auths, ledger.Authorisations)
			assert.Equal(t, tt.paid, ledger.Lines[0].Paid)
			assert.Zero(t, ledger.Lines[1].Started)
			assert.Equal(t, tt.balance, s.balance())
		})
	}
}

func TestPayAgainStopsAtTheBalance(t *testing.T) {
	t.Parallel()
	s := newService(t, emulator.Behaviour{DuplicateAuth: "pay-again", Balance: money.MustParse("150")})
	id := s.init("x", item("1", "pay"))
	s.mustAuth(id)
	s.mustAuth(id)
	s.emu.Advance(10 * step)
	assert.Equal(t, 1, s.batch(id).Lines[0].Started)
	batch, _ := s.statuses(id)
	assert.Equal(t, "COMPLETED", batch)
	assert.Equal(t, "29.50000000", s.balance())
}

func TestAuthOfABatchThatEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, what := range []string{"refuse", "succeed", "pay-again"} {
		s := w.service(t, emulator.Behaviour{DuplicateAuth: what, Balance: money.MustParse("1")})
		canceled := s.init("canceled", item("1", "pay"))
		require.Equal(t, "success", s.call(http.MethodPost, cancelPath+canceled+"?locale=en", "").body["status"])
		assert.Equal(t, "11", s.auth(canceled).code(), "a canceled batch was never authorised")

		short := s.init("short", item("1", "pay"))
		s.mustAuth(short)
		want := "<nil>"
		if what == "refuse" {
			want = "11"
		}
		assert.Equal(t, want, s.auth(short).code())
		s.emu.Advance(10 * step)
		assert.Zero(t, s.batch(short).Lines[0].Started)
		assert.Equal(t, "1", s.balance())
	}
}

// A batch that the balance did not cover has ended: money that comes back later does not pay it.
func TestShortBatchStaysUnpaid(t *testing.T) {
	t.Parallel()
	s := newService(t, emulator.Behaviour{DuplicateAuth: "pay-again", Balance: money.MustParse("121")})
	failing, short := s.init("failing", item("1", emulator.MarkBankFail)), s.init("short", item("1", "pay"))
	s.mustAuth(failing)
	s.mustAuth(short)
	s.emu.Advance(10 * step)
	require.Equal(t, "121.00000000", s.balance(), "it would be enough now")
	s.mustAuth(short)
	s.emu.Advance(10 * step)
	assert.Zero(t, s.batch(short).Lines[0].Started)
}
