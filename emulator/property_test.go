package emulator_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// Whatever is called in whatever order, however time passes: money is conserved, nobody is paid twice unless PayAgain asks
// for it, nobody is paid without auth, and no status goes back.
func TestInvariants(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t, w)
		t.Repeat(map[string]func(*rapid.T){
			"":         m.check,
			"init":     m.init,
			"auth":     m.auth,
			"cancel":   m.cancel,
			"retrieve": m.retrieve,
			"balance":  m.balance,
			"advance":  m.advance,
			"top up":   m.topUp,
		})
	})
}

type machine struct {
	*direct
	start    money.Decimal
	payAgain bool
	each     money.Decimal // commission
	ids      []string      // requestIds that init answered
	before   emulator.Ledger
}

func newMachine(t *rapid.T, w world, more ...func([]emulator.Option) []emulator.Option) *machine {
	m := &machine{start: money.FromMinor(rapid.Int64Range(0, 100_000).Draw(t, "balance"), 2)}
	again := rapid.SampledFrom([]string{"refuse", "succeed", "pay-again"}).Draw(t, "again")
	m.payAgain = again == "pay-again"
	m.each = money.FromMinor(rapid.Int64Range(0, 50_000).Draw(t, "commission"), 3)
	opts := []emulator.Option{
		emulator.Behaviour{Balance: m.start, Commission: m.each, DuplicateAuth: again, DuplicateInit: rapid.SampledFrom([]string{
			"same", "refuse", "second",
		}).Draw(t, "duplicate init")},
		emulator.Behaviour{Shortage: rapid.SampledFrom([]string{
			"merchant", "iyzico", "refuse", "wait",
		}).Draw(t, "shortage")},
		emulator.Behaviour{MixedStatus: rapid.SampledFrom([]gen.MassPayoutStatus{
			gen.MassPayoutStatusCompleted, gen.MassPayoutStatusFail, gen.MassPayoutStatusPublishedToQueue,
		}).Draw(t, "mixed")},
		emulator.WithPace(emulator.Pace{Queued: pause(t), Processing: pause(t), Between: pause(t), GiveBack: pause(t)}),
	}
	for _, add := range more {
		opts = add(opts)
	}
	m.direct = w.direct(t, opts...)
	m.before = m.emu.Ledger()
	return m
}

func pause(t *rapid.T) time.Duration {
	return time.Duration(rapid.IntRange(0, 3).Draw(t, "pause")) * time.Second
}

func (m *machine) init(t *rapid.T) {
	var items []map[string]any
	for range rapid.IntRange(1, 4).Draw(t, "lines") {
		text := rapid.SampledFrom([]string{
			"pay", "pay", "pay", emulator.MarkRefuse, emulator.MarkBankFail, emulator.MarkDepositFail, emulator.MarkStayFailed,
			emulator.MarkStayProcessing, emulator.MarkSlow, "[emulator:?]",
		}).Draw(t, "text")
		value := money.FromMinor(rapid.Int64Range(-1, 30_000).Draw(t, "value"), uint8(rapid.IntRange(0, 9).Draw(t, "scale")))
		line := item(fmt.Sprint(rapid.IntRange(1, 20).Draw(t, "id")), text)
		items = append(items, with(line, "amount", amount(value.Plain(), "TRY")))
	}
	body := initBody(fmt.Sprint(rapid.IntRange(1, 4).Draw(t, "externalId")), items...)
	if id, ok := m.call(http.MethodPost, initPath, body)["requestId"].(string); ok {
		m.ids = append(m.ids, id)
	}
}

// known draws a mass payout, now and then one that does not exist.
func (m *machine) known(t *rapid.T) string {
	return rapid.SampledFrom(append([]string{"unknown"}, m.ids...)).Draw(t, "requestId")
}

