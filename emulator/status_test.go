package emulator_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// life is what retrieve shows of a mass payout after init, after auth and after each further step.
type life struct {
	batch []string
	lines [][]string
}

func (s *service) watch(auth bool, steps int, items ...map[string]any) life {
	s.t.Helper()
	id := s.init("watched", items...)
	var l life
	look := func() {
		batch, lines := s.statuses(id)
		l.batch, l.lines = append(l.batch, batch), append(l.lines, lines)
	}
	look()
	if auth {
		s.mustAuth(id)
	}
	for range steps {
		look()
		s.emu.Advance(step)
	}
	return l
}

func TestLifeOfAMassPayout(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := []struct {
		name  string
		opts  []emulator.Option
		items []map[string]any
		batch []string   // after init, after auth, and after each of three further steps
		lines [][]string // likewise
	}{
		{
			name:  "all are paid",
			items: []map[string]any{item("1", "pay"), item("2", "pay")},
			batch: []string{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "COMPLETED", "COMPLETED"},
			lines: [][]string{{"INIT", "INIT"}, {"QUEUED", "QUEUED"}, {"PROCESSING", "PROCESSING"}, {"SUCCESS", "SUCCESS"}, {"SUCCESS", "SUCCESS"}},
		},
		{
			name:  "the bank refuses all",
			items: []map[string]any{item("1", emulator.MarkBankFail), item("2", emulator.MarkDepositFail), item("3", emulator.MarkStayFailed)},
			batch: []string{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "FAIL", "FAIL"},
			lines: [][]string{
				{"INIT", "INIT", "INIT"}, {"QUEUED", "QUEUED", "QUEUED"}, {"PROCESSING", "PROCESSING", "PROCESSING"},
				{"FAILED", "FAILED", "FAILED"}, {"DEPOSIT_SUCCESS", "DEPOSIT_FAIL", "FAILED"},
			},
		},
		{
			name:  "some are paid",
			items: []map[string]any{item("1", "pay"), item("2", "some text "+emulator.MarkBankFail+" and more")},
			batch: []string{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "COMPLETED", "COMPLETED"},
			lines: [][]string{{"INIT", "INIT"}, {"QUEUED", "QUEUED"}, {"PROCESSING", "PROCESSING"}, {"SUCCESS", "FAILED"}, {"SUCCESS", "DEPOSIT_SUCCESS"}},
		},
		{
			name:  "a mixed result that never ends",
			opts:  []emulator.Option{emulator.Behaviour{MixedStatus: gen.MassPayoutStatusPublishedToQueue}},
			items: []map[string]any{item("1", "pay"), item("2", emulator.MarkBankFail)},
			batch: []string{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "PUBLISHED_TO_QUEUE", "PUBLISHED_TO_QUEUE"},
			lines: [][]string{{"INIT", "INIT"}, {"QUEUED", "QUEUED"}, {"PROCESSING", "PROCESSING"}, {"SUCCESS", "FAILED"}, {"SUCCESS", "DEPOSIT_SUCCESS"}},
		},
		{
			name:  "SUCCESS in place of COMPLETED",
			opts:  []emulator.Option{emulator.Behaviour{CompletedStatus: gen.MassPayoutStatusSuccess}},
			items: []map[string]any{item("1", "pay")},
			batch: []string{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "SUCCESS", "SUCCESS"},
			lines: [][]string{{"INIT"}, {"QUEUED"}, {"PROCESSING"}, {"SUCCESS"}, {"SUCCESS"}},
		},
		{
			name:  "a refused line does not count",
			items: []map[string]any{item("1", emulator.MarkRefuse), item("2", "pay")},
			batch: []string{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "COMPLETED", "COMPLETED"},
			lines: [][]string{{"INVALID", "INIT"}, {"INVALID", "QUEUED"}, {"INVALID", "PROCESSING"}, {"INVALID", "SUCCESS"}, {"INVALID", "SUCCESS"}},
		},
		{
			name:  "a line that hangs",
			items: []map[string]any{item("1", emulator.MarkStayProcessing), item("2", "pay")},
			batch: []string{"INIT", "IN_PROGRESS", "PUBLISHED_TO_QUEUE", "PUBLISHED_TO_QUEUE", "PUBLISHED_TO_QUEUE"},
			lines: [][]string{{"INIT", "INIT"}, {"QUEUED", "QUEUED"}, {"PROCESSING", "PROCESSING"}, {"PROCESSING", "SUCCESS"}, {"PROCESSING", "SUCCESS"}},
		},
		{
			name:  "one result after the other",
			opts:  []emulator.Option{emulator.WithPace(emulator.Pace{Between: step})},
			items: []map[string]any{item("1", "pay"), item("0", emulator.MarkRefuse), item("2", "pay"), item("3", emulator.MarkStayFailed)},
			batch: []string{"INIT", "PUBLISHED_TO_QUEUE", "PUBLISHED_TO_QUEUE", "COMPLETED", "COMPLETED"},
			lines: [][]string{
				{"INIT", "INVALID", "INIT", "INIT"}, {"SUCCESS", "INVALID", "PROCESSING", "PROCESSING"},
				{"SUCCESS", "INVALID", "SUCCESS", "PROCESSING"}, {"SUCCESS", "INVALID", "SUCCESS", "FAILED"},
				{"SUCCESS", "INVALID", "SUCCESS", "FAILED"},
			},
		},
		{
			name:  "no time passes at all",
			opts:  []emulator.Option{emulator.WithPace(emulator.Pace{})},
			items: []map[string]any{item("1", "pay"), item("2", emulator.MarkBankFail)},
			batch: []string{"INIT", "COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED"},
			lines: [][]string{{"INIT", "INIT"}, {"SUCCESS", "DEPOSIT_SUCCESS"}, {"SUCCESS", "DEPOSIT_SUCCESS"}, {"SUCCESS", "DEPOSIT_SUCCESS"}, {"SUCCESS", "DEPOSIT_SUCCESS"}},
		},
		{
			name:  "the balance is too small",
			opts:  []emulator.Option{emulator.Behaviour{Balance: money.MustParse("220.99")}},
			items: []map[string]any{item("1", "pay"), item("2", "pay")},
			batch: []string{"INIT", "INSUFFICIENT_BALANCE", "INSUFFICIENT_BALANCE", "INSUFFICIENT_BALANCE", "INSUFFICIENT_BALANCE"},
			lines: [][]string{{"INIT", "INIT"}, {"INIT", "INIT"}, {"INIT", "INIT"}, {"INIT", "INIT"}, {"INIT", "INIT"}},
		},
		{
			name:  "iyzico's own balance is too small",
			opts:  []emulator.Option{emulator.Behaviour{Balance: money.MustParse("0"), Shortage: "iyzico"}},
			items: []map[string]any{item("1", "pay")},
			batch: []string{"INIT", "IYZICO_INSUFFICIENT_BALANCE", "IYZICO_INSUFFICIENT_BALANCE", "IYZICO_INSUFFICIENT_BALANCE", "IYZICO_INSUFFICIENT_BALANCE"},
			lines: [][]string{{"INIT"}, {"INIT"}, {"INIT"}, {"INIT"}, {"INIT"}},
		},
	}
	seen := map[string]bool{"CANCELED": true, "MASS_PAYOUT_CANCELED": true} // TestCancel reaches these
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := w.service(t, tt.opts...).watch(true, 4, tt.items...)
			assert.Equal(t, life{batch: tt.batch, lines: tt.lines}, got)
		})
		for _, name := range slices.Concat(append(tt.lines, tt.batch)...) {
			seen[name] = true
		}
	}
	for _, schema := range []string{"MassPayoutStatus", "MassPayoutItemStatus"} {
		// A status without a meaning (package spec's tests name it) is one that nothing is known of yet.
		for status := range w.doc.Components.Schemas[schema].Value.Extensions["x-meaning"].(map[string]any) {
			assert.True(t, seen[status], "no test reaches %s", status)
		}
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	s := newService(t)
	id := s.init("c", item("1", "pay"), item("2", emulator.MarkRefuse))
	balance := s.balance()
	r := s.call("POST", cancelPath+id+"?locale=en", "")
	require.Equal(t, "success", r.body["status"], r.text)
	batch, lines := s.statuses(id)
	assert.Equal(t, "CANCELED", batch)
	assert.Equal(t, []string{"MASS_PAYOUT_CANCELED", "INVALID"}, lines)

	for name, again := range map[string]func() reply{
		"cancel": func() reply { return s.call("POST", cancelPath+id+"?locale=en", "") },
		"auth":   func() reply { return s.auth(id) },
	} {
		r := again()
		assert.Equal(t, "11", r.code(), name)
		assert.Equal(t, "Invalid request: the mass payout is CANCELED, and only INIT can be authorised or canceled", r.body["errorMessage"], name)
	}
	s.emu.Advance(10 * step)
	batch, lines = s.statuses(id)
	assert.Equal(t, "CANCELED", batch)
	assert.Equal(t, []string{"MASS_PAYOUT_CANCELED", "INVALID"}, lines)
	assert.Equal(t, balance, s.balance())
	assert.Zero(t, s.batch(id).Authorisations)
}

