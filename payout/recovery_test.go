package payout_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

func TestRecoveryOf(t *testing.T) {
	tests := []struct {
		call string
		plays
		opts []payout.Option
		want payout.Recovery
		says string
	}{
		{"init", plays{opInit: {lost}}, []payout.Option{payout.WithoutRetries()}, payout.Recovery{Operation: opRetrieve, Ref: payout.ByExternalID("november"), Settles: opInit},
			"call retrieveMassPayout for externalId november: where it is found with status INIT, call init again with the same batch and externalId to learn its requestId"},
		{"auth", plays{opAuth: {lost}}, []payout.Option{payout.WithoutRetries()}, payout.Recovery{Operation: opRetrieve, Ref: payout.ByRequestID("179cdefc1-request"), Settles: opAuth},
			"call retrieveMassPayout for requestId 179cdefc1-request: INIT says that auth has had no effect so far, CANCELED that it was given up, any other known status that auth took effect"},
		{"auth", plays{opAuth: {lost}, opRetrieve: {lost}}, nil, payout.Recovery{Operation: opRetrieve, Ref: payout.ByRequestID("179cdefc1-request"), Settles: opAuth}, "call retrieveMassPayout"},
		{"cancel", plays{opCancel: {lost}, opRetrieve: {reads("COMPLETED")}}, nil, payout.Recovery{Operation: opRetrieve, Ref: payout.ByRequestID("179cdefc1"), Settles: opCancel},
			"call retrieveMassPayout for requestId 179cdefc1: CANCELED says that it took effect, INIT that it has not so far, anything else that it was authorised"},
		{"auth", plays{opAuth: {refusal}}, nil, payout.Recovery{}, ""},
		{"auth", plays{opAuth: {unsent}}, nil, payout.Recovery{}, ""},
		{"retrieve", plays{opRetrieve: {lost}}, nil, payout.Recovery{}, ""},
		{"balance", plays{gen.OperationGetMassPayoutBalance: {lost}}, nil, payout.Recovery{}, ""},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			err := operations(t)[tt.call](t.Context(), play(t, tt.plays).client(tt.opts...))
			require.Error(t, err)
			got, ok := payout.RecoveryOf(fmt.Errorf("pay: %w", err))
			assert.Equal(t, tt.want != payout.Recovery{}, ok, tt.call)
			assert.Equal(t, tt.want, got)
			if ok {
				assert.Contains(t, got.String(), tt.says)
			}
			requireMasked(t, err)
		})
	}
	for _, err := range []error{nil, errBoom, &payout.ValidationError{}, &payout.NotSettledError{}} {
		_, ok := payout.RecoveryOf(err)
		assert.False(t, ok)
		assert.Zero(t, payout.AttemptsOf(err))
	}
	got, ok := payout.RecoveryOf(&payout.NotSettledError{Ref: payout.ByRequestID("179"), Err: errBoom})
	assert.True(t, ok)
	assert.Equal(t, payout.Recovery{Operation: opRetrieve, Ref: payout.ByRequestID("179"), Settles: opAuth}, got)
}

func TestCallErrorTellsTheWholeStory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, plays{opCancel: {lost, refusal}, opRetrieve: {reads("INIT"), lost}})
		_, err := s.client(payout.WithRetries(payout.RetryPolicy{MaxAttempts: 2})).Cancel(t.Context(), "179")
		assert.EqualError(t, err, "payout: cancelMassPayout: outcome: unknown, because of an earlier attempt; the last one: "+
			"payout: cancelMassPayout refused: code 11: no (HTTP 200): "+refusedHint(t, err)+"; "+
			`not sent again: the look-up failed: payout: retrieveMassPayout got no answer (outcome: unknown): Post "https://sandbox-api.iyzipay.com/v1/mass/payout/retrieve?locale=en": boom (2 attempts) (2 attempts); `+
			"to settle it, call retrieveMassPayout for requestId 179: CANCELED says that it took effect, INIT that it has not so far, anything else that it was authorised")
		call, ok := errors.AsType[*payout.CallError](err)
		require.True(t, ok)
		assert.Equal(t, opCancel, call.Operation)
		assert.Equal(t, 2, call.Attempts)
		assert.ErrorIs(t, err, errBoom, "what stopped it")
		assert.ErrorIs(t, err, payout.ErrInvalidRequest, "what the last attempt met")
		assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(errors.Join(err)))
	})
}

func refusedHint(t testing.TB, err error) string {
	refused, ok := errors.AsType[*payout.Error](err)
	require.True(t, ok)
	return refused.Hint()
}

func TestBadArgumentsCountNoAttempt(t *testing.T) {
	c := play(t, nil).client()
	_, err := c.Cancel(t.Context(), "")
	assert.Zero(t, payout.AttemptsOf(err))
	_, ok := payout.RecoveryOf(err)
	assert.False(t, ok)
	call, ok := errors.AsType[*payout.CallError](err)
	require.True(t, ok)
	assert.Equal(t, opCancel, call.Operation)
}
