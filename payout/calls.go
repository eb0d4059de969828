package payout

import (
	"context"
	"errors"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// Receipt is the answer to auth and cancel: the vendor says no more than that it took the call, and when.
type Receipt struct {
	SystemTime time.Time // the vendor's clock; zero where the answer has none
	Attempts   int       // how often the call was tried
	// ByRetrieve: no answer to the call itself was understood, but a retrieve afterwards shows that it took effect, be it by this
	// call or by one before it. SystemTime is that of the retrieve.
	ByRetrieve bool
}

// receipt asks for what says no more than that it was taken.
func (c *Client) receipt(ctx context.Context, q question) (*Receipt, error) {
	ok, err := c.ask(ctx, q)
	if err != nil {
		return nil, err
	}
	return &Receipt{SystemTime: ok.systemTime, Attempts: ok.attempts, ByRetrieve: ok.byRetrieve}, nil
}

// Auth pays what was approved (POST /v1/mass/payout/auth). It moves money and has no documented undo; what a second auth of
// one mass payout does is not documented either.
//
// After an attempt whose outcome is unknown it is never sent again blindly. Auth asks where the mass payout stands: any known
// status after INIT says that it took effect. While the status reads INIT, Auth asks some more times and then ends with an error
// of [OutcomeUnknown]: it is for the caller to ask later, see [RecoveryOf], or for package runner, see its WithResendAfter.
//
// A receipt means that the payments are queued. [Client.Wait] tells what became of them.
//
// The client keeps nothing, and claims no lines: whoever pays the same items once more under another externalId pays them twice, and the
// journal of package runner does not know of what was paid here. That a line is paid once is what package runner is for.
func (c *Client) Auth(ctx context.Context, approval Approval) (*Receipt, error) {
	q := question{
		operation: gen.OperationAuthMassPayout, body: &gen.MassPayoutAuthRequest{RequestID: approval.requestID},
		ref: ByRequestID(approval.requestID), took: authTook,
	}
	if approval.requestID == "" {
		q.invalid = errors.New("the approval is empty: take one from InitResult.ApproveAll, InitResult.ApproveAccepted or ApproveRequest")
	}
	return c.receipt(ctx, q)
}

// authTook reports whether a status can only follow an auth. CANCELED follows a cancel; of an unknown one nothing is known.
func authTook(status gen.MassPayoutStatus) bool {
	meaning := status.Meaning()
	return status != gen.MassPayoutStatusCanceled &&
		(meaning == gen.MassPayoutStatusMeaningRunning || meaning == gen.MassPayoutStatusMeaningSettled)
}

// Cancel gives up a mass payout that was not authorised (POST /v1/mass/payout/cancel/{requestId}). Its effect on one that
// was is not documented, so after an attempt whose outcome is unknown it is sent again only while the status reads INIT.
func (c *Client) Cancel(ctx context.Context, requestID string) (*Receipt, error) {
	return c.receipt(ctx, question{
		operation: gen.OperationCancelMassPayout, invalid: argument("requestId", requestID), parameter: requestID,
		ref:  ByRequestID(requestID),
		took: func(status gen.MassPayoutStatus) bool { return status == gen.MassPayoutStatusCanceled },
	})
}

// Balance is the merchant's mass payout balance, in the major unit. The vendor names no currency for it.
type Balance struct {
	Amount     money.Decimal
	SystemTime time.Time // the vendor's clock; zero where the answer has none
	Attempts   int       // how often the call was tried
}

// Balance asks for the merchant's mass payout balance (GET /v1/mass/payout/balance).
func (c *Client) Balance(ctx context.Context) (*Balance, error) {
	var response gen.MassPayoutBalanceResponse
	ok, err := c.ask(ctx, question{
		operation: gen.OperationGetMassPayoutBalance,
		answer:    &response,
		check: func(*success) error {
			if !response.Balance.IsSet() {
				return errors.New("it has no balance that is a number")
			}
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	return &Balance{Amount: response.Balance, SystemTime: ok.systemTime, Attempts: ok.attempts}, nil
}

// Item asks for one payment by the referenceCode that Retrieve gives (GET /v1/mass/payout/retrieve/items/{referenceCode}).
// The result holds personal data unmasked, and prints it.
func (c *Client) Item(ctx context.Context, referenceCode string) (*gen.MassPayoutItemDetail, error) {
	var response gen.MassPayoutItemResponse
	_, err := c.ask(ctx, question{
		operation: gen.OperationGetMassPayoutItem, invalid: argument("referenceCode", referenceCode), parameter: referenceCode,
		answer: &response, shown: true,
		check: func(*success) error {
			switch answered := response.Item.ReferenceCode; {
			case response.Item.ItemStatus == "":
				return errors.New("it has no item with a status")
			case answered != "" && answered != referenceCode:
				return errors.New("it is about another item than the one that was asked for")
			}
			return nil
		},
		referenceCode: referenceCode,
	})
	if err != nil {
		return nil, err
	}
	return &response.Item, nil
}
