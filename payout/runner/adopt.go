package runner

import (
	"cmp"
	"context"
	"iter"
	"strings"
	"unicode"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/itemid"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
)

// adopt goes on with a batch that the service has already, and reports whether that was possible. One beyond INIT is only watched
// from then on: its outcome is reported, and it is never authorised. One at INIT needs its requestId, which any of its items can tell,
// accepted or refused (iyzipay-java pull request 184, item sample); where none does, init has to be repeated.
func (u *run) adopt(ctx context.Context, known *payout.Retrieved) (bool, error) {
	if known == nil {
		return false, nil
	}
	status := known.Summary.MassPayoutStatus
	if err := u.ours(ctx, status); err != nil {
		return false, err
	}
	requestID, created := "", status == gen.MassPayoutStatusInit
	if len(known.Items) > 0 {
		if requestID = requestIDOf(known.Items[0]); requestID == "" && created {
			return false, nil
		}
	}
	refused, named, err := u.listRefused(ctx, known)
	if err != nil {
		return false, err
	}
	if requestID = cmp.Or(requestID, named); requestID == "" && created {
		return false, nil
	}
	if created {
		// It will be authorised by an id that came from no answer to init.
		if err := u.sameLines(ctx); err != nil {
			return false, err
		}
	}
	if err := u.intend(ctx, record{Event: eventAccepted, RequestID: requestID, Refused: refused, Status: vendortext.Status(status)}); err != nil {
		return false, err
	}
	told := Event{Step: StepInit, Refused: u.result().Refused()}
	if !created && !u.state.init.sent {
		told.Elsewhere = vendortext.Status(status)
	}
	u.tell(told)
	return true, nil
}

// requestIDOf is the requestId that an item names, or "".
func requestIDOf(item gen.MassPayoutItemDetail) string {
	if _, err := payout.ApproveRequest(item.MassPayoutRequestID); err != nil {
		return ""
	}
	return item.MassPayoutRequestID
}

// ours reports an error unless what the service has under the externalId may be gone on with. An init is on record that may have made it,
// which one that was refused did not; or the externalId stands for the content, and nothing is left to do but to watch; or somebody takes it over, and it has the same lines.
func (u *run) ours(ctx context.Context, status gen.MassPayoutStatus) error {
	if u.state.init.open() {
		return nil
	}
	var why localize.Term
	derived := u.isDerived()
	switch {
	case u.config.takeOver:
		return u.sameLines(ctx)
	case !derived:
		why = ": use the store that did, or ask for it by its externalId, before paying these lines under another one"
	case status == gen.MassPayoutStatusInit:
		why = ": another machine or folder may be about to authorise it"
	default:
		return nil
	}
	return u.foreign("it is at %s, and this store did not hand it over%s", vendortext.Status(status), why)
}

// isDerived reports whether the externalId stands for the content.
func (u *run) isDerived() bool {
	id := strings.TrimSuffix(u.batch.ExternalID, again)
	return id == u.content.id || id == u.content.earlierID
}

// sameLines makes sure that the service has these lines under the externalId before they are taken over, with these amounts and, where
// it shows them, these recipients.
func (u *run) sameLines(ctx context.Context) (err error) {
	for i, item := range u.listed(ctx, gen.ItemTypeValid, &err) {
		line := u.batch.Items[i]
		if item.TotalAmount.IsSet() && item.TotalAmount.Cmp(line.Amount.Value()) != 0 {
			return u.foreign("it has lines with other amounts")
		}
		if code := item.CurrencyCode; len(code) == len(line.Amount.Currency()) && !strings.EqualFold(code, line.Amount.Currency()) {
			return u.foreign("it has lines in another currency")
		}
		if otherRecipient(item.RecipientInfo, line.Recipient) {
			return u.foreign("it has lines to other recipients")
		}
	}
	return err
}

// listed gives the items that the service lists, with their indexes in the batch. It ends at an error, also at a line that the batch has not.
func (u *run) listed(ctx context.Context, kind gen.ItemType, failed *error) iter.Seq2[int, gen.MassPayoutItemDetail] {
	return func(yield func(int, gen.MassPayoutItemDetail) bool) {
		index := u.index()
		for item, err := range u.client.Items(ctx, u.ref(), payout.WithItemType(kind)) {
			i, sent := index[itemid.Normal(item.ItemExternalID)]
			if err == nil && !sent {
				err = u.foreign("it has lines that this batch has not")
			}
			if *failed = err; err != nil || !yield(i, item) {
				return
			}
		}
	}
}

// index finds the items of the batch by their normal ids.
func (u *run) index() map[string]int {
	index := make(map[string]int, len(u.batch.Items))
	for i, item := range u.batch.Items {
		index[itemid.Normal(item.ExternalID)] = i
	}
	return index
}

// otherRecipient reports whether an identifier that the service shows is certainly another one than was sent. It may be masked, be
// grouped, or leave out the beginning of a phone number: then nothing is certain.
func otherRecipient(shown string, sent payout.Recipient) bool {
	if shown == "" || strings.ContainsAny(shown, "*xX•…") {
		return false
	}
	is, was := letters(shown), letters(sent.Info())
	if sent.Type() == gen.RecipientTypePhone {
		return !strings.HasSuffix(is, was) && !strings.HasSuffix(was, strings.TrimLeft(is, "0"))
	}
	return is != was
}

// letters are the letters and digits of an identifier, in capitals.
func letters(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s))
}

// listRefused finds the lines of the batch that init refused, and the requestId if one of them names it. The accepted ones need not be
// listed: Wait does that.
func (u *run) listRefused(ctx context.Context, known *payout.Retrieved) (lines []refusedLine, requestID string, err error) {
	for i, item := range u.listed(ctx, gen.ItemTypeInvalid, &err) {
		lines, requestID = append(lines, u.refusedLine(i, "")), cmp.Or(requestID, requestIDOf(item))
		u.hear(i, item)
	}
	if err != nil {
		return nil, "", err
	}
	if total := known.Paging.Total; total > 0 && total+len(lines) != len(u.batch.Items) {
		return nil, "", u.foreign("it has %s, this batch has %d", localize.Count{N: total + len(lines), Noun: "line"}, len(u.batch.Items))
	}
	return lines, requestID, nil
}

// hear keeps what the service says about a line.
func (u *run) hear(index int, item gen.MassPayoutItemDetail) {
	if message := payout.VendorMessage(item, u.batch.Items[index]); message != "" {
		if u.said == nil {
			u.said = map[string]string{}
		}
		u.said[u.lineKeys()[index].String()] = message
	}
}

// hearRefused asks why init refused lines, where an earlier process had the answer. It is nice to know: without it the report has the
// code alone.
func (u *run) hearRefused(ctx context.Context) {
	if u.answer != nil || len(u.state.refused) == 0 || u.said != nil {
		return
	}
	ctx, stop := context.WithTimeout(ctx, finishTime) // the report is worth more
	defer stop()
	var err error
	for i, item := range u.listed(ctx, gen.ItemTypeInvalid, &err) {
		u.hear(i, item)
	}
}
