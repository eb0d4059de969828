package payout

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/codec"
	"github.com/iyzipayout/iyzipayout/money"
)

func answered(status int, body []byte) *answer {
	return &answer{status: status, header: http.Header{"Content-Type": {"application/json"}}, body: body}
}

// Whatever comes back, there is a result or an error, never both or neither, and no error says that nothing was sent.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"status":"success","requestId":"179","invalidItems":[{"externalId":"1","errorCode":50000,"errorMessage":"no"}]}`,
		`{"status":"failure","errorCode":"1000","errorMessage":"Geçersiz imza","systemTime":1753877400123}`,
		`{"status":"success","massPayout":{"massPayoutStatus":"COMPLETED"},"massPayoutItems":{"items":[{"itemStatus":"SUCCESS","totalAmount":20.00000000}],"total":1}}`,
		`{"status":"success","total":"101","page":"0","massPayout":{"externalId":7},"massPayoutItems":{"total":1.0,"items":[{"referenceCode":12}]}}`,
		`{"status":"success","status":"failure"}`, `{"STATUS":"success"}`, `{"st\u0061tus":"success"}`, "\ufeff{}", `null`, `[]`, `"\ud800"`, `{"a":{"b":[{}]}} x`, ``,
	} {
		f.Add(200, []byte(seed))
		f.Add(401, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		for _, op := range gen.Operations() {
			result := resultOf(op)
			ok, err := decode(question{operation: op, answer: result, most: 100, shown: true}, answered(status, body))
			require.NotEqual(t, ok == nil, err == nil)
			if err == nil {
				plain := bytes.TrimPrefix(body, []byte("\ufeff"))
				require.True(t, json.Valid(plain), "a success is JSON from end to end")
				require.True(t, status >= 200 && status < 300)
				requireSameCounts(t, plain, result)
				continue
			}
			require.NotEqual(t, OutcomeNotSent, OutcomeOf(err))
			require.NotContains(t, err.Error(), "\n")
			if OutcomeOf(err) == OutcomeRefused {
				require.Less(t, status, 500)
				var said struct{ Status any }
				require.NoError(t, json.Unmarshal(bytes.TrimPrefix(body, []byte("\ufeff")), &said))
				require.NotEqual(t, "success", said.Status)
			}
		}
	})
}

// Reading in one pass changes nothing of what is read, told apart or refused.
func FuzzReadIsTheOracle(f *testing.F) {
	for _, seed := range []string{
		`{"status":"success","requestId":179,"invalidItems":[{"externalId":4,"errorCode":{"a":1},"errorMessage":12},null],"systemTime":"1753877400123.0"}`,
		`{"status":5,"errorCode":true,"errorMessage":{"a":[1]},"systemTime":1.7e12,"conversationId":null,"errorGroup":"\u0041\ud800"}`,
		`{"status":"success","total":" 3.00 ","massPayout":{"externalId":1e2,"merchantId":"M"},"massPayoutItems":{"items":[{"errorMessages":{},"totalAmount":"1"},{"errorMessages":["a",1,{},null]},[]],"total":"3"}}`,
		`{"STATUS":"success","massPayoutItems":{"ITEMS":[{"REFERENCECODE":"r"}]},"total":"x"}`, `{"status":"success","a":{"b":1,"B":2}}`,
		`{"status":"success","massPayoutItems":{"items":[{},{},{},{},{},{}]}}`, `{"status":"success","balance":"25399393.5"}`, `{"balance":{}}`,
		"{\"status\":\"\xff\",\"item\":{\"description\":\"\xff\\n\"}}", `[{}]`, `null`, `"x"`, `{} {}`, `{"a":1,}`, `{"status":"success"`, "\ufeff{}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, op := range gen.Operations() {
			got, want := resultOf(op), resultOf(op)
			env, wrong, err := read(body, got, 5, false)
			oracleEnv, oracleWrong, oracleErr := oracleRead(body, want, 5)
			require.Equal(t, oracleErr == nil, err == nil, "%v, %v", oracleErr, err)
			if err != nil {
				continue
			}
			require.Equal(t, oracleEnv, env)
			require.Equal(t, oracleWrong == nil, wrong == nil, "%v, %v", oracleWrong, wrong)
			require.Equal(t, errors.Is(oracleWrong, errOracleTooMany), errors.Is(wrong, codec.ErrTooMany))
			if wrong == nil {
				require.Equal(t, want, got)
			}
		}
	})
}

