package runner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
)

// NotReadyError is a payout that is not where it must be for what was asked. Nothing was sent.
type NotReadyError struct {
	ExternalID string
	Reason     string

	said localize.Sentence // what Reason says, where that is more than a text
}

func notReady(id, format string, args ...any) *NotReadyError {
	said := localize.Sayf(format, args...)
	return &NotReadyError{ExternalID: id, Reason: said.String(), said: said}
}

// What a reason says.
const (
	unknownHere     = "this store does not know it"
	notHandedOver   = "it was not handed over to its end: go on with its file"
	waitsForRelease = "prepared, and waits for its release"
	notPrepared     = "it was not prepared"
	cancelDoubt     = "a cancel of it was sent, and it is not known whether it took effect: cancel it once more"
	isCanceled      = "it was canceled, and nobody is paid by it"
	isAuthorised    = "it was authorised"
)

// What a report says of a line about which iyzico could not be asked.
const (
	notAsked      = "iyzico could not be asked"
	settledPaid   = "the journal has every line as paid when it was settled"
	settledUnpaid = "the journal has every line as not paid when it was settled"
)

func (e *NotReadyError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *NotReadyError) Localize(say func(format string, args ...any) string) string {
	return say("payout: externalId %s: this command sent nothing: %s", e.ExternalID, sentenceOr(e.said, e.Reason))
}

// ErrNotHere is what a *[NotReadyError] about a payout is that the store does not know.
var ErrNotHere = errors.New(unknownHere)

// Is makes errors.Is work with [ErrNotHere].
func (e *NotReadyError) Is(target error) bool { return target == ErrNotHere && e.Reason == unknownHere }

// Outcome is OutcomeUnknown: this call sent nothing, but the lines may have been paid before.
func (e *NotReadyError) Outcome() payout.Outcome { return payout.OutcomeUnknown }

