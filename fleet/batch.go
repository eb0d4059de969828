package fleet

import (
	"encoding/json"
	"fmt"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// encode writes a batch as init sends it: there is one form of a line. The period, which is not sent, is not part of it.
func encode(b payout.Batch) ([]byte, error) {
	r := gen.MassPayoutInitializeRequest{ExternalID: b.ExternalID, ConversationID: b.ConversationID, Purpose: b.Purpose}
	for _, item := range b.Items {
		r.Items = append(r.Items, gen.MassPayoutItem{
			ItemExternalID: item.ExternalID, RecipientType: item.Recipient.Type(), RecipientInfo: item.Recipient.Info(), RecipientName: item.Recipient.Name(),
			Amount:      gen.Amount{Value: item.Amount.Value(), Currency: item.Amount.Currency()},
			Description: item.Description, NonWithdrawable: item.NonWithdrawable,
		})
	}
	return json.Marshal(r)
}

// decode reads what encode writes. An error shows no line.
func decode(text []byte, period string) (payout.Batch, error) {
	var r gen.MassPayoutInitializeRequest
	if err := json.Unmarshal(text, &r); err != nil {
		return payout.Batch{}, fmt.Errorf("fleet: the lines of a payout are damaged")
	}
	b := payout.Batch{ExternalID: r.ExternalID, ConversationID: r.ConversationID, Period: period, Purpose: r.Purpose}
	for i, item := range r.Items {
		who, err := recipient(item)
		if err != nil {
			return payout.Batch{}, fmt.Errorf("fleet: line %d of a payout is damaged", i+1)
		}
		amount, err := payout.NewAmount(item.Amount.Value, item.Amount.Currency)
		if err != nil {
			return payout.Batch{}, fmt.Errorf("fleet: line %d of a payout is damaged", i+1)
		}
		b.Items = append(b.Items, payout.Item{
			ExternalID: item.ItemExternalID, Recipient: who, Amount: amount, Description: item.Description, NonWithdrawable: item.NonWithdrawable,
		})
	}
	return b, nil
}

// recipient makes one that was valid when it was written, with or without its checksum.
func recipient(item gen.MassPayoutItem) (payout.Recipient, error) {
	options := []payout.RecipientOption{payout.WithoutChecksum()}
	if item.RecipientName != "" && item.RecipientType != gen.RecipientTypeIBAN {
		options = append(options, payout.WithName(item.RecipientName))
	}
	switch item.RecipientType {
	case gen.RecipientTypeIBAN:
		return payout.IBAN(item.RecipientInfo, item.RecipientName, options...)
	case gen.RecipientTypePhone:
		return payout.Phone(item.RecipientInfo, options...)
	case gen.RecipientTypeIdentityNumber:
		return payout.IdentityNumber(item.RecipientInfo, options...)
	case gen.RecipientTypeMemberID:
		return payout.MemberID(item.RecipientInfo, options...)
	}
	return payout.Recipient{}, fmt.Errorf("no such kind")
}
