package emulator_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

const seedText = `# what a team's sandbox begins with
balance: 1250.50
commission: "2.50"
duplicateAuth: pay-again
failureStatus: {1000: 401, any: 422}
numericBalance: true
pace: test
clock: manual
randomSeed: 7
recipients:
  - recipientType: IBAN
    recipientInfo: TR920086402100005482986178
    outcome: refuse
    code: "24"
    message: The account is closed
batches:
  - init:
      externalId: 2026-11-28
      conversationId: c-1
      purpose: SALARY
      items:
        - {itemExternalId: emp-1, recipientType: IBAN, recipientInfo: TR809999900000000000000001, recipientName: Jane, amount: {value: 100.50, currency: TRY}, description: November}
        - {itemExternalId: emp-2, recipientType: IBAN, recipientInfo: TR920086402100005482986178, recipientName: Jane, amount: {value: 1E+2, currency: TRY}, description: November}
    authorize: true
faults:
  - {kind: slow, operation: authMassPayout, for: 250ms}
`

func TestSeed(t *testing.T) {
	t.Parallel()
	seed, err := emulator.ReadSeed("seed.yaml", []byte(seedText))
	require.NoError(t, err)
	d := newWorld(t).direct(t, seed)
	ledger := d.emu.Ledger()
	require.Len(t, ledger.Batches, 1)
	batch := ledger.Batches[0]
	assert.Equal(t, "2026-11-28", batch.ExternalID)
	assert.Equal(t, 1, batch.Effective)
	assert.Equal(t, "INVALID", string(batch.Lines[1].Status))
	assert.Equal(t, "103.00000000", ledger.Reserved.Plain())
	assert.Equal(t, "1147.50000000", ledger.Balance.Plain())
	d.emu.Advance(time.Second)
	assert.Equal(t, 1, d.emu.Ledger().Batches[0].Lines[0].Paid)
	assert.Equal(t, json.Number("1147.50000000"), d.call(http.MethodGet, balancePath, "")["balance"])
	assert.Len(t, d.emu.Faults(), 1)
	answer := d.call(http.MethodPost, initPath, initBody("other", item("1", "pay")))
	assert.Equal(t, "24", answer["invalidItems"].([]any)[0].(map[string]any)["errorCode"])
	assert.Contains(t, answer["invalidItems"].([]any)[0].(map[string]any)["errorMessage"], "The account is closed")
}

// The same in JSON.
func TestSeedInJSON(t *testing.T) {
	t.Parallel()
	seed, err := emulator.ReadSeed("seed.json", []byte(`{"balance": "5.00", "recipients": [{"recipientType": "PHONE", "recipientInfo": "+905321112233", "outcome": "slow"}]}`))
	require.NoError(t, err)
	assert.Equal(t, "5.00", seed.Balance.Plain())
	assert.Equal(t, "slow", seed.Recipients[0].Outcome)
}

