package payout_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// pager lists items the way the vendor does, with the faults that a test gives it.
type pager struct {
	mu      sync.Mutex // for what a test changes meanwhile
	items   []gen.MassPayoutItemDetail
	place   string // of the paging: "top", "nested", "both" or "none"
	most    int    // items per page, whatever is asked for; 0: as asked
	total   func(page int) int
	number  func(page int) int // which page is given for the one that is asked for
	drop    int                // this item is missing; -1: none
	skips   bool               // pages begin where those of the asked size would, although they hold no more than most
	refuses int                // more items a page than this; 0: takes any size
	fromOne string             // pages count from 1, and page 0 is "clamped" to it, "empty" or "refused"; "": they count from 0
	pages   []int              // as asked for
	sizes   []int
	summary gen.MassPayoutSummary
}

func newPager(n int, place string) *pager {
	p := &pager{place: place, drop: -1, total: func(int) int { return n }, number: func(page int) int { return page }}
	for i := range n {
		p.items = append(p.items, gen.MassPayoutItemDetail{
			ItemExternalID: fmt.Sprintf("line-%d", i), ReferenceCode: fmt.Sprintf("ref-%d", i), ItemStatus: gen.MassPayoutItemStatusSuccess,
		})
	}
	return p
}

func (p *pager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var asked gen.MassPayoutRetrieveRequest
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		says(http.StatusBadRequest, "{}")(w, r)
		return
	}
	p.pages = append(p.pages, asked.Page)
	p.sizes = append(p.sizes, asked.Size)
	size := asked.Size
	if p.refuses > 0 && size > p.refuses || p.fromOne == "refused" && asked.Page == 0 {
		says(http.StatusBadRequest, `{"status":"failure","errorCode":"11"}`)(w, r)
		return
	}
	number := asked.Page
	if p.fromOne != "" {
		number = max(0, number-1)
	}
	if p.most > 0 {
		size = min(size, p.most)
	}
	start := min(p.number(number)*size, len(p.items))
	if p.skips {
		start = min(p.number(number)*asked.Size, len(p.items))
	}
	page := append([]gen.MassPayoutItemDetail{}, p.items[start:min(start+size, len(p.items))]...)
	if p.drop >= start && p.drop < start+len(page) {
		page = slices.Delete(page, p.drop-start, p.drop-start+1)
	}
	if p.fromOne == "empty" && asked.Page == 0 {
		page = nil
	}
	paging := map[string]any{"page": asked.Page, "size": size, "total": p.total(number)}
	list := map[string]any{"items": page}
	answer := map[string]any{"status": "success", "massPayout": p.summary, "massPayoutItems": list}
	for key, value := range paging {
		if p.place == "top" || p.place == "both" {
			answer[key] = value
		}
		if p.place == "nested" || p.place == "both" {
			list[key] = value
		}
	}
	body, _ := json.Marshal(answer)
	says(http.StatusOK, string(body))(w, r)
}

// collect goes through Items to the end.
func collect(t require.TestingT, c *payout.Client, opts ...payout.ItemsOption) (ids []string, err error) {
	for item, err := range c.Items(context.Background(), payout.ByExternalID("november"), opts...) {
		if err != nil {
			assert.Equal(t, gen.MassPayoutItemDetail{}, item)
			return ids, err
		}
		ids = append(ids, item.ItemExternalID)
	}
	return ids, nil
}

func TestItemsAreAllThereOnce(t *testing.T) {
	for _, place := range []string{"top", "nested", "both", "none"} {
		for _, n := range []int{0, 1, 39, 40, 41, 80, 100} {
			t.Run(fmt.Sprintf("%s/%d", place, n), func(t *testing.T) {
				p := newPager(n, place)
				v := newVendor(t, p.ServeHTTP)
				ids, err := collect(t, v.client(), payout.WithPageSize(40), nil)
				require.NoError(t, err)
				assert.Len(t, ids, n)
				calls := max(1, (n+39)/40)
				if place == "none" {
					calls = n/40 + 1 + min(1, n%40) // only an empty page is the end
				}
				assert.Len(t, p.pages, calls)
				assert.Equal(t, 0, p.pages[0], "pages count from 0")
			})
		}
	}
}

// Whatever is wrong with the pages: all items come once, or there is an error.
func TestItemsPropertyAllOnceOrAnError(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		inBubble(t, r, func(v *verdict) { checkOneListing(r, v) })
	})
}

