package payout

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout/internal/itemid"
)

// NewReport joins a batch with what the vendor said about it. authorised says whether auth may have taken effect: false only
// when it was not called, or failed with another outcome than [OutcomeUnknown]. settlement may be nil: then Wait was not
// called, or ended before it saw anything.
//
// A line that was sent to be paid and that the vendor does not list, or lists twice, is unknown, never assumed paid or
// unpaid. A line that the vendor lists with another amount or currency says so in its reason, whatever its state. A settlement of
// another batch is not used.
func NewReport(result *InitResult, authorised bool, settlement *Settlement) Report {
	batch := result.sent()
	r := Report{ExternalID: batch.ExternalID, RequestID: result.requestID, Lines: make([]Line, 0, len(batch.Items))}
	j := judge{
		authorised: authorised, refused: map[int]RefusedItem{}, why: "iyzico was not asked about the line", known: cleanerFor(batch.Items),
	}
	for _, refused := range result.refused {
		j.refused[refused.Index] = refused
	}
	if settlement != nil {
		r.Status = settlement.Summary.MassPayoutStatus
		j.use(settlement, &r)
	}
	for i, item := range batch.Items {
		line := j.line(i, item)
		line.Free = line.State == StateNotPaid && (j.canceled || ProvesUnpaid(line.Status))
		r.Lines = append(r.Lines, line)
	}
	return r
}

// judge knows everything that was said about the lines of a batch.
type judge struct {
	authorised bool
	refused    map[int]RefusedItem                   // by index in the batch
	listed     map[string][]gen.MassPayoutItemDetail // by itemExternalId, see itemid.Normal
	settled    bool
	canceled   bool   // the whole
	short      bool   // it waits for balance
	why        string // a line that is not listed is unknown
	known      cleaner
}

func (j *judge) use(s *Settlement, r *Report) {
	if about := s.Summary.ExternalID; about != "" && about != r.ExternalID {
		j.why = "the settlement is of another mass payout"
		return
	}
	if !s.partial {
		j.why = "the vendor has not listed the line"
	}
	status := s.Summary.MassPayoutStatus
	j.settled, j.canceled, j.short = s.settled(), status == gen.MassPayoutStatusCanceled, s.WaitsForBalance()
	r.Received, r.Completed, r.Canceled = cleaner{}.text(s.Summary.ReceivedDate), cleaner{}.text(s.Summary.CompletedDate), cleaner{}.text(s.Summary.CanceledDate)
	j.listed = make(map[string][]gen.MassPayoutItemDetail, len(s.Items))
	for _, item := range s.Items {
		id := itemid.Normal(item.ItemExternalID)
		j.listed[id] = append(j.listed[id], item)
	}
}

func (j *judge) line(index int, item Item) Line {
	line := Line{Item: item}
	refused, isRefused := j.refused[index]
	switch listed := j.listed[itemid.Normal(item.ExternalID)]; {
	case len(listed) > 1:
		line.State, line.Reason = StateUnknown, "the vendor lists the line more than once"
	case len(listed) == 1 && !(isRefused && listed[0].ItemStatus == gen.MassPayoutItemStatusInvalid):
		line.settle(listed[0], j.settled || !j.authorised, j.known)
		if j.short && waiting(listed[0].ItemStatus) {
			line.Reason = shortReason(j.settled)
		}
		line.compare(listed[0])
	case isRefused:
		line.refuse(refused)
	case !j.authorised:
		line.State, line.Reason = StateNotPaid, "not authorised"
	default:
		line.State, line.Reason = StateUnknown, j.why
	}
	return line
}

func (l *Line) refuse(f RefusedItem) {
	l.State, l.Status, l.Code, l.Reason = StateNotPaid, gen.MassPayoutItemStatusInvalid, f.Code, f.Message
	if l.Reason == "" {
		l.Reason = "refused by init"
	}
}

func (l *Line) settle(detail gen.MassPayoutItemDetail, ended bool, known cleaner) {
	l.Status, l.ReferenceCode = detail.ItemStatus, visible(detail.ReferenceCode)
	meaning := detail.ItemStatus.Meaning()
	if meaning == "" { // not documented, so it may be any text
		l.Status = gen.MassPayoutItemStatus(cleaner{}.text(string(detail.ItemStatus)))
	}
	if l.State = stateOf(detail.ItemStatus, ended); l.State == StatePaid {
		return
	}
	reasons := messages(detail, known)
	if words := explain(detail.ItemStatus, ended); words != "" {
		reasons = append(reasons, words)
	}
	l.Reason = strings.Join(reasons, "; ")
}