// readInto reads an answer that must not be odd where it matters.
func readInto(body string, v codec.Model, most int) error {
	_, wrong, err := read([]byte(body), v, most, false)
	if err = cmp.Or(err, wrong); err != nil {
		return answered(200, nil).unintelligible("", err)
	}
	return nil
}

// requireSameCounts compares what counts items with what is written: it is the same number, or there is an error.
func requireSameCounts(t *testing.T, body []byte, result any) {
	page, ok := result.(*gen.MassPayoutRetrieveResponse)
	if !ok {
		return
	}
	var said map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&said))
	if total, ok := said["total"]; ok && total != nil {
		exact, ok := new(big.Rat).SetString(strings.TrimSpace(fmt.Sprint(total)))
		require.True(t, ok, "%v was read as %d", total, page.Total)
		require.Zero(t, exact.Cmp(new(big.Rat).SetInt64(int64(page.Total))), "%v was read as %d", total, page.Total)
	}
}

// resultOf is an empty answer of the type that belongs to an operation.
func resultOf(op gen.Operation) codec.Model {
	switch op {
	case gen.OperationInitMassPayout:
		return &gen.MassPayoutInitializeResponse{}
	case gen.OperationRetrieveMassPayout:
		return &gen.MassPayoutRetrieveResponse{}
	case gen.OperationGetMassPayoutBalance:
		return &gen.MassPayoutBalanceResponse{}
	case gen.OperationGetMassPayoutItem:
		return &gen.MassPayoutItemResponse{}
	}
	return &gen.MassPayoutAuthResponse{}
}

func TestLenientKeepsWhatFits(t *testing.T) {
	const body = `{"status":"success","locale":7,"systemTime":"soon","total":1,
		"massPayout":{"externalId":"a","merchantId":"M-1","totalAmount":"a lot","massPayoutStatus":"COMPLETED"},
		"massPayoutItems":{"items":[{"itemExternalId":"1","itemStatus":"SUCCESS","referenceCode":"ref","description":5,
			"errorMessages":["late",5,{}],"totalAmount":{"value":1},"commissionAmount":20.00000000,"recipientName":null}]}}`
	var got gen.MassPayoutRetrieveResponse
	require.NoError(t, readInto(body, &got, 100))
	assert.Equal(t, "7", got.Locale)
	assert.Equal(t, gen.MassPayoutStatusCompleted, got.MassPayout.MassPayoutStatus)
	assert.Equal(t, 1, got.Total)
	item := got.MassPayoutItems.Items[0]
	assert.Equal(t, "20.00000000", item.CommissionAmount.String())
	item.CommissionAmount = item.TotalAmount
	assert.Equal(t, gen.MassPayoutItemDetail{ItemExternalID: "1", ItemStatus: "SUCCESS", ReferenceCode: "ref", Description: "5", ErrorMessages: []string{"late", "5", ""}}, item)
	assert.Equal(t, gen.MassPayoutSummary{ExternalID: "a", MassPayoutStatus: "COMPLETED"}, got.MassPayout)
}

func TestLenientTakesNullForNothing(t *testing.T) {
	var got gen.MassPayoutRetrieveResponse
	require.NoError(t, readInto(`{"locale":{},"total":null,"massPayout":null,"massPayoutItems":{"items":null}}`, &got, 100))
	assert.Zero(t, got)
}

func TestLenientRefusesWhatCarriesAndCounts(t *testing.T) {
	for members, want := range map[string]string{
		`"massPayout":"COMPLETED"`:                           "member massPayout: it is a JSON string",
		`"massPayoutItems":[]`:                               "member massPayoutItems: it is a JSON array",
		`"massPayoutItems":{"items":{}}`:                     "member massPayoutItems.items: it is a JSON object",
		`"massPayoutItems":{"items":[{},"SUCCESS"]}`:         "member massPayoutItems.items.1: it is a JSON string",
		`"massPayoutItems":{"items":[{}],"total":"3 lines"}`: "member massPayoutItems.total: it is a JSON string",
		`"total":3.5`:                   "member total: it is a JSON number",
		`"total":"3.5"`:                 "member total: it is a JSON string",
		`"total":""`:                    "member total: it is a JSON string",
		`"total":"1e2"`:                 "member total: it is a JSON string",
		`"total":"1,000"`:               "member total: it is a JSON string",
		`"total":[3]`:                   "member total: it is a JSON array",
		`"page":"first"`:                "member page: it is a JSON string",
		`"page":true`:                   "member page: it is a JSON bool",
		`"size":99999999999999999999`:   "member size: it is a JSON number",
		`"size":"99999999999999999999"`: "member size: it is a JSON string",
	} {
		err := readInto(`{"status":"success",`+members+`}`, &gen.MassPayoutRetrieveResponse{}, 100)
		assert.ErrorContains(t, err, want)
		assert.ErrorIs(t, err, ErrUnintelligible)
	}
}

