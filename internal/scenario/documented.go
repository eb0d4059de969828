package scenario

import (
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// Documented lists a scenario for each exchange that the vendor has published. They ask for the published ids, so they can
// only be replayed, never run.
func Documented() []Scenario {
	return []Scenario{
		{
			Name:  "init-documented",
			About: "The published init: four kinds of recipient, three of four lines without a description.",
			Run:   play(publishedInit),
		},
		{
			Name:       "auth-documented",
			About:      "The published auth.",
			MovesMoney: true,
			Run:        play(func(c *caller) { check(c.authID("79cdefc1-3ce6-4f51-bdd9-c050274db664")) }),
		},
		{
			Name:  "cancel-documented",
			About: "The published cancel.",
			Run:   play(func(c *caller) { check(c.cancel("79cdefc1-3ce6-4f51-bdd9-c050274db664")) }),
		},
		{
			Name:  "retrieve-documented-top-level-paging",
			About: "The published retrieve by both ids, with page, size and total at the top level as in the schema.",
			Run:   play(publishedRetrieve),
		},
		{
			Name:  "retrieve-documented-nested-paging",
			About: "The retrieve of the overview page, with page, size and total beside the items.",
			Run: play(func(c *caller) {
				c = newCaller(c.ctx, c.world, gen.LocaleTr)
				got := must(c.Retrieve(c.ctx, payout.ByRequestID("79cdefc1-3ce6-4f51-bdd9-0c050274db64"), payout.Page{Size: 40}))
				check(
					expect("paging", got.Paging, payout.Paging{Size: 40, Total: 2}),
					expect("status", got.Summary.MassPayoutStatus, gen.MassPayoutStatusPublishedToQueue),
				)
			}),
		},
		{
			Name:  "item-documented",
			About: "The published item.",
			Run: play(func(c *caller) {
				item := must(c.Item(c.ctx, "b9a2f39c-0403-4869-a23a-371046c7431f"))
				check(expect("totalAmount", item.TotalAmount.String(), "100"))
			}),
		},
		{
			Name:  "balance-documented",
			About: "The published balance, which is a string.",
			Run: play(func(c *caller) {
				check(expect("balance", must(c.Balance(c.ctx)).Amount.String(), "25399393.5"))
			}),
		},
	}
}

// publishedInit sends the published body as it stands: package payout refuses lines without a description.
func publishedInit(c *caller) {
	got := must(c.send(c.initText(strings.Join([]string{
		`{"externalId":"massPayoutId-323ddd","conversationId":"conversationId-323f","purpose":"SALARY","items":[`,
		`{"itemExternalId":"ext-65656","recipientType":"IBAN","recipientInfo":"` + publishedIBAN + `",`,
		`"amount":{"value":100,"currency":"TRY"},"description":"Payment for services","recipientName":"` + publishedJohn + `"},`,
		`{"itemExternalId":"ext-9545455","recipientType":"MEMBER_ID","recipientInfo":"` + publishedMember + `",`,
		`"amount":{"value":8000,"currency":"TRY"}},`,
		`{"itemExternalId":"ext-545454542","recipientType":"IDENTITY_NUMBER","recipientInfo":"` + publishedIdentity + `",`,
		`"amount":{"value":20000,"currency":"TRY"}},`,
		`{"itemExternalId":"ext-50070945","recipientType":"PHONE","recipientInfo":"` + publishedPhone + `",`,
		`"amount":{"value":7000,"currency":"TRY"}}]}`,
	}, "")), c.signed))
	check(
		expect("status", got.Status, gen.ResultStatusSuccess),
		expect("requestId", got.RequestID, "179cdefc1-3ce6-4f51-bd09-c050274bd664"),
	)
}

// publishedRetrieve names both ids, which package payout does not.
func publishedRetrieve(c *caller) {
	request := c.retrieveRequest(gen.MassPayoutRetrieveRequest{
		RequestID: "c95e344a-c7c9-4605-91b8-3f48ee9dece6", ExternalMassPayoutID: "massPayoutId-323", Page: 0, Size: 40,
	})
	check(c.signed(request))
	raw := must(c.world.HTTP.Do(request.WithContext(c.ctx)))
	response := must(gen.ParseRetrieveMassPayoutResponse(raw)) // closes the body
	check(expect("the answer has JSON of HTTP status 200", response.JSON200 != nil, true))
	check(
		expect("total", response.JSON200.Total, 2),
		expect("lines", len(response.JSON200.MassPayoutItems.Items), 2),
		expect("totalAmount", response.JSON200.MassPayout.TotalAmount.String(), "201.00"),
	)
}
