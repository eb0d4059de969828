package runner

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/internal/itemid"
)

// SimilarLine is a line whose recipient gets, or got, the same amount from another payout under another id.
type SimilarLine struct {
	Index          int // of the item in the plan, counted from 0
	ItemExternalID string
	Payout         string // the externalId of the other payout
	At             time.Time
	// Alike says that the other id is this one but for case, blanks, the form of its letters or zeros before a number: very likely it is the
	// same payment.
	Alike bool
}

// rank is higher where it is more certain that the payment is the same.
func (l SimilarLine) rank() int {
	if l.Alike {
		return 1
	}
	return 0
}

// similarFor is how long ago a payment counts as similar.
const similarFor = 7 * 24 * time.Hour

// Outlook is what is known of a plan before it is run.
type Outlook struct {
	ExternalID string        // under which the plan runs
	Held       []HeldLine    // lines that other payouts hold: the run would stop
	Similar    []SimilarLine // of the last seven days

	// When the plan was begun, seen to be authorised, and settled: zero where it is not so far, or not with all its batches.
	Begun, Authorised, Settled time.Time
	Paid, NotPaid, Unknown     int  // lines, as they were when it was settled
	Canceled                   bool // all its batches were: its lines are free, and it pays nobody any more
	Locked                     bool // another process is running it right now
}

// Look tells what is known of a plan before it is run. Nothing that could change anything is sent, unless [WithPayAgain] is set: then
// payouts that hold its lines and were never authorised are canceled. With ask the service is asked what became of the payouts that hold lines of the plan, and the
// lines that are proven to be unpaid are free from then on; without it only the store is read.
func (r *Runner) Look(ctx context.Context, plan *Plan, ask bool) (*Outlook, error) {
	plan, err := r.named(ctx, plan)
	if err != nil {
		return nil, err
	}
	o := &Outlook{ExternalID: plan.ExternalID}
	found, err := r.search(ctx, plan)
	if err != nil {
		return nil, err
	}
	o.Similar = found.similar
	if o.Held, err = r.heldLines(ctx, plan, found, ask); err != nil {
		return nil, err
	}
	return o, r.readJournals(ctx, plan, o)
}

// found is what the store knows about the lines of a plan.
type found struct {
	held    []Claim // by other payouts
	index   map[ClaimKey]int
	ids     map[ClaimKey]string // itemExternalIds of the held ones
	similar []SimilarLine
}

func (r *Runner) search(ctx context.Context, plan *Plan) (*found, error) {
	f := &found{index: map[ClaimKey]int{}, ids: map[ClaimKey]string{}}
	lineKey, payment, since := r.claimant().lines(plan.Period), r.claimant().payments(), time.Now().Add(-similarFor)
	var similar []Claim
	places, alikeIDs := map[ClaimKey]SimilarLine{}, map[[2]ClaimKey]SimilarLine{}
	for b, err := range plan.batches(ctx) {
		if err != nil {
			return nil, err
		}
		var keys, payments []ClaimKey
		for _, item := range b.batch.Items {
			keys, payments = append(keys, lineKey(item.ExternalID)), append(payments, payment(item))
		}
		held, err := r.store.Claims(ctx, keys)
		if err != nil {
			return nil, &journalError{err}
		}
		held = notOf(map[string]bool{b.batch.ExternalID: true}, held)
		like, err := r.store.SimilarClaims(ctx, payments, since)
		if err != nil {
			return nil, &journalError{err}
		}
		similar, f.held = append(similar, like...), append(f.held, held...)
		other, alike := byLine(held), map[ClaimKey]bool{}
		for _, c := range like {
			alike[c.Payment] = true
		}
		for i, item := range b.batch.Items {
			line := SimilarLine{Index: len(f.index), ItemExternalID: item.ExternalID}
			f.index[keys[i]] = line.Index
			if _, is := other[keys[i]]; is {
				f.ids[keys[i]] = item.ExternalID
			}
			if _, there := places[payments[i]]; alike[payments[i]] && !there {
				places[payments[i]] = line
			}
			if alike[payments[i]] {
				for _, id := range itemid.Alike(item.ExternalID) {
					alikeIDs[[2]ClaimKey{lineKey(id), payments[i]}] = line
				}
			}
		}
	}
	for _, c := range similar {
		_, own := f.index[c.Line]
		line, ok := alikeIDs[[2]ClaimKey{c.Line, c.Payment}]
		if line.Alike = ok; !ok {
			line, ok = places[c.Payment]
		}
		if ok && !own {
			line.Payout, line.At = c.Payout, c.At
			f.similar = append(f.similar, line)
			delete(places, c.Payment) // one is enough for a question
		}
	}
	slices.SortStableFunc(f.similar, func(a, b SimilarLine) int { return cmp.Or(cmp.Compare(b.rank(), a.rank()), a.Index-b.Index) })
	return f, nil
}

func (r *Runner) heldLines(ctx context.Context, plan *Plan, f *found, ask bool) ([]HeldLine, error) {
	holdings := keep(f.held, verdict{reason: localize.Sayf("not asked")}, nil)
	if ask {
		var err error
		if holdings, err = r.askHolders(ctx, f.held, plan.ids()); err != nil {
			return nil, err
		}
	}
	lines := make([]HeldLine, len(holdings))
	for i, h := range holdings {
		lines[i] = h.line(f.index[h.Line], f.ids[h.Line])
	}
	slices.SortFunc(lines, func(a, b HeldLine) int { return a.Index - b.Index })
	return lines, nil
}

// readJournals tells how far the plan itself is.
func (r *Runner) readJournals(ctx context.Context, plan *Plan, o *Outlook) error {
	all, canceled := true, true // batches are settled, or canceled
	for number := 1; number <= plan.Batches(); number++ {
		s, err := r.peek(ctx, plan.batchID(number))
		if errors.Is(err, ErrLocked) {
			o.Locked = true
			return nil
		}
		if err != nil {
			return unreadable(plan.batchID(number), err)
		}
		if s.begin != nil && !s.begin.isOf(plan, r.client.Environment()) {
			// The run will say what differs. What became of something else is no news about the plan.
			o.Begun, o.Authorised, o.Paid, o.NotPaid, o.Unknown = time.Time{}, time.Time{}, 0, 0, 0
			return nil
		}
		if o.Begun.IsZero() {
			o.Begun = s.begun
		}
		if o.Authorised.IsZero() {
			o.Authorised = s.paying
		}
		if all = all && s.settled; all {
			o.Settled = s.ended
		}
		canceled = canceled && s.canceled
		o.Paid, o.NotPaid, o.Unknown = o.Paid+s.paid, o.NotPaid+s.notPaid, o.Unknown+s.unknown
	}
	if !all {
		o.Settled = time.Time{}
	}
	o.Canceled = canceled
	return nil
}
