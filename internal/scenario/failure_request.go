package scenario

import (
	"errors"
	"net/http"
	"strings"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/drift"
)

func requestFailures() []Scenario {
	return []Scenario{
		{
			Name:  "request-field-missing",
			About: "Members that the schema requires are missing (code 24).",
			Known: []Known{
				inRequest(0, drift.MissingProperty, "/externalId"), inRequest(1, drift.MissingProperty, "/items"),
				inRequest(2, drift.MissingProperty, "/items/0/description"),
			},
			Run: play(missingFields),
		},
		{
			Name:  "request-field-blank",
			About: "Ids that hold nothing (code 24).",
			Known: []Known{inRequest(0, drift.Rule, "/externalId"), inRequest(1, drift.Rule, "/items/0/itemExternalId")},
			Run: play(func(c *caller) error {
				nameless, lineless := c.wireBatch("batch", c.wire("line")), c.wireBatch("batch", c.wire("line"))
				nameless.ExternalID, lineless.Items[0].ItemExternalID = "", " "
				return errors.Join(
					c.refusesInit("a blank externalId", nameless, codes.MandatoryField),
					c.refusesInit("a blank itemExternalId", lineless, codes.MandatoryField),
				)
			}),
		},
		{
			Name:  "request-value-unknown",
			About: "Values that no list has: purpose, recipientType, itemType (code 11).",
			Known: []Known{
				inRequest(0, drift.Enum, "/itemType"), inRequest(1, drift.Enum, "/purpose"),
				inRequest(2, drift.EnumCase, "/items/0/recipientType"),
			},
			Run: play(unknownValues),
		},
		{
			Name:  "request-type-wrong",
			About: "An amount that is a string (code 11).",
			Known: []Known{inRequest(0, drift.Type, "/items/0/amount/value")},
			Run: play(func(c *caller) error {
				got, err := c.sign(c.initText(`{"externalId":"` + c.world.ID("batch") + `","conversationId":"` + c.world.ID("conversation") + `","items":[` +
					`{"itemExternalId":"` + c.world.ID("line") + `","recipientType":"MEMBER_ID","recipientInfo":"` + publishedMember + `",` +
					`"amount":{"value":"100","currency":"TRY"},"description":"Payment for services"}]}`))
				return failed("an amount as a string", got, err, codes.InvalidRequest)
			}),
		},
		{
			Name:  "request-no-items",
			About: "An init without lines (code 11).",
			Known: []Known{inRequest(0, drift.Constraint, "/items")},
			Run: play(func(c *caller) error {
				return c.refusesInit("no lines", c.wireBatch("batch", []gen.MassPayoutItem{}...), codes.InvalidRequest)
			}),
		},
		{
			Name:  "request-not-json",
			About: "A body that is cut off, and one in another media type (code 11).",
			Known: []Known{
				inRequest(0, drift.Truncated, "/items"), inRequest(1, drift.MediaType, "header Content-Type"),
			},
			Run: play(notJSON),
		},
		{
			Name:     "request-http-400",
			About:    "A refused init with HTTP status 400, as the Turkish init page has it.",
			Emulator: []emulator.Option{emulator.Behaviour{FailureStatus: map[string]int{"any": http.StatusBadRequest}}},
			Known:    []Known{inRequest(0, drift.Rule, "/externalId")},
			Run: play(func(c *caller) error {
				nameless := c.wireBatch("batch", c.wire("line"))
				nameless.ExternalID = ""
				got, err := c.sign(c.initRequest(nameless))
				if err := failed("a blank externalId", got, err, codes.MandatoryField); err != nil {
					return err
				}
				return expect("HTTP status", got.http, http.StatusBadRequest)
			}),
		},
	}
}

func (c *caller) refusesInit(what string, body gen.MassPayoutInitializeRequest, code codes.Code) error {
	got, err := c.sign(c.initRequest(body))
	return failed(what, got, err, code)
}

// initText is an init of any text.
func (c *caller) initText(body string) (*http.Request, error) {
	return gen.NewInitMassPayoutRequestWithBody(c.server(), &gen.InitMassPayoutParams{Locale: c.world.Locale}, jsonType, strings.NewReader(body))
}

func missingFields(c *caller) error {
	var errs []error
	for _, body := range []string{
		`{"conversationId":"` + c.world.ID("conversation") + `","items":[{"itemExternalId":"` + c.world.ID("line") + `","recipientType":"MEMBER_ID",` +
			`"recipientInfo":"` + publishedMember + `","amount":{"value":100,"currency":"TRY"},"description":"Payment for services"}]}`,
		`{"externalId":"` + c.world.ID("batch") + `","conversationId":"` + c.world.ID("conversation") + `"}`,
		`{"externalId":"` + c.world.ID("batch") + `","conversationId":"` + c.world.ID("conversation") + `","items":[{"itemExternalId":"` + c.world.ID("line") +
			`","recipientType":"MEMBER_ID","recipientInfo":"` + publishedMember + `","amount":{"value":100,"currency":"TRY"}}]}`,
	} {
		got, err := c.sign(c.initText(body))
		errs = append(errs, failed("a missing member", got, err, codes.MandatoryField))
	}
	return errors.Join(errs...)
}

func unknownValues(c *caller) error {
	purpose, recipient := c.wireBatch("batch", c.wire("line")), c.wireBatch("batch", c.wire("line"))
	purpose.Purpose, recipient.Items[0].RecipientType = "LOTTERY", "Iban"
	got, err := c.sign(c.retrieveRequest(gen.MassPayoutRetrieveRequest{RequestID: c.world.ID("unknown"), Size: 10, ItemType: "ANY"}))
	itemType := failed("an unknown itemType", got, err, codes.InvalidRequest)
	return errors.Join(
		itemType,
		c.refusesInit("an unknown purpose", purpose, codes.InvalidRequest),
		c.refusesInit("an unknown recipientType", recipient, codes.InvalidRequest),
	)
}

func notJSON(c *caller) error {
	got, err := c.sign(c.initText(`{"externalId":"` + c.world.ID("batch") + `","items":[`))
	if err := failed("a body that is cut off", got, err, codes.InvalidRequest); err != nil {
		return err
	}
	request, err := c.initRequest(c.wireBatch("batch", c.wire("line")))
	got, err = c.send(request, err, func(r *http.Request) error {
		r.Header.Set("Content-Type", "text/plain")
		return c.signed(r)
	})
	return failed("another media type", got, err, codes.InvalidRequest)
}
