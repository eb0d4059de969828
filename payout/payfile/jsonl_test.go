package payfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// object is a valid line, with more members or other ones in the place of old.
func object(old, members string) string {
	const valid = `{"itemExternalId":"1","recipientType":"MEMBER_ID","recipientInfo":"2228853","amount":100,"description":"Bonus"}`
	return strings.Replace(valid, old, members, 1) + "\n"
}

func TestJSONLinesAreRead(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"an object", object("", ""), "1|MEMBER_ID|2228853||100 TRY|Bonus"},
		{"all members", `{"itemExternalId":"1","recipientType":"IBAN","recipientInfo":"TR92 0086 4021 0000 5482 9861 78","recipientName":"Ayşe Yılmaz",` +
			`"amount":1250.50,"currency":"USD","description":"Maaş","nonWithdrawable":true}`,
			"1|IBAN|TR920086402100005482986178|Ayşe Yılmaz|1250.50 USD|Maaş|nonWithdrawable"},
		{"amount as a string", object("100", `"1250.50"`), "1|MEMBER_ID|2228853||1250.50 TRY|Bonus"},
		{"the vendor's amount", object("100", `{"value":1250.50,"currency":"EUR"}`), "1|MEMBER_ID|2228853||1250.50 EUR|Bonus"},
		{"the vendor's amount with a string", object("100", `{"currency":"EUR","value":"7"}`), "1|MEMBER_ID|2228853||7 EUR|Bonus"},
		{"digits that no float has", object("100", "98765432109876543210.10"), "1|MEMBER_ID|2228853||98765432109876543210.10 TRY|Bonus"},
		{"an exponent", object("100", "1.25E+3"), "1|MEMBER_ID|2228853||1250 TRY|Bonus"},
		{"not withdrawable: no", object("}", `,"nonWithdrawable":false}`), "1|MEMBER_ID|2228853||100 TRY|Bonus"},
		{"escapes", object("Bonus", `Prim \u015eule \"b\"`), `1|MEMBER_ID|2228853||100 TRY|Prim Şule "b"`},
		{"blank lines, CRLF and a byte order mark", "\ufeff\r\n  \r\n" + strings.TrimSpace(object("", "")) + "\r\n\r\n", "1|MEMBER_ID|2228853||100 TRY|Bonus"},
		{"blanks between tokens", " " + object("{", "{ ") + " ", "1|MEMBER_ID|2228853||100 TRY|Bonus"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, err := readJSONL(tt.text)
			require.NoError(t, err)
			assert.Equal(t, []string{tt.want}, describeAll(items))
		})
	}
}

