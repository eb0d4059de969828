package payout

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/iyzipayout/iyzipayout/gen"
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
		l := c.lister(ref, opts)
		given := map[itemKey]bool{}
		stopped := false
		err := l.repeated(ctx, func() error {
			listed := 0
			err := l.once(ctx, func(page *Retrieved) bool {
				listed += len(page.Items)
				for _, item := range page.Items {
					if key := keyOf(item); !given[key] {
						given[key] = true
						stopped = stopped || !yield(item, nil)
					}
				}
				return !stopped
			})
			if err == nil && !stopped && listed < len(given) {
				return fmt.Errorf("payout: %w: %d items that were listed before are gone", ErrIncompletePages, len(given)-listed)
			}
			return err
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

// itemKey tells items apart: by the vendor's id, or by the caller's where the vendor gives none.
type itemKey struct{ referenceCode, externalID string }

func keyOf(item gen.MassPayoutItemDetail) itemKey {
	if item.ReferenceCode == "" {
		return itemKey{externalID: item.ItemExternalID}
	}
	return itemKey{referenceCode: item.ReferenceCode}
}

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
		switch key := keyOf(item); {
		case key == itemKey{}:
			return incomplete(number, "an item has neither referenceCode nor itemExternalId, so pages cannot be told apart")
		case c.seen[key]:
			return incomplete(number, "it repeats an item (referenceCode %q, itemExternalId %q)", item.ReferenceCode, item.ItemExternalID)
		}
		c.seen[keyOf(item)] = true
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

// same reports whether a page holds what was seen so far and nothing else.
func (c *counter) same(page *Retrieved) bool {
	return len(page.Items) > 0 && len(page.Items) == c.items &&
		!slices.ContainsFunc(page.Items, func(item gen.MassPayoutItemDetail) bool { return !c.seen[keyOf(item)] })
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
