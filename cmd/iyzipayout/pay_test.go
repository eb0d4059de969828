package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

const (
	header    = "itemExternalId,recipientType,recipientInfo,recipientName,amount,description\n"
	paidLine  = "a-1,IBAN,TR920086402100005482986178,Ayşe Yılmaz,100.50,salary\n"
	phoneLine = "a-2,PHONE,+905456856931,,20,bonus\n"
	refused   = "a-3,MEMBER_ID,2228853,,30,[emulator:refuse]\n"
	bankFails = "a-4,MEMBER_ID,2228854,,40,[emulator:bank-fail]\n"
)

func TestPayExamples(t *testing.T) {
	t.Parallel()
	got := command{args: []string{"pay", "../../examples/payroll.csv", "--env", "emulator", "--purpose", "salary"}}.run(t)
	require.Equal(t, exitNo, got.code, got.err)
	assert.Contains(t, got.out, "paid: 12 of 14 lines")
	assert.Contains(t, got.out, "not paid: 2 of 14 lines")
	assert.Contains(t, got.err, "refused")

	got = command{args: []string{"pay", "../../examples/sellers.jsonl", "--env", "emulator"}}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
}

func TestPayExitCodes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		args []string
		code int
		says string // on standard error
	}{
		"every line paid":        {header + paidLine + phoneLine, nil, exitOK, "2 lines, 120.50 TRY"},
		"one refused":            {header + paidLine + refused, nil, exitNo, "a-3"},
		"one failed at the bank": {header + paidLine + bankFails, nil, exitNo, ""},
		"all refused":            {header + refused, nil, exitNo, "nothing was authorised"},
		"cancel on refused":      {header + paidLine + refused, []string{"--on-refused", "cancel"}, exitNo, "nobody was paid"},
		"dry run":                {header + paidLine, []string{"--dry-run"}, exitOK, "nothing was sent"},
		"bad line":               {header + paidLine + "a-2,PHONE,12,,20,x\n", nil, exitInput, "line 3"},
		"no lines":               {header, nil, exitInput, ""},
		"unknown column":         {"itemExternalId,recipientType,recipientInfo,ammount,description\nx,PHONE,+905456856931,1,y\n", nil, exitInput, "did you mean amount"},
		"bad purpose":            {header + paidLine, []string{"--purpose", "GIFT"}, exitInput, "--purpose GIFT: must be SALARY, BONUS, SETTLEMENT, GOODS, SERVICES, CASHBACK, REBATES or DONATIONS"},
		"bad output":             {header + paidLine, []string{"--output", "xml"}, exitInput, "table, json, csv or xlsx"},
		"bad locale":             {header + paidLine, []string{"--locale", "de"}, exitInput, "tr or en"},
		"bad env":                {header + paidLine, []string{"--env", "moon", "--yes"}, exitInput, "emulator, sandbox or production"},
		"bad on-refused":         {header + paidLine, []string{"--on-refused", "shrug"}, exitInput, "pay or cancel"},
		"ambiguous amount":       {header + "a-1,PHONE,+905456856931,,1.250,x\n", nil, exitInput, "--decimal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := write(t, "payroll.csv", c.file)
			got := command{args: append([]string{"pay", file, "--env", "emulator"}, c.args...), env: keys()}.run(t)
			require.Equal(t, c.code, got.code, got.err)
			require.Contains(t, got.err, c.says)
			if c.code == exitInput {
				require.Empty(t, got.out)
			}
		})
	}
}

func TestPayMissingFileAndKeys(t *testing.T) {
	t.Parallel()
	got := command{args: []string{"pay", "nowhere.csv", "--env", "emulator"}}.run(t)
	require.Equal(t, exitInput, got.code)
	require.Contains(t, got.err, "nowhere.csv")

	file := write(t, "p.csv", header+paidLine)
	got = command{args: []string{"pay", file, "--env", "sandbox", "--yes"}}.run(t)
	require.Equal(t, exitInput, got.code)
	require.Contains(t, got.err, envAPIKey)
}