// auth starts the payments of a batch that reads INIT exactly if it has lines to pay and the balance covers them and their commission, to
// the last decimal; all of it is reserved then, and nothing otherwise.
func (m *machine) auth(t *rapid.T) {
	id := m.known(t)
	before := m.emu.Ledger()
	m.call(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
	after := m.emu.Ledger()
	for i, b := range before.Batches {
		if b.RequestID != id || b.Status != gen.MassPayoutStatusInit {
			continue
		}
		cost, lines := money.FromInt(0), 0
		for _, line := range b.Lines {
			if line.Status != gen.MassPayoutItemStatusInvalid {
				cost, lines = money.Sum(cost, line.Amount, m.each), lines+1
			}
		}
		covered := lines > 0 && before.Balance.Cmp(cost) >= 0
		left, started := before.Balance, 0
		if covered {
			left, started = before.Balance.Sub(cost), lines
		}
		for _, line := range after.Batches[i].Lines {
			started -= line.Started
		}
		require.Zero(t, started, "lines of which the payment was started")
		instant := money.Sum(after.Reserved, after.Paid, after.Commission, after.KeptBack, after.Balance)
		require.Zero(t, m.start.Cmp(instant))
		if status := after.Batches[i].Status; status == gen.MassPayoutStatusInProgress || !covered {
			require.Zero(t, left.Cmp(after.Balance), "the balance is %s, want %s", after.Balance, left)
		}
	}
}

func (m *machine) cancel(t *rapid.T) { m.call(http.MethodPost, cancelPath+m.known(t), "") }

func (m *machine) retrieve(t *rapid.T) {
	m.call(http.MethodPost, retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":9}`, m.known(t)))
}

func (m *machine) balance(t *rapid.T) {
	require.Equal(t, m.emu.Ledger().Balance.Plain(), m.call(http.MethodGet, balancePath, "")["balance"])
}

func (m *machine) advance(t *rapid.T) {
	m.emu.Advance(time.Duration(rapid.IntRange(0, 5000).Draw(t, "ms")) * time.Millisecond)
}

// decide gives a line another end, as a button of the page does.
func (m *machine) decide(t *rapid.T) {
	for _, b := range m.before.Batches {
		line := b.Lines[rapid.IntRange(0, len(b.Lines)-1).Draw(t, "line")]
		_ = m.emu.Decide(line.ReferenceCode, rapid.SampledFrom([]string{
			"", emulator.MarkRefuse, emulator.MarkBankFail, emulator.MarkDepositFail, emulator.MarkStayFailed, emulator.MarkStayProcessing, emulator.MarkSlow,
		}).Draw(t, "mark"))
	}
}

func (m *machine) topUp(t *rapid.T) {
	amount := money.FromMinor(rapid.Int64Range(0, 50_000).Draw(t, "amount"), 2)
	m.emu.TopUp(amount)
	m.start = m.start.Add(amount)
}

func (m *machine) check(t *rapid.T) {
	l := m.emu.Ledger()
	total := money.Sum(l.Balance, l.Reserved, l.Paid, l.Commission, l.KeptBack)
	assert.Zero(t, m.start.Cmp(total), "%s became %s", m.start, total)
	var paid money.Decimal
	for i, b := range l.Batches {
		for j, line := range b.Lines {
			m.checkLine(t, b, line)
			for range line.Paid {
				paid = paid.Add(line.Amount)
			}
			if i < len(m.before.Batches) {
				forward(t, string(m.before.Batches[i].Lines[j].Status), string(line.Status))
			}
		}
		if i < len(m.before.Batches) {
			forward(t, string(m.before.Batches[i].Status), string(b.Status))
		}
	}
	assert.Zero(t, paid.Cmp(l.Paid), "the lines add up to %s, the account says %s", paid, l.Paid)
	for name, part := range map[string]money.Decimal{"balance": l.Balance, "reserved": l.Reserved, "kept back": l.KeptBack} {
		assert.GreaterOrEqual(t, part.Sign(), 0, name)
	}
	m.before = l
	if t.Failed() {
		t.FailNow()
	}
}

func (m *machine) checkLine(t *rapid.T, b emulator.LedgerBatch, line emulator.LedgerLine) {
	most := min(1, b.Authorisations)
	if m.payAgain {
		most = b.Authorisations
	}
	assert.LessOrEqual(t, line.Started, most)
	assert.LessOrEqual(t, line.Paid, line.Started)
	if line.Status == gen.MassPayoutItemStatusSuccess {
		assert.Positive(t, line.Paid)
	} else {
		assert.Zero(t, line.Paid, "%s and paid", line.Status)
	}
}

// forward holds a status against the one before it. Those of the highest rank are final.
func forward(t *rapid.T, before, now string) {
	rank := func(status string) int {
		switch status {
		case "INIT":
			return 0
		case "INSUFFICIENT_BALANCE": // which a top-up may end
			return 1
		case "IN_PROGRESS", "QUEUED":
			return 2
		case "PUBLISHED_TO_QUEUE", "PROCESSING":
			return 3
		case "FAILED":
			return 4
		}
		return 5
	}
	if before != now {
		require.Less(t, rank(before), rank(now), "%s became %s", before, now)
	}
}
