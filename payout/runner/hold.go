package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
)

// HeldError is a run with lines that other payouts hold: paying them could pay them twice. Nothing was sent. Whoever means it leaves
// those lines out, or pays them once more with [WithPayAgain], or names another period.
type HeldError struct {
	ExternalID string
	Lines      []HeldLine
}

// shownLines is how many lines an error message spells out.
const shownLines = 10

// HeldLine is a line that another payout holds.
type HeldLine struct {
	Index          int // of the item, counted from 0; in a [Plan] of all its items
	ItemExternalID string
	Payout         string    // the externalId of the payout that holds it
	Since          time.Time // when that payout claimed it
	// StatePaid; StateNotPaid: that payout does not pay it and holds it all the same, because its money is not known to be back; or
	// StateUnknown: it is not certain that nobody was or will be paid by that payout.
	State  payout.State
	Reason string // what is known of it, masked

	said localize.Sentence // what Reason says
}

// String says who holds the line.
func (l HeldLine) String() string { return l.Localize(fmt.Sprintf) }

// Localize is String in another language: say is what [fmt.Sprintf] is to English.
func (l HeldLine) Localize(say func(format string, args ...any) string) string {
	return say("item %d (%q): held by payout %s since %s: %s", l.Index+1, l.ItemExternalID, l.Payout, l.Since.UTC().Format(time.DateOnly), l.ReasonIn(say))
}

// ReasonIn is Reason in another language.
func (l HeldLine) ReasonIn(say func(format string, args ...any) string) string {
	return sentenceOr(l.said, l.Reason).Localize(say)
}

func (e *HeldError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *HeldError) Localize(say func(format string, args ...any) string) string {
	var b strings.Builder
	b.WriteString(say("payout: externalId %s: nothing was sent, because other payouts hold %d of its lines", e.ExternalID, len(e.Lines)))
	for i, l := range e.Lines {
		if i == shownLines {
			b.WriteString("\n  " + say("and %d more", len(e.Lines)-i))
			break
		}
		b.WriteString("\n  " + l.Localize(say))
	}
	return b.String()
}

// Outcome is OutcomeUnknown: this run sent nothing, but the lines were or may be paid by others.
func (e *HeldError) Outcome() payout.Outcome { return payout.OutcomeUnknown }

// claimant makes the keys of this runner's claims.
func (r *Runner) claimant() claimant {
	return claimant{merchant: r.config.merchant, environment: r.client.Environment()}
}

// lineKeys are the keys of the items of the batch.
func (u *run) lineKeys() []ClaimKey {
	if u.keys == nil {
		u.keys = keysOf(u.claimant().lines(u.batch.Period), u.batch.Items)
	}
	return u.keys
}

