package payout

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/iyzipayout/iyzipayout/gen"
)

// Init hands a batch over (POST /v1/mass/payout/init). It moves no money: [Client.Auth] does, with an [Approval] from the
// result. Check the result's refused lines: the vendor answers "success" although it refuses some.
//
// An invalid batch is a *[ValidationError] and nothing is sent. After an error with [OutcomeUnknown] ask with
// [Client.Retrieve] and [ByExternalID] before calling Init again, always with the same ExternalID.
func (c *Client) Init(ctx context.Context, batch Batch) (*InitResult, error) {
	if err := batch.Validate(); err != nil {
		return nil, err
	}
	body := batch.request()
	ok, err := c.ask(ctx, question{
		operation: gen.OperationInitMassPayout,
		build: func() (*http.Request, error) {
			return gen.NewInitMassPayoutRequest(c.server, &gen.InitMassPayoutParams{Locale: c.locale}, body)
		},
		conversationID: body.ConversationID,
		items:          batch.Items,
	})
	if err != nil {
		return nil, err
	}
	var response gen.MassPayoutInitializeResponse
	if err := ok.into(&response); err != nil {
		return nil, err
	}
	if response.RequestID == "" {
		return nil, ok.unintelligible(errors.New("it reports success without a requestId"))
	}
	if err := checkText(response.RequestID); err != nil {
		return nil, ok.unintelligible(fmt.Errorf("requestId: %w", err))
	}
	return newInitResult(batch, response, ok), nil
}
