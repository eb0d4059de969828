package payfile_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

func ExampleReadAll() {
	file, err := os.Open("../../examples/payroll.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	items, err := payfile.ReadAll(file.Name(), file)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch := payout.Batch{ExternalID: "payroll-2026-11", Purpose: gen.PurposeSalary, Items: items}
	fmt.Println(len(items), "payments,", batch.Total())
	fmt.Println(items[0].Recipient, items[0].Amount)
	// Output:
	// 14 payments, 377387.30 TRY
	// IBAN ***0101 48750.00 TRY
}

func ExampleReadAll_mistakes() {
	file := strings.NewReader(`id;iban;name;amount;description
1;TR92 0086 4021 0000 5482 9861 87;Ayşe Yılmaz;1.250;Maaş
2;TR92 0086 4021 0000 5482 9861 78;;1250;Maaş
`)
	items, err := payfile.ReadAll("payroll.csv", file)
	fmt.Println(len(items), "payments")
	fmt.Println(err)
	// Output:
	// 0 payments
	// payroll.csv: cannot be used: 3 problems
	//   line 2: iban: the check digits do not fit (mod-97): a character is wrong or two are exchanged
	//   line 2: amount: can be read in two ways, as thousands or as three decimals, and no other amount of the file shows which: write 1250.00 or 1250,00, or say which of the two the file means (--decimal)
	//   line 3: name: is missing: an IBAN needs the name of its holder
}

func ExampleRead() {
	file := strings.NewReader(`{"itemExternalId":"1","recipientType":"MEMBER_ID","recipientInfo":"2228853","amount":100.50,"description":"Settlement"}
{"itemExternalId":"2","recipientType":"PHONE","recipientInfo":"0545 685 69 31","amount":"99","description":"Settlement"}
`)
	for row, err := range payfile.Read("sellers.jsonl", file) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(row.Line, row.Item.Recipient, row.Item.Amount)
	}
	// Output:
	// 1 MEMBER_ID *** 100.50 TRY
	// 2 PHONE ***6931 99 TRY
}

func ExampleWithDecimal() {
	file := "id;memberId;amount;description\n1;2228853;1.250;Bonus\n"
	items, err := payfile.ReadAll("bonus.csv", strings.NewReader(file), payfile.WithDecimal(payfile.Comma))
	fmt.Println(items[0].Amount, err)
	// Output: 1250 TRY <nil>
}

func TestTheExampleFiles(t *testing.T) {
	for name, lines := range map[string]int{"payroll.csv": 14, "sellers.jsonl": 5} {
		content, err := os.ReadFile("../../examples/" + name)
		require.NoError(t, err)
		items, err := payfile.ReadAll(name, strings.NewReader(string(content)))
		require.NoError(t, err)
		assert.Len(t, items, lines)
		require.NoError(t, payout.Batch{ExternalID: name, Items: items}.Validate())

		kinds := map[gen.RecipientType]bool{}
		for _, item := range items {
			kinds[item.Recipient.Type()] = true
		}
		assert.Len(t, kinds, 4, name)
		if name == "payroll.csv" {
			assert.Equal(t, 1, strings.Count(string(content), "[emulator:refuse]"))
			assert.Equal(t, 1, strings.Count(string(content), "[emulator:bank-fail]"))
		}
	}
}
