package payout

import (
	"context"
	"fmt"

	"github.com/iyzipayout/iyzipayout/gen"
)

// adopt takes over a batch that the service has already, and reports whether that was possible. One beyond INIT is only watched
// from then on: its outcome is reported, and it is never authorised. One at INIT needs its requestId, which only the members that
// the vendor's Java client knows can tell (iyzipay-java pull request 184); without it init has to be repeated.
func (u *run) adopt(ctx context.Context, known *Retrieved) (bool, error) {
	if known == nil {
		return false, nil
	}
	if err := u.ours(known); err != nil {
		return false, err
	}
	requestID := ""
	if len(known.Items) > 0 && checkText(known.Items[0].MassPayoutRequestID) == nil {
		requestID = known.Items[0].MassPayoutRequestID
	}
	status := known.Summary.MassPayoutStatus
	if status == gen.MassPayoutStatusInit && requestID == "" {
		return false, nil
	}
	refused, err := u.listRefused(ctx, known)
	if err != nil {
		return false, err
	}
	if err := u.intend(ctx, record{Event: eventAccepted, RequestID: requestID, Refused: refused, Status: cleanStatus(status)}); err != nil {
		return false, err
	}
	u.tell(RunEvent{Step: StepInit, Refused: u.result().Refused()})
	return true, nil
}

// ours reports an error unless what the service has under the externalId was made from this batch: an init of it is on record,
// or the externalId itself stands for the content.
func (u *run) ours(known *Retrieved) error {
	if u.state.init.sent || u.batch.ExternalID == u.batch.ContentID() {
		return nil
	}
	return &ForeignError{ExternalID: u.batch.ExternalID, Reason: fmt.Sprintf("it is at %s, and this journal knows nothing of it: "+
		"use the journal that does, or ask for it by its externalId, before paying these lines under another one", cleanStatus(known.Summary.MassPayoutStatus))}
}

// listRefused finds the lines of the batch that init refused. The accepted ones need not be listed: Wait does that.
func (u *run) listRefused(ctx context.Context, known *Retrieved) ([]refusedLine, error) {
	index := make(map[string]int, len(u.batch.Items))
	for i, item := range u.batch.Items {
		index[item.ExternalID] = i
	}
	var lines []refusedLine
	for item, err := range u.client.Items(ctx, ByExternalID(u.batch.ExternalID), WithItemType(gen.ItemTypeInvalid)) {
		if err != nil {
			return nil, err
		}
		i, sent := index[item.ItemExternalID]
		if !sent {
			return nil, &ForeignError{ExternalID: u.batch.ExternalID, Reason: "it has lines that this batch has not"}
		}
		lines = append(lines, refusedLine{Index: i})
	}
	if total := known.Paging.Total; total > 0 && total+len(lines) != len(u.batch.Items) {
		return nil, &ForeignError{ExternalID: u.batch.ExternalID,
			Reason: fmt.Sprintf("it has %d lines, this batch has %d", total+len(lines), len(u.batch.Items))}
	}
	return lines, nil
}