func checkOneListing(t *rapid.T, v *verdict) {
	n := rapid.IntRange(0, 30).Draw(t, "items")
	p := newPager(n, rapid.SampledFrom([]string{"top", "nested", "both", "none"}).Draw(t, "place"))
	p.most = rapid.IntRange(0, 7).Draw(t, "most")
	p.refuses = rapid.SampledFrom([]int{0, 0, 1, 3, 7}).Draw(t, "refuses more than")
	odd := rapid.SampledFrom([]string{"", "clamped", "empty", "refused"}).Draw(t, "counts from 1")
	p.fromOne = odd
	faults := map[string]func(){
		"none":           func() {},
		"a missing item": func() { p.drop = rapid.IntRange(0, max(0, n-1)).Draw(t, "drop") },
		"a page again": func() {
			again := rapid.IntRange(0, 3).Draw(t, "again")
			p.number = func(page int) int { return min(page, again) }
		},
		"a page left out":   func() { p.number = func(page int) int { return page + min(1, page) } },
		"a wrong total":     func() { wrong := rapid.IntRange(0, 40).Draw(t, "total"); p.total = func(int) int { return wrong } },
		"a moving total":    func() { p.total = func(page int) int { return n + page } },
		"a vanishing total": func() { p.total = func(page int) int { return n * max(0, 1-page) } },
	}
	names := slices.Sorted(maps.Keys(faults))
	fault := rapid.SampledFrom(names).Draw(t, "fault")
	faults[fault]()

	ids, err := collect(v, clientOver(v, inMemory(p.ServeHTTP)), payout.WithPageSize(rapid.IntRange(1, 10).Draw(t, "size")))
	switch {
	case err != nil && odd == "refused" && errors.Is(err, payout.ErrInvalidRequest):
		// Without items on page 1, nothing tells a page that is refused from a mass payout that is.
	case err != nil:
		require.ErrorIs(v, err, payout.ErrIncompletePages)
	case p.total(0) > 0 && p.place != "none":
		require.Len(v, ids, p.total(0), "in silence")
	case fault == "none":
		require.Len(v, ids, n, "in silence, without a total")
	}
	if fault == "none" && p.place != "none" && !(odd == "refused" && n == 0) {
		require.NoError(v, err, "all is there")
	}
	require.Len(v, slices.Compact(slices.Sorted(slices.Values(ids))), len(ids), "no item twice")
}

// byPage answers what stands for the page that is asked for, and the last one behind it.
func byPage(bodies ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		says(http.StatusOK, bodies[min(asks(r), len(bodies)-1)])(w, r)
	}
}

// asks is the page that a request asks for. The body can be read again.
func asks(r *http.Request) int {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var asked gen.MassPayoutRetrieveRequest
	_ = json.Unmarshal(body, &asked)
	return asked.Page
}

func TestItemsEndWithAnError(t *testing.T) {
	item := func(code, id string) string { return fmt.Sprintf(`{"referenceCode":%q,"itemExternalId":%q}`, code, id) }
	page := func(total int, items string) string {
		return fmt.Sprintf(`{"status":"success","total":%d,"massPayoutItems":{"items":[%s]}}`, total, items)
	}
	tests := []struct {
		name  string
		pages []string
		items int
		part  string
	}{
		{"empty before the total", []string{page(3, item("a", "1")), page(3, "")}, 1, "page 1: it is empty after 1 of 3 items"},
		{"more than the total", []string{page(1, item("a", "1")+","+item("b", "2"))}, 0, "page 0: 2 items so far, the total says 1"},
		{"the same page again", []string{page(3, item("a", "1"))}, 1, `page 2: it repeats an item (referenceCode "a", itemExternalId "1")`},
		{"the same page again, without a total", []string{page(0, item("a", "1"))}, 1, `page 1: it repeats an item (referenceCode "a", itemExternalId "1")`},
		{"an item again", []string{page(5, item("a", "1")), page(5, item("b", "2")+","+item("a", "1"))}, 1, "page 1: it repeats an item"},
		{"the same referenceCode again", []string{page(3, item("a", "1")), page(3, item("a", "2"))}, 1, "it repeats an item"},
		{"the same item without referenceCode", []string{page(3, item("", "1"))}, 1, `it repeats an item (referenceCode "", itemExternalId "1")`},
		{"items without ids", []string{page(3, item("", ""))}, 0, "page 0: an item has neither"},
		{"a changed total", []string{page(3, item("a", "1")), page(2, item("b", "2"))}, 1, "page 1: the total was 3 and is 2 now"},
		{"nothing about items", []string{`{"status":"success","massPayout":{"massPayoutStatus":"COMPLETED"}}`}, 0, "page 0: the answer says nothing about items"},
		{"two totals", []string{`{"status":"success","total":2,"massPayoutItems":{"total":1,"items":[` + item("a", "1") + `]}}`}, 1, "it repeats an item"},
		{"a page is left out", []string{page(3, item("a", "1")), page(3, item("a", "1")), page(3, item("c", "3")), page(3, "")}, 2, "page 3: it is empty after 2 of 3 items"},
		{"page 1 only, without a total", []string{page(0, ""), page(0, item("a", "1"))}, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				ids, err := collect(t, clientOver(t, inMemory(func(w http.ResponseWriter, r *http.Request) {
					calls++
					byPage(tt.pages...)(w, r)
				})))
				assert.Len(t, ids, tt.items)
				if tt.part == "" {
					assert.NoError(t, err, "an empty page is the end where no total is named")
					return
				}
				assert.ErrorIs(t, err, payout.ErrIncompletePages)
				assert.ErrorContains(t, err, tt.part)
				assert.LessOrEqual(t, calls, 3*len(tt.pages)+6, "it is listed three times")
			})
		})
	}
	_, err := collect(t, newVendor(t, saysInTurn(page(3, item("a", "1")), `{"status":"failure","errorCode":"11"}`)).client())
	assert.ErrorIs(t, err, payout.ErrInvalidRequest, "the error of a call comes as it is")
}