// payable are the indexes of the lines that the batch may still pay.
func (u *run) payable() []int {
	refused := map[int]bool{}
	if u.state.taken {
		for _, item := range u.result().Refused() {
			refused[item.Index] = true
		}
	}
	var indexes []int
	for i := range u.batch.Items {
		if !refused[i] {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

// claims are those of the lines that the batch may still pay.
func (u *run) claims() []Claim {
	lines, payment, now := u.lineKeys(), u.claimant().payments(), time.Now().UTC()
	var claims []Claim
	for _, i := range u.payable() {
		claims = append(claims, Claim{Line: lines[i], Payment: payment(u.batch.Items[i]), Payout: u.batch.ExternalID, At: now})
	}
	return claims
}

// payableClaims finds who holds the lines that the batch may still pay: how many there are, and the claims.
func (u *run) payableClaims(ctx context.Context) (lines int, found []Claim, err error) {
	var keys []ClaimKey
	for _, i := range u.payable() {
		keys = append(keys, u.lineKeys()[i])
	}
	if found, err = u.store.Claims(ctx, keys); err != nil {
		return 0, nil, &journalError{err}
	}
	return len(keys), found, nil
}

// hold claims the lines. Of a batch that is authorised or canceled nothing can be paid any more that is not claimed; only a journal
// that is older than claims has some to make up for.
func (u *run) hold(ctx context.Context) error {
	if u.config.prepare && !u.state.waits {
		if err := u.intend(ctx, record{Event: eventPrepare}); err != nil {
			return err
		}
	}
	if u.state.canceled || u.config.known || u.state.beyond && u.state.claimed {
		return nil
	}
	lines, before, err := u.payableClaims(ctx)
	if err != nil {
		return err
	}
	if u.state.claimed && len(before) == lines && len(notOf(u.own(), before)) == 0 {
		return nil
	}
	claims := u.claims()
	held, err := u.store.Claim(ctx, claims)
	if err != nil {
		return &journalError{err}
	}
	if len(held) > 0 {
		if u.state.beyond {
			claims = without(claims, held)
		} else if claims, err = u.settleClaims(ctx, claims, held); err != nil {
			return err
		}
		if held, err = u.store.Claim(ctx, claims); err != nil {
			return &journalError{err}
		}
		if len(held) > 0 && !u.state.beyond {
			return u.heldError(held, nil)
		}
	}
	for _, c := range without(claims, before) {
		u.config.claimed(c.Line)
	}
	if u.state.claimed {
		return nil
	}
	return u.intend(ctx, record{Event: eventClaimed})
}

// settleClaims asks what became of the payouts that hold lines, and returns the claims to try once more. It is an error where lines
// stay held.
func (u *run) settleClaims(ctx context.Context, claims, held []Claim) ([]Claim, error) {
	holdings, err := u.askHolders(ctx, held, u.own())
	if err != nil {
		return nil, err
	}
	if len(holdings) == 0 {
		return claims, nil
	}
	if !u.config.payAgain {
		return nil, u.heldError(nil, holdings)
	}
	instead, before := map[ClaimKey]string{}, byLine(u.state.replaced)
	var replaced []Claim
	for _, h := range holdings {
		if h.fixed || strings.HasSuffix(h.Payout, again) { // a third payment needs a period of its own
			return nil, u.heldError(nil, holdings)
		}
		instead[h.Line] = h.Payout
		if _, known := before[h.Line]; !known {
			replaced = append(replaced, h.Claim)
		}
	}
	if len(replaced) > 0 {
		if err := u.intend(ctx, record{Event: eventReplacing, Replaced: replaced}); err != nil {
			return nil, err
		}
	}
	for i := range claims {
		claims[i].Instead = instead[claims[i].Line]
	}
	return claims, nil
}

// heldError names the lines that others hold.
func (u *run) heldError(held []Claim, holdings []holding) error {
	for _, c := range held {
		holdings = append(holdings, holding{Claim: c, state: payout.StateUnknown, reason: localize.Sayf("claimed at this very moment")})
	}
	by := make(map[ClaimKey]holding, len(holdings))
	for _, h := range holdings {
		by[h.Line] = h
	}
	e := &HeldError{ExternalID: u.batch.ExternalID}
	for i, key := range u.lineKeys() {
		if h, ok := by[key]; ok {
			e.Lines = append(e.Lines, h.line(u.offset+i, u.batch.Items[i].ExternalID))
		}
	}
	return e
}

func (u *run) own() map[string]bool { return map[string]bool{u.batch.ExternalID: true} }

// stillHeld makes sure right before auth that nobody took the lines away.
func (u *run) stillHeld(ctx context.Context) error {
	lines, found, err := u.payableClaims(ctx)
	if err != nil {
		return err
	}
	if others := notOf(u.own(), found); len(others) > 0 {
		return u.heldError(others, nil)
	}
	if len(found) != lines {
		return &journalError{localize.Errorf("%d of %d claims are lost", lines-len(found), lines)}
	}
	return nil
}

// release gives up the lines that certainly will not be paid by this batch. Of those that another payout holds meanwhile the report
// says what became of them there.
func (u *run) release(ctx context.Context, report *payout.Report) {
	index := map[ClaimKey]int{}
	var free []ClaimKey
	for i, line := range report.Lines {
		if line.Free {
			key := u.lineKeys()[i]
			free, index[key] = append(free, key), i
		}
	}
	if len(free) == 0 {
		return
	}
	ctx = context.WithoutCancel(ctx)
	if _, err := u.giveUp(ctx, free); err != nil {
		u.unrecorded = errors.Join(u.unrecorded, err)
	}
	held, err := u.store.Claims(ctx, free)
	if err != nil {
		u.unrecorded = errors.Join(u.unrecorded, &journalError{err})
		for _, i := range index {
			report.Lines[i].Free = false
		}
		return
	}
	for _, c := range held {
		if c.Payout == u.batch.ExternalID { // it could not be given up
			report.Lines[index[c.Line]].Free = false
		}
	}
	for _, h := range u.elsewhere(ctx, held) {
		line := &report.Lines[index[h.Line]]
		line.Free, line.State = false, h.state
		line.Reason = strings.TrimPrefix(line.Reason+"; ", "; ") + fmt.Sprintf("payout %s holds it now: %s", h.Payout, h.reason)
	}
}

// elsewhere asks the payouts that hold lines now.
func (u *run) elsewhere(ctx context.Context, held []Claim) []holding {
	own := u.own()
	if held = notOf(own, held); len(held) == 0 {
		return nil
	}
	r := *u.Runner
	r.config.payAgain = false // only asked, never canceled
	ctx, stop := context.WithTimeout(ctx, elsewhereTime)
	defer stop()
	holdings, err := r.askHolders(ctx, held, own)
	if err != nil {
		return keep(held, verdict{reason: localize.Sayf("it could not be asked about")}, nil)
	}
	return holdings
}

// elsewhereTime is how long a run that is over asks about lines that it does not hold any more.
const elsewhereTime = 30 * time.Second

// without are the claims of other lines than the held ones.
func without(claims, held []Claim) []Claim {
	taken := byLine(held)
	return slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool {
		_, is := taken[c.Line]
		return is
	})
}

// byLine finds claims. Of several of one line it has the last.
func byLine(claims []Claim) map[ClaimKey]Claim {
	index := make(map[ClaimKey]Claim, len(claims))
	for _, c := range claims {
		index[c.Line] = c
	}
	return index
}
