package gen

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/money"
)

func initRequest(amount money.Decimal) MassPayoutInitializeRequest {
	return MassPayoutInitializeRequest{
		ExternalID: "batch-1", ConversationID: "conversation-1", Purpose: PurposeSalary,
		Items: []MassPayoutItem{{
			ItemExternalID: "line-1", RecipientType: RecipientTypeIBAN, RecipientInfo: "TR920086402100005482986178", RecipientName: "Ayşe Öztürk",
			Amount: Amount{Value: amount, Currency: "TRY"}, Description: "Maaş",
		}},
	}
}

func bodyOf(t require.TestingT, r *http.Request) string {
	data, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(data)
}

func TestTheInitBodyByteForByte(t *testing.T) {
	r, err := NewInitMassPayoutRequest("https://sandbox-api.iyzipay.com", &InitMassPayoutParams{Locale: LocaleTr}, initRequest(money.MustParse("100.50")))
	require.NoError(t, err)
	assert.Equal(t, `{"conversationId":"conversation-1","externalId":"batch-1","items":[{"amount":{"currency":"TRY","value":100.50},"description":"Maaş",`+
		`"itemExternalId":"line-1","recipientInfo":"TR920086402100005482986178","recipientName":"Ayşe Öztürk","recipientType":"IBAN"}],"purpose":"SALARY"}`, bodyOf(t, r))
	assert.Equal(t, http.Header{"Content-Type": {"application/json"}}, r.Header, "callers sign; no header is a parameter")
}

func TestAnAmountThatIsNotSetIsNotSent(t *testing.T) {
	_, err := NewInitMassPayoutRequest("https://sandbox-api.iyzipay.com", &InitMassPayoutParams{Locale: LocaleTr}, initRequest(money.Decimal{}))
	assert.ErrorIs(t, err, money.ErrUnset)
}

func TestAmountsKeepTheirDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.OneOf(rapid.StringMatching(`(0|[1-9][0-9]{0,15})(\.[0-9]{1,8})?`),
			rapid.SampledFrom([]string{"0.10", "20.00000000", "0.1", "1E+2", "9007199254740993", "123456789012345678901234.00000001", "-0.50"})).Draw(t, "amount")
		r, err := NewInitMassPayoutRequest("https://api.iyzipay.com", &InitMassPayoutParams{Locale: LocaleEn}, initRequest(money.MustParse(digits)))
		require.NoError(t, err)
		require.Contains(t, bodyOf(t, r), `"value":`+digits+`}`)

		written := rapid.SampledFrom([]string{digits, `"` + digits + `"`}).Draw(t, "written")
		var answer MassPayoutRetrieveResponse
		require.NoError(t, json.Unmarshal([]byte(`{"massPayout":{"totalAmount":`+written+`},"massPayoutItems":{"items":[{"commissionAmount":`+written+`}]}}`), &answer))
		require.Equal(t, digits, answer.MassPayout.TotalAmount.String())
		require.Equal(t, digits, answer.MassPayoutItems.Items[0].CommissionAmount.String())
		require.False(t, answer.MassPayout.TotalSuccessfulAmount.IsSet(), "what the answer does not say is not 0")
		var balance MassPayoutBalanceResponse
		require.NoError(t, json.Unmarshal([]byte(`{"balance":`+written+`}`), &balance))
		require.Equal(t, digits, balance.Balance.String())
	})
}

func TestIntegersHave64Bits(t *testing.T) {
	var answer MassPayoutRetrieveResponse
	require.NoError(t, json.Unmarshal([]byte(`{"systemTime":1759231970716,"massPayout":{"merchantId":9223372036854775807}}`), &answer))
	assert.Equal(t, int64(1759231970716), answer.SystemTime)
	assert.Equal(t, int64(9223372036854775807), answer.MassPayout.MerchantID)
	assert.Error(t, json.Unmarshal([]byte(`{"massPayout":{"merchantId":9223372036854775808}}`), &answer))
}

// What the service adds one day must not hide the rest of an answer.
func TestAnswersMayHoldWhatNobodyKnows(t *testing.T) {
	const unknown = `{"status":"pending","errorCode":50000,"errorName":"N","new":{"a":[1]},"locale":"DE",
		"requestId":"r","massPayout":{"massPayoutStatus":"PAUSED","new":1},
		"massPayoutItems":{"items":[{"itemStatus":"LOST","recipientType":"FAX","itemExternalId":"line-1","new":null}],"new":1},
		"item":{"itemStatus":"LOST"},"invalidItems":[{"errorCode":7,"externalId":"x","new":[]}]}`
	for _, answer := range []any{&MassPayoutInitializeResponse{}, &MassPayoutAuthResponse{}, &MassPayoutRetrieveResponse{}, &MassPayoutBalanceResponse{}, &MassPayoutItemResponse{}} {
		require.NoError(t, json.Unmarshal([]byte(unknown), answer), "%T", answer)
		common := reflect.ValueOf(answer).Elem()
		assert.Equal(t, ResultStatus("pending"), common.FieldByName("Status").Interface())
		assert.Equal(t, ErrorCode("50000"), common.FieldByName("ErrorCode").Interface())
	}
	var answer MassPayoutRetrieveResponse
	require.NoError(t, json.Unmarshal([]byte(unknown), &answer))
	assert.False(t, answer.Status.Valid())
	assert.False(t, answer.MassPayout.MassPayoutStatus.Valid())
	assert.Empty(t, answer.MassPayout.MassPayoutStatus.Meaning(), "nothing may be concluded from an unknown status")
	item := answer.MassPayoutItems.Items[0]
	assert.Equal(t, "line-1", item.ItemExternalID)
	assert.Empty(t, item.ItemStatus.Meaning())
	assert.False(t, item.RecipientType.Valid())
}

