package emulator

import (
	"encoding/json"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// The answers are those of gen. Where the vendor writes a member that gen's types leave out when it is zero, or writes
// it in a form that they do not have, a type here puts its own over it.

type initAnswer struct {
	gen.MassPayoutInitializeResponse
	InvalidItems *[]invalidItem `json:"invalidItems,omitempty"`
}

type invalidItem struct {
	gen.InvalidItem
	ExternalID string `json:"externalId"`
}

type retrieveAnswer struct {
	gen.MassPayoutRetrieveResponse
	MassPayoutItems itemsPage `json:"massPayoutItems"`
	Page            *int      `json:"page,omitempty"`
	Size            *int      `json:"size,omitempty"`
	Total           *int      `json:"total,omitempty"`
}

type itemsPage struct {
	Items []itemDetail `json:"items"`
	Page  *int         `json:"page,omitempty"`
	Size  *int         `json:"size,omitempty"`
	Total *int         `json:"total,omitempty"`
}

type itemAnswer struct {
	gen.MassPayoutItemResponse
	Item itemDetail `json:"item"`
}

type itemDetail struct {
	gen.MassPayoutItemDetail
	ItemExternalID string   `json:"itemExternalId"`
	RecipientInfo  string   `json:"recipientInfo"`
	Description    string   `json:"description"`
	ErrorMessages  []string `json:"errorMessages"`
}

type balanceAnswer struct {
	gen.MassPayoutBalanceResponse
	Balance any `json:"balance"`
}

type failureAnswer struct {
	gen.MassPayoutAuthResponse
	ErrorCode any `json:"errorCode"`
}

const success = gen.ResultStatusSuccess

func (e *Emulator) initAnswer(c *call, b *batch) initAnswer {
	answer := initAnswer{MassPayoutInitializeResponse: gen.MassPayoutInitializeResponse{
		Status: success, Locale: string(c.locale), SystemTime: c.now.UnixMilli(),
		ConversationID: c.conversationID(), RequestID: b.requestID,
	}}
	refused := []invalidItem{}
	for _, l := range b.ofType(gen.ItemTypeInvalid) {
		refused = append(refused, invalidItem{
			ExternalID:  l.item.ItemExternalID,
			InvalidItem: gen.InvalidItem{ErrorCode: l.verdict.code, ErrorMessage: l.verdict.about.in(c.locale)},
		})
	}
	if len(refused) > 0 || e.settings.emptyInvalidItems {
		answer.InvalidItems = &refused
	}
	return answer
}

// receipt is the answer to auth and cancel.
func (e *Emulator) receipt(c *call) gen.MassPayoutAuthResponse {
	return gen.MassPayoutAuthResponse{
		Status: success, Locale: string(c.locale), SystemTime: c.now.UnixMilli(), ConversationID: c.conversationID(),
	}
}

func (e *Emulator) retrieveAnswer(c *call, b *batch, lines []*line, p paging) retrieveAnswer {
	answer := retrieveAnswer{MassPayoutRetrieveResponse: gen.MassPayoutRetrieveResponse{
		Status: success, Locale: string(c.locale), SystemTime: c.now.UnixMilli(), ConversationID: c.conversationID(),
		MassPayout: e.summary(b),
	}}
	answer.MassPayoutItems.Items = make([]itemDetail, len(lines))
	for i, l := range lines {
		answer.MassPayoutItems.Items[i] = e.detail(c, l)
	}
	if e.settings.nestedPaging {
		items := &answer.MassPayoutItems
		items.Page, items.Size, items.Total = &p.page, &p.size, &p.total
	} else {
		answer.Page, answer.Size, answer.Total = &p.page, &p.size, &p.total
	}
	return answer
}

// merchantID is the number of the only merchant there is.
const merchantID = 1

func (e *Emulator) summary(b *batch) gen.MassPayoutSummary {
	all, paid, commission := b.totals()
	s := gen.MassPayoutSummary{
		ExternalID: b.externalID, MerchantID: merchantID, MassPayoutStatus: b.status(e.settings.statuses),
		TotalAmount: all, TotalSuccessfulAmount: paid, TotalCommissionAmount: commission,
		Currency: b.currency(),
	}
	if e.settings.javaMembers {
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
		d.TotalAmount, d.CommissionAmount = l.item.Amount.Value.Add(money.FromInt(0)), l.cost.commission
	}
	switch d.ItemStatus.Meaning() {
	case gen.MassPayoutItemStatusMeaningRefused, gen.MassPayoutItemStatusMeaningFailed,
		gen.MassPayoutItemStatusMeaningReturned, gen.MassPayoutItemStatusMeaningKeptBack:
		d.ErrorMessages = []string{l.verdict.about.in(c.locale)}
	}
	if e.settings.javaMembers {
		d.MassPayoutRequestID = l.batch.requestID
		if len(d.ErrorMessages) > 0 {
			d.ErrorMessage = d.ErrorMessages[0]
		}
	}
	return d
}

func (e *Emulator) itemAnswer(c *call, l *line) itemAnswer {
	return itemAnswer{Item: e.detail(c, l), MassPayoutItemResponse: gen.MassPayoutItemResponse{
		Status: success, Locale: string(c.locale), SystemTime: c.now.UnixMilli(),
	}}
}

func (e *Emulator) balanceAnswer(c *call, balance money.Decimal) balanceAnswer {
	answer := balanceAnswer{Balance: balance.Plain(), MassPayoutBalanceResponse: gen.MassPayoutBalanceResponse{
		Status: success, Locale: string(c.locale), SystemTime: c.now.UnixMilli(),
	}}
	if e.settings.numericBalance {
		answer.Balance = balance
	}
	return answer
}

func (f *failure) answer(c *call) failureAnswer {
	answer := failureAnswer{ErrorCode: f.code, MassPayoutAuthResponse: gen.MassPayoutAuthResponse{
		Status: gen.ResultStatusFailure, Locale: string(c.locale), SystemTime: c.now.UnixMilli(),
		ConversationID: c.conversationID(), ErrorMessage: sentence(f.code, f.about).in(c.locale),
	}}
	if f.code == codes.RateLimited {
		// The one code that is published as a number (docs.iyzico.com, Limiters).
		answer.ErrorCode = json.Number(f.code)
	}
	return answer
}