func TestJSONLinesAreRefused(t *testing.T) {
	const known = "; the known ones are itemExternalId, "
	tests := []struct {
		name, text string
		want       []string
	}{
		{"an unknown member", object("}", `,"department":{"a":[1,2,{"b":null}]}}`), []string{"pay.jsonl:2: the member department is unknown" + known}},
		{"a misspelt member", object("description", "descripton"), []string{
			"pay.jsonl:2: the member descripton is unknown, did you mean description?", "pay.jsonl:2: description: is missing"}},
		{"a member in other capitals", object("recipientInfo", "recipientinfo"), []string{
			"pay.jsonl:2: the member recipientinfo is unknown, did you mean recipientInfo?", "pay.jsonl:2: recipientInfo: is missing"}},
		{"a member name that is data", object("}", `,"TR920086402100005482986178":"x","Ayşe Yılmaz":1}`), []string{
			"pay.jsonl:2: the member number 6 is unknown" + known, "pay.jsonl:2: the member number 7 is unknown" + known}},
		{"a member name that is data in small letters", object("}", `,"tr920086402100005482986178":"x"}`), []string{"pay.jsonl:2: the member ***6178 is unknown" + known}},
		{"a member twice", object("}", `,"amount":200}`), []string{"pay.jsonl:2: amount: stands twice"}},
		{"a member twice, the first one wrong", object("100", `null,"amount":200`), []string{
			"pay.jsonl:2: amount: must be a number, a string that holds one, or", "pay.jsonl:2: amount: stands twice"}},
		{"a member twice, the first one with a mistake", object("100", `-1,"amount":200`), []string{"pay.jsonl:2: amount: stands twice"}},
		{"a member that breaks off", object("100", `{"value":1,"currency"`), []string{"pay.jsonl:2: is not well-formed JSON at byte "}},
		{"a currency twice", object("100", `{"value":100,"currency":"TRY"},"currency":"TRY"`), []string{"pay.jsonl:2: currency: stands twice"}},
		{"an amount value twice", object("100", `{"value":100,"value":200,"currency":"TRY"}`), []string{"pay.jsonl:2: amount: its value stands twice"}},
		{"an amount without currency", object("100", `{"value":100}`), []string{"pay.jsonl:2: amount: has a value and no currency"}},
		{"an amount without value", object("100", `{"currency":"TRY"}`), []string{"pay.jsonl:2: amount: is missing"}},
		{"an amount with a member too many", object("100", `{"value":100,"currency":"TRY","unit":"kuruş"}`), []string{
			"pay.jsonl:2: the member unit is unknown; the members of an amount are value and currency"}},
		{"an amount in an amount", object("100", `{"value":{"value":100},"currency":"TRY"}`), []string{"pay.jsonl:2: amount: must be a number, or a string that holds one"}},
		{"wrong types", `{"itemExternalId":1,"recipientType":["IBAN"],"recipientInfo":2228853,"recipientName":{},"amount":true,"currency":949,"description":null,"nonWithdrawable":"true"}`, []string{
			"pay.jsonl:2: itemExternalId: must be a string",
			"pay.jsonl:2: recipientType: must be a string",
			"pay.jsonl:2: recipientInfo: must be a string, so that no zero is lost",
			"pay.jsonl:2: recipientName: must be a string",
			"pay.jsonl:2: amount: must be a number, a string that holds one, or",
			"pay.jsonl:2: currency: must be a string",
			"pay.jsonl:2: description: must be a string",
			"pay.jsonl:2: nonWithdrawable: must be true or false"}},
		{"form and content of one line", object(`100`, `-1,"x":1`), []string{"pay.jsonl:2: the member x is unknown", "pay.jsonl:2: amount: must be greater than 0"}},
		{"an empty object", "{}", []string{
			"pay.jsonl:2: itemExternalId: is missing", "pay.jsonl:2: recipientType: is missing", "pay.jsonl:2: recipientInfo: is missing",
			"pay.jsonl:2: amount: is missing", "pay.jsonl:2: description: is missing"}},
		{"empty strings", object(`"1"`, `" "`), []string{"pay.jsonl:2: itemExternalId: is missing"}},
		{"an empty currency", object("}", `,"currency":""}`), []string{"pay.jsonl:2: currency: is missing"}},
		{"a decimal comma", object("100", `"1250,50"`), []string{"pay.jsonl:2: amount: money: not a number as JSON writes it: a comma is not allowed"}},
		{"three decimals", object("100", `1.250`), []string{"pay.jsonl:2: amount: has 3 decimals, TRY has 2"}},
		{"a number too long", object("100", strings.Repeat("1", 100)), []string{"pay.jsonl:2: amount: money: too many digits"}},
		{"a huge exponent", object("100", `1e999999999`), []string{"pay.jsonl:2: amount: money: too many digits"}},
		{"two objects on a line", strings.TrimSpace(object("", "")) + " " + object("", ""), []string{"pay.jsonl:2: must hold one JSON object and nothing after it"}},
		{"a comma after the object", strings.TrimSpace(object("", "")) + ",", []string{"pay.jsonl:2: is not well-formed JSON at byte "}},
		{"an array", "[1]", []string{"pay.jsonl:2: must be one JSON object in braces"}},
		{"a string", `"x"`, []string{"pay.jsonl:2: must be one JSON object in braces"}},
		{"half an object", object("}", ""), []string{"pay.jsonl:2: ends before its JSON object does"}},
		{"a brace only", "{", []string{"pay.jsonl:2: ends before its JSON object does"}},
		{"no quotation marks", "{itemExternalId:1}", []string{"pay.jsonl:2: is not well-formed JSON at byte 2"}},
		{"half a character", object("Bonus", `\ud800`), []string{"pay.jsonl:2: is not well-formed JSON at byte "}},
		{"a line break in a value", object("Bonus", `Bo\nnus`), []string{"pay.jsonl:2: description: must not hold line breaks"}},
		{"no number", object("100", "NaN"), []string{"pay.jsonl:2: is not well-formed JSON at byte "}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			other := object(`"1"`, `"other"`)
			items, err := readJSONL(other + strings.TrimSpace(tt.text) + "\n" + other)
			require.Nil(t, items)
			// The line after a bad one is read all the same.
			requireProblems(t, err, append(tt.want, "pay.jsonl:3: itemExternalId: is the same as in line 1")...)
		})
	}
}

func TestJSONLinesThatAreNotUTF8(t *testing.T) {
	_, err := readJSONL(object("", "") + object("Bonus", "Ma\xfe"))
	requireProblems(t, err, "pay.jsonl:2: is not UTF-8, but perhaps Windows-1254")
}
