package emulator

import "github.com/iyzipayout/iyzipayout/money"

// account is where the merchant's money is. The sum of its members never changes: each movement takes from one what it
// adds to another.
type account struct {
	available  money.Decimal // the mass payout balance
	reserved   money.Decimal // taken by auth, outcome open
	paid       money.Decimal // with recipients
	commission money.Decimal // earned by the service with payments that arrived
	keptBack   money.Decimal // failed and not given back
}

func newAccount(balance money.Decimal) account {
	zero := money.FromInt(0)
	return account{available: balance, reserved: zero, paid: zero, commission: zero, keptBack: zero}
}

// cost is what one payment takes from the balance.
type cost struct{ amount, commission money.Decimal }

func (c cost) total() money.Decimal { return c.amount.Add(c.commission) }

func (a *account) covers(total money.Decimal) bool { return a.available.Cmp(total) >= 0 }

func (a *account) reserve(c cost) { move(&a.available, &a.reserved, c.total()) }

func (a *account) pay(c cost) {
	move(&a.reserved, &a.paid, c.amount)
	move(&a.reserved, &a.commission, c.commission)
}

func (a *account) giveBack(c cost) { move(&a.reserved, &a.available, c.total()) }

func (a *account) keep(c cost) { move(&a.reserved, &a.keptBack, c.total()) }

func move(from, to *money.Decimal, amount money.Decimal) {
	*from = from.Sub(amount)
	*to = to.Add(amount)
}
