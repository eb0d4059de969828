package payout

import (
	"context"
	"errors"

	"github.com/iyzipayout/iyzipayout/gen"
)

// Init hands a batch over (POST /v1/mass/payout/init). It moves no money: [Client.Auth] does, with an [Approval] from the
// result. Check the result's refused lines: the vendor answers "success" although it refuses some.
//
// An invalid batch is a *[ValidationError] and nothing is sent. After an attempt whose outcome is unknown, Init looks for the
// batch by its externalId and then sends it again under the same one, which gives the requestId of a batch that is there. It stops
// with [ErrRequestIDLost] where the vendor refuses that; [RecoveryOf] then holds the requestId if an item names it. It stops with
// [ErrExternalIDTaken] where the batch that is there has gone further than init. Call Init again only with the same ExternalID.
func (c *Client) Init(ctx context.Context, batch Batch) (*InitResult, error) {
	if err := batch.Validate(); err != nil {
		return nil, err
	}
	body := batch.request()
	var response gen.MassPayoutInitializeResponse
	ok, err := c.ask(ctx, question{
		operation: gen.OperationInitMassPayout,
		body:      &body,
		answer:    &response,
		most:      mostRefusals * len(batch.Items),
		check: func(*success) error {
			if response.RequestID == "" {
				return errors.New("it reports success without a requestId")
			}
			return argument("requestId", response.RequestID)
		},
		ref:            ByExternalID(batch.ExternalID),
		conversationID: body.head.ConversationID,
		items:          batch.Items,
	})
	if err != nil {
		return nil, err
	}
	return newInitResult(batch, response, ok), nil
}

// mostRefusals is how often one line may be refused: more than it has members, so for more reasons than there can be.
const mostRefusals = 16
