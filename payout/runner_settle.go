package payout

import (
	"context"
	"errors"
	"fmt"
)

// settle waits until every line has its outcome.
func (u *run) settle(ctx context.Context) error {
	if limit := u.config.waitLimit; limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, limit, fmt.Errorf("not settled within %s", limit))
		defer cancel()
	}
	watch := WithProgress(func(p Progress) { u.tell(RunEvent{Step: StepWait, Progress: p}) })
	options := append([]WaitOption{watch, withBalanceEnd(u.state.paying.Add(u.config.balanceLimit))}, u.config.wait...)
	settlement, err := u.client.Wait(ctx, u.ref(), options...)
	if unsettled, ok := errors.AsType[*NotSettledError](err); ok {
		settlement = unsettled.Last
	}
	if foreign := u.foreignLine(settlement); foreign != nil {
		return errors.Join(err, foreign)
	}
	u.settlement = settlement
	if err != nil {
		if settlement != nil && short(settlement.Summary.MassPayoutStatus) {
			err = fmt.Errorf("the balance does not cover the payout: top it up (where it reads IYZICO_…, iyzico must) and run the same again, which shows whether iyzico goes on: %w", err)
		}
		return err
	}
	report := u.report()
	counts := record{Event: eventSettled, Paid: report.Count(StatePaid), NotPaid: report.Count(StateNotPaid), Unknown: report.Count(StateUnknown)}
	if !u.state.settled {
		u.note(ctx, counts)
	}
	if counts.Unknown > 0 {
		return fmt.Errorf("the service says nothing certain about %d lines", counts.Unknown)
	}
	return nil
}

// foreignLine reports a line that the batch has not: then the service talks of another mass payout.
func (u *run) foreignLine(s *Settlement) error {
	if s == nil {
		return nil
	}
	ours := make(map[string]bool, len(u.batch.Items))
	for _, item := range u.batch.Items {
		ours[sameID(item.ExternalID)] = true
	}
	for _, item := range s.Items {
		if !ours[sameID(item.ItemExternalID)] {
			return &ForeignError{ExternalID: u.batch.ExternalID, Reason: "it lists lines that this batch has not"}
		}
	}
	return nil
}