// stateOf is the state of a line by its status alone. ended says that no line of its mass payout is started any more.
func stateOf(status gen.MassPayoutItemStatus, ended bool) State {
	switch {
	case status.Meaning() == gen.MassPayoutItemStatusMeaningPaid:
		return StatePaid
	case final(status), ended && waiting(status):
		return StateNotPaid
	}
	return StateUnknown
}

// compare says that the vendor tells of another amount than was sent, or of another currency. It may be what was paid, so somebody
// must look; who was paid is for the status to say. The commission stands apart, and what the vendor leaves out differs in nothing.
func (l *Line) compare(detail gen.MassPayoutItemDetail) {
	sent, told, currency := l.Item.Amount, detail.TotalAmount, l.Item.Amount.Currency()
	if told.IsSet() && told.Cmp(sent.value) != 0 || detail.CurrencyCode != "" && detail.CurrencyCode != currency {
		words := fmt.Sprintf("iyzico tells of %s %s where %s was sent: ask iyzico what was paid",
			cmp.Or(told.String(), "an unknown amount of"), cleaner{}.text(cmp.Or(detail.CurrencyCode, currency)), sent)
		l.Reason = strings.TrimPrefix(l.Reason+"; "+words, "; ")
	}
}

// shortReason says why a line of a payout without balance was not started.
func shortReason(ended bool) string {
	if ended {
		return "never started: the balance, yours or iyzico's, did not cover the payout"
	}
	return "waits for balance: yours, or iyzico's own, does not cover the payout"
}

// messages lists what the vendor says about the item, in either of the two members that are known, masked.
func messages(detail gen.MassPayoutItemDetail, known cleaner) []string {
	all := append(slices.Clone(detail.ErrorMessages), detail.ErrorMessage)
	all = slices.DeleteFunc(all, func(m string) bool { return strings.TrimSpace(m) == "" })
	if len(all) == 0 {
		return nil
	}
	// The vendor may know the recipient under another name than the one that was sent.
	answered := cleanerFor([]Item{{Recipient: Recipient{name: detail.RecipientName, info: detail.RecipientInfo}}})
	for i, m := range all {
		all[i] = answered.text(known.text(m))
	}
	return slices.Compact(all)
}

// VendorMessage is what the vendor says about a line where it lists it, "" if nothing. Personal data in it is masked, also that of the
// items that were sent.
func VendorMessage(detail gen.MassPayoutItemDetail, sent ...Item) string {
	return strings.Join(messages(detail, cleanerFor(sent)), "; ")
}

// explain says in words what a status means whose name misleads or says too little.
func explain(status gen.MassPayoutItemStatus, ended bool) string {
	meaning := status.Meaning()
	if ended && meaning == gen.MassPayoutItemStatusMeaningWaiting {
		return "never started"
	}
	return map[gen.MassPayoutItemStatusMeaning]string{
		gen.MassPayoutItemStatusMeaningReturned: "failed; amount and commission came back to your balance",
		gen.MassPayoutItemStatusMeaningKeptBack: "failed; amount and commission have not come back to your balance: ask iyzico",
		gen.MassPayoutItemStatusMeaningWaiting:  "not started yet",
		gen.MassPayoutItemStatusMeaningRunning:  "still on its way",
		"":                                      "a status that this version does not know",
	}[meaning]
}

// ProvesUnpaid reports whether the status of a line proves that the recipient has no money and will get none from this mass payout, and
// that the merchant has it back or never gave it: another payout may pay the line. FAILED alone does not: the money may come back later
// (DEPOSIT_SUCCESS), or never (DEPOSIT_FAIL).
func ProvesUnpaid(status gen.MassPayoutItemStatus) bool {
	return slices.Contains([]gen.MassPayoutItemStatusMeaning{
		gen.MassPayoutItemStatusMeaningRefused, gen.MassPayoutItemStatusMeaningReturned, gen.MassPayoutItemStatusMeaningCanceled,
	}, status.Meaning())
}
