package payout

import (
	"context"
	"slices"

	"github.com/iyzipayout/iyzipayout/gen"
)

// follower follows a mass payout with few calls. To list 10,000 items takes a hundred; to ask for one of them, together with the
// status of the whole, takes one. As long as that one is not settled the mass payout is not either, so most polls need no more.
// The items decide in the end, whatever the status says: a mixed result may leave it as it is.
type follower struct {
	items   *lister
	curious bool // somebody looks at the progress

	total    int         // accepted items, as the last answer says
	item     int         // the one to ask for: it was not settled when it was last seen
	listing  *Settlement // the last time that all items were seen
	since    int         // polls since then
	patience int         // polls to let pass after listings that found the mass payout not settled
}

const (
	mostPatience  = 16
	leastInterval = 20 // polls between listings that are made although the item which was asked for is not settled
)

// look asks once. The result is partial where only one item was looked at.
func (f *follower) look(ctx context.Context) (*Settlement, error) {
	page, err := f.ask(ctx)
	if err != nil {
		return nil, err
	}
	f.since++
	if f.listing == nil && f.item == 0 && f.total > 1 {
		// Items seem to be paid in their order: the last one says more than the first.
		f.item = f.total - 1
		if page.running() && !page.open() {
			if page, err = f.ask(ctx); err != nil {
				return nil, err
			}
		}
	}
	if s := whole(page); s != nil {
		f.seen(s)
		return s, nil
	}
	if !f.due(page) {
		return &Settlement{Summary: page.Summary, partial: true}, nil
	}
	s, err := f.items.settlement(ctx)
	if err != nil {
		return nil, err
	}
	f.seen(s)
	f.patience = min(mostPatience, max(1, 2*f.patience))
	return s, nil
}

// ask asks for one item; or for all, where that is a single page and somebody looks at the progress.
func (f *follower) ask(ctx context.Context) (*Retrieved, error) {
	if f.curious && f.total > 0 && f.total <= f.items.most {
		page, _, err := f.items.begin(ctx)
		return f.told(page, err)
	}
	return f.told(f.items.item(ctx, f.item))
}

// told notes the total of an answer.
func (f *follower) told(page *Retrieved, err error) (*Retrieved, error) {
	if err != nil {
		return nil, err
	}
	f.total = page.Paging.Total
	return page, nil
}

// due reports whether to list the items: at once when the status becomes a final one; soon when the item that was asked for is
// settled, though less and less often where that was in vain; and otherwise now and then, for it costs no more than the polls
// before it did, and what is known when the wait is given up should not be too old.
func (f *follower) due(page *Retrieved) bool {
	switch {
	case !page.running() && (f.listing == nil || f.listing.Summary.MassPayoutStatus != page.Summary.MassPayoutStatus):
		return true
	case page.open():
		return f.since >= max(leastInterval, f.total/max(1, f.items.size()))
	}
	return f.since > f.patience
}

// seen keeps a listing, and the last of its items that is not settled: it is the one to ask for.
func (f *follower) seen(s *Settlement) {
	f.listing, f.since, f.item = s, 0, 0
	for i, item := range slices.Backward(s.Items) {
		if unsettled(s.Summary.MassPayoutStatus, item.ItemStatus) {
			f.item = i
			return
		}
	}
}

// progress counts what the last listing showed, under the newest status.
func (f *follower) progress(s *Settlement) Progress {
	p := s.progress()
	if s.partial {
		p.Total = f.total
		if f.listing != nil {
			p.Settled = f.listing.progress().Settled
		}
	}
	return p
}

// newest is what is known when the wait is given up: the items rather than a status without them.
func (f *follower) newest(last *Settlement) *Settlement {
	if f.listing != nil {
		return f.listing
	}
	return last
}

// whole is the settlement that a page shows which holds all items; nil for any other page.
func whole(page *Retrieved) *Settlement {
	count := counter{seen: newSeen(), listing: 1}
	if page.Paging.Total == 0 || count.add(page, 0) != nil || !count.complete(page) {
		return nil
	}
	return &Settlement{Summary: page.Summary, Items: page.Items}
}

// running reports whether the status of the whole says that nothing is final yet.
func (r *Retrieved) running() bool {
	return r.Summary.MassPayoutStatus.Meaning() != gen.MassPayoutStatusMeaningSettled
}

// open reports whether a page shows an item that is not settled.
func (r *Retrieved) open() bool {
	return slices.ContainsFunc(r.Items, func(item gen.MassPayoutItemDetail) bool {
		return unsettled(r.Summary.MassPayoutStatus, item.ItemStatus)
	})
}
