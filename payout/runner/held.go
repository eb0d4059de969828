package runner

import (
	"context"
	"errors"
	"slices"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/pause"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
)

// holding is a claim of another payout and what is known of its line.
type holding struct {
	Claim
	state  payout.State
	reason localize.Said
	fixed  bool // not even [WithPayAgain] may take the line from it
}

func (h holding) line(index int, id string) HeldLine {
	return HeldLine{Index: index, ItemExternalID: id, Payout: h.Payout, Since: h.At, State: h.state, Reason: h.reason.String(), said: h.reason}
}

// askHolders asks the service what became of the payouts that hold lines. It gives up the claims of those lines that are proven to be
// unpaid, and returns what is known of the others. Where a payout had taken such a line from an earlier one, that holds it again and is
// asked in turn; own ones are not.
func (r *Runner) askHolders(ctx context.Context, held []Claim, own map[string]bool) ([]holding, error) {
	var all []holding
	for rounds := 1; len(held) > 0; rounds++ {
		held = notOf(own, held)
		if rounds == mostTakenBack {
			return append(all, keep(held, verdict{reason: localize.Sayf("not asked: too many payouts took the line from each other")}, nil)...), nil
		}
		var back []Claim
		for _, claims := range byPayout(held) {
			if err := ctx.Err(); err != nil {
				return nil, pause.WithCause(ctx, err)
			}
			kept, earlier, err := r.askHolder(ctx, claims[0].Payout, claims)
			if err != nil {
				return nil, err
			}
			all, back = append(all, kept...), append(back, earlier...)
		}
		held = back
	}
	return all, nil
}

// mostTakenBack is how many payouts are asked one after the other about a line that they took from each other.
const mostTakenBack = 10

