package runner

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/iyzipayout/iyzipayout/payout"
)

// PeriodLines is how many lines of a plan are held in another period, "" for none.
type PeriodLines struct {
	Period string
	Lines  int
	Alike  bool // it is the period of the plan, written in another way: 2026/12 for 2026-12
}

// OtherPeriods tells in which other periods payouts hold lines of a plan, and whether the store knows any payout of its own period: a
// period that was mistyped has none, and what was paid under the right one looks unpaid under it. Known are those that have a journal. Nobody is asked. It is an error where
// the store is no [Lister]; of a journal that cannot be read the period is left out.
func (r *Runner) OtherPeriods(ctx context.Context, plan *Plan) (others []PeriodLines, known bool, err error) {
	lister, ok := r.store.(Lister)
	if !ok {
		return nil, false, errors.New("runner: this store cannot list its journals")
	}
	periods, own := map[string]bool{}, samePeriod(plan.Period)
	for records, err := range lister.Histories(ctx) {
		if ctx.Err() != nil {
			return nil, false, ctx.Err()
		}
		if s, _ := readJournal(records[:min(1, len(records))]); err == nil && s.begin != nil && s.begin.Merchant == r.config.merchant && s.begin.environment() == r.client.Environment() {
			periods[samePeriod(s.begin.Period)] = true
		}
	}
	known = periods[own]
	if waiting, ok := r.store.(Waiting); ok {
		more, err := waiting.Periods(ctx)
		if err != nil {
			return nil, false, &journalError{err}
		}
		for _, period := range more {
			periods[samePeriod(period)] = true
		}
	}
	for _, period := range slices.Sorted(maps.Keys(periods)) {
		if period == own {
			continue
		}
		key, held := r.claimant().lines(period), 0
		for batch, err := range plan.batches(ctx) {
			if err != nil {
				return nil, false, err
			}
			claims, err := r.store.Claims(ctx, keysOf(key, batch.batch.Items))
			if err != nil {
				return nil, false, &journalError{err}
			}
			held += len(claims)
		}
		if held > 0 {
			others = append(others, PeriodLines{Period: period, Lines: held, Alike: alikePeriods(plan.Period, period)})
		}
	}
	return others, known, nil
}

// keysOf are the keys of items.
func keysOf(key func(string) ClaimKey, items []payout.Item) []ClaimKey {
	keys := make([]ClaimKey, len(items))
	for i, item := range items {
		keys[i] = key(item.ExternalID)
	}
	return keys
}
