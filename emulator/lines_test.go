package emulator_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
)

func amount(value, currency string) map[string]any {
	return map[string]any{"value": json.Number(value), "currency": currency}
}

func TestRefusedLines(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tests := []struct {
		name         string
		line         map[string]any
		code, en, tr string
	}{
		{"marker", item("2", "please "+emulator.MarkRefuse), "11", "Invalid request: its description asks for it", "Geçersiz istek: açıklaması bunu istiyor"},
		{"misspelt marker", item("2", "[emulator:refuze]"), "11",
			"Invalid request: description holds an unknown [emulator:…] marker, or more than one",
			"Geçersiz istek: description bilinmeyen veya birden fazla [emulator:…] işareti içeriyor"},
		{"two markers", item("2", emulator.MarkBankFail+emulator.MarkStayFailed), "11",
			"Invalid request: description holds an unknown [emulator:…] marker, or more than one",
			"Geçersiz istek: description bilinmeyen veya birden fazla [emulator:…] işareti içeriyor"},
		{"IBAN without a name", without(item("2", "pay"), "recipientName"), "24", "recipientName is mandatory", "recipientName gönderilmesi zorunludur"},
		{"IBAN with a blank name", with(item("2", "pay"), "recipientName", " "), "24", "recipientName is mandatory", "recipientName gönderilmesi zorunludur"},
		{"two things at once", without(with(item("2", "pay"), "amount", amount("1", "try")), "recipientName"), "24",
			"recipientName is mandatory", "recipientName gönderilmesi zorunludur"},
		{"form of an IBAN", with(item("2", "pay"), "recipientInfo", "92-MARKER"), "11",
			"Invalid request: recipientInfo must have the form TR[0-9]{2}[A-Z0-9]{22}|([A-SU-Z][A-Z]|T[A-QS-Z])[0-9]{2}[A-Z0-9]{11,30}; it has 9 characters (recipientType is IBAN)",
			"Geçersiz istek: recipientInfo beklenen biçimde değil"},
		{"form of a phone", with(with(item("2", "pay"), "recipientType", "PHONE"), "recipientInfo", "0555"), "11",
			`Invalid request: recipientInfo must have the form \+90[0-9]{10}; it has 4 characters (recipientType is PHONE)`,
			"Geçersiz istek: recipientInfo beklenen biçimde değil"},
		{"form of a currency", with(item("2", "pay"), "amount", amount("1", "try")), "11",
			"Invalid request: amount.currency must have the form [A-Z]{3}; it has 3 characters",
			"Geçersiz istek: amount.currency beklenen biçimde değil"},
		{"zero", with(item("2", "pay"), "amount", amount("0.00", "TRY")), "11",
			"Invalid request: amount.value must be greater than 0", "Geçersiz istek: amount.value çok küçük"},
		{"negative", with(item("2", "pay"), "amount", amount("-5", "TRY")), "11",
			"Invalid request: amount.value must be greater than 0", "Geçersiz istek: amount.value çok küçük"},
		{"nine decimals", with(item("2", "pay"), "amount", amount("0.000000001", "TRY")), "11",
			"Invalid request: amount.value must have at most 15 digits before the point and 8 behind it; it has 1 and 9", "Geçersiz istek: amount.value çok fazla basamak içeriyor"},
		{"too many digits", with(item("2", "pay"), "amount", amount("1e15", "TRY")), "11",
			"Invalid request: amount.value must have at most 15 digits before the point and 8 behind it; it has 16 and 0", "Geçersiz istek: amount.value çok fazla basamak içeriyor"},
		{"a total of too many digits", with(item("2", "pay"), "amount", amount("999999999999899.50", "TRY")), "11",
			"Invalid request: the total of the lines has more than 15 digits before the point",
			"Geçersiz istek: kalemlerin toplamı 15'ten fazla tam sayı basamağı içeriyor"},
		{"a currency that is not paid out", with(item("2", "pay"), "amount", amount("1", "GBP")), "11",
			"Invalid request: amount.currency must be TRY, USD or EUR", "Geçersiz istek: amount.currency TRY, USD veya EUR olmalıdır"},
		{"another currency", with(item("2", "pay"), "amount", amount("1", "USD")), "11",
			"Invalid request: amount.currency is not that of the lines before", "Geçersiz istek: amount.currency önceki kalemlerinkinden farklı"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for locale, message := range map[string]string{"en": tt.en, "tr": tt.tr} {
				s := w.service(t)
				r := s.call("POST", initPath+"?locale="+locale, initBody("x", item("1", "pay"), tt.line, item("3", "pay")))
				require.Equal(t, "success", r.body["status"], r.text)
				assert.Equal(t, []any{map[string]any{"externalId": tt.line["itemExternalId"], "errorCode": tt.code, "errorMessage": message}}, r.body["invalidItems"])
				id := r.body["requestId"].(string)
				_, lines := s.statuses(id)
				assert.Equal(t, []string{"INIT", "INVALID", "INIT"}, lines)

				refused := s.call("POST", retrievePath+"?locale="+locale, fmt.Sprintf(`{"requestId":%q,"page":0,"size":9,"itemType":"INVALID"}`, id))
				listed := refused.body["massPayoutItems"].(map[string]any)["items"].([]any)
				require.Len(t, listed, 1)
				assert.Equal(t, []any{message}, listed[0].(map[string]any)["errorMessages"])

				s.mustAuth(id)
				s.emu.Advance(10 * step)
				batch := s.batch(id)
				assert.Equal(t, []int{1, 0, 1}, []int{batch.Lines[0].Paid, batch.Lines[1].Paid, batch.Lines[2].Paid})
				assert.Zero(t, batch.Lines[1].Started)
			}
		})
	}
}

