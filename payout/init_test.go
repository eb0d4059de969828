package payout_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
)

// initiated is the result of an init that was answered with body.
func initiated(t testing.TB, body string) *payout.InitResult {
	result, err := newVendor(t, says(200, body)).client().Init(t.Context(), testkit.TwoPayments(t))
	require.NoError(t, err)
	return result
}

func TestInitAccepted(t *testing.T) {
	for name, invalid := range map[string]string{"absent": ``, "null": `,"invalidItems":null`, "empty": `,"invalidItems":[]`} {
		t.Run(name, func(t *testing.T) {
			result := initiated(t, `{"status":"success","requestId":"179cdefc1","systemTime":1753877400123`+invalid+`}`)
			assert.Equal(t, "179cdefc1", result.RequestID())
			assert.Equal(t, payout.ByRequestID("179cdefc1"), result.Ref())
			assert.EqualValues(t, 1753877400123, result.SystemTime().UnixMilli())
			assert.Empty(t, result.Refused())
			assert.Len(t, result.Accepted(), 2)
			want, err := payout.ApproveRequest("179cdefc1")
			require.NoError(t, err)
			for _, approve := range []func() (payout.Approval, error){result.ApproveAll, result.ApproveAccepted} {
				got, err := approve()
				assert.NoError(t, err)
				assert.Equal(t, want, got)
			}
		})
	}
}

// A success is not an acceptance.
func TestInitRefusedLines(t *testing.T) {
	const one = `{"externalId":"2","errorCode":"5001","errorMessage":"Marker Kişi has no wallet"}`
	const both = one + `,{"externalId":"1","errorCode":11,"errorMessage":{"tr":"TR920086402100005482986178"}}`
	const foreign = `{"externalId":"TR920086402100005482986178","errorCode":"11","errorMessage":"who?"}`
	tests := []struct {
		name, invalid string
		refused       []payout.RefusedItem
		accepted      int
		someApproved  bool
		message       string
	}{
		{"one", one, []payout.RefusedItem{{ExternalID: "2", Index: 1, Code: "5001", Message: "M*** K*** has no wallet"}}, 1, true,
			"payout: 1 of 2 lines was refused, nothing was authorised:\n  \"2\": code 5001: M*** K*** has no wallet"},
		{"all", both, []payout.RefusedItem{
			{ExternalID: "2", Index: 1, Code: "5001", Message: "M*** K*** has no wallet"}, {ExternalID: "1", Index: 0, Code: codes.InvalidRequest},
		}, 0, false, "payout: 2 of 2 lines were refused, nothing was authorised:\n  \"2\": code 5001: M*** K*** has no wallet\n  \"1\": code 11"},
		{"none of the batch", foreign, []payout.RefusedItem{{ExternalID: "***6178", Index: -1, Code: codes.InvalidRequest, Message: "who?"}}, 2, false,
			"payout: 1 of 2 lines was refused, nothing was authorised:\n  \"***6178\" (no such item was sent): code 11: who?"},
		{"null", `null`, []payout.RefusedItem{{Index: -1}}, 2, false,
			"payout: 1 of 2 lines was refused, nothing was authorised:\n  \"\" (no such item was sent)"},
		{"without an id", `{"externalId":[2],"errorMessage":"who?"}`, []payout.RefusedItem{{Index: -1, Message: "who?"}}, 2, false,
			"payout: 1 of 2 lines was refused, nothing was authorised:\n  \"\" (no such item was sent): who?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			result := initiated(t, `{"status":"success","requestId":"179cdefc1","invalidItems":[`+tt.invalid+`]}`)
			assert.Equal(t, tt.refused, result.Refused())
			assert.Len(t, result.Accepted(), tt.accepted)

			approved, err := result.ApproveAll()
			refused, ok := errors.AsType[*payout.RefusedError](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, &payout.RefusedError{RequestID: "179cdefc1", Items: tt.refused, Total: 2}, refused)
			assert.Equal(t, payout.Approval{}, approved)
			assert.EqualError(t, err, tt.message)

			approved, err = result.ApproveAccepted()
			assert.Equal(t, tt.someApproved, err == nil)
			assert.Equal(t, tt.someApproved, approved != payout.Approval{})
		})
	}
}