func TestItemsWithoutATotalNeedAnEmptyPage(t *testing.T) {
	const empty = `{"status":"success","massPayoutItems":{"items":[]}}`
	const one = `{"status":"success","massPayoutItems":{"items":[{"itemExternalId":"%d"}]}}`
	ids, err := collect(t, newVendor(t, saysInTurn(fmt.Sprintf(one, 1), fmt.Sprintf(one, 2), empty)).client())
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "2"}, ids, "a page that is not full proves nothing")
}

func TestItemsMayShareAnExternalID(t *testing.T) {
	ids, err := collect(t, newVendor(t, says(200,
		`{"status":"success","total":2,"massPayoutItems":{"items":[{"itemExternalId":"1","referenceCode":"a"},{"itemExternalId":"1","referenceCode":"b"}]}}`)).client())
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "1"}, ids, "a batch of another client may hold such")
}

func TestItemsStopWhenTheCallerDoes(t *testing.T) {
	p := newPager(100, "top")
	c := newVendor(t, p.ServeHTTP).client()
	items := c.Items(t.Context(), payout.ByExternalID("november"), payout.WithPageSize(10))
	for range 2 { // and begin anew
		n := 0
		for range items {
			if n++; n == 15 {
				break
			}
		}
	}
	assert.Equal(t, []int{0, 1, 0, 1}, p.pages)
}

func TestItemsOptions(t *testing.T) {
	v := newVendor(t, newPager(1, "top").ServeHTTP)
	_, err := collect(t, v.client(), payout.WithItemType(gen.ItemTypeInvalid))
	require.NoError(t, err)
	assert.JSONEq(t, `{"externalMassPayoutId":"november","itemType":"INVALID","page":0,"size":100}`, v.received()[0].body)
	_, err = collect(t, v.client(), payout.WithPageSize(0))
	assert.ErrorContains(t, err, "Size 1 or more")
	assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
}

func TestRetrieveReadsBothPagings(t *testing.T) {
	for _, tt := range []struct {
		body string
		want payout.Paging
	}{
		{`"page":2,"size":40,"total":100,"massPayoutItems":{"items":[]}`, payout.Paging{Page: 2, Size: 40, Total: 100}},
		{`"massPayoutItems":{"items":[],"page":2,"size":40,"total":100}`, payout.Paging{Page: 2, Size: 40, Total: 100}},
		{`"total":100,"massPayoutItems":{"items":[],"page":2,"size":40}`, payout.Paging{Page: 2, Size: 40, Total: 100}},
		{`"total":100,"massPayoutItems":{"total":99}`, payout.Paging{Total: 100}},
		{`"total":99,"massPayoutItems":{"total":100}`, payout.Paging{Total: 100}},
		{`"massPayoutItems":null`, payout.Paging{}},
	} {
		got, err := newVendor(t, says(200, `{"status":"success",`+tt.body+`}`)).client().Retrieve(t.Context(), payout.ByExternalID("a"), payout.Page{Size: 40})
		require.NoError(t, err)
		assert.Equal(t, tt.want, got.Paging)
	}
}

func TestRetrieveOfAnotherPayout(t *testing.T) {
	c := newVendor(t, says(200, `{"status":"success","massPayout":{"externalId":"december"}}`)).client()
	_, err := c.Retrieve(t.Context(), payout.ByExternalID("november"), payout.Page{Size: 40})
	assert.ErrorIs(t, err, payout.ErrUnintelligible)
	assert.ErrorContains(t, err, "another mass payout")
	for _, ref := range []payout.Ref{payout.ByExternalID("december"), payout.ByRequestID("179")} {
		_, err = c.Retrieve(t.Context(), ref, payout.Page{Size: 40})
		assert.NoError(t, err)
	}
	assert.Equal(t, "requestId 179, externalId a", payout.ByRequestID("179").String()+", "+payout.ByExternalID("a").String())
}
