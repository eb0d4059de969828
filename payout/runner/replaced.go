package runner

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/payout"
)

// replacedClaim is the claim of another payout whose line this one takes, see [WithPayAgain]. When the line is given up it goes back:
// the other payout may have paid it.
type replacedClaim struct {
	Payout  string    `json:"payout"`
	At      time.Time `json:"at"`
	Line    string    `json:"line"` // the keys, in hexadecimal digits
	Payment string    `json:"payment"`
}

func replacedClaims(claims []Claim) []replacedClaim {
	list := make([]replacedClaim, len(claims))
	for i, c := range claims {
		list[i] = replacedClaim{Payout: c.Payout, At: c.At, Line: c.Line.String(), Payment: c.Payment.String()}
	}
	return list
}

// replace adds claims to those that were replaced before.
func (s *state) replace(list []replacedClaim) error {
	s.replaced = slices.Clip(s.replaced) // what cannot be written must not show in the state before it
	for _, r := range list {
		c := Claim{Payout: r.Payout, At: r.At}
		if !readKey(&c.Line, r.Line) || !readKey(&c.Payment, r.Payment) || c.Payout == "" {
			return errors.New("its claims are damaged")
		}
		s.replaced = append(s.replaced, c)
	}
	return nil
}

func readKey(k *ClaimKey, digits string) bool {
	data, err := hex.DecodeString(digits)
	return err == nil && len(data) == len(k) && copy(k[:], data) == len(k)
}

// before is who held the lines that were taken from others. Each line is recorded once.
func (s *state) before() map[ClaimKey]Claim {
	claims := make(map[ClaimKey]Claim, len(s.replaced))
	for _, c := range s.replaced {
		claims[c.Line] = c
	}
	return claims
}

// giveUp releases lines. One that was taken from another payout goes back to it, and is returned.
func (u *run) giveUp(ctx context.Context, lines []ClaimKey) ([]Claim, error) {
	ctx = context.WithoutCancel(ctx)
	before := u.state.before()
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
	before := u.state.before()
	for i, key := range u.lineKeys() {
		c, replaced := before[key]
		if line := &lines[i]; replaced && line.State == payout.StateNotPaid && !line.Free {
			line.State = payout.StateUnknown
			line.Reason = strings.TrimPrefix(line.Reason+"; ", "; ") + "payout " + c.Payout + " held it before, and may have paid it"
		}
	}
}