func TestInitWithoutAnIDIsUnknown(t *testing.T) {
	for body, part := range map[string]string{
		taken:                                                          "without a requestId",
		`{"status":"success","requestId":null}`:                        "without a requestId",
		`{"status":"success","requestId":[17]}`:                        "without a requestId",
		`{"status":"success","requestId":" "}`:                         "requestId: must not be empty",
		`{"status":"success","requestId":" 179"}`:                      "requestId: must not begin or end with white space",
		`{"status":"success","requestId":"r","invalidItems":{}}`:       "member invalidItems",
		`{"status":"success","requestId":"r","invalidItems":["1"]}`:    "member invalidItems.0",
		`{"status":"success","requestId":"r","invalidItems":"line 1"}`: "member invalidItems",
	} {
		result, err := newVendor(t, says(200, body)).client().Init(t.Context(), testkit.TwoPayments(t))
		assert.Nil(t, result)
		assert.ErrorContains(t, err, part)
		assert.ErrorIs(t, err, payout.ErrUnintelligible)
		assert.Equal(t, payout.OutcomeUnknown, payout.OutcomeOf(err))
	}
}

func TestInitSurvivesOddMembers(t *testing.T) {
	result := initiated(t, `{"status":"success","requestId":"179cdefc1","locale":1,"systemTime":"soon","conversationId":[],"errorGroup":{},
		"invalidItems":[{"externalId":"1","errorCode":{"a":1},"errorMessage":5}]}`)
	want := []payout.RefusedItem{{ExternalID: "1", Index: 0, Code: `{"a":1}`, Message: "5"}}
	assert.Equal(t, want, result.Refused())
	result.Refused()[0].ExternalID = "changed"
	assert.Equal(t, want, result.Refused(), "what a caller does to the list does not matter")
}

func TestInitValidatesBeforeItSends(t *testing.T) {
	v := newVendor(t, says(200, initDone))
	batch := testkit.TwoPayments(t)
	batch.Items[1].Description = ""
	_, err := v.client().Init(t.Context(), batch)
	_, ok := errors.AsType[*payout.ValidationError](err)
	assert.True(t, ok)
	assert.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err))
	assert.Empty(t, v.received())
}

func TestInitResultKeepsWhatWasSent(t *testing.T) {
	batch := testkit.TwoPayments(t)
	result, err := newVendor(t, says(200, initDone)).client().Init(t.Context(), batch)
	require.NoError(t, err)
	batch.Items[0].ExternalID = "changed"
	result.Accepted()[1].ExternalID = "changed"
	assert.Equal(t, []string{"1", "2"}, []string{result.Accepted()[0].ExternalID, result.Accepted()[1].ExternalID})
}

func TestConversationIDIsShownOnlyAsSent(t *testing.T) {
	for id, want := range map[string]string{"5456856931": "5456856931", "5456856932": "***6932"} {
		batch := testkit.TwoPayments(t)
		batch.ConversationID = "5456856931"
		body := fmt.Sprintf(`{"status":"failure","errorCode":"11","conversationId":%q}`, id)
		_, err := newVendor(t, says(200, body)).client().Init(t.Context(), batch)
		refusal, ok := errors.AsType[*payout.Error](err)
		require.True(t, ok)
		assert.Equal(t, want, refusal.ConversationID)
	}
}

func TestRefusedErrorSpellsOutTen(t *testing.T) {
	refused := &payout.RefusedError{Total: 20, Items: make([]payout.RefusedItem, 12)}
	assert.ErrorContains(t, refused, "12 of 20 lines were refused")
	assert.ErrorContains(t, refused, "\n  and 2 more")
}

func TestApproveRequestRefuses(t *testing.T) {
	for _, id := range []string{"", " ", " 179", "1\n79"} {
		_, err := payout.ApproveRequest(id)
		assert.ErrorContains(t, err, "payout: requestId:")
	}
}

func TestZeroInitResult(t *testing.T) {
	var result payout.InitResult
	assert.Empty(t, result.Accepted())
	_, err := result.ApproveAccepted()
	assert.Error(t, err)
	all, err := result.ApproveAll()
	assert.NoError(t, err)
	assert.Equal(t, payout.Approval{}, all, "and Auth refuses the empty approval")
	assert.Equal(t, "requestId , externalId : 0 lines, 0 refused", result.String())
}