func TestCancelComesTooLate(t *testing.T) {
	t.Parallel()
	s := newService(t)
	id := s.init("c", item("1", "pay"))
	s.mustAuth(id)
	for _, status := range []string{"IN_PROGRESS", "PUBLISHED_TO_QUEUE", "COMPLETED"} {
		r := s.call("POST", cancelPath+id+"?locale=tr", "")
		assert.Equal(t, "11", r.code())
		assert.Equal(t, "Geçersiz istek: toplu ödeme "+status+" durumunda; yalnızca INIT durumundaki onaylanabilir veya iptal edilebilir", r.body["errorMessage"])
		s.emu.Advance(step)
	}
	assert.Equal(t, 1, s.batch(id).Lines[0].Paid)
}

func TestTwoPayoutsAtOnce(t *testing.T) {
	t.Parallel()
	s := newService(t)
	one, two := s.init("one", item("1", "pay")), s.init("two", item("1", emulator.MarkBankFail))
	s.mustAuth(one)
	s.emu.Advance(step)
	s.mustAuth(two)
	s.emu.Advance(step)
	batchOne, _ := s.statuses(one)
	batchTwo, _ := s.statuses(two)
	assert.Equal(t, []string{"COMPLETED", "PUBLISHED_TO_QUEUE"}, []string{batchOne, batchTwo})
	s.emu.Advance(step)
	batchTwo, lines := s.statuses(two)
	assert.Equal(t, "FAIL", batchTwo)
	assert.Equal(t, []string{"FAILED"}, lines)
}
