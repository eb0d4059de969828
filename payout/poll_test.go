package payout_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
)

// counted is an emulator in a bubble's time that counts what it is asked.
type counted struct {
	emulator *emulator.Emulator
	sizes    []int // of the pages that retrieve was asked for
}

func (c *counted) RoundTrip(r *http.Request) (*http.Response, error) {
	if operationOf(r) == opRetrieve {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		var asked gen.MassPayoutRetrieveRequest
		if err := json.NewDecoder(body).Decode(&asked); err != nil {
			return nil, err
		}
		c.sizes = append(c.sizes, asked.Size)
	}
	return inMemory(c.emulator.ServeHTTP)(r)
}

// bubbleClock shows a bubble's time, which begins in 2000, in a year that the emulator accepts.
type bubbleClock struct{}

func (bubbleClock) Now() time.Time { return time.Now().AddDate(26, 0, 0) }

// authorised is a batch of n lines that was just authorised; of every tenth the description says what becomes of it.
func authorised(t *testing.T, n int, tenth string, opts ...emulator.Option) (*counted, *payout.Client, payout.Ref) {
	emu, err := emulator.New(append(opts, emulator.WithClock(bubbleClock{}.Now))...)
	require.NoError(t, err)
	c := &counted{emulator: emu}
	client, err := payout.New(emu.Credentials(), payout.WithHTTPClient(&http.Client{Transport: c}))
	require.NoError(t, err)
	batch := testkit.TwoPayments(t)
	item := batch.Items[0]
	batch.Items = nil
	for i := range n {
		item.ExternalID, item.Description = fmt.Sprint(i), "Salary"
		if i%10 == 9 && tenth != "" {
			item.Description = "Salary " + tenth
		}
		batch.Items = append(batch.Items, item)
	}
	result, err := client.Init(t.Context(), batch)
	require.NoError(t, err)
	all, err := result.ApproveAll()
	require.NoError(t, err)
	_, err = client.Auth(t.Context(), all)
	require.NoError(t, err)
	return c, client, result.Ref()
}

func TestWaitCostsFewCalls(t *testing.T) {
	pace := emulator.Pace{Queued: time.Minute, Processing: time.Minute, Between: 10 * time.Millisecond, GiveBack: time.Minute}
	stuck := emulator.Behaviour{MixedStatus: gen.MassPayoutStatusPublishedToQueue}
	tests := []struct {
		name        string
		items       int
		tenth       string
		pageSize    int
		options     []emulator.Option
		small, full int // calls for one item, and for a page of a listing
	}{
		{"one item", 1, "", 100, nil, 10, 0},
		{"a page", 100, "", 100, nil, 10, 1},
		{"1,000 items", 1000, "", 100, nil, 11, 10},
		{"1,000 items of which some fail", 1000, emulator.MarkBankFail, 100, nil, 11, 10},
		{"10,000 items, and the status never says that it is the end", 10_000, emulator.MarkBankFail, 1000, []emulator.Option{stuck}, 14, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, client, ref := authorised(t, tt.items, tt.tenth, append(tt.options, emulator.WithPace(pace))...)
				start := time.Now()
				settlement, err := client.Wait(t.Context(), ref, payout.WithItems(payout.WithPageSize(tt.pageSize)))
				require.NoError(t, err)
				assert.Len(t, settlement.Items, tt.items)
				end := 2*time.Minute + time.Duration(tt.items-1)*pace.Between
				assert.LessOrEqual(t, time.Since(start), end+31*time.Second, "noticed within one pause")
				count := map[int]int{}
				for _, size := range c.sizes {
					count[size]++
				}
				assert.Equal(t, tt.small, count[1])
				assert.Equal(t, tt.full, count[tt.pageSize])
				assert.Len(t, c.sizes, tt.small+tt.full, "no other sizes")
			})
		})
	}
}

func TestWaitIsCuriousWithProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pace := emulator.Pace{Queued: 3 * time.Second, Processing: time.Second, Between: time.Second}
		c, client, ref := authorised(t, 20, "", emulator.WithPace(pace))
		var seen []int
		_, err := client.Wait(t.Context(), ref, payout.WithPollInterval(4*time.Second, 4*time.Second), payout.WithProgress(func(p payout.Progress) {
			assert.Equal(t, 20, p.Total)
			seen = append(seen, p.Settled)
		}))
		require.NoError(t, err)
		assert.Equal(t, []int{0, 1, 5, 9, 13, 17, 20}, seen)
		assert.Equal(t, []int{1, 20, 20, 20, 20, 20, 20}, c.sizes, "as many calls as without, or one less")
	})
}

// script of polls: for each the status of the whole and of each of four items.
func TestWaitListsWhenItShould(t *testing.T) {
	const q, s = gen.MassPayoutItemStatusQueued, gen.MassPayoutItemStatusSuccess
	four := func(a, b, c, d gen.MassPayoutItemStatus) []gen.MassPayoutItemStatus {
		return []gen.MassPayoutItemStatus{a, b, c, d}
	}
	const running = gen.MassPayoutStatusPublishedToQueue
	tests := []struct {
		name   string
		states map[int][]gen.MassPayoutItemStatus // from this call on
		whole  map[int]gen.MassPayoutStatus
		want   []string // "0": the first item was asked for; "all"
	}{
		{"the last item tells", map[int][]gen.MassPayoutItemStatus{0: four(q, q, q, q), 3: four(s, s, s, s)}, nil, []string{"0", "3", "3", "3", "all"}},
		{"the first is settled, so the last is asked for at once", map[int][]gen.MassPayoutItemStatus{0: four(s, s, s, q), 3: four(s, s, s, s)}, nil, []string{"0", "3", "3", "3", "all"}},
		{"settled from the beginning, whatever the status", map[int][]gen.MassPayoutItemStatus{0: four(s, s, s, s)}, nil, []string{"0", "3", "all"}},
		{"a final status", map[int][]gen.MassPayoutItemStatus{0: four(s, s, s, s)}, map[int]gen.MassPayoutStatus{0: "COMPLETED"}, []string{"0", "all"}},
		{"in vain: then the one that is left", map[int][]gen.MassPayoutItemStatus{0: four(s, q, s, s), 6: four(s, s, s, s)}, nil, []string{"0", "3", "all", "1", "1", "1", "1", "all"}},
		{"a final status that its items contradict", map[int][]gen.MassPayoutItemStatus{0: four(s, s, q, s), 4: four(s, s, s, s)}, map[int]gen.MassPayoutStatus{0: "COMPLETED"},
			[]string{"0", "all", "2", "2", "2", "all"}},
		{"canceled, but one is on its way", map[int][]gen.MassPayoutItemStatus{0: four("INIT", "PROCESSING", "INIT", "INIT"), 5: four("INIT", s, "INIT", "INIT")},
			map[int]gen.MassPayoutStatus{0: "CANCELED"}, []string{"0", "all", "1", "1", "1", "1", "all"}},
		{"canceled as init left them", map[int][]gen.MassPayoutItemStatus{0: four("INIT", "INIT", "INIT", "INIT")}, map[int]gen.MassPayoutStatus{0: "INIT", 2: "CANCELED"},
			[]string{"0", "3", "3", "all"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var items []gen.MassPayoutItemStatus
				status := running
				var calls []string
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				_, err := clientOver(t, inMemory(func(w http.ResponseWriter, r *http.Request) {
					if next, ok := tt.states[len(calls)]; ok {
						items = next
					}
					if next, ok := tt.whole[len(calls)]; ok {
						status = next
					}
					var asked gen.MassPayoutRetrieveRequest
					assert.NoError(t, json.NewDecoder(r.Body).Decode(&asked))
					if asked.Size == 1 {
						calls = append(calls, fmt.Sprint(asked.Page))
					} else {
						calls = append(calls, "all")
					}
					says(200, page(status, items, asked.Page, asked.Size))(w, r)
				})).Wait(ctx, payout.ByRequestID("179"))
				require.NoError(t, err)
				assert.Equal(t, tt.want, calls)
			})
		})
	}
}