func TestPayAsksWhereMoneyCanMove(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	defer server.Close()
	file := write(t, "p.csv", header+paidLine)
	args := []string{"pay", file, "--base-url", server.URL}

	got := command{args: args, env: keys()}.run(t)
	require.Equal(t, exitInput, got.code)
	require.Contains(t, got.err, "--yes")
	for _, answer := range []string{"n\n", "\n", ""} {
		got = command{args: args, env: keys(), interactive: true, in: answer}.run(t)
		require.Equal(t, exitInput, got.code)
		require.Contains(t, got.err, "Pay 100.50 TRY to 1 recipient at")
	}
	require.Zero(t, calls.Load())

	command{args: args, env: keys(), interactive: true, in: "y\n"}.run(t)
	require.NotZero(t, calls.Load())
}

func TestPayForms(t *testing.T) {
	t.Parallel()
	file := write(t, "p.csv", header+paidLine+refused)
	got := command{args: []string{"pay", file, "--env", "emulator", "--output", "json"}}.run(t)
	all := readResult(t, got.out)
	require.Len(t, all.Batches, 1)
	report := all.Batches[0]
	require.Equal(t, 1, report.Paid)
	require.Equal(t, 1, report.NotPaid)
	require.True(t, strings.HasPrefix(report.ExternalID, "content-"))
	require.Equal(t, row{
		Line: 1, Row: 2, ItemExternalID: "a-1", RecipientType: "IBAN", Recipient: "IBAN ***6178", Name: "A*** Y***", Amount: "100.50", Currency: "TRY",
		State: "paid", Status: "SUCCESS", ReferenceCode: report.Lines[0].ReferenceCode,
	}, report.Lines[0])

	got = command{args: []string{"pay", file, "--env", "emulator", "--output", "csv"}}.run(t)
	records, err := csv.NewReader(strings.NewReader(got.out)).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, 3)
	require.Equal(t, "not paid", records[2][6])
}

// A file's personal data shows nowhere but masked, in no form and in no error.
func TestPayPrintsNoPersonalData(t *testing.T) {
	t.Parallel()
	markers := []string{"TR920086402100005482986178", "0086402100005482986178", "5456856931", "Yılmaz", "Ayşe", "2228853"}
	for _, content := range []string{
		header + paidLine + phoneLine + refused + bankFails,
		header + paidLine + paidLine,
		header + "a-1,IBAN,TR920086402100005482986179,Ayşe Yılmaz,100.50,salary\n",
	} {
		file := write(t, "p.csv", content)
		for _, output := range []string{"table", "json", "csv"} {
			got := command{args: []string{"pay", file, "--env", "emulator", "--output", output}}.run(t)
			for _, marker := range markers {
				assert.NotContains(t, got.out+got.err, marker, output)
			}
		}
	}
}

// Auth whose answer is lost leaves the outcome unknown, and pay says so instead of guessing.
func TestPayUnknownOutcome(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	var auths atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/auth") {
			auths.Add(1)
			panic(http.ErrAbortHandler)
		}
		srv.ServeHTTP(w, r)
	}))
	defer proxy.Close()
	file := write(t, "p.csv", header+paidLine)
	env := map[string]string{envAPIKey: emulator.DefaultAPIKey, envSecretKey: emulator.DefaultSecretKey}
	got := command{args: []string{"pay", file, "--base-url", proxy.URL, "--yes", "--resend-after", "0"}, env: env}.run(t)
	require.Equal(t, exitUnknown, got.code, got.err)
	require.Contains(t, got.err, "not known whether auth took effect")
	require.Contains(t, got.out, "unknown: 1 of 1 line,")
	require.EqualValues(t, 1, auths.Load(), "auth must not be repeated blindly")
}

func TestPayInterruptedWhileWaiting(t *testing.T) {
	t.Parallel()
	file := write(t, "p.csv", header+"a-1,PHONE,+905456856931,,20,[emulator:stay-processing]\n")
	got := command{args: []string{"pay", file, "--env", "emulator", "--wait", "300ms"}}.run(t)
	require.Equal(t, exitUnknown, got.code, got.err)
	require.Contains(t, got.err, "not settled within 300ms")
	require.Contains(t, got.out, "unknown: 1 of 1 line,")

	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(fmt.Errorf("interrupted"))
	got = command{args: []string{"pay", file, "--env", "emulator"}}.runContext(ctx)
	require.NotEqual(t, exitOK, got.code)
	require.Contains(t, got.err, "nothing was sent")
}
