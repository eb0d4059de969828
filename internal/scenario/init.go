package scenario

import (
	"errors"
	"fmt"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

func inits() []Scenario {
	return []Scenario{
		{
			Name:  "init-recipients",
			About: "One line to each kind of recipient is accepted and reads back as it was sent.",
			Run:   play(everyRecipient),
		},
		{
			Name:  "init-purposes",
			About: "A batch of each documented purpose, and one without, is accepted.",
			Run:   play(everyPurpose),
		},
		{
			Name:  "init-text",
			About: "Turkish letters, marks that JSON and HTML escape, and the flag nonWithdrawable reach the service.",
			Run:   play(everyText),
		},
		{
			Name:  "init-amounts",
			About: "Amounts keep their digits, the smallest and very large ones, in lira, dollars and euros.",
			Run:   play(everyAmount),
		},
	}
}

func everyRecipient(c *caller) {
	p := c.people
	result := c.start(c.batch("batch",
		c.pay("to-iban", p.iban, "100", publishedText),
		c.pay("to-foreign-iban", p.foreign, "250.75", publishedText),
		c.pay("to-member", p.member, "8000", publishedText),
		c.pay("to-identity", p.identity, "20000", publishedText),
		c.pay("to-phone", p.phone, "7000", publishedText),
	))
	must(result.ApproveAll())
	sent := result.Accepted()
	for i, got := range c.accepts(result, len(sent)).Items {
		_, err := c.sameItem(got)
		err = errors.Join(err,
			expect("itemExternalId", got.ItemExternalID, sent[i].ExternalID),
			expect("recipientType", got.RecipientType, sent[i].Recipient.Type()),
			expect("recipientInfo is the one that was sent", got.RecipientInfo == sent[i].Recipient.Info(), true),
		)
		if err != nil {
			check(fmt.Errorf("line %d: %w", i+1, err))
		}
	}
}

func everyPurpose(c *caller) {
	for _, purpose := range []gen.Purpose{
		"", gen.PurposeSalary, gen.PurposeBonus, gen.PurposeSettlement, gen.PurposeGoods, gen.PurposeServices,
		gen.PurposeCashback, gen.PurposeRebates, gen.PurposeDonations,
	} {
		b := c.batch("batch-"+string(purpose), c.pay("line", c.people.iban, "10", publishedText))
		b.Purpose = purpose
		if err := c.accepted(b); err != nil {
			check(fmt.Errorf("purpose %q: %w", purpose, err))
		}
	}
}

func everyText(c *caller) {
	turkish := c.pay("turkish", c.people.turkish, "12.34", turkishText)
	marks := c.pay("marks", c.people.member, "12.34", marksText)
	marks.NonWithdrawable = true
	listed := c.accepts(c.start(c.batch("batch", turkish, marks)), 2).Items
	check(
		expect("description", listed[0].Description, turkish.Description),
		expect("name is the one that was sent", listed[0].RecipientName == inventedTurkish, true),
		expect("description", listed[1].Description, marks.Description),
	)
}

func everyAmount(c *caller) {
	for _, currency := range []string{"TRY", "USD", "EUR"} {
		b := c.batch("batch-" + currency)
		for i, digits := range []string{"0.01", "1250.50", "1250.5", "1", "999999999999.99"} {
			item := c.pay(fmt.Sprintf("line-%d", i+1), c.people.iban, "1", publishedText)
			item.Amount = must(payout.NewAmount(money.MustParse(digits), currency))
			b.Items = append(b.Items, item)
		}
		listed := c.accepts(c.start(b), len(b.Items))
		// No page says in words that totalAmount of a line is the amount that was sent, so that is the checker's to compare: a warning.
		check(expect("currency", listed.Summary.Currency, currency))
	}
}

// accepted expects that a batch is taken and none of its lines refused.
func (c *caller) accepted(b payout.Batch) error {
	result, err := c.Init(c.ctx, b)
	if err != nil {
		return err
	}
	_, err = result.ApproveAll()
	return err
}
