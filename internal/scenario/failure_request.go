package scenario

import (
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
			Run: play(func(c *caller) {
				nameless, lineless := c.wireBatch("batch", c.wire("line")), c.wireBatch("batch", c.wire("line"))
				nameless.ExternalID, lineless.Items[0].ItemExternalID = "", " "
				check(
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
			Run: play(func(c *caller) {
				request := c.initText(c.ids() + `,"items":[{` + c.line(`"100"`) + `,"description":"Payment for services"}]}`)
				check(c.failed("an amount as a string", codes.InvalidRequest, request, c.signed))
			}),
		},
		{
			Name:  "request-no-items",
			About: "An init without lines (code 11).",
			Known: []Known{inRequest(0, drift.Constraint, "/items")},
			Run: play(func(c *caller) {
				check(c.refusesInit("no lines", c.wireBatch("batch", []gen.MassPayoutItem{}...), codes.InvalidRequest))
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
			Run: play(func(c *caller) {
				nameless := c.wireBatch("batch", c.wire("line"))
				nameless.ExternalID = ""
				got := must(c.send(c.initRequest(nameless), c.signed))
				check(got.failed("a blank externalId", codes.MandatoryField))
				check(expect("HTTP status", got.http, http.StatusBadRequest))
			}),
		},
	}
}

func (c *caller) refusesInit(what string, body gen.MassPayoutInitializeRequest, code codes.Code) error {
	return c.failed(what, code, c.initRequest(body), c.signed)
}

// initText is an init of any text.
func (c *caller) initText(body string) *http.Request {
	return must(gen.NewInitMassPayoutRequestWithBody(c.server(), &gen.InitMassPayoutParams{Locale: c.world.Locale}, jsonType, strings.NewReader(body)))
}

// ids are the beginning of an init's text; line is the inside of a line's, without a description.
func (c *caller) ids() string {
	return `{"externalId":"` + c.world.ID("batch") + `","conversationId":"` + c.world.ID("conversation") + `"`
}

func (c *caller) line(amount string) string {
	return `"itemExternalId":"` + c.world.ID("line") + `","recipientType":"MEMBER_ID","recipientInfo":"` + publishedMember +
		`","amount":{"value":` + amount + `,"currency":"TRY"}`
}

func missingFields(c *caller) {
	var errs []error
	for _, body := range []string{
		`{"conversationId":"` + c.world.ID("conversation") + `","items":[{` + c.line("100") + `,"description":"Payment for services"}]}`,
		c.ids() + `}`,
		c.ids() + `,"items":[{` + c.line("100") + `}]}`,
	} {
		errs = append(errs, c.failed("a missing member", codes.MandatoryField, c.initText(body), c.signed))
	}
	check(errs...)
}

func unknownValues(c *caller) {
	purpose, recipient := c.wireBatch("batch", c.wire("line")), c.wireBatch("batch", c.wire("line"))
	purpose.Purpose, recipient.Items[0].RecipientType = "LOTTERY", "Iban"
	any := c.retrieveRequest(gen.MassPayoutRetrieveRequest{RequestID: c.world.ID("unknown"), Size: 10, ItemType: "ANY"})
	check(
		c.failed("an unknown itemType", codes.InvalidRequest, any, c.signed),
		c.refusesInit("an unknown purpose", purpose, codes.InvalidRequest),
		c.refusesInit("an unknown recipientType", recipient, codes.InvalidRequest),
	)
}

func notJSON(c *caller) {
	check(c.failed("a body that is cut off", codes.InvalidRequest, c.initText(`{"externalId":"`+c.world.ID("batch")+`","items":[`), c.signed))
	request := c.initRequest(c.wireBatch("batch", c.wire("line")))
	request.Header.Set("Content-Type", "text/plain")
	check(c.failed("another media type", codes.InvalidRequest, request, c.signed))
}
