package payfile_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

const head = "itemExternalId;recipientType;recipientInfo;recipientName;amount;currency;description;nonWithdrawable\n"

// row is a valid line after head, with an amount of choice.
func row(id, amount string) string {
	return id + ";MEMBER_ID;2228853;;" + amount + ";TRY;Bonus;\n"
}

// readCSV reads text as a CSV file called pay.csv.
func readCSV(text string, opts ...payfile.Option) ([]payout.Item, error) {
	return payfile.ReadAll("pay.csv", strings.NewReader(text), opts...)
}

func readJSONL(text string, opts ...payfile.Option) ([]payout.Item, error) {
	return payfile.ReadAll("pay.jsonl", strings.NewReader(text), opts...)
}

// problemsOf are the problems in err, as they are shown to a person.
func problemsOf(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	fileError, ok := errors.AsType[*payfile.FileError](err)
	require.True(t, ok, "%T: %v", err, err)
	var list []string
	for _, p := range fileError.Problems {
		list = append(list, p.Error())
	}
	return list
}

// requireProblems compares problems by their beginnings, in order; none: the file must be read.
func requireProblems(t *testing.T, err error, want ...string) {
	t.Helper()
	got := problemsOf(t, err)
	require.Len(t, got, len(want), "%s", strings.Join(got, "\n"))
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			assert.Equal(t, want[i]+"…", got[i])
		}
	}
}

// describe writes an item out for comparison; printing one would mask it.
func describe(item payout.Item) string {
	withdrawable := ""
	if item.NonWithdrawable {
		withdrawable = "|nonWithdrawable"
	}
	r := item.Recipient
	return strings.Join([]string{item.ExternalID, string(r.Type()), r.Info(), r.Name(), item.Amount.String(), item.Description}, "|") + withdrawable
}

func describeAll(items []payout.Item) []string {
	var list []string
	for _, item := range items {
		list = append(list, describe(item))
	}
	return list
}

func totalOf(t *testing.T, items []payout.Item) string {
	t.Helper()
	total := payout.Batch{Items: items}.Total()
	return total.String()
}
