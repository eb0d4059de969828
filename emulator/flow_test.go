package emulator_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

func payoutItem(t testing.TB, id, description string) payout.Item {
	t.Helper()
	recipient, err := payout.IBAN("TR920086402100005482986178", "Jane Customer")
	require.NoError(t, err)
	amount, err := payout.TRY("100.50")
	require.NoError(t, err)
	return payout.Item{ExternalID: id, Recipient: recipient, Amount: amount, Description: description}
}

// A whole payout through package payout, in real time and at the pace of tests.
func TestPayoutFromEndToEnd(t *testing.T) {
	t.Parallel()
	srv := emulator.Start(t)
	c := client(t, srv)
	batch := payout.Batch{ExternalID: "june", Purpose: gen.PurposeSalary, Items: []payout.Item{
		payoutItem(t, "paid", "salary"), payoutItem(t, "refused", emulator.MarkRefuse), payoutItem(t, "returned", emulator.MarkBankFail),
	}}
	ctx := t.Context()
	result, err := c.Init(ctx, batch)
	require.NoError(t, err)
	require.Len(t, result.Refused(), 1)
	assert.Equal(t, codes.InvalidRequest, result.Refused()[0].Code)
	approval, err := result.ApproveAccepted()
	require.NoError(t, err)
	_, err = c.Auth(ctx, approval)
	require.NoError(t, err)
	settlement, err := c.Wait(ctx, result.Ref(), payout.WithPollInterval(5*time.Millisecond, 10*time.Millisecond))
	require.NoError(t, err)
	assert.Equal(t, gen.MassPayoutStatusCompleted, settlement.Summary.MassPayoutStatus)

	report := payout.NewReport(result, true, settlement)
	var states []payout.State
	for _, line := range report.Lines {
		states = append(states, line.State)
	}
	assert.Equal(t, []payout.State{payout.StatePaid, payout.StateNotPaid, payout.StateNotPaid}, states)

	_, err = c.Auth(ctx, approval)
	assert.True(t, payout.HasCode(err, codes.InvalidRequest), "%v", err)
	_, err = c.Cancel(ctx, result.RequestID())
	assert.ErrorIs(t, err, payout.ErrInvalidRequest)

	srv.Advance(time.Minute)
	balance, err := c.Balance(ctx)
	require.NoError(t, err)
	assert.Equal(t, "999999879.50000000", balance.Amount.String(), "one line and its commission")
	one, err := c.Item(ctx, settlement.Items[1].ReferenceCode)
	require.NoError(t, err)
	assert.Equal(t, gen.MassPayoutItemStatusDepositSuccess, one.ItemStatus)
}

// After an init whose answer was lost, the payout is found by its externalId, and a second init gives the requestId.
func TestLostInit(t *testing.T) {
	t.Parallel()
	s := newService(t)
	batch := payout.Batch{ExternalID: "june", Items: []payout.Item{payoutItem(t, "1", "salary")}}
	lost, err := s.client.Init(t.Context(), batch)
	require.NoError(t, err)
	found, err := s.client.Retrieve(t.Context(), payout.ByExternalID("june"), payout.Page{Size: 1})
	require.NoError(t, err)
	assert.Equal(t, gen.MassPayoutStatusInit, found.Summary.MassPayoutStatus)
	again, err := s.client.Init(t.Context(), batch)
	require.NoError(t, err)
	assert.Equal(t, lost.RequestID(), again.RequestID())
}