// Numbers may come as strings and the other way round, whichever member it is.
func TestNumbersAndTextsMayBeExchanged(t *testing.T) {
	var got gen.MassPayoutRetrieveResponse
	require.NoError(t, readInto(`{"status":"success","systemTime":"1753877400123","page":"2","size":"40","total":" 101 ",
		"massPayout":{"externalId":20261128,"merchantId":"000123","totalAmount":"1250.50","currency":"TRY"},
		"massPayoutItems":{"total":"101.00","items":[{"itemExternalId":12345678901234567890,"referenceCode":7.50,"totalAmount":"20.00000000","commissionAmount":1e2,
			"massPayoutRequestId":-1,"recipientInfo":905456856931,"errorMessages":"late"}]}}`, &got, 1))
	assert.Equal(t, gen.MassPayoutRetrieveResponse{
		Status: gen.ResultStatusSuccess, SystemTime: 1753877400123, Page: 2, Size: 40, Total: 101,
		MassPayout: gen.MassPayoutSummary{ExternalID: "20261128", MerchantID: 123, TotalAmount: money.MustParse("1250.50"), Currency: "TRY"},
		MassPayoutItems: gen.MassPayoutItemsPage{Total: 101, Items: []gen.MassPayoutItemDetail{{
			ItemExternalID: "12345678901234567890", ReferenceCode: "7.50", TotalAmount: money.MustParse("20.00000000"), CommissionAmount: money.MustParse("1e2"),
			MassPayoutRequestID: "-1", RecipientInfo: "905456856931", ErrorMessages: []string{"late"},
		}}},
	}, got, "amounts and ids have the digits as they were written")

	var init gen.MassPayoutInitializeResponse
	require.NoError(t, readInto(`{"requestId":179,"invalidItems":[{"externalId":4,"errorCode":11,"errorMessage":12}]}`, &init, 1))
	assert.Equal(t, gen.MassPayoutInitializeResponse{RequestID: "179", InvalidItems: []gen.InvalidItem{{ExternalID: "4", ErrorCode: "11", ErrorMessage: "12"}}}, init)
}

// Writing every number as a string and every id of digits as a number changes nothing of what is read.
func TestPropertyExchangedIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Int64Range(0, 1<<50)
		id := number.Draw(t, "id")
		want := gen.MassPayoutRetrieveResponse{
			Page: rapid.IntRange(0, 9).Draw(t, "page"), Total: rapid.IntRange(0, 1<<31).Draw(t, "total"), SystemTime: number.Draw(t, "time"),
			MassPayout: gen.MassPayoutSummary{ExternalID: fmt.Sprint(id), MerchantID: number.Draw(t, "merchant")},
		}
		want.MassPayoutItems.Total = want.Total
		quote := func(n any) string {
			if rapid.Bool().Draw(t, "as a string") {
				return fmt.Sprintf("%q", fmt.Sprint(n))
			}
			return fmt.Sprint(n)
		}
		body := fmt.Sprintf(`{"page":%s,"total":%s,"systemTime":%s,"massPayout":{"externalId":%s,"merchantId":%s},"massPayoutItems":{"total":%s}}`,
			quote(want.Page), quote(want.Total), quote(want.SystemTime), quote(id), quote(want.MassPayout.MerchantID), quote(want.Total))
		var got gen.MassPayoutRetrieveResponse
		require.NoError(t, readInto(body, &got, 0), body)
		require.Equal(t, want, got, body)
	})
}

// An answer of 12 MB can hold three million empty items, which would take a gigabyte.
func TestMoreItemsThanWereAskedForAreNotRead(t *testing.T) {
	huge := strings.Repeat("{},", 3_000_000) + "{}"
	answers := map[string]string{
		"items": `{"status":"success","total":3000001,"massPayoutItems":{"items":[` + huge + `]}}`, "invalidItems": `{"status":"success","requestId":"r","invalidItems":[` + huge + `]}`,
	}
	for member, body := range answers {
		op, v := gen.OperationRetrieveMassPayout, codec.Model(&gen.MassPayoutRetrieveResponse{})
		if member == "invalidItems" {
			op, v = gen.OperationInitMassPayout, &gen.MassPayoutInitializeResponse{}
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := decode(question{operation: op, answer: v, most: 100}, answered(200, []byte(body)))
		runtime.ReadMemStats(&after)
		require.ErrorIs(t, err, codec.ErrTooMany)
		assert.ErrorContains(t, err, member+": it holds more items than were asked for (100)")
		assert.True(t, lasting(err), "it is not asked for four times")
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(60<<20), "allocated in all")
	}
	var got gen.MassPayoutRetrieveResponse
	require.NoError(t, readInto(`{"massPayoutItems":{"items":[{},{},{}]}}`, &got, 3))
	assert.Len(t, got.MassPayoutItems.Items, 3, "as many as were asked for are no error")
}

