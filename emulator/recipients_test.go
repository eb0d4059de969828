package emulator_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
)

// Each test recipient is one that the client takes, checksum and all, and its lines end as the table says.
func TestRecipientsOfTests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	type end struct{ atOnce, atLast, code string }
	want := []end{
		{"SUCCESS", "SUCCESS", ""}, {"INVALID", "INVALID", "11"}, {"INVALID", "INVALID", "24"}, {"INVALID", "INVALID", "10057"},
		{"DEPOSIT_SUCCESS", "DEPOSIT_SUCCESS", ""}, {"DEPOSIT_FAIL", "DEPOSIT_FAIL", ""}, {"FAILED", "FAILED", ""},
		{"PROCESSING", "PROCESSING", ""}, {"PROCESSING", "SUCCESS", ""},
	}
	recipients := emulator.TestRecipients()
	require.Len(t, recipients, len(want))
	for i, r := range recipients {
		iban, err := payout.IBAN(r.IBAN, "Jane Customer")
		require.NoError(t, err)
		phone, err := payout.Phone(r.Phone)
		require.NoError(t, err)
		member, err := payout.MemberID(r.MemberID)
		require.NoError(t, err)
		s := w.service(t)
		batch := payout.Batch{ExternalID: "x", Purpose: "SALARY"}
		for n, each := range []payout.Recipient{iban, phone, member} {
			batch.Items = append(batch.Items, payout.Item{ExternalID: fmt.Sprint(n), Recipient: each, Amount: mustTRY(t, "10"), Description: "test"})
		}
		result, err := s.client.Init(t.Context(), batch)
		require.NoError(t, err)
		for _, refused := range result.Refused() {
			assert.Equal(t, want[i].code, string(refused.Code), r.What)
		}
		if want[i].code != "" {
			assert.Len(t, result.Refused(), 3, r.What)
			continue
		}
		s.mustAuth(result.RequestID())
		s.emu.Advance(3 * step)
		_, lines := s.statuses(result.RequestID())
		assert.Equal(t, []string{want[i].atOnce, want[i].atOnce, want[i].atOnce}, lines, r.What)
		s.emu.Advance(time.Hour)
		_, lines = s.statuses(result.RequestID())
		assert.Equal(t, []string{want[i].atLast, want[i].atLast, want[i].atLast}, lines, r.What)
	}
}

func mustTRY(t *testing.T, value string) payout.Amount {
	amount, err := payout.TRY(value)
	require.NoError(t, err)
	return amount
}

// A marker comes before the recipient, and Go before both.
func TestMarkerComesBeforeTheRecipient(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slow := emulator.TestRecipients()[8].IBAN
	s := w.service(t)
	id := s.init("x", with(item("1", emulator.MarkStayFailed), "recipientInfo", slow), with(item("2", "pay"), "recipientInfo", slow), item("3", "pay"))
	s.mustAuth(id)
	s.emu.Advance(3 * step)
	batch, lines := s.statuses(id)
	assert.Equal(t, []string{"FAILED", "PROCESSING", "SUCCESS"}, lines, "a slow line keeps nobody waiting")
	assert.Equal(t, "PUBLISHED_TO_QUEUE", batch)
	s.emu.Advance(time.Hour - 2*step)
	_, lines = s.statuses(id)
	assert.Equal(t, []string{"FAILED", "PROCESSING", "SUCCESS"}, lines)
	s.emu.Advance(step)
	batch, lines = s.statuses(id)
	assert.Equal(t, []string{"FAILED", "SUCCESS", "SUCCESS"}, lines)
	assert.Equal(t, "COMPLETED", batch)
}

// What the vendor may take is taken where that is asked for, and only there.
func TestLenient(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, lenient := range []bool{false, true} {
		s := w.direct(t, emulator.Behaviour{Lenient: lenient})
		status := "failure"
		if lenient {
			status = "success"
		}
		body := initBody("x", without(item("1", ""), "description"))
		answer := s.call("POST", initPath, body)
		assert.Equal(t, status, answer["status"], answer)
		assert.Equal(t, status, s.call("GET", balancePath, `{"a": 1}`)["status"])
		request := s.request("POST", initPath, initBody("y", item("1", "pay")))
		request.Header.Set("Content-Type", "text/plain")
		assert.Equal(t, status, s.send(request)["status"])
		request = s.request("GET", balancePath, "")
		request.URL.RawQuery = ""
		assert.Equal(t, status, s.send(request)["status"])
		_, accepted := answer["requestId"].(string)
		assert.Equal(t, lenient, accepted)
	}
}
