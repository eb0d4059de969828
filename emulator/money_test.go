package emulator_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
)

// sums are the places where the merchant's money is.
func sums(l emulator.Ledger) map[string]string {
	return map[string]string{
		"balance": l.Balance.Plain(), "reserved": l.Reserved.Plain(), "paid": l.Paid.Plain(),
		"commission": l.Commission.Plain(), "kept": l.KeptBack.Plain(),
	}
}

func TestWhereTheMoneyIs(t *testing.T) {
	t.Parallel()
	s := newService(t, emulator.Behaviour{Balance: money.MustParse("1000.0"), Commission: money.MustParse("1.1")})
	id := s.init("x",
		with(item("1", "pay"), "amount", amount("0.1", "TRY")),
		with(item("2", emulator.MarkBankFail), "amount", amount("0.2", "TRY")),
		with(item("3", emulator.MarkDepositFail), "amount", amount("1E+2", "TRY")),
		with(item("4", emulator.MarkStayFailed), "amount", amount("0.00000001", "TRY")),
		with(item("5", emulator.MarkStayProcessing), "amount", amount("7", "TRY")),
		with(item("6", emulator.MarkRefuse), "amount", amount("500", "TRY")),
	)
	assert.Equal(t, map[string]string{"balance": "1000.0", "reserved": "0", "paid": "0", "commission": "0", "kept": "0"}, sums(s.emu.Ledger()),
		"init moves no money")
	s.mustAuth(id)
	all := map[string]string{"balance": "887.19999999", "reserved": "112.80000001", "paid": "0", "commission": "0", "kept": "0"}
	assert.Equal(t, all, sums(s.emu.Ledger()))
	s.emu.Advance(step)
	assert.Equal(t, all, sums(s.emu.Ledger()), "the bank has it, and has not answered")
	s.emu.Advance(step)
	assert.Equal(t, map[string]string{
		"balance": "887.19999999", "reserved": "111.60000001", "paid": "0.1", "commission": "1.10000000", "kept": "0",
	}, sums(s.emu.Ledger()))
	s.emu.Advance(step)
	assert.Equal(t, map[string]string{
		"balance": "888.49999999", "reserved": "9.20000001", "paid": "0.1", "commission": "1.10000000", "kept": "101.10000000",
	}, sums(s.emu.Ledger()))
	s.emu.Advance(1000 * step)
	assert.Equal(t, "888.49999999", s.balance())
}

// The balance must cover the amounts and the commission, to the last decimal.
func TestBalanceThatIsJustEnough(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for balance, enough := range map[string]bool{"120.50": true, "120.49999999": false, "120.5": true, "100.50": false} {
		s := w.service(t, emulator.Behaviour{Balance: money.MustParse(balance)})
		id := s.init("x", item("1", "pay"))
		s.mustAuth(id)
		assert.Equal(t, enough, s.batch(id).Lines[0].Started == 1, balance)
		if !enough {
			assert.Equal(t, balance, s.balance(), "nothing is taken in part")
		}
	}
}

// What other payouts have reserved is not there any more, and comes back when they fail.
func TestReservedMoneyCannotBeSpentTwice(t *testing.T) {
	t.Parallel()
	s := newService(t, emulator.Behaviour{Balance: money.MustParse("200"), Shortage: "refuse"})
	one, two := s.init("one", item("1", emulator.MarkBankFail)), s.init("two", item("1", "pay"))
	s.mustAuth(one)
	r := s.auth(two)
	assert.Equal(t, "10051", r.code())
	assert.Equal(t, "Insufficient funds", r.body["errorMessage"])
	assert.Zero(t, s.batch(two).Authorisations)
	batch, lines := s.statuses(two)
	assert.Equal(t, "INIT", batch)
	assert.Equal(t, []string{"INIT"}, lines)

	s.emu.Advance(3 * step)
	s.mustAuth(two)
	s.emu.Advance(3 * step)
	assert.Equal(t, 1, s.batch(two).Lines[0].Paid)
	assert.Equal(t, "79.50000000", s.balance())
}
