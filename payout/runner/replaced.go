package runner

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/payout"
)

// replace adds the claims of other payouts whose lines this one takes, see [WithPayAgain], to those that were replaced before. When a
// line is given up it goes back: the other payout may have paid it.
func (s *state) replace(list []Claim) error {
	if slices.ContainsFunc(list, func(c Claim) bool { return c.Payout == "" || c.Line == ClaimKey{} || c.Payment == ClaimKey{} }) {
		return errors.New("its claims are damaged")
	}
	s.replaced = append(slices.Clip(s.replaced), list...) // what cannot be written must not show in the state before it
	return nil
}

// giveUp releases lines. One that was taken from another payout goes back to it, and is returned.
func (u *run) giveUp(ctx context.Context, lines []ClaimKey) ([]Claim, error) {
	ctx = context.WithoutCancel(ctx)
	before := byLine(u.state.replaced)
	var free []ClaimKey
	var back []Claim
	for _, line := range lines {
		if c, replaced := before[line]; replaced {
			c.Instead = u.batch.ExternalID
			back = append(back, c)
		} else {
			free = append(free, line)
		}
	}
	back, err := u.claimBack(ctx, back)
	if err == nil && len(free) > 0 {
		err = u.store.Release(ctx, u.batch.ExternalID, free)
	}
	if err != nil {
		return nil, &journalError{err}
	}
	return back, nil
}

// claimBack gives lines to earlier payouts, and returns their claims. Those that a third payout has taken meanwhile stay there.
func (u *run) claimBack(ctx context.Context, back []Claim) ([]Claim, error) {
	if len(back) == 0 {
		return nil, nil
	}
	held, err := u.store.Claim(ctx, back)
	if err != nil || len(held) == 0 {
		return back, err
	}
	back = without(back, held)
	_, err = u.store.Claim(ctx, back)
	return back, err
}

// markReplaced keeps the report of a run that stopped from saying of a line that was taken from another payout that it is not paid: that
// payout may have paid it. Those that are free go back to it, and it is asked.
func (u *run) markReplaced(lines []payout.Line) {
	before := byLine(u.state.replaced)
	for i, key := range u.lineKeys() {
		c, replaced := before[key]
		if line := &lines[i]; replaced && line.State == payout.StateNotPaid && !line.Free {
			line.State = payout.StateUnknown
			line.Reason = strings.TrimPrefix(line.Reason+"; ", "; ") + "payout " + c.Payout + " held it before, and may have paid it"
		}
	}
}