// Find makes the plan of a payout that this store handed over, by the externalId of the whole or of a batch, for whoever has not its file.
// Its items are those that the service lists; there must be as many with the same sum as were handed over. Such a plan can be released,
// resumed and canceled, and not be run: nothing is claimed or handed over by it.
func (r *Runner) Find(ctx context.Context, id string) (*Plan, error) {
	s, err := r.peek(ctx, id)
	if err != nil {
		return nil, unreadable(id, err)
	}
	if s.begin == nil {
		return nil, &NotReadyError{ExternalID: id, Reason: unknownHere}
	}
	begin := s.begin
	plan := &Plan{ExternalID: id, ContentID: begin.ContentID, Period: begin.Period, Purpose: begin.Purpose, BatchSize: begin.Lines, recall: true}
	batches := 1
	if part := s.begin.Part; part != nil {
		batches, plan.BatchSize, plan.ContentID, plan.ExternalID = part.Of, part.BatchSize, part.ContentID, part.whole(id)
	}
	var items []payout.Item
	for number := 1; number <= batches; number++ {
		batch, err := r.recallBatch(ctx, plan.batchID(number))
		if err != nil {
			return nil, err
		}
		items = append(items, batch.Items...)
	}
	cut := cutter{plan: plan}
	for _, item := range items {
		cut.add(described(item))
	}
	cut.end()
	plan.Lines, plan.Total = len(items), (payout.Batch{Items: items}).Total()
	plan.source = func(context.Context) iter.Seq2[payout.Item, error] {
		return func(yield func(payout.Item, error) bool) {
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
	return plan, nil
}

func (r *Runner) recallBatch(ctx context.Context, id string) (payout.Batch, error) {
	u, err := r.read(ctx, payout.Batch{ExternalID: id})
	if err != nil {
		return payout.Batch{}, unreadable(id, err)
	}
	defer func() { _ = u.journal.Close() }()
	switch {
	case u.state.begin == nil:
		err = &NotReadyError{ExternalID: id, Reason: unknownHere}
	case !u.state.taken:
		err = &NotReadyError{ExternalID: id, Reason: notHandedOver}
	default:
		_, err = u.recall(ctx)
	}
	return u.batch, err
}

// recall makes the batch from what the service lists, and returns the requestId that its items name, if they do. As many lines with
// the same sum must be there as the journal says.
func (u *run) recall(ctx context.Context) (requestID string, err error) {
	begin := u.state.begin
	if begin.environment() != u.client.Environment() || begin.Merchant != u.config.merchant {
		return "", notReady(u.batch.ExternalID, "it is of another environment or merchant: %s", begin.environment())
	}
	if begin.Version == earlierJournalVersion {
		return "", &NotReadyError{ExternalID: u.batch.ExternalID, Reason: "an earlier version began it: go on with its file"}
	}
	_, currency, _ := strings.Cut(begin.Total, " ")
	batch := payout.Batch{ExternalID: u.batch.ExternalID, Period: begin.Period, Purpose: begin.Purpose}
	refused := map[int]gen.MassPayoutItemDetail{}
	for _, kind := range []gen.ItemType{gen.ItemTypeValid, gen.ItemTypeInvalid} {
		for item, err := range u.client.Items(ctx, u.ref(), payout.WithItemType(kind)) {
			if err != nil {
				return "", err
			}
			line, err := itemOf(item, currency)
			named := requestIDOf(item)
			if err != nil || requestID != "" && named != "" && named != requestID {
				return "", errors.Join(u.foreign("it lists lines that this payout has not"), err)
			}
			if kind == gen.ItemTypeInvalid {
				refused[len(batch.Items)] = item
			}
			batch.Items, requestID = append(batch.Items, line), cmp.Or(requestID, named)
		}
	}
	u.batch, u.keys = batch, nil
	if total := shortest(batch.Total().Value()) + " " + currency; len(batch.Items) != begin.Lines || total != begin.Total {
		return "", u.foreign("it has %d lines and %s in all, this payout was begun with %d and %s", len(batch.Items), total, begin.Lines, begin.Total)
	}
	if len(u.index()) != len(batch.Items) {
		return "", u.foreign("it lists a line twice")
	}
	for i, item := range refused {
		u.hear(i, item)
	}
	u.batch.Items, u.keys = u.asSent(refused), nil
	return requestID, nil
}

// asSent are the lines that were listed with those that init refused where they stood in the batch: the service lists them apart. That it
// lists the others in the order in which they were sent is not documented, and nothing here relies on it.
func (u *run) asSent(refused map[int]gen.MassPayoutItemDetail) []payout.Item {
	listed, keys := u.batch.Items, u.lineKeys()
	stood, placed, place := map[string]int{}, map[int]bool{}, map[int]payout.Item{}
	for _, line := range u.state.refused {
		stood[line.Line] = line.Index
	}
	for i := range refused {
		at, known := stood[keys[i].String()]
		if _, taken := place[at]; known && !taken && at >= 0 && at < len(listed) {
			place[at], placed[i] = listed[i], true
		}
	}
	all, next := make([]payout.Item, len(listed)), 0
	for i := range all {
		if item, is := place[i]; is {
			all[i] = item
			continue
		}
		for placed[next] {
			next++
		}
		all[i] = listed[next]
		next++
	}
	return all
}

// itemOf is an item as the service shows it. A recipient that is masked is left out.
func itemOf(d gen.MassPayoutItemDetail, currency string) (payout.Item, error) {
	amount, err := payout.NewAmount(d.TotalAmount, cmp.Or(d.CurrencyCode, currency))
	if err != nil || amount.Currency() != currency {
		return payout.Item{}, localize.Errorf("the amount of a line is not shown as it was sent: %w", err)
	}
	item := payout.Item{ExternalID: d.ItemExternalID, Amount: amount}
	switch d.RecipientType {
	case gen.RecipientTypeIBAN:
		item.Recipient, _ = payout.IBAN(d.RecipientInfo, d.RecipientName, payout.WithoutChecksum())
	case gen.RecipientTypePhone:
		item.Recipient, _ = payout.Phone(d.RecipientInfo, payout.WithName(d.RecipientName))
	case gen.RecipientTypeIdentityNumber:
		item.Recipient, _ = payout.IdentityNumber(d.RecipientInfo, payout.WithName(d.RecipientName), payout.WithoutChecksum())
	case gen.RecipientTypeMemberID:
		item.Recipient, _ = payout.MemberID(d.RecipientInfo, payout.WithName(d.RecipientName))
	}
	return item, nil
}

// adoptForCancel puts on record that the service has a payout whose init was not answered, and its requestId, if the lines that it lists
// are all of those of the payout and this store says that it holds each of them.
func (u *run) adoptForCancel(ctx context.Context) error {
	requestID, err := u.recall(ctx)
	if err != nil || requestID == "" {
		return err
	}
	held, err := u.store.Claims(ctx, u.lineKeys())
	if err != nil {
		return &journalError{err}
	}
	if len(held) != len(u.batch.Items) || len(notOf(u.own(), held)) > 0 {
		return u.foreign("this store does not say that it holds all of its lines")
	}
	return u.intend(ctx, record{Event: eventAccepted, RequestID: requestID, Status: gen.MassPayoutStatusInit})
}
