package runner

import (
	"context"
	"errors"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/itemid"
)

// settle waits until every line has its outcome.
func (u *run) settle(ctx context.Context) error {
	if limit := u.config.waitLimit; limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, limit, localize.Errorf("not settled within %s", limit))
		defer cancel()
	}
	watch := payout.WithProgress(func(p payout.Progress) { u.tell(Event{Step: StepWait, Progress: p}) })
	options := append([]payout.WaitOption{watch, payout.WithBalanceEnd(u.state.paying.Add(u.config.balanceLimit))}, u.config.wait...)
	settlement, err := u.client.Wait(ctx, u.ref(), options...)
	if unsettled, ok := errors.AsType[*payout.NotSettledError](err); ok {
		settlement = unsettled.Last
	}
	if settlement != nil {
		ours := u.index()
		for _, item := range settlement.Items {
			if _, is := ours[itemid.Normal(item.ItemExternalID)]; !is {
				return errors.Join(err, u.foreign("it lists lines that this batch has not"))
			}
		}
	}
	u.settlement = settlement
	if err != nil {
		if settlement != nil && settlement.WaitsForBalance() {
			err = localize.Errorf("the balance does not cover the payout: top it up (where it reads IYZICO_…, iyzico must) and run the same again, which shows whether iyzico goes on: %w", err)
		}
		return err
	}
	report := u.report(nil)
	counts := record{Event: eventSettled, Paid: report.Count(payout.StatePaid), NotPaid: report.Count(payout.StateNotPaid), Unknown: report.Count(payout.StateUnknown)}
	if !u.state.settled {
		u.note(ctx, counts)
	}
	if counts.Unknown > 0 {
		return localize.Errorf("the service says nothing certain about %s", localize.Count{N: counts.Unknown, Noun: "line"})
	}
	return nil
}