// For answers of the documented types, being lenient changes nothing.
func TestLenientIsDecodeForGoodAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String()
		want := gen.MassPayoutRetrieveResponse{
			Total:      rapid.Int().Draw(t, "total"),
			MassPayout: gen.MassPayoutSummary{MerchantID: rapid.Int64().Draw(t, "merchant"), Currency: text.Draw(t, "currency")},
		}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			want.MassPayoutItems.Items = append(want.MassPayoutItems.Items, gen.MassPayoutItemDetail{
				ItemExternalID: text.Draw(t, "id"), ErrorMessages: rapid.SliceOfN(text, 1, 2).Draw(t, "messages"),
			})
		}
		body, err := json.Marshal(want)
		require.NoError(t, err)
		var fast, slow gen.MassPayoutRetrieveResponse
		require.NoError(t, json.Unmarshal(body, &fast))
		require.NoError(t, readInto(string(body), &slow, 3))
		require.Equal(t, fast, slow)
	})
}

func TestCheckNames(t *testing.T) {
	many := make([]string, 257)
	for i := range many {
		many[i] = fmt.Sprintf(`"n%d":0`, i)
	}
	tests := []struct {
		name, json string
		want       error
	}{
		{"scalar", `"a"`, nil},
		{"once", `{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}`, nil},
		{"a value like a name", `{"a":"b","b":"a,b","c":["a","a"]}`, nil},
		{"quotation marks and backslashes", `{"a\"b":"\\","a\\":"\"","c":"{\"c\":"}`, nil},
		{"twice", `{"a":1,"b":2,"a":1}`, codec.ErrTwice},
		{"twice behind an array", `{"a":[1,{"b":2}],"a":1}`, codec.ErrTwice},
		{"twice within", `{"x":[[{"a":1,"a":2}]]}`, codec.ErrTwice},
		{"twice within, second of its kind", `[{"a":1},{"b":1,"b":1}]`, codec.ErrTwice},
		{"another case", `{"status":1,"Status":2}`, codec.ErrTwice},
		{"folded by Unicode", `{"status":1,"ſtatus":2}`, codec.ErrTwice},
		{"escaped", `{"status":1,"\u0073tatus":2}`, codec.ErrTwice},
		{"empty", `{"":1,"":2}`, codec.ErrTwice},
		{"many", `{` + strings.Join(many[:256], ",") + `}`, nil},
		{"too many", `{` + strings.Join(many, ",") + `}`, codec.ErrManyNames},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := read([]byte(`{"status":"success","x":`+tt.json+`}`), &gen.MassPayoutAuthResponse{}, 0, false)
			assert.Equal(t, tt.want, err)
		})
	}
}

func TestCleanText(t *testing.T) {
	recipient := Recipient{kind: gen.RecipientTypeMemberID, info: "2228853", name: "Işıl Çelik"}
	known := cleanerFor([]Item{{Recipient: recipient}})
	for in, want := range map[string]string{
		"Işıl Çelik is unknown":                   "I*** Ç*** is unknown",
		"IŞIL ÇELİK BULUNAMADI":                   "I*** Ç*** BULUNAMADI",
		"IŞIL ÇELIK BULUNAMADI":                   "I*** Ç*** BULUNAMADI",
		"member 2228853!":                         "member ***!",
		"TR92 0086 4021 0000 5482 9861 78":        "***6178",
		"TR92\u00a00086\t4021\n0000 5482 9861 78": "***6178",
		"TR9200864021\u200b00005482986178":        "***6178",
		"+90 545 685 69 31 is wrong":              "***6931 is wrong",
		"  two\r\nlines\x00 ":                     "two  lines",
		"amount 1250.50":                          "amount 1250.50",
	} {
		assert.Equal(t, want, known.text(in))
	}
	assert.Equal(t, 1001, len([]rune(known.text(strings.Repeat("ş", 5000)))))
	short := cleanerFor([]Item{{Recipient: Recipient{info: "12", name: "Al"}}})
	assert.Equal(t, "12 Al", short.text("12 Al"), "what is this short would be found in every message")
}
