package emulator

import (
	"encoding/json"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// answer is what any operation answers: the members that all of them share and those of each. The types of gen would leave out
// what is zero, and cannot hold the forms that a Behaviour asks for.
type answer struct {
	ConversationID string                 `json:"conversationId,omitzero"`
	ErrorMessage   string                 `json:"errorMessage,omitzero"`
	Locale         gen.Locale             `json:"locale"`
	MassPayout     *gen.MassPayoutSummary `json:"massPayout,omitzero"`
	RequestID      string                 `json:"requestId,omitzero"`
	Status         gen.ResultStatus       `json:"status"`
	SystemTime     int64                  `json:"systemTime"`

	ErrorCode       any            `json:"errorCode,omitzero"`
	InvalidItems    *[]invalidItem `json:"invalidItems,omitzero"`
	MassPayoutItems *itemsPage     `json:"massPayoutItems,omitzero"`
	paging
	Item    *itemDetail `json:"item,omitzero"`
	Balance any         `json:"balance,omitzero"`
}

type invalidItem struct {
	gen.InvalidItem
	ExternalID string `json:"externalId"`
}

type itemsPage struct {
	Items []itemDetail `json:"items"`
	paging
}

// paging is what an answer says about its page.
type paging struct {
	Page  *int `json:"page,omitzero"`
	Size  *int `json:"size,omitzero"`
	Total *int `json:"total,omitzero"`
}

type itemDetail struct {
	gen.MassPayoutItemDetail
	ItemExternalID string   `json:"itemExternalId"`
	RecipientInfo  string   `json:"recipientInfo"`
	Description    string   `json:"description"`
	ErrorMessages  []string `json:"errorMessages"`
}

// success is the answer to auth and cancel, and where those of the others begin.
func (c *call) success() *answer {
	return &answer{
		Status: gen.ResultStatusSuccess, Locale: c.locale, SystemTime: c.now.UnixMilli(), ConversationID: c.conversationID(),
	}
}

func (f *failure) answer(c *call) *answer {
	a := c.success()
	a.Status, a.ErrorMessage, a.ErrorCode = gen.ResultStatusFailure, sentence(f.code, f.about).in(c.locale), f.code
	if f.code == codes.RateLimited {
		// The one code that is published as a number (docs.iyzico.com, Limiters).
		a.ErrorCode = json.Number(f.code)
	}
	return a
}

func (e *Emulator) initAnswer(c *call, b *batch) *answer {
	a := c.success()
	a.RequestID = b.requestID
	refused := []invalidItem{}
	for _, l := range b.refused {
		refused = append(refused, invalidItem{
			ExternalID:  l.item.ItemExternalID,
			InvalidItem: gen.InvalidItem{ErrorCode: l.verdict.code, ErrorMessage: l.verdict.about.in(c.locale)},
		})
	}
	if len(refused) > 0 || !e.settings.NoEmptyInvalidItems {
		a.InvalidItems = &refused
	}
	return a
}

func (e *Emulator) retrieveAnswer(c *call, b *batch, lines []*line, p paging) *answer {
	a := c.success()
	a.MassPayout, a.MassPayoutItems = e.summary(b), &itemsPage{Items: make([]itemDetail, len(lines))}
	for i, l := range lines {
		a.MassPayoutItems.Items[i] = e.detail(c, l)
	}
	if e.settings.NestedPaging {
		a.MassPayoutItems.paging = p
	} else {
		a.paging = p
	}
	return a
}

// merchantID is the number of the only merchant there is.
const merchantID = 1

func (e *Emulator) summary(b *batch) *gen.MassPayoutSummary {
	s := &gen.MassPayoutSummary{
		ExternalID: b.request.ExternalID, MerchantID: merchantID, MassPayoutStatus: b.status(e.settings.Behaviour),
		TotalAmount: b.total, TotalSuccessfulAmount: b.paid, TotalCommissionAmount: b.commission,
		Currency: b.currency(),
	}
	if e.settings.JavaMembers {
		s.ReceivedDate, s.CompletedDate, s.CanceledDate = date(b.receivedAt), date(b.completedAt()), date(b.canceledAt)
	}
	return s
}

// date writes a time as a string of the Java model. Its form there is not known; this one is invented.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateTime)
}

func (e *Emulator) detail(c *call, l *line) itemDetail {
	d := itemDetail{
		MassPayoutItemDetail: gen.MassPayoutItemDetail{
			ReferenceCode: l.referenceCode, RecipientType: l.item.RecipientType, RecipientName: l.item.RecipientName,
			ItemStatus: l.status(),
		},
		ItemExternalID: l.item.ItemExternalID, RecipientInfo: l.item.RecipientInfo, Description: l.item.Description,
		ErrorMessages: []string{},
	}
	if !l.verdict.breaksRule {
		d.CurrencyCode = l.item.Amount.Currency
		// Adding 0 changes nothing but an exponent, which the service is not known to write.
		d.TotalAmount, d.CommissionAmount = l.item.Amount.Value.Add(money.FromInt(0)), l.batch.each
	}
	switch d.ItemStatus.Meaning() {
	case gen.MassPayoutItemStatusMeaningRefused, gen.MassPayoutItemStatusMeaningFailed,
		gen.MassPayoutItemStatusMeaningReturned, gen.MassPayoutItemStatusMeaningKeptBack:
		d.ErrorMessages = []string{l.verdict.about.in(c.locale)}
	}
	if !e.settings.NoItemRequestID {
		d.MassPayoutRequestID = l.batch.requestID
	}
	if e.settings.JavaMembers && len(d.ErrorMessages) > 0 {
		d.ErrorMessage = d.ErrorMessages[0]
	}
	return d
}
