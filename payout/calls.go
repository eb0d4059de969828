package payout

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// Receipt is the answer to auth and cancel: the vendor says no more than that it took the call, and when.
type Receipt struct {
	SystemTime time.Time // the vendor's clock; zero where the answer has none
}

// Auth pays what was approved (POST /v1/mass/payout/auth). It moves money and has no documented undo; what a second auth of
// one mass payout does is not documented either. After an error with [OutcomeUnknown] never call it again blindly: ask with
// Retrieve, and send it again only while the status still reads INIT.
//
// A receipt means that the payments are queued. [Client.Wait] tells what became of them.
func (c *Client) Auth(ctx context.Context, approval Approval) (*Receipt, error) {
	ok, err := c.ask(ctx, question{operation: gen.OperationAuthMassPayout, build: func() (*http.Request, error) {
		if approval.requestID == "" {
			return nil, errors.New("the approval is empty: take one from InitResult.ApproveAll, InitResult.ApproveAccepted or ApproveRequest")
		}
		body := gen.MassPayoutAuthRequest{RequestID: approval.requestID}
		return gen.NewAuthMassPayoutRequest(c.server, &gen.AuthMassPayoutParams{Locale: c.locale}, body)
	}})
	if err != nil {
		return nil, err
	}
	return &Receipt{SystemTime: ok.systemTime}, nil
}

// Cancel gives up a mass payout that was not authorised (POST /v1/mass/payout/cancel/{requestId}). Its effect on one that
// was is not documented.
func (c *Client) Cancel(ctx context.Context, requestID string) (*Receipt, error) {
	ok, err := c.ask(ctx, question{operation: gen.OperationCancelMassPayout, build: func() (*http.Request, error) {
		if err := checkText(requestID); err != nil {
			return nil, fmt.Errorf("requestId: %w", err)
		}
		return gen.NewCancelMassPayoutRequest(c.server, requestID, &gen.CancelMassPayoutParams{Locale: c.locale})
	}})
	if err != nil {
		return nil, err
	}
	return &Receipt{SystemTime: ok.systemTime}, nil
}

// Balance is the merchant's mass payout balance, in the major unit. The vendor names no currency for it.
type Balance struct {
	Amount     money.Decimal
	SystemTime time.Time // the vendor's clock; zero where the answer has none
}

// Balance asks for the merchant's mass payout balance (GET /v1/mass/payout/balance).
func (c *Client) Balance(ctx context.Context) (*Balance, error) {
	ok, err := c.ask(ctx, question{operation: gen.OperationGetMassPayoutBalance, build: func() (*http.Request, error) {
		return gen.NewGetMassPayoutBalanceRequest(c.server, &gen.GetMassPayoutBalanceParams{Locale: c.locale})
	}})
	if err != nil {
		return nil, err
	}
	var response gen.MassPayoutBalanceResponse
	if err := ok.into(&response); err != nil {
		return nil, err
	}
	if !response.Balance.IsSet() {
		return nil, ok.unintelligible(errors.New("it has no balance that is a number"))
	}
	return &Balance{Amount: response.Balance, SystemTime: ok.systemTime}, nil
}

// Item asks for one payment by the referenceCode that Retrieve gives (GET /v1/mass/payout/retrieve/items/{referenceCode}).
// The result holds personal data unmasked, and prints it.
func (c *Client) Item(ctx context.Context, referenceCode string) (*gen.MassPayoutItemDetail, error) {
	ok, err := c.ask(ctx, question{operation: gen.OperationGetMassPayoutItem, build: func() (*http.Request, error) {
		if err := checkText(referenceCode); err != nil {
			return nil, fmt.Errorf("referenceCode: %w", err)
		}
		return gen.NewGetMassPayoutItemRequest(c.server, referenceCode, &gen.GetMassPayoutItemParams{Locale: c.locale})
	}})
	if err != nil {
		return nil, err
	}
	var response gen.MassPayoutItemResponse
	if err := ok.into(&response); err != nil {
		return nil, err
	}
	switch answered := response.Item.ReferenceCode; {
	case response.Item.ItemStatus == "":
		return nil, ok.unintelligible(errors.New("it has no item with a status"))
	case answered != "" && answered != referenceCode:
		return nil, ok.unintelligible(errors.New("it is about another item than the one that was asked for"))
	}
	return &response.Item, nil
}