// An answer names a refused line by its itemExternalId only, so none of several with the same one may be paid.
func TestRepeatedItemExternalID(t *testing.T) {
	t.Parallel()
	s := newService(t)
	r := s.post(initPath, initBody("x", item("a", "pay"), item("b", "pay"), item("a", "pay"), item("a", emulator.MarkBankFail)))
	assert.Equal(t, []any{map[string]any{
		"externalId": "a", "errorCode": "11",
		"errorMessage": "Invalid request: itemExternalId is that of another line, too: all of them are refused",
	}}, r.body["invalidItems"])
	id := r.body["requestId"].(string)
	_, lines := s.statuses(id)
	assert.Equal(t, []string{"INVALID", "INIT"}, lines, "an id names one line")
	s.mustAuth(id)
	s.emu.Advance(10 * step)
	batch := s.batch(id)
	assert.Equal(t, []int{0, 1}, []int{batch.Lines[0].Started, batch.Lines[1].Started})
	again := s.post(initPath, initBody("x", item("a", "pay"), item("b", "pay"), item("a", "pay"), item("a", emulator.MarkBankFail)))
	assert.Equal(t, id, again.body["requestId"])
}

// What is no amount is not answered as one.
func TestAmountsOfRefusedLines(t *testing.T) {
	t.Parallel()
	s := newService(t)
	id := s.init("x", with(item("1", "pay"), "amount", amount("-5", "TRY")), item("2", emulator.MarkRefuse),
		with(item("3", "pay"), "amount", amount("1e-30", "TRY")), with(item("3", "pay"), "amount", amount("7", "TRY")))
	r := s.post(retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":9}`, id))
	var amounts []any
	for _, each := range r.body["massPayoutItems"].(map[string]any)["items"].([]any) {
		amounts = append(amounts, each.(map[string]any)["totalAmount"])
	}
	assert.Equal(t, []any{nil, json.Number("100.50"), nil}, amounts)
	assert.Equal(t, "0.00000000", fmt.Sprint(r.body["massPayout"].(map[string]any)["totalAmount"]))
}

func TestLargestTotal(t *testing.T) {
	t.Parallel()
	s := newService(t)
	id := s.init("x", item("1", "pay"), with(item("2", "pay"), "amount", amount("999999999999899.49999999", "TRY")))
	r := s.post(retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":1}`, id))
	assert.Equal(t, "999999999999999.99999999", fmt.Sprint(r.body["massPayout"].(map[string]any)["totalAmount"]))
}

// The first line that is accepted sets the currency, not one that is refused anyhow.
func TestCurrencyOfTheBatch(t *testing.T) {
	t.Parallel()
	s := newService(t)
	r := s.post(initPath, initBody("x", with(item("1", "pay"), "amount", amount("0", "USD")),
		with(item("2", emulator.MarkRefuse), "amount", amount("999999999999999", "TRY")), with(item("3", "pay"), "amount", amount("5", "EUR"))))
	_, lines := s.statuses(r.body["requestId"].(string))
	assert.Equal(t, []string{"INVALID", "INVALID", "INIT"}, lines)
	got := s.post(retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":1}`, r.body["requestId"]))
	assert.Equal(t, "EUR", got.body["massPayout"].(map[string]any)["currency"])
}

func TestAllLinesRefused(t *testing.T) {
	t.Parallel()
	s := newService(t)
	id := s.init("x", item("1", emulator.MarkRefuse))
	r := s.auth(id)
	assert.Equal(t, "11", r.code())
	assert.Equal(t, "Invalid request: every line of the mass payout was refused by init", r.body["errorMessage"])
	batch, _ := s.statuses(id)
	assert.Equal(t, "INIT", batch)
	r = s.call("POST", cancelPath+id+"?locale=en", "")
	assert.Equal(t, "success", r.body["status"])
}

func TestFailedLinesSayWhy(t *testing.T) {
	t.Parallel()
	s := newService(t)
	id := s.init("x", item("1", emulator.MarkBankFail), item("2", emulator.MarkDepositFail), item("3", "pay"), item("4", emulator.MarkStayFailed))
	s.mustAuth(id)
	s.emu.Advance(10 * step)
	want := map[string][][]any{
		"en": {{"The bank refused the payment"}, {"The bank refused the payment and it could not be given back"}, {}, {"The bank refused the payment"}},
		"tr": {{"Banka ödemeyi reddetti"}, {"Banka ödemeyi reddetti ve tutar iade edilemedi"}, {}, {"Banka ödemeyi reddetti"}},
	}
	for locale, messages := range want {
		r := s.call("POST", retrievePath+"?locale="+locale, fmt.Sprintf(`{"requestId":%q,"page":0,"size":9}`, id))
		for i, each := range r.body["massPayoutItems"].(map[string]any)["items"].([]any) {
			assert.Equal(t, messages[i], each.(map[string]any)["errorMessages"], "%s %d", locale, i)
		}
	}
}

func TestWithLineOutcome(t *testing.T) {
	t.Parallel()
	s := newService(t, emulator.WithLineOutcome(func(item gen.MassPayoutItem) emulator.LineOutcome {
		switch item.ItemExternalID {
		case "refused":
			return emulator.LineOutcome{Mark: emulator.MarkRefuse}
		case "suspended":
			return emulator.LineOutcome{Mark: emulator.MarkRefuse, Code: codes.AccountSuspended}
		case "worded":
			return emulator.LineOutcome{Mark: emulator.MarkRefuse, Code: "4711", Message: "as I like it"}
		case "odd":
			return emulator.LineOutcome{Mark: emulator.MarkRefuse, Code: "4712"}
		case "failed":
			return emulator.LineOutcome{Mark: emulator.MarkBankFail, Message: "closed account"}
		}
		return emulator.LineOutcome{}
	}))
	r := s.post(initPath, initBody("x", item("refused", "pay"), item("suspended", "pay"), item("worded", "pay"), item("odd", "pay"),
		item("failed", "pay"), item("paid", emulator.MarkBankFail), with(item("rules come first", "pay"), "recipientName", "")))
	assert.Equal(t, []any{
		map[string]any{"externalId": "refused", "errorCode": "11", "errorMessage": "Invalid request"},
		map[string]any{"externalId": "suspended", "errorCode": "9000", "errorMessage": "Account is suspended"},
		map[string]any{"externalId": "worded", "errorCode": "4711", "errorMessage": "as I like it"},
		map[string]any{"externalId": "odd", "errorCode": "4712", "errorMessage": "Refused"},
		map[string]any{"externalId": "rules come first", "errorCode": "24", "errorMessage": "recipientName is mandatory"},
	}, r.body["invalidItems"])
	id := r.body["requestId"].(string)
	s.mustAuth(id)
	s.emu.Advance(10 * step)
	_, lines := s.statuses(id)
	assert.Equal(t, []string{"INVALID", "INVALID", "INVALID", "INVALID", "DEPOSIT_SUCCESS", "SUCCESS", "INVALID"}, lines)
	failed := s.get(itemPath + s.batch(id).Lines[4].ReferenceCode)
	assert.Equal(t, []any{"closed account"}, failed.body["item"].(map[string]any)["errorMessages"])
}

func TestUnknownMarkRefusesTheInit(t *testing.T) {
	t.Parallel()
	s := newService(t, emulator.WithLineOutcome(func(gen.MassPayoutItem) emulator.LineOutcome {
		return emulator.LineOutcome{Mark: "[emulator:unheard-of]"}
	}))
	r := s.post(initPath, initBody("x", item("1", "pay")))
	assert.Equal(t, "1", r.code())
	assert.Equal(t, "System error occurred: WithLineOutcome gave an unknown Mark", r.body["errorMessage"])
	assert.Empty(t, s.emu.Ledger().Batches)
}