// byPayout groups claims, in the order in which the payouts come.
func byPayout(claims []Claim) [][]Claim {
	var groups [][]Claim
	place := map[string]int{}
	for _, c := range claims {
		i, known := place[c.Payout]
		if !known {
			i = len(groups)
			place[c.Payout], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	return groups
}

func notOf(payouts map[string]bool, claims []Claim) []Claim {
	return slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool { return payouts[c.Payout] })
}

// verdict is what is known of all lines of a payout together, or of each of them.
type verdict struct {
	unpaid bool // proven for all
	reason localize.Said
	fixed  bool
	lines  map[ClaimKey]gen.MassPayoutItemStatus
	whole  payout.Settlement // of which the lines are
}

// askHolder does it for one payout, and also returns the claims of earlier payouts that hold lines again. Its journal is locked meanwhile,
// so that nobody authorises it behind the answer.
func (r *Runner) askHolder(ctx context.Context, id string, held []Claim) ([]holding, []Claim, error) {
	u, err := r.read(ctx, payout.Batch{ExternalID: id})
	_, damaged := errors.AsType[damagedError](err)
	switch {
	case errors.Is(err, ErrLocked):
		return keep(held, verdict{reason: localize.Sayf("another process is paying it right now"), fixed: true}, nil), nil, nil
	case damaged:
		return keep(held, verdict{reason: localize.Sayf("its journal cannot be read")}, nil), nil, nil
	case err != nil:
		return nil, nil, &journalError{err}
	}
	defer func() { _ = u.journal.Close() }()
	u.step = StepClaim
	if u.state.begin == nil {
		return keep(held, verdict{reason: localize.Sayf("its journal is not in this store, but perhaps in the database of a fleet")}, nil), nil, nil
	}
	v := u.judgeHolder(ctx)
	var free []ClaimKey
	kept := keep(held, v, func(line ClaimKey) { free = append(free, line) })
	if len(free) == 0 {
		return kept, nil, nil
	}
	earlier, err := u.giveUp(ctx, free)
	return kept, earlier, err
}

// keep says what is known of each claim, and gives the proven unpaid ones to free.
func keep(held []Claim, v verdict, free func(ClaimKey)) []holding {
	var kept []holding
	for _, c := range held {
		h := holding{Claim: c, state: payout.StateUnknown, reason: v.reason, fixed: v.fixed}
		if status, listed := v.lines[c.Line]; listed {
			switch h.state = v.whole.StateOf(status); h.state {
			case payout.StatePaid:
				h.reason = localize.Sayf("paid")
			case payout.StateNotPaid:
				h.reason = localize.Sayf("not paid, it reads %s, and the money is not known to be back", vendortext.Status(status))
			default:
				h.reason = localize.Sayf("it reads %s", vendortext.Status(status))
			}
		}
		if v.unpaid || payout.ProvesUnpaid(v.lines[c.Line]) {
			free(c.Line)
			continue
		}
		kept = append(kept, h)
	}
	return kept
}

// judgeHolder asks for a payout whose journal is open.
func (u *run) judgeHolder(ctx context.Context) verdict {
	if u.state.canceled {
		return verdict{unpaid: true}
	}
	known, err := u.lookUp(ctx)
	switch {
	case err != nil:
		return verdict{reason: localize.Sayf("iyzico could not be asked about it: %v", err), fixed: !errors.Is(err, payout.ErrNotFound)}
	case known == nil:
		return verdict{unpaid: true} // it was never handed over, so it was never authorised
	}
	switch status := known.Summary.MassPayoutStatus; {
	case status == gen.MassPayoutStatusCanceled:
		return verdict{unpaid: true}
	case status != gen.MassPayoutStatusInit:
		return u.judgeLines(ctx, known.Summary)
	case u.state.auth.open():
		return verdict{reason: localize.Sayf("it is not known whether its auth took effect"), fixed: true}
	case u.state.auth.sent:
		return verdict{reason: localize.Sayf("an auth of it came to nothing: run it once more, or ask iyzico to cancel it"), fixed: true}
	case u.config.payAgain:
		return u.cancelHolder(ctx)
	}
	if u.state.waits {
		return verdict{reason: localize.Sayf(waitsForRelease)}
	}
	return verdict{reason: localize.Sayf("handed over and not authorised")}
}

// cancelHolder cancels a payout that was never authorised, so that its lines are paid by another one alone. Where init was not answered,
// the items that the service lists may name the requestId. They are believed if they are those of the payout: all of its lines, each held by it.
func (u *run) cancelHolder(ctx context.Context) verdict {
	if !u.state.taken && u.state.init.open() {
		if err := u.adoptForCancel(ctx); err != nil && mustStop(ctx, err) {
			return verdict{reason: localize.Sayf("it could not be canceled: %v", err), fixed: true}
		}
	}
	if u.state.requestID == "" {
		return verdict{reason: localize.Sayf("handed over and not authorised; without its requestId, which is lost, nobody can authorise it")}
	}
	err := u.cancelAll(ctx)
	if _, canceled := errors.AsType[*CanceledError](err); canceled {
		return verdict{unpaid: true}
	}
	return verdict{reason: localize.Sayf("it could not be canceled: %v", err), fixed: true}
}

// judgeLines asks what became of each line.
func (u *run) judgeLines(ctx context.Context, summary gen.MassPayoutSummary) verdict {
	begin := u.state.begin
	key := claimant{merchant: begin.Merchant, environment: begin.environment()}.lines(begin.Period)
	v := verdict{
		reason: localize.Sayf("the payout reads %s", vendortext.Status(summary.MassPayoutStatus)), lines: map[ClaimKey]gen.MassPayoutItemStatus{},
		whole: payout.Settlement{Summary: summary},
	}
	for _, kind := range []gen.ItemType{gen.ItemTypeValid, gen.ItemTypeInvalid} {
		for item, err := range u.client.Items(ctx, u.ref(), payout.WithItemType(kind)) {
			if err != nil {
				v.reason = localize.Sayf("%s, and its lines could not be listed: %v", v.reason, err)
				v.lines, v.fixed = nil, true
				return v
			}
			if kind == gen.ItemTypeValid {
				v.whole.Items = append(v.whole.Items, item)
			}
			line := key(item.ItemExternalID)
			if _, twice := v.lines[line]; twice {
				item.ItemStatus = "" // one of the two may be paid
			}
			v.lines[line] = item.ItemStatus
		}
	}
	return v
}
