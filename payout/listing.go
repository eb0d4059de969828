package payout

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/internal/pause"
)

// lister lists the items of one mass payout, page by page. How large a page may be is not documented, and that pages count
// from 0 is only the vendor's word; so it learns from the answers how the service takes to be asked, and remembers it.
type lister struct {
	retrieve func(context.Context, Page) (*Retrieved, error)
	kind     gen.ItemType

	most     int // items to ask for at once; less once the service refused a page for its size
	answered int // the largest size that was answered
	first    int // what the service calls its first page: 0, or 1 where it was seen to count from 1
	total    int // as the last answer says; 0: not known
	listings uint8
	short    int // items on the first page of the last listing, where it had less than was asked for; 0: it was full
}

func (c *Client) lister(ref Ref, opts []ItemsOption) *lister {
	page := newPage(opts)
	retrieve := func(ctx context.Context, page Page) (*Retrieved, error) { return c.Retrieve(ctx, ref, page) }
	return &lister{retrieve: retrieve, kind: page.ItemType, most: page.Size}
}

// size is what to ask for: no more than there are items, where that is known.
func (l *lister) size() int {
	if l.total > 0 {
		return min(l.most, l.total)
	}
	return l.most
}

// page asks for a page, counted from 0 whatever the service calls it.
func (l *lister) page(ctx context.Context, number, size int) (*Retrieved, error) {
	page, err := l.retrieve(ctx, Page{Number: number + l.first, Size: size, ItemType: l.kind})
	if err != nil {
		return nil, err
	}
	l.total = page.Paging.Total
	l.answered = max(l.answered, size)
	return page, nil
}

// item asks for one item, counted from 0.
func (l *lister) item(ctx context.Context, index int) (*Retrieved, error) {
	page, err := l.page(ctx, index, 1)
	if mayBeThePage(err) && l.answered == 0 {
		return l.fromOne(ctx, err, index, 1)
	}
	return page, err
}

// fromOne asks once more, as if the service counted its pages from 1. Where that shows nothing it returns the error from before.
func (l *lister) fromOne(ctx context.Context, refusal error, number, size int) (*Retrieved, error) {
	if l.first == 1 {
		return nil, refusal
	}
	l.first = 1
	page, err := l.page(ctx, number, size)
	if err != nil || len(page.Items) == 0 && page.Summary.MassPayoutStatus == "" {
		l.first = 0
		return nil, refusal
	}
	return page, nil
}

// begin asks for the first page, and tells how many items were asked for. It asks for less where the service refuses the size, and
// for page 1 where there is no page 0.
func (l *lister) begin(ctx context.Context) (*Retrieved, int, error) {
	for {
		size := l.size()
		page, err := l.page(ctx, 0, size)
		switch {
		case err == nil && l.size() > size:
			continue // there are more than there were
		case err == nil:
			return l.notEmpty(ctx, page, size), size, nil
		case !mayBeThePage(err) || size <= l.answered || !l.reason(ctx, err, size):
			return nil, size, err
		}
	}
}

// reason looks for what a refusal of the first page is about: its number, its size, or neither, for which it returns false. One
// item is asked for first, so that a refusal that has nothing to do with the page is met no more than three times.
func (l *lister) reason(ctx context.Context, refusal error, size int) bool {
	first := l.first
	if l.answered == 0 {
		var err error
		if size == 1 {
			_, err = l.fromOne(ctx, refusal, 0, size)
		} else {
			_, err = l.item(ctx, 0)
		}
		if err != nil {
			return false
		}
	}
	if l.first == first && l.size() == size {
		l.most = max(l.answered, size/2)
	}
	return true
}

// notEmpty is the first page, or page 1 where page 0 has nothing of the items that the total counts.
func (l *lister) notEmpty(ctx context.Context, page *Retrieved, size int) *Retrieved {
	if len(page.Items) > 0 || page.Paging.Total == 0 || l.first == 1 {
		return page
	}
	l.first = 1
	if next, err := l.page(ctx, 0, size); err == nil && len(next.Items) > 0 {
		return next
	}
	l.first = 0
	return page
}

