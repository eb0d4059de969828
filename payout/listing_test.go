package payout_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// What is asked for, call by call, of services with other manners than the documented ones.
func TestItemsLearnHowToAsk(t *testing.T) {
	tests := []struct {
		name  string
		items int
		pager func(*pager)
		pages []int
		sizes []int
	}{
		{"any size", 250, func(*pager) {}, []int{0, 1, 2}, []int{100, 100, 100}},
		{"at most 50", 120, func(p *pager) { p.refuses = 50 }, []int{0, 0, 0, 1, 2}, []int{100, 1, 50, 50, 50}},
		{"at most 50, and three lines", 3, func(p *pager) { p.refuses = 50 }, []int{0, 0, 0}, []int{100, 1, 3}},
		{"at most 7", 13, func(p *pager) { p.refuses = 7 }, []int{0, 0, 0, 0, 1, 2}, []int{100, 1, 13, 6, 6, 6}},
		{"one only", 3, func(p *pager) { p.refuses = 1 }, []int{0, 0, 0, 0, 1, 2}, []int{100, 1, 3, 1, 1, 1}},
		{"at most 20, without a total", 30, func(p *pager) { p.refuses, p.place = 20, "none" }, []int{0, 0, 0, 0, 0, 1, 2, 3}, []int{100, 1, 50, 25, 12, 12, 12, 12}},
		{"20 whatever is asked for", 30, func(p *pager) { p.most = 20 }, []int{0, 1}, []int{100, 100}},
		{"from 1, page 0 is page 1", 250, func(p *pager) { p.fromOne = "clamped" }, []int{0, 1, 2, 3}, []int{100, 100, 100, 100}},
		{"from 1, page 0 is page 1, and all is on it", 100, func(p *pager) { p.fromOne = "clamped" }, []int{0}, []int{100}},
		{"from 1, page 0 is empty", 150, func(p *pager) { p.fromOne = "empty" }, []int{0, 1, 2}, []int{100, 100, 100}},
		{"from 1, page 0 is refused", 150, func(p *pager) { p.fromOne = "refused" }, []int{0, 0, 1, 1, 2}, []int{100, 1, 1, 100, 100}},
		{"from 1, page 0 is refused, at most 7", 10, func(p *pager) { p.fromOne, p.refuses = "refused", 7 },
			[]int{0, 0, 1, 1, 1, 2}, []int{100, 1, 1, 10, 5, 5}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPager(tt.items, "top")
			tt.pager(p)
			ids, err := collect(t, newVendor(t, p.ServeHTTP).client())
			require.NoError(t, err)
			assert.Len(t, ids, tt.items)
			assert.Equal(t, tt.pages, p.pages)
			assert.Equal(t, tt.sizes, p.sizes)
		})
	}
}

// A refusal that has nothing to do with pages is met three times at most, and one that says so is met once.
func TestItemsDoNotAskAgainstARefusal(t *testing.T) {
	for answer, calls := range map[string]int{
		`{"status":"failure","errorCode":"11"}`: 3, `{"status":"failure","errorCode":"1000"}`: 1, `{"status":"failure","errorCode":"1001"}`: 1,
		`{"status":"failure","errorCode":50000}`: 1, `{"status":"failure","errorCode":"100001"}`: 1, `<html>`: 1,
	} {
		for _, size := range []int{100, 1} {
			v := newVendor(t, says(200, answer))
			_, err := collect(t, v.client(), payout.WithPageSize(size))
			assert.Error(t, err)
			assert.NotErrorIs(t, err, payout.ErrIncompletePages)
			assert.Len(t, v.received(), min(calls, 1+size), "%s, size %d", answer, size)
		}
	}
}

// turns answers a listing after the other with a pager of its own; a listing begins with page 0.
func turns(pagers ...*pager) http.HandlerFunc {
	n := -1
	return func(w http.ResponseWriter, r *http.Request) {
		p := pagers[max(0, min(n, len(pagers)-1))]
		before := len(p.pages)
		if n < 0 || before > 0 && n < len(pagers)-1 && asks(r) == 0 {
			n++
			p = pagers[n]
		}
		p.ServeHTTP(w, r)
	}
}

// Lines may move while they are listed: what does not add up is listed again, and nothing is given twice.
func TestItemsListAgain(t *testing.T) {
	good := func() *pager { return newPager(25, "top") }
	bad := func(change func(*pager)) *pager { p := good(); change(p); return p }
	missing := func() *pager { return bad(func(p *pager) { p.drop = 12 }) }
	moved := func() *pager { return bad(func(p *pager) { p.items[10] = p.items[9] }) }
	growing := func() *pager {
		return bad(func(p *pager) { p.total = func(page int) int { return 24 + min(page, 1) } })
	}
	short := func() *pager {
		return bad(func(p *pager) { p.total = func(int) int { return 3 }; p.items = p.items[22:] })
	}
	tests := []struct {
		name   string
		pagers []*pager
		part   string // of the error
		pause  time.Duration
	}{
		{"at once", []*pager{good()}, "", 0},
		{"a line that was between two pages", []*pager{missing(), good()}, "", time.Second},
		{"a line that was on both", []*pager{moved(), moved(), good()}, "", 2 * time.Second},
		{"another total", []*pager{growing(), good()}, "", time.Second},
		{"a line that stays away", []*pager{missing()}, "it is empty after 24 of 25 items", 2 * time.Second},
		{"lines that are gone", []*pager{moved(), short()}, "items that were listed before are gone", 2 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				ids, err := collect(t, clientOver(t, inMemory(turns(tt.pagers...))), payout.WithPageSize(10))
				assert.Equal(t, tt.pause, time.Since(start))
				seen := map[string]bool{}
				for _, id := range ids {
					assert.False(t, seen[id], "%s comes twice", id)
					seen[id] = true
				}
				if tt.part != "" {
					assert.ErrorIs(t, err, payout.ErrIncompletePages)
					assert.ErrorContains(t, err, tt.part)
					return
				}
				require.NoError(t, err)
				assert.Len(t, ids, 25)
			})
		})
	}
}

func TestListingAgainEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second/2, errBoom)
		defer cancel()
		p := newPager(25, "top")
		p.drop = 3
		var last error
		for _, err := range clientOver(t, inMemory(p.ServeHTTP)).Items(ctx, payout.ByExternalID("november")) {
			last = err
		}
		assert.ErrorIs(t, last, payout.ErrIncompletePages)
		assert.ErrorIs(t, last, errBoom)
	})
}

// Wait asks one item at a time, and lists: on services with other manners too, and without learning them anew each time.
func TestWaitLearnsHowToAsk(t *testing.T) {
	for name, change := range map[string]func(*pager){
		"documented": func(*pager) {}, "at most 7": func(p *pager) { p.refuses = 7 }, "one only": func(p *pager) { p.refuses = 1 },
		"clamped": func(p *pager) { p.fromOne = "clamped" }, "empty": func(p *pager) { p.fromOne = "empty" }, "refused": func(p *pager) { p.fromOne = "refused" },
		"refused and at most 7": func(p *pager) { p.fromOne, p.refuses = "refused", 7 }, "without a total": func(p *pager) { p.place = "none" },
		"20 whatever is asked for": func(p *pager) { p.most = 20 },
	} {
		for _, n := range []int{1, 2, 3, 99, 150} {
			for _, curious := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%d/%t", name, n, curious), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						p := newPager(n, "top")
						change(p)
						p.summary.MassPayoutStatus = gen.MassPayoutStatusPublishedToQueue
						for i := range p.items {
							p.items[i].ItemStatus = gen.MassPayoutItemStatusQueued
						}
						time.AfterFunc(10*time.Minute, p.locked(func() {
							for i := range p.items {
								p.items[i].ItemStatus = gen.MassPayoutItemStatusSuccess
							}
						}))
						opts := []payout.WaitOption{payout.WithItems(payout.WithPageSize(50))}
						if curious {
							opts = append(opts, payout.WithProgress(func(payout.Progress) {}))
						}
						ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
						defer cancel()
						s, err := clientOver(t, inMemory(p.ServeHTTP)).Wait(ctx, payout.ByRequestID("179"), opts...)
						require.NoError(t, err)
						require.Len(t, s.Items, n)
						refused := 0
						for i, size := range p.sizes {
							if p.refuses > 0 && size > p.refuses || p.fromOne == "refused" && p.pages[i] == 0 {
								refused++
							}
						}
						assert.LessOrEqual(t, refused, 8, "learned once: pages %v of %v", p.pages, p.sizes)
					})
				})
			}
		}
	}
}

// locked is change, to be made while the pager answers.
func (p *pager) locked(change func()) func() {
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		change()
	}
}

// What was learned of a listing that did not add up is not kept, and what was said once need not hold.
func TestItemsUnlearn(t *testing.T) {
	tests := []struct {
		name  string
		pager func(*pager)
		pages []int
		sizes []int
		part  string // of the error
	}{
		{"page 0 once more, once", func(p *pager) {
			asked := 0
			p.number = func(page int) int {
				if asked++; asked == 2 {
					return 0
				}
				return page
			}
		}, []int{0, 1, 2, 3, 0, 1, 2}, []int{10, 10, 10, 10, 10, 10, 10}, ""},
		{"page 0 is refused, and a line is missing once", func(p *pager) {
			p.fromOne, p.drop = "refused", 24
			time.AfterFunc(time.Second/2, p.locked(func() { p.drop = -1 }))
		}, []int{0, 0, 1, 1, 2, 3, 4, 0, 0, 1, 1, 2, 3}, []int{10, 1, 1, 10, 10, 10, 10, 10, 1, 1, 10, 10, 10}, ""},
		{"pages hold less and begin elsewhere", func(p *pager) { p.most, p.skips = 4, true },
			[]int{0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6}, []int{10, 10, 10, 10, 4, 4, 4, 4, 4, 4, 4}, ""},
		{"a total that grows", func(p *pager) {
			p.refuses = 9
			answers := 0
			p.total = func(int) int {
				if answers++; answers == 1 {
					return 1
				}
				return 25
			}
		}, []int{0, 0, 0, 0, 0, 1, 2, 3, 4}, []int{10, 1, 1, 10, 5, 5, 5, 5, 5}, ""},
		{"from 1, and the total vanishes", func(p *pager) {
			p.fromOne = "refused"
			answers := 0
			p.total = func(int) int {
				if answers++; answers == 1 {
					return 25
				}
				return 0
			}
		}, nil, nil, "pages seem to count from 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPager(25, "top")
				tt.pager(p)
				ids, err := collect(t, clientOver(t, inMemory(p.ServeHTTP)), payout.WithPageSize(10))
				if tt.part != "" {
					assert.ErrorIs(t, err, payout.ErrIncompletePages)
					assert.ErrorContains(t, err, tt.part)
					return
				}
				require.NoError(t, err)
				assert.Len(t, ids, 25)
				assert.Equal(t, tt.pages, p.pages)
				assert.Equal(t, tt.sizes, p.sizes)
			})
		})
	}
}
