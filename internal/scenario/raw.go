package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
)

// This file is for requests that package payout does not let through.

const jsonType = "application/json"

// answer is what scenarios look at in an answer to a raw request.
type answer struct {
	http int

	Status       gen.ResultStatus  `json:"status"`
	Code         codes.Code        `json:"errorCode"`
	RequestID    string            `json:"requestId"`
	InvalidItems []gen.InvalidItem `json:"invalidItems"`
}

// edit changes a request before it is sent.
type edit func(*http.Request) error

// signed signs with the world's keys.
func (c *caller) signed(r *http.Request) error { return c.signer.Edit(c.ctx, r) }

// send sends a request after these edits, in their order.
func (c *caller) send(r *http.Request, edits ...edit) (*answer, error) {
	r = r.WithContext(c.ctx)
	for _, e := range edits {
		if err := e(r); err != nil {
			return nil, err
		}
	}
	response, err := c.world.HTTP.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	got := &answer{http: response.StatusCode}
	if err := json.Unmarshal(body, got); err != nil {
		return nil, fmt.Errorf("HTTP %d with a body that is not JSON", response.StatusCode)
	}
	return got, nil
}

// failed expects that a raw request was refused with a code.
func (c *caller) failed(what string, code codes.Code, r *http.Request, edits ...edit) error {
	got, err := c.send(r, edits...)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return got.failed(what, code)
}

func (got *answer) failed(what string, code codes.Code) error {
	return errors.Join(
		expect(what+": status", got.Status, gen.ResultStatusFailure),
		expect(what+": errorCode", got.Code, code),
	)
}

// server is the base URL as gen's builders want it.
func (c *caller) server() string { return c.world.BaseURL + "/" }

// wire is one line as gen has it: to the published IBAN, in lira.
func (c *caller) wire(id string) gen.MassPayoutItem {
	item := c.pay(id, c.people.iban, "100", "Payment for services")
	return gen.MassPayoutItem{
		ItemExternalID: item.ExternalID, RecipientType: item.Recipient.Type(), RecipientInfo: item.Recipient.Info(),
		RecipientName: item.Recipient.Name(), Description: item.Description,
		Amount: gen.Amount{Value: item.Amount.Value(), Currency: item.Amount.Currency()},
	}
}

// wireBatch is a batch as gen has it.
func (c *caller) wireBatch(id string, items ...gen.MassPayoutItem) gen.MassPayoutInitializeRequest {
	return gen.MassPayoutInitializeRequest{
		ExternalID: c.world.ID(id), ConversationID: c.world.ID("conversation"), Purpose: gen.PurposeSalary, Items: items,
	}
}

func (c *caller) initRequest(body gen.MassPayoutInitializeRequest) *http.Request {
	return must(gen.NewInitMassPayoutRequest(c.server(), &gen.InitMassPayoutParams{Locale: c.world.Locale}, body))
}

func (c *caller) retrieveRequest(body gen.MassPayoutRetrieveRequest) *http.Request {
	return must(gen.NewRetrieveMassPayoutRequest(c.server(), &gen.RetrieveMassPayoutParams{Locale: c.world.Locale}, body))
}

func (c *caller) balanceRequest() *http.Request {
	return must(gen.NewGetMassPayoutBalanceRequest(c.server(), &gen.GetMassPayoutBalanceParams{Locale: c.world.Locale}))
}