// What is wrong is named with its line, and what would be right; no value is repeated.
func TestSeedBadInput(t *testing.T) {
	t.Parallel()
	const secret = "TR330006100519786457841326"
	change := func(old, new string) string {
		require.Equal(t, 1, strings.Count(seedText, old), old)
		return strings.Replace(seedText, old, new, 1)
	}
	tests := map[string]struct{ text, says string }{
		"empty":             {"", "s.yaml:1: the file is empty; {} is a seed that says nothing"},
		"comment only":      {"# " + secret, "s.yaml:1: the file is empty"},
		"no mapping":        {"- " + secret, "s.yaml:1: the file must be a mapping"},
		"two documents":     {"balance: 1\n---\nbalance: 2", "s.yaml:1: the file must be one document"},
		"no YAML":           {"balance: 1\n  x: [", "s.yaml:2: yaml: line 2:"},
		"unknown member":    {change("pace:", "pase:"), "s.yaml:7: the file: has the unknown member pase; there is balance, commission, duplicateInit,"},
		"a strange member":  {change("pace:", secret+":"), "s.yaml:7: the file: has an unknown member; there is balance"},
		"unknown in a list": {change("outcome:", "outcom:"), "s.yaml:13: recipients[0]: has the unknown member outcom; there is recipientType, recipientInfo, outcome, code and message"},
		"unknown of faults": {change("for: 250ms", "fore: 250ms"), "s.yaml:26: faults[0]: has the unknown member fore; there is kind, operation"},
		"twice":             {change("pace: test", "balance: 3"), "s.yaml:7: balance: stands there twice"},
		"no number":         {change("balance: 1250.50", "balance: "+secret), "s.yaml:2: balance: must be an amount, such as 1250.00"},
		"a grouped number":  {change("balance: 1250.50", "balance: 1_250"), "s.yaml:2: a number must be written like 1250 or 1250.00"},
		"no value":          {change("pace: test", "pace:"), "s.yaml:7: a member has no value; leave it out"},
		"a text as number":  {change("randomSeed: 7", "randomSeed: seven"), "s.yaml:9: randomSeed: must be a whole number"},
		"digits as id":      {change("TR920086402100005482986178\n    outcome", "905321112233\n    outcome"), "s.yaml:12: recipients[0].recipientInfo: must be a string"},
		"an alias":          {"pace: &a test\nclock: *a", "s.yaml:2: anchors and aliases are not read"},
		"a tag":             {"pace: !secret test", "s.yaml:1: a value has a tag"},
		"a complex key":     {"? [a]\n: b", "s.yaml:1: the name of a member must be a text"},
		"unknown pace":      {change("pace: test", "pace: "+secret), "s.yaml:7: pace: must be test or watch"},
		"unknown clock":     {change("clock: manual", "clock: x3"), "s.yaml:8: clock: must be manual, real or x60"},
		"unknown type":      {change("- recipientType: IBAN\n", "- recipientType: CARD\n"), "s.yaml:11: recipients[0].recipientType: must be IBAN"},
		"no recipient":      {change("recipientInfo: TR920086402100005482986178\n    outcome", "recipientInfo: ''\n    outcome"), "s.yaml:12: recipients[0].recipientInfo: must be the IBAN"},
		"unknown outcome":   {change("outcome: refuse", "outcome: refused"), "s.yaml:13: recipients[0].outcome: must be bank-fail, deposit-fail, paid, refuse, slow, stay-failed or stay-processing"},
		"code of a paid":    {change("outcome: refuse", "outcome: paid"), "s.yaml:14: recipients[0].code: only a line with the outcome refuse has one"},
		"negative balance":  {change("balance: 1250.50", "balance: -1"), "s.yaml:2: balance: must be 0 or more"},
		"status":            {change("any: 422", "any: 42"), "s.yaml:5: failureStatus of any: must be from 200 to 599"},
		"fault":             {change("kind: slow", "kind: fast"), "s.yaml:26: faults[0].kind: must be one of"},
		"init":              {change("      purpose: SALARY\n", "      purpose: "+secret+"\n"), "s.yaml:20: batches[0].init: purpose must be one of"},
		"line of init":      {change("{value: 100.50,", "{value: x,"), "s.yaml:22: batches[0].init: items[0].amount.value must be a number"},
		"nobody to pay":     {change("SALARY\n      items:\n        - {itemExternalId: emp-1, recipientType: IBAN, recipientInfo: TR809999900000000000000001", "SALARY\n      items:\n        - {itemExternalId: emp-1, recipientType: IBAN, recipientInfo: TR539999900000000000000002"), "every line of the mass payout was refused by init"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := emulator.ReadSeed("s.yaml", []byte(tt.text))
			require.Error(t, err)
			assert.Contains(t, err.Error(), tt.says)
			assert.NotContains(t, err.Error(), secret)
		})
	}
}

// The example of the documentation is a seed.
func TestExampleSeed(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../examples/emulator.yaml")
	require.NoError(t, err)
	_, err = emulator.ReadSeed("emulator.yaml", data)
	require.NoError(t, err)
}

func FuzzReadSeed(f *testing.F) {
	f.Add([]byte(seedText))
	f.Add([]byte(`{"balance": 1, "batches": [{"init": {}}]}`))
	f.Add([]byte("a: &b [*b]\n? {}\n: !!binary x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		seed, err := emulator.ReadSeed("seed.yaml", data)
		if err != nil {
			assert.Regexp(t, `^seed\.yaml:[1-9][0-9]*: `, err.Error())
			return
		}
		_, err = emulator.New(seed)
		assert.NoError(t, err)
	})
}