func TestErrorCodesAreTextsOrNumbers(t *testing.T) {
	for text, want := range map[string]ErrorCode{`{"errorCode":"1000"}`: "1000", `{"errorCode":50000}`: "50000", `{"errorCode":null}`: "", `{}`: ""} {
		var answer MassPayoutAuthResponse
		require.NoError(t, json.Unmarshal([]byte(text), &answer))
		assert.Equal(t, want, answer.ErrorCode)
	}
}

func TestNothingThatIsNotSetIsWritten(t *testing.T) {
	for value, want := range map[any]string{
		MassPayoutRetrieveRequest{}: `{"page":0,"size":0}`, MassPayoutAuthResponse{}: `{}`, MassPayoutSummary{}: `{}`, MassPayoutBalanceResponse{}: `{}`,
		MassPayoutAuthRequest{RequestID: "r"}: `{"requestId":"r"}`,
	} {
		data, err := json.Marshal(value)
		require.NoError(t, err)
		assert.Equal(t, want, string(data), "%T", value)
	}
	for _, value := range []any{MassPayoutItemDetail{}, MassPayoutInitializeResponse{}, MassPayoutRetrieveResponse{}, MassPayoutItemResponse{}} {
		data, err := json.Marshal(value)
		require.NoError(t, err)
		assert.Equal(t, "{}", string(data), "%T", value)
	}
}

// The facts name the method and path that the generated client really uses, and cancel sends no body.
func TestRequestsAgreeWithTheFacts(t *testing.T) {
	const server = "https://sandbox-api.iyzipay.com"
	requests := map[Operation]func() (*http.Request, error){
		OperationInitMassPayout: func() (*http.Request, error) {
			return NewInitMassPayoutRequest(server, &InitMassPayoutParams{Locale: LocaleEn}, initRequest(money.FromInt(1)))
		},
		OperationAuthMassPayout: func() (*http.Request, error) {
			return NewAuthMassPayoutRequest(server, &AuthMassPayoutParams{Locale: LocaleEn}, MassPayoutAuthRequest{RequestID: "r"})
		},
		OperationRetrieveMassPayout: func() (*http.Request, error) {
			return NewRetrieveMassPayoutRequest(server, &RetrieveMassPayoutParams{Locale: LocaleEn}, MassPayoutRetrieveRequest{RequestID: "r", ItemType: ItemTypeValid, Size: 10})
		},
		OperationCancelMassPayout: func() (*http.Request, error) {
			return NewCancelMassPayoutRequest(server, "r/1 ş", &CancelMassPayoutParams{Locale: LocaleEn})
		},
		OperationGetMassPayoutBalance: func() (*http.Request, error) {
			return NewGetMassPayoutBalanceRequest(server, &GetMassPayoutBalanceParams{Locale: LocaleEn})
		},
		OperationGetMassPayoutItem: func() (*http.Request, error) {
			return NewGetMassPayoutItemRequest(server, "r/1 ş", &GetMassPayoutItemParams{Locale: LocaleEn})
		},
	}
	require.Subset(t, Operations(), slices.Collect(maps.Keys(requests)), "an operation that a new page brings need not be here")
	for operation, request := range requests {
		t.Run(string(operation), func(t *testing.T) {
			r, err := request()
			require.NoError(t, err)
			assert.Equal(t, operation.Method(), r.Method)
			path := strings.NewReplacer("{requestId}", "r%2F1%20%C5%9F", "{referenceCode}", "r%2F1%20%C5%9F").Replace(operation.Path())
			assert.Equal(t, server+path+"?locale=en", r.URL.String())
			hasBody := operation.Method() == http.MethodPost && operation != OperationCancelMassPayout
			assert.Equal(t, hasBody, r.Body != nil)
			assert.Equal(t, hasBody, r.Header.Get("Content-Type") != "")
			assert.Equal(t, operation == OperationAuthMassPayout, operation.MovesMoney())
			assert.NotEmpty(t, operation.Retry())
		})
	}
	strange := Operation("newOperation")
	assert.Empty(t, strange.Method()+strange.Path())
	assert.Empty(t, strange.Retry(), "an unknown operation must not be repeated")
	assert.False(t, strange.MovesMoney())
}

func TestABodyIsSentAsItIsGiven(t *testing.T) {
	body := []byte("{\"externalId\": \"a\",\n \"z\": 1.00}")
	r, err := NewInitMassPayoutRequestWithBody("https://api.iyzipay.com", &InitMassPayoutParams{Locale: LocaleTr}, "application/json", bytes.NewReader(body))
	require.NoError(t, err)
	assert.Equal(t, string(body), bodyOf(t, r))
}
