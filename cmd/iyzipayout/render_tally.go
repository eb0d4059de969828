package main

import (
	"slices"

	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

// tally counts what was written.
type tally struct {
	parts, lines int
	sums         []sum
}

// sum is what the lines of one state, to recipients of one type, come to.
type sum struct {
	State         string        `json:"state"`
	RecipientType string        `json:"recipientType"`
	Currency      string        `json:"currency"`
	Lines         int           `json:"lines"`
	Total         money.Decimal `json:"-"`
	Written       string        `json:"total"`
}

func (t *tally) add(report part) {
	t.parts++
	t.lines += len(report.Lines)
	for _, line := range report.Lines {
		state, kind, currency := string(line.State), string(line.Item.Recipient.Type()), line.Item.Amount.Currency()
		at := slices.IndexFunc(t.sums, func(s sum) bool {
			return s.State == state && s.RecipientType == kind && s.Currency == currency
		})
		if at < 0 {
			at = len(t.sums)
			t.sums = append(t.sums, sum{State: state, RecipientType: kind, Currency: currency})
		}
		s := &t.sums[at]
		s.Lines++
		s.Total = s.Total.Add(line.Item.Amount.Value())
		s.Written = s.Total.String()
	}
}

// of is how many lines are in a state, and what they come to.
func (t *tally) of(state payout.State) (n int, total money.Decimal, currency string) {
	for _, s := range t.sums {
		if s.State == string(state) {
			n, total, currency = n+s.Lines, total.Add(s.Total), s.Currency
		}
	}
	return n, total, currency
}

func states() []payout.State {
	return []payout.State{payout.StatePaid, payout.StateNotPaid, payout.StateUnknown}
}
