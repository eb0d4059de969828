package payout

import (
	"context"
	"fmt"
	"iter"

	"github.com/iyzipayout/iyzipayout/gen"
)

// defaultPageSize is a guess: no maximum is documented, and the published examples ask for 40.
const defaultPageSize = 100

// ItemsOption changes what Items and Wait ask for.
type ItemsOption func(*Page)

// WithPageSize asks for n items a page, at least 1. The default is 100.
func WithPageSize(n int) ItemsOption { return func(p *Page) { p.Size = n } }

// WithItemType lists the accepted items (gen.ItemTypeValid, the default) or the refused ones (gen.ItemTypeInvalid).
func WithItemType(t gen.ItemType) ItemsOption { return func(p *Page) { p.ItemType = t } }

// Items goes through all items of a mass payout, page by page (POST /v1/mass/payout/retrieve). The items hold personal data
// unmasked, and print it.
//
// The sequence ends early only with an error: that of a call, or [ErrIncompletePages] when an item comes twice or cannot be
// told from others, when the total is not reached, is exceeded or changes, or when the answer says nothing about items.
// Where no answer names a total, only an empty page is the end.
func (c *Client) Items(ctx context.Context, ref Ref, opts ...ItemsOption) iter.Seq2[gen.MassPayoutItemDetail, error] {
	return func(yield func(gen.MassPayoutItemDetail, error) bool) {
		for page, err := range c.pages(ctx, ref, opts...) {
			if err != nil {
				yield(gen.MassPayoutItemDetail{}, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
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

// pages goes through all pages and checks that they add up.
func (c *Client) pages(ctx context.Context, ref Ref, opts ...ItemsOption) iter.Seq2[*Retrieved, error] {
	return func(yield func(*Retrieved, error) bool) {
		ask := newPage(opts)
		count := counter{seen: map[itemKey]bool{}}
		for ; ; ask.Number++ {
			page, err := c.Retrieve(ctx, ref, ask)
			if err == nil {
				err = count.add(page, ask.Number)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(page, nil) || count.complete(page) {
				return
			}
		}
	}
}

// itemKey tells items apart: by the vendor's id, or by the caller's where the vendor gives none.
type itemKey struct{ referenceCode, externalID string }

// counter follows the items through the pages.
type counter struct {
	items int
	total int // 0 while no answer named one
	seen  map[itemKey]bool
}

func (c *counter) add(page *Retrieved, number int) error {
	if page.Items == nil && page.Paging == (Paging{}) {
		return incomplete(number, "the answer says nothing about items")
	}
	for _, item := range page.Items {
		key := itemKey{referenceCode: item.ReferenceCode}
		if item.ReferenceCode == "" {
			key.externalID = item.ItemExternalID
		}
		switch {
		case key == itemKey{}:
			return incomplete(number, "an item has neither referenceCode nor itemExternalId, so pages cannot be told apart")
		case c.seen[key]:
			return incomplete(number, "it repeats an item (referenceCode %q, itemExternalId %q)", item.ReferenceCode, item.ItemExternalID)
		}
		c.seen[key] = true
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
	return nil
}

func incomplete(number int, format string, args ...any) error {
	return fmt.Errorf("payout: %w: page %d: %s", ErrIncompletePages, number, fmt.Sprintf(format, args...))
}

// complete reports whether page is the last one. A page that is not full proves nothing: the vendor may give fewer items a
// page than were asked for.
func (c *counter) complete(page *Retrieved) bool {
	if c.total > 0 {
		return c.items >= c.total
	}
	return len(page.Items) == 0
}