// A vendor that lists the items in another order each time, so that the one which is asked for is always a settled one, costs a
// listing less and less often.
func TestWaitLosesPatienceWithListingsInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var listings []int
		polls := 0
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		_, err := clientOver(t, inMemory(func(w http.ResponseWriter, r *http.Request) {
			var asked gen.MassPayoutRetrieveRequest
			assert.NoError(t, json.NewDecoder(r.Body).Decode(&asked))
			items := []gen.MassPayoutItemStatus{"SUCCESS", "SUCCESS", "SUCCESS"}
			if asked.Size == 1 {
				polls++
			} else {
				listings = append(listings, polls)
				items[0] = "PROCESSING"
			}
			says(200, page("IN_PROGRESS", items, asked.Page, asked.Size))(w, r)
		})).Wait(ctx, payout.ByRequestID("179"), payout.WithPollInterval(time.Minute, time.Minute))
		require.Error(t, err)
		assert.Equal(t, []int{2, 4, 7, 12, 21, 38, 55}, listings)
	})
}

// page is a part of the items, as the vendor lists them.
func page(batch gen.MassPayoutStatus, items []gen.MassPayoutItemStatus, number, size int) string {
	var response gen.MassPayoutRetrieveResponse
	response.Status, response.MassPayout.MassPayoutStatus = gen.ResultStatusSuccess, batch
	response.Page, response.Size, response.Total = number, size, len(items)
	for i, status := range items {
		if i/size == number {
			response.MassPayoutItems.Items = append(response.MassPayoutItems.Items, gen.MassPayoutItemDetail{ItemExternalID: fmt.Sprint(i), ItemStatus: status})
		}
	}
	data, _ := json.Marshal(response)
	return string(data)
}

// Where one item stays on its way the others are listed now and then, so that what is known at a deadline is not too old.
func TestWaitGivenUpKnowsTheLastListing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, client, ref := authorised(t, 150, emulator.MarkStayProcessing, emulator.WithPace(emulator.TestPace()))
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Minute)
		defer cancel()
		var last payout.Progress
		_, err := client.Wait(ctx, ref, payout.WithProgress(func(p payout.Progress) { last = p }))
		unsettled, ok := errors.AsType[*payout.NotSettledError](err)
		require.True(t, ok, "%v", err)
		assert.Len(t, unsettled.Last.Items, 150)
		assert.Equal(t, payout.Progress{Status: gen.MassPayoutStatusPublishedToQueue, Settled: 135, Total: 150}, last)
		full := 0
		for _, size := range c.sizes {
			if size == 100 {
				full++
			}
		}
		polls := len(c.sizes) - full
		assert.Equal(t, 2*(polls/20), full, "after every 20 polls; two pages each")
	})
}

func TestWaitGivenUpBeforeAListingKnowsTheStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, client, ref := authorised(t, 150, "", emulator.WithPace(emulator.Pace{Queued: time.Hour}))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := client.Wait(ctx, ref)
		unsettled, ok := errors.AsType[*payout.NotSettledError](err)
		require.True(t, ok, "%v", err)
		assert.ErrorContains(t, err, "last seen: status IN_PROGRESS: items not listed")
		assert.Empty(t, unsettled.Last.Items)
		assert.Equal(t, gen.MassPayoutStatusInProgress, unsettled.Last.Summary.MassPayoutStatus)
	})
}

// A status alone, without the items, settles nothing.
func TestAStatusWithoutItemsSettlesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		result := initiatedInMemory(t)
		s := saysInTurn(page("CANCELED", []gen.MassPayoutItemStatus{"INIT", "INIT"}, 0, 1), "<html>")
		_, err := clientOver(t, inMemory(s)).Wait(t.Context(), payout.ByRequestID("179"))
		unsettled, ok := errors.AsType[*payout.NotSettledError](err)
		require.True(t, ok)
		require.Nil(t, unsettled.Last, "the listing failed")
		report := payout.NewReport(result, true, unsettled.Last)
		assert.Equal(t, 2, report.Count(payout.StateUnknown))
	})
}

func initiatedInMemory(t *testing.T) *payout.InitResult {
	result, err := clientOver(t, inMemory(says(200, initDone))).Init(t.Context(), testkit.TwoPayments(t))
	require.NoError(t, err)
	return result
}