// once goes through all pages and checks that they add up. seen is what listings before this one showed. each gets the pages, and the
// items that are new on them, and returns false to stop.
func (l *lister) once(ctx context.Context, seen *seen, each func(*Retrieved, []gen.MassPayoutItemDetail) bool) error {
	l.listings++
	count := counter{seen: seen, listing: l.listings}
	page, size, err := l.begin(ctx)
	if err != nil {
		return err
	}
	if l.short = 0; len(page.Items) < min(size, page.Paging.Total) {
		l.short = len(page.Items)
	}
	for number := 0; ; number++ {
		if number > 0 {
			if page, err = l.next(ctx, number, size, &count); err != nil {
				return err
			}
		}
		if err := count.add(page, number+l.first); err != nil {
			return err
		}
		if !each(page, count.fresh) {
			return nil
		}
		if count.complete(page) {
			return l.certain(&count, number)
		}
	}
}

// certain reports an error where page 0 was left out and no total says that nothing is missing, or where items are missing.
func (l *lister) certain(count *counter, number int) error {
	if l.first == 1 && count.total == 0 {
		return incomplete(number+l.first, "pages seem to count from 1, and no total says whether that is so")
	}
	if gone := count.seen.given - count.items; gone > 0 {
		return localize.Errorf("payout: %w: %d items that were listed before are gone", ErrIncompletePages, gone)
	}
	return nil
}

// next asks for a page behind the first. Where page 1 shows what page 0 did, the service counts from 1 and takes 0 for 1. The total
// tells in the end whether that was right; without one it is a repeated page.
func (l *lister) next(ctx context.Context, number, size int, count *counter) (*Retrieved, error) {
	page, err := l.page(ctx, number, size)
	if err == nil && number == 1 && l.first == 0 && count.total > 0 && count.same(page) {
		l.first = 1
		return l.page(ctx, number, size)
	}
	return page, err
}

const (
	mostListings = 3           // of which none adds up
	listingPause = time.Second // before listing again
)

// repeated calls list again where a listing does not add up: lines may move from page to page while they are listed.
func (l *lister) repeated(ctx context.Context, list func() error) error {
	for n := 1; ; n++ {
		err := list()
		if n == mostListings || !errors.Is(err, ErrIncompletePages) {
			return err
		}
		// What was learned may be what was wrong. A page that was not full may have left out the rest of it.
		l.first, l.answered = 0, 0
		if l.short > 0 {
			l.most = min(l.most, l.short)
		}
		if ended := pause.For(ctx, listingPause); ended != nil {
			return errors.Join(err, ended)
		}
	}
}

// settlement lists all items as they are now.
func (l *lister) settlement(ctx context.Context) (*Settlement, error) {
	var s *Settlement
	err := l.repeated(ctx, func() error {
		s = &Settlement{}
		return l.once(ctx, newSeen(), func(page *Retrieved, _ []gen.MassPayoutItemDetail) bool {
			s.Summary = page.Summary
			s.Items = append(s.Items, page.Items...)
			return true
		})
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// mayBeThePage reports a refusal that may be about the size or the number of a page. No code for that is published: it is any
// refusal that has no other known meaning.
func mayBeThePage(err error) bool {
	refusal, ok := errors.AsType[*Error](err)
	if !ok || refusal.Outcome() != OutcomeRefused || refusal.HTTPStatus == http.StatusUnauthorized || refusal.HTTPStatus == http.StatusForbidden {
		return false
	}
	others := []error{ErrInvalidSignature, ErrUnknownCredentials, ErrRateLimited, ErrAccountSuspended, ErrNotEnabled}
	return !slices.ContainsFunc(others, func(other error) bool { return errors.Is(err, other) })
}
