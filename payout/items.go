package payout

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// defaultPageSize is a guess: no maximum is documented, and the published examples ask for 40.
const defaultPageSize = 100

// ItemsOption changes what Items and Wait ask for.
type ItemsOption func(*Page)

// WithPageSize asks for at most n items a page, at least 1. The default is 100. Where the service refuses so many, it is asked for
// less.
func WithPageSize(n int) ItemsOption { return func(p *Page) { p.Size = n } }

// WithItemType lists the accepted items (gen.ItemTypeValid, the default) or the refused ones (gen.ItemTypeInvalid).
func WithItemType(t gen.ItemType) ItemsOption { return func(p *Page) { p.ItemType = t } }

// Items goes through all items of a mass payout, page by page (POST /v1/mass/payout/retrieve). The items hold personal data
// unmasked, and print it.
//
// The sequence ends early only with an error: that of a call, or [ErrIncompletePages] when an item comes twice or cannot be
// told from others, when the total is not reached, is exceeded or changes, or when the answer says nothing about items.
// Where no answer names a total, only an empty page is the end. As items may move while they are listed, it lists three times, a
// second apart, before it ends with ErrIncompletePages; an item that was given is not given again.
//
// Pages may be smaller than asked for, refused for their size, or counted from 1: no maximum size is documented, and nobody here
// has seen an answer.
func (c *Client) Items(ctx context.Context, ref Ref, opts ...ItemsOption) iter.Seq2[gen.MassPayoutItemDetail, error] {
	return func(yield func(gen.MassPayoutItemDetail, error) bool) {
		l, seen := c.lister(ref, opts), newSeen()
		err := l.repeated(ctx, func() error {
			return l.once(ctx, seen, func(_ *Retrieved, fresh []gen.MassPayoutItemDetail) bool {
				return !slices.ContainsFunc(fresh, func(item gen.MassPayoutItemDetail) bool { return !yield(item, nil) })
			})
		})
		if err != nil {
			yield(gen.MassPayoutItemDetail{}, err)
		}
	}
}

func newPage(opts []ItemsOption) Page {
	page := Page{Size: defaultPageSize}
	for _, opt := range opts {
		if opt != nil {
			opt(&page)
		}
	}
	return page
}

// seen knows which items were listed, in one listing or in several. Of each it keeps a hash that is so long that no two items share it,
// because a mass payout may have a million of them.
type seen struct {
	seeds [2]maphash.Seed
	last  map[[16]byte]sighting
	given int // items on pages that were in order
}

// sighting is the listing that showed an item last, and whether one gave it, on a page that was in order.
type sighting struct {
	listing uint8
	given   bool
}

func newSeen() *seen {
	return &seen{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, last: map[[16]byte]sighting{}}
}

// key tells items apart: by the vendor's id, or by the caller's where the vendor gives none.
func (s *seen) key(item *gen.MassPayoutItemDetail) (key [16]byte) {
	id := cmp.Or(item.ReferenceCode, "\x00"+item.ItemExternalID)
	binary.NativeEndian.PutUint64(key[:8], maphash.String(s.seeds[0], id))
	binary.NativeEndian.PutUint64(key[8:], maphash.String(s.seeds[1], id))
	return key
}

// counter follows the items through the pages of one listing.
type counter struct {
	seen    *seen
	listing uint8
	items   int
	total   int // 0 while no answer named one
	fresh   []gen.MassPayoutItemDetail
}

// add counts a page, of which fresh then holds the items that no listing before this one showed.
func (c *counter) add(page *Retrieved, number int) error {
	if page.Items == nil && page.Paging == (Paging{}) {
		return incomplete(number, "the answer says nothing about items")
	}
	c.fresh = c.fresh[:0]
	for i := range page.Items {
		item := &page.Items[i]
		if item.ReferenceCode == "" && item.ItemExternalID == "" {
			return incomplete(number, "an item has neither referenceCode nor itemExternalId, so pages cannot be told apart")
		}
		key := c.seen.key(item)
		last := c.seen.last[key]
		if last.listing == c.listing {
			return incomplete(number, "it repeats an item (referenceCode %q, itemExternalId %q)", item.ReferenceCode, item.ItemExternalID)
		}
		if !last.given {
			c.fresh = append(c.fresh, *item)
		}
		c.seen.last[key] = sighting{c.listing, last.given}
	}
	c.items += len(page.Items)
	if total := page.Paging.Total; total > 0 {
		if c.total > 0 && total != c.total {
			return incomplete(number, "the total was %d and is %d now", c.total, total)
		}
		c.total = total
	}
	switch {
	case c.total > 0 && c.items > c.total:
		return incomplete(number, "%d items so far, the total says %d", c.items, c.total)
	case c.items < c.total && len(page.Items) == 0:
		return incomplete(number, "it is empty after %d of %d items", c.items, c.total)
	}
	for i := range c.fresh {
		c.seen.last[c.seen.key(&c.fresh[i])] = sighting{c.listing, true}
	}
	c.seen.given += len(c.fresh)
	return nil
}

// same reports whether a page holds what was seen so far and nothing else.
func (c *counter) same(page *Retrieved) bool {
	return len(page.Items) > 0 && len(page.Items) == c.items && !slices.ContainsFunc(page.Items, func(item gen.MassPayoutItemDetail) bool {
		return c.seen.last[c.seen.key(&item)].listing != c.listing
	})
}

func incomplete(number int, format string, args ...any) error {
	return localize.Errorf("payout: %w: page %d: %s", ErrIncompletePages, number, fmt.Sprintf(format, args...))
}

// complete reports whether page is the last one. A page that is not full proves nothing: the vendor may give fewer items a
// page than were asked for.
func (c *counter) complete(page *Retrieved) bool {
	if c.total > 0 {
		return c.items >= c.total
	}
	return len(page.Items) == 0
}
