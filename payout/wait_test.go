package payout_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// state is an answer to retrieve.
func state(batch gen.MassPayoutStatus, items ...gen.MassPayoutItemStatus) string {
	list := make([]string, len(items))
	for i, status := range items {
		list[i] = fmt.Sprintf(`{"itemExternalId":"%d","referenceCode":"ref-%d","itemStatus":%q}`, i+1, i+1, status)
	}
	return fmt.Sprintf(`{"status":"success","page":0,"size":100,"total":%d,"massPayout":{"massPayoutStatus":%q},"massPayoutItems":{"items":[%s]}}`,
		len(items), batch, strings.Join(list, ","))
}

// waitFor waits at most a minute of a bubble's time.
func waitFor(t *testing.T, answer http.HandlerFunc, opts ...payout.WaitOption) (*payout.Settlement, error) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return clientOver(t, inMemory(answer)).Wait(ctx, payout.ByRequestID("179"), opts...)
}

func TestWaitSettles(t *testing.T) {
	type items = []gen.MassPayoutItemStatus
	tests := []struct {
		name    string
		batch   gen.MassPayoutStatus
		items   items
		settled bool
	}{
		{"all paid", "COMPLETED", items{"SUCCESS", "SUCCESS"}, true},
		{"all paid, in the Java model's words", "SUCCESS", items{"SUCCESS"}, true},
		{"all failed and given back", "FAIL", items{"DEPOSIT_SUCCESS", "DEPOSIT_FAIL"}, true},
		{"failed, not given back yet", "FAIL", items{"FAILED"}, true},
		{"mixed, and the batch never ends", "PUBLISHED_TO_QUEUE", items{"SUCCESS", "DEPOSIT_SUCCESS", "FAILED"}, true},
		{"all paid, in a batch of a status nobody knows", "ARCHIVED", items{"SUCCESS"}, true},
		{"canceled", "CANCELED", items{"MASS_PAYOUT_CANCELED"}, true},
		{"canceled, items as init left them", "CANCELED", items{"INIT", "INIT"}, true},
		{"canceled, and every line had been refused", "CANCELED", nil, true},

		{"not authorised", "INIT", items{"INIT"}, false},
		{"no balance: it may go on when there is some", "INSUFFICIENT_BALANCE", items{"INIT"}, false},
		{"no balance, in the Java model's words", "IYZICO_INSUFFICIENT_BALANCE", items{"INIT"}, false},
		{"queued", "IN_PROGRESS", items{"QUEUED"}, false},
		{"one to go", "PUBLISHED_TO_QUEUE", items{"SUCCESS", "PROCESSING"}, false},
		{"completed, but one is still on its way", "COMPLETED", items{"SUCCESS", "PROCESSING"}, false},
		{"completed, but one is still waiting: it may be paid a moment later", "COMPLETED", items{"SUCCESS", "INIT"}, false},
		{"success, but one is still waiting", "SUCCESS", items{"INIT"}, false},
		{"canceled, but one is on its way", "CANCELED", items{"INIT", "PROCESSING"}, false},
		{"item of a status nobody knows", "COMPLETED", items{"SUCCESS", "PAID"}, false},
		{"item of a status nobody knows, in an ended batch", "CANCELED", items{"STOPPED"}, false},
		{"item without a status", "COMPLETED", items{""}, false},
		{"completed, but no item is shown", "COMPLETED", nil, false},
		{"nothing at all", "", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, err := waitFor(t, says(200, state(tt.batch, tt.items...)))
				if tt.settled {
					require.NoError(t, err)
					assert.Equal(t, 1, s.Polls)
					assert.Len(t, s.Items, len(tt.items))
					assert.Equal(t, tt.batch, s.Summary.MassPayoutStatus)
					return
				}
				assert.Nil(t, s)
				unsettled, ok := errors.AsType[*payout.NotSettledError](err)
				require.True(t, ok, "%v", err)
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
				require.NotNil(t, unsettled.Last)
				assert.Equal(t, tt.batch, unsettled.Last.Summary.MassPayoutStatus)
				assert.Len(t, unsettled.Last.Items, len(tt.items))
			})
		})
	}
}

func TestWaitPausesLongerAndLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []time.Duration
		start := time.Now()
		ctx, cancel := context.WithTimeoutCause(t.Context(), 2*time.Minute, errBoom)
		defer cancel()
		_, err := clientOver(t, inMemory(func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, time.Since(start).Truncate(time.Second))
			says(200, state("IN_PROGRESS", "QUEUED"))(w, r)
		})).Wait(ctx, payout.ByRequestID("179"))
		assert.Equal(t, 2*time.Minute, time.Since(start), "the context ends a pause")
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.ErrorIs(t, err, errBoom, "the cause is kept")
		assert.EqualError(t, err, "payout: requestId 179: the outcome is not known yet (last seen: status IN_PROGRESS: 0 of 1 items settled): context deadline exceeded: boom")
		seconds := []time.Duration{0, 2, 5, 9, 16, 26, 41, 64, 94}
		require.Len(t, asked, len(seconds))
		for i := range seconds {
			assert.Equal(t, seconds[i]*time.Second, asked[i])
		}
	})
}

func TestWaitShowsProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []payout.Progress
		answers := saysInTurn(state("IN_PROGRESS", "QUEUED", "QUEUED"), state("PUBLISHED_TO_QUEUE", "SUCCESS", "PROCESSING"), state("COMPLETED", "SUCCESS", "DEPOSIT_SUCCESS"))
		s, err := waitFor(t, answers, payout.WithProgress(func(p payout.Progress) { seen = append(seen, p) }), payout.WithPollInterval(time.Second, time.Second))
		require.NoError(t, err)
		assert.Equal(t, 3, s.Polls)
		assert.Equal(t, []payout.Progress{{"IN_PROGRESS", 0, 2}, {"PUBLISHED_TO_QUEUE", 1, 2}, {"COMPLETED", 2, 2}}, seen)
	})
}

func TestWaitEndsWhenACallFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := waitFor(t, saysInTurn(state("IN_PROGRESS", "QUEUED"), `{"status":"failure","errorCode":"50000"}`))
		unsettled, ok := errors.AsType[*payout.NotSettledError](err)
		require.True(t, ok)
		assert.ErrorIs(t, err, payout.ErrRateLimited)
		assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err), "the question was refused, the payment is not known")
		assert.Equal(t, gen.MassPayoutStatusInProgress, unsettled.Last.Summary.MassPayoutStatus)

		_, err = waitFor(t, says(200, "<html>"))
		unsettled, ok = errors.AsType[*payout.NotSettledError](err)
		require.True(t, ok)
		assert.Nil(t, unsettled.Last)
		assert.ErrorContains(t, err, "no state was seen")
	})
}

func TestWaitReadsAllPages(t *testing.T) {
	p := newPager(25, "top")
	p.summary.MassPayoutStatus = gen.MassPayoutStatusCompleted
	// The refused lines are settled from the beginning: to list them would end the wait too early.
	s, err := waitFor(t, p.ServeHTTP, nil, payout.WithProgress(nil), payout.WithItems(payout.WithPageSize(10), payout.WithItemType(gen.ItemTypeInvalid)))
	require.NoError(t, err)
	assert.Len(t, s.Items, 25)
	assert.Equal(t, []int{0, 0, 1, 2}, p.pages, "one item, then all")
}

func TestWaitAlwaysListsTheAcceptedItems(t *testing.T) {
	v := newVendor(t, says(200, state("COMPLETED", "SUCCESS")))
	_, err := v.client().Wait(t.Context(), payout.ByRequestID("179"), payout.WithItems(payout.WithItemType(gen.ItemTypeInvalid)))
	require.NoError(t, err)
	assert.Contains(t, v.received()[0].body, `"itemType":"VALID"`)
}

func TestWaitRefusesAPollIntervalThatNeverPauses(t *testing.T) {
	for _, interval := range [][2]time.Duration{{0, time.Second}, {-1, time.Second}, {2, 1}} {
		_, err := waitFor(t, says(200, state("INIT", "INIT")), payout.WithPollInterval(interval[0], interval[1]))
		assert.ErrorContains(t, err, "WithPollInterval")
	}
}

// One look lists the items, however many there are and whatever their status, and waits for nothing.
func TestWaitLooksOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		settlement, err := waitFor(t, says(200, state("IN_PROGRESS", "SUCCESS", "QUEUED")), payout.WithOneLook())
		require.Nil(t, settlement)
		require.ErrorIs(t, err, payout.ErrLooked)
		var unsettled *payout.NotSettledError
		require.ErrorAs(t, err, &unsettled)
		assert.Len(t, unsettled.Last.Items, 2)
		assert.Zero(t, time.Since(start))

		settlement, err = waitFor(t, says(200, state("COMPLETED", "SUCCESS", "SUCCESS")), payout.WithOneLook())
		require.NoError(t, err)
		assert.Len(t, settlement.Items, 2)
		_, err = waitFor(t, says(400, `{"status":"failure","errorCode":"1000"}`), payout.WithOneLook())
		require.ErrorAs(t, err, &unsettled)
		assert.NotErrorIs(t, err, payout.ErrLooked, "a call that failed is no look")
	})
}
