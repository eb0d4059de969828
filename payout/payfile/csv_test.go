package payfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

func TestCSVIsRead(t *testing.T) {
	const member = "1|MEMBER_ID|2228853||100 TRY|Bonus"
	short := func(delimiter string) string {
		return strings.ReplaceAll("id;type;recipientInfo;amount;description\n1;MEMBER_ID;2228853;100;Bonus\n", ";", delimiter)
	}
	tests := []struct {
		name, text string
		want       []string
		opts       []payfile.Option
	}{
		{name: "every column", text: head +
			"1;IBAN;TR92 0086 4021 0000 5482 9861 78;Ayşe Yılmaz;1250,50;TRY;Maaş;\n" +
			"2;PHONE;0545 685 69 31;;100;USD;Bonus;true\n" +
			"3;IDENTITY_NUMBER;10000000146;Ali Öz;7,5;EUR;Prim;hayır\n" +
			"4;MEMBER_ID;2228853;;1.250,00;TRY;Ödül;1\n",
			want: []string{
				"1|IBAN|TR920086402100005482986178|Ayşe Yılmaz|1250.50 TRY|Maaş",
				"2|PHONE|+905456856931||100 USD|Bonus|nonWithdrawable",
				"3|IDENTITY_NUMBER|10000000146|Ali Öz|7.5 EUR|Prim",
				"4|MEMBER_ID|2228853||1250.00 TRY|Ödül|nonWithdrawable",
			}},
		{name: "commas", text: short(","), want: []string{member}},
		{name: "semicolons", text: short(";"), want: []string{member}},
		{name: "tabs", text: short("\t"), want: []string{member}},
		{name: "another delimiter that is set", text: short("|"), want: []string{member}, opts: []payfile.Option{payfile.WithDelimiter('|')}},
		{name: "a delimiter that Excel is told", text: "sep=|\r\n" + short("|"), want: []string{member}},
		{name: "sep=; and a byte order mark", text: "\ufeffsep=;\n" + short(";"), want: []string{member}},
		{name: "byte order mark", text: "\ufeff" + short(","), want: []string{member}},
		{name: "CRLF", text: strings.ReplaceAll(short(","), "\n", "\r\n"), want: []string{member}},
		{name: "no line end", text: strings.TrimSuffix(short(","), "\n"), want: []string{member}},
		{name: "blank lines, and lines of delimiters only", text: "\n  \n" + short(";") + "\n;;;;\n \t\n;; ;;;;;;\n", want: []string{member}},
		{name: "columns in another order and writing", text: "DESCRIPTION,Amount,recipient info,RECIPIENT_TYPE,item-external-id\nBonus,100,2228853,member_id,1\n", want: []string{member}},
		{name: "Turkish capital letters", text: "İTEMEXTERNALİD,RECİPİENTTYPE,RECİPİENTINFO,AMOUNT,DESCRİPTİON\n1,MEMBER_İD,2228853,100,Bonus\n", want: []string{member}},
		{name: "a column of IBANs", text: "id,iban,name,amount,description\n1,TR920086402100005482986178,Ayşe Yılmaz,100,Maaş\n",
			want: []string{"1|IBAN|TR920086402100005482986178|Ayşe Yılmaz|100 TRY|Maaş"}},
		{name: "a column of phones", text: "id,phone,amount,description\n1,5456856931,100,Bonus\n", want: []string{"1|PHONE|+905456856931||100 TRY|Bonus"}},
		{name: "a column of identity numbers", text: "id,identity number,amount,description\n1,10000000146,100,Bonus\n",
			want: []string{"1|IDENTITY_NUMBER|10000000146||100 TRY|Bonus"}},
		{name: "a column of member ids", text: "id,memberId,amount,description\n1,2228853,100,Bonus\n", want: []string{member}},
		{name: "quotes", text: "id,type,recipientInfo,\"amount\",description\n\"1\",MEMBER_ID,2228853,\"1.250,50\",\"Bonus, \"\"big\"\"\"\n",
			want: []string{`1|MEMBER_ID|2228853||1250.50 TRY|Bonus, "big"`}},
		{name: "columns without name and values", text: "id;type;recipientInfo;amount;description;;\n1;MEMBER_ID;2228853;100;Bonus;; \n", want: []string{member}},
		{name: "apostrophes of a spreadsheet", text: "id;type;recipientInfo;amount;description\n1;'MEMBER_ID;'2228853;'100;'Bonus\n",
			want: []string{"1|MEMBER_ID|2228853||100 TRY|'Bonus"}},
		{name: "white space around and non-breaking spaces", text: "id;iban;name;amount;description\n\u00a01 ;\u00a0TR92\u00a00086 4021 0000 5482 9861 78; Ayşe\u00a0Yılmaz;\u00a0100\u00a0;Maaş\u202f2026\n",
			want: []string{"1|IBAN|TR920086402100005482986178|Ayşe Yılmaz|100 TRY|Maaş 2026"}},
		{name: "checksums that are not wanted", text: head + "1;IDENTITY_NUMBER;10000000147;;100;TRY;Bonus;\n2;IBAN;TR920086402100005482986179;Ayşe Yılmaz;100;TRY;Maaş;\n",
			want: []string{"1|IDENTITY_NUMBER|10000000147||100 TRY|Bonus", "2|IBAN|TR920086402100005482986179|Ayşe Yılmaz|100 TRY|Maaş"},
			opts: []payfile.Option{payfile.WithoutChecksum()}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, err := readCSV(tt.text, tt.opts...)
			require.NoError(t, err)
			assert.Equal(t, tt.want, describeAll(items))
		})
	}
}

// Rows end as programs and people end them, as long as nothing is lost.
func TestCSVRowEnds(t *testing.T) {
	const columns, ibans = "id,memberId,amount,currency,description,name,nonWithdrawable\n", "itemExternalId,iban,name,description,amount,nonWithdrawable\n"
	const twoWays = "pay.csv:2: amount: can be read in two ways: the comma behind it"
	for _, tt := range []struct{ name, text, want string }{
		{"a cell for each column", columns + "1,5,100,TRY,Bonus,Ali,\n", "1|MEMBER_ID|5|Ali|100 TRY|Bonus"},
		{"optional cells left out", columns + "1,5,100,TRY,Bonus\n", "1|MEMBER_ID|5||100 TRY|Bonus"},
		{"separators too many", columns + "1,5,100,TRY,Bonus,Ali,,,,\n", "1|MEMBER_ID|5|Ali|100 TRY|Bonus"},
		{"a needed cell left out", columns + "1,5,100,TRY\n", "pay.csv:2: has 4 values, the header row has 7 columns"},
		{"a value behind the last column", columns + "1,5,100,TRY,Bonus,Ali,,x\n", "pay.csv:2: has 8 values, the header row has 7 columns: if an amount"},
		{"a row in quotation marks", columns + "\"1,5,100,TRY,Bonus,Ali,\"\n", "pay.csv:2: the whole row stands in quotation marks"},
		{"a row in quotation marks with separators behind", columns + "\"1,5,100,TRY,Bonus,Ali\",,,,,,,\n", "pay.csv:2: the whole row stands in quotation marks"},
		{"an IBAN without its name", "id,iban,amount,description,name\n1,TR920086402100005482986178,100,Bonus\n", "pay.csv:2: name: is missing"},
		{"a file that ends behind the amount", ibans + "1,TR920086402100005482986178,Ali,Bonus,12", "pay.csv:2: may be cut off"},
		{"a line that ends behind the amount", ibans + "1,TR920086402100005482986178,Ali,Bonus,12\n", "1|IBAN|TR920086402100005482986178|Ali|12 TRY|Bonus"},

		{"a decimal comma or a yes", ibans + "1,TR920086402100005482986178,Ali,Bonus,1250,1\n", twoWays},
		{"a decimal comma or a yes before a separator", ibans + "1,TR920086402100005482986178,Ali,Bonus,1250,1,\n", twoWays},
		{"a decimal comma and no yes", ibans + "1,TR920086402100005482986178,Ali,Bonus,1250,50\n", twoWays},
		{"a decimal comma or a text", "id,memberId,amount,description\n1,5,1250,50\n", twoWays},
		{"a decimal comma or an optional text", "id,memberId,amount,description,nonWithdrawable\n1,5,1250,50,1\n", twoWays},
		{"groups with commas", "id,memberId,amount,description,nonWithdrawable\n1,5,1,250.50,Bonus\n", twoWays},
		{"a yes, the amount in quotation marks", ibans + "1,TR920086402100005482986178,Ali,Bonus,\"1250\",1\n", "1|IBAN|TR920086402100005482986178|Ali|1250 TRY|Bonus|nonWithdrawable"},
		{"a yes, the amount with a point", ibans + "1,TR920086402100005482986178,Ali,Bonus,1250.00,1\n", "1|IBAN|TR920086402100005482986178|Ali|1250.00 TRY|Bonus|nonWithdrawable"},
		{"a yes behind a blank", ibans + "1,TR920086402100005482986178,Ali,Bonus,1250, 1\n", "1|IBAN|TR920086402100005482986178|Ali|1250 TRY|Bonus|nonWithdrawable"},
		{"a yes, since a later amount has a point", ibans + "1,TR920086402100005482986178,Ali,Bonus,1250,1\n2,TR920086402100005482986178,Ali,Bonus,7.50,1\n",
			"1|IBAN|TR920086402100005482986178|Ali|1250 TRY|Bonus|nonWithdrawable"},
		{"a later amount has a comma", ibans + "1,TR920086402100005482986178,Ali,Bonus,1250,1\n2,TR920086402100005482986178,Ali,Bonus,\"7,50\",1\n", twoWays},
		{"a long number behind the amount", "id,amount,memberId,description\n1,1250,2228853,Bonus\n", "1|MEMBER_ID|2228853||1250 TRY|Bonus"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			items, err := readCSV(tt.text)
			if strings.HasPrefix(tt.want, "pay.csv") {
				require.Nil(t, items)
				requireProblems(t, err, tt.want)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.want, describe(items[0]))
		})
	}
	items, err := readCSV(ibans+"1,TR920086402100005482986178,Ali,Bonus,1250,1\n", payfile.WithDecimal(payfile.Point))
	require.NoError(t, err)
	assert.Equal(t, "1250 TRY", items[0].Amount.String())
}

func TestCSVCurrencies(t *testing.T) {
	for written, want := range map[string]string{"TL": "TRY", "tl": "TRY", "try": "TRY", "₺": "TRY", " usd ": "USD", "Eur": "EUR"} {
		items, err := readCSV(head + "1;MEMBER_ID;2228853;;100;" + written + ";Bonus;\n")
		require.NoError(t, err, written)
		assert.Equal(t, want, items[0].Amount.Currency(), written)
		items, err = readJSONL(object("100", `{"value":100,"currency":"`+written+`"}`))
		require.NoError(t, err, written)
		assert.Equal(t, want, items[0].Amount.Currency(), written)
	}
}

func TestCSVYesAndNo(t *testing.T) {
	for word, want := range map[string]bool{
		"TRUE": true, "yes": true, "1": true, "evet": true, "EVET": true, "DOĞRU": true, "doğru": true,
		"": false, "FALSE": false, "no": false, "0": false, "hayır": false, "HAYIR": false, "YANLIŞ": false, "yanlış": false,
	} {
		items, err := readCSV("id;memberId;amount;description;nonWithdrawable\n1;2228853;100;Bonus;" + word + "\n")
		require.NoError(t, err, word)
		assert.Equal(t, want, items[0].NonWithdrawable, word)
	}
	for _, word := range []string{"maybe", "-1", "n o", "2"} {
		_, err := readCSV("id;memberId;amount;description;nonWithdrawable\n1;2228853;100;Bonus;" + word + "\n")
		requireProblems(t, err, "pay.csv:2: nonWithdrawable: must be true or false")
	}
}

func TestCSVHeaderIsRefused(t *testing.T) {
	const noHeader = "pay.csv:1: is not a header row: the first line must name the columns (itemExternalId, "
	tests := []struct {
		name, text string
		want       []string
		opts       []payfile.Option
	}{
		{name: "no header", text: "1;IBAN;TR920086402100005482986178;Ayşe Yılmaz;1250,50;TRY;Maaş;\n", want: []string{noHeader}},
		{name: "other delimiters than can be", text: strings.ReplaceAll(head, ";", "~") + "1", want: []string{noHeader}},
		{name: "another delimiter than is set", text: head, want: []string{noHeader}, opts: []payfile.Option{payfile.WithDelimiter(',')}},
		{name: "a quotation mark too many", text: `"` + head, want: []string{noHeader}},
		{name: "nothing after sep=", text: "sep=;\n", want: []string{"pay.csv: has no header row"}},
		{name: "typing mistakes", text: "itemExternalld;recipientType;recipentInfo;amount;desc;salary\n", want: []string{
			"pay.csv:1: column 1 (\"itemExternalld\") has an unknown name, did you mean itemExternalId?",
			"pay.csv:1: column 3 (\"recipentInfo\") has an unknown name, did you mean recipientInfo?",
			"pay.csv:1: column 5 (\"desc\") has an unknown name; the known ones are itemExternalId, recipientType, recipientInfo, recipientName, amount, currency, description, nonWithdrawable",
			"pay.csv:1: column 6 (\"salary\") has an unknown name (--map says",
			"pay.csv:1: these columns are missing: itemExternalId, recipientInfo, description",
		}},
		{name: "a column twice", text: "id;item external id;type;recipientInfo;amount;description\n", want: []string{"pay.csv:1: columns 1 (\"id\") and 2 (\"item external id\") are both the itemExternalId"}},
		{name: "two kinds of recipients", text: "id;memberId;phone;amount;description\n", want: []string{"pay.csv:1: columns 2 (\"memberId\") and 3 (\"phone\") are both the recipientInfo"}},
		{name: "a type beside a column of IBANs", text: "id;type;iban;name;amount;description\n", want: []string{
			"pay.csv:1: column 3 (\"iban\") says by its name that all recipients are of the type IBAN: leave the recipientType column out, or call it recipientInfo"}},
		{name: "IBANs without a column for their holders", text: "id;iban;amount;description\n", want: []string{"pay.csv:1: these columns are missing: recipientName"}},
		{name: "columns are missing", text: "\nid;amount\n", want: []string{"pay.csv:2: these columns are missing: recipientInfo, description"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, err := readCSV(tt.text+row("1", "100"), tt.opts...)
			if strings.HasPrefix(tt.name, "nothing after") {
				items, err = readCSV(tt.text, tt.opts...)
			}
			require.Nil(t, items)
			requireProblems(t, err, tt.want...)
			assert.Contains(t, err.Error(), "the rest of it was not read")
		})
	}
}

func TestCSVLinesAreRefused(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"too few values", head + "1;MEMBER_ID;2228853\n", []string{"pay.csv:2: has 3 values, the header row has 8 columns"}},
		{"too many values", head + "1;MEMBER_ID;2228853;;100;TRY;Bonus;;x\n", []string{"pay.csv:2: has 9 values, the header row has 8 columns"}},
		{"decimal commas between commas", "id,memberId,amount,description\n1,2228853,1250,50,Bonus\n", []string{
			`pay.csv:2: has 5 values, the header row has 4 columns: if an amount has a decimal comma or a text a comma, put it in quotation marks, such as "1250,50"`}},
		{"a value in a column without name", "id;memberId;amount;description;\n1;2228853;100;Bonus;x\n", []string{
			"pay.csv:2: column 5 holds a value and has no name in the header row"}},
		{"a quotation mark in a value", head + `1;MEMBER_ID;2228853;Ali "Baba";100;TRY;Bonus;` + "\n" + row("2", "x"), []string{
			`pay.csv:2: a quotation mark stands inside a value: put the whole value in quotation marks and write "" for each one inside`,
			"pay.csv:3: amount: must be a number: "}},
		{"text after a quoted value", head + `1;MEMBER_ID;2228853;"Ali" Baba;100;TRY;Bonus;` + "\n", []string{"pay.csv:2: a quotation mark stands inside a value"}},
		{"Excel's text formula", head + `1;MEMBER_ID;="2228853";;100;TRY;Bonus;` + "\n", []string{"pay.csv:2: a quotation mark stands inside a value"}},
		{"an open quotation mark", head + row("1", "100") + `2;MEMBER_ID;2228853;"Ali;100;TRY;Bonus;` + "\n" + row("3", "100"), []string{
			"pay.csv:3: a quoted value does not end on its line: a quotation mark is missing"}},
		{"an open quotation mark at the end", head + `2;MEMBER_ID;2228853;"Ali;100;TRY;Bonus;`, []string{"pay.csv:2: a quoted value does not end on its line"}},
		{"the header once more", head + row("1", "100") + head, []string{
			"pay.csv:3: recipientType: must be IBAN, PHONE, IDENTITY_NUMBER or MEMBER_ID",
			"pay.csv:3: currency: must be the ISO 4217 code",
			"pay.csv:3: amount: must be a number: ",
			"pay.csv:3: nonWithdrawable: must be true or false"}},
		{"everything is missing", head + ";;;;;;;x\n", []string{
			"pay.csv:2: has neither a recipient nor an amount: fill them in, or delete the row if it is a heading or a note"}},
		{"everything but an amount is missing", head + ";;;;7;;;x\n", []string{
			"pay.csv:2: itemExternalId: is missing",
			"pay.csv:2: recipientType: is missing",
			"pay.csv:2: recipientInfo: is missing",
			"pay.csv:2: currency: is missing",
			"pay.csv:2: description: is missing",
			"pay.csv:2: nonWithdrawable: must be true or false"}},
		{"an IBAN without holder and with a mistake", head + "1;IBAN;TR920086402100005482986179;;100;TRY;Maaş;\n", []string{
			"pay.csv:2: recipientName: is missing: an IBAN needs the name of its holder",
			"pay.csv:2: recipientInfo: IBAN: the check digits do not fit"}},
		{"other recipients with mistakes", head + "1;PHONE;123;;100;TRY;Bonus;\n2;IDENTITY_NUMBER;10000000147;;100;TRY;Bonus;\n3;MEMBER_ID;x;;100;TRY;Bonus;\n", []string{
			"pay.csv:2: recipientInfo: phone: must be a Turkish number",
			"pay.csv:3: recipientInfo: identity number: the check digits do not fit",
			"pay.csv:4: recipientInfo: member id: must be digits only"}},
		{"currency", head + "1;MEMBER_ID;2228853;;100;LIRA;Bonus;\n2;MEMBER_ID;2228853;;0;TRYY;Bonus;\n3;MEMBER_ID;2228853;;1,123;;Bonus;\n", []string{
			"pay.csv:2: currency: must be the ISO 4217 code of a currency in use",
			"pay.csv:3: currency: must be the ISO 4217 code of a currency in use",
			"pay.csv:3: amount: must be a number greater than 0",
			"pay.csv:4: currency: is missing",
			"pay.csv:4: amount: can be read in two ways"}},
		{"the same id", head + row("1", "100") + row("2", "100") + "\n" + row("1", "100") + row(" 2", "x") + row("1", "100"), []string{
			"pay.csv:5: itemExternalId: is the same as in line 2: results are told apart by it",
			"pay.csv:6: amount: must be a number: ",
			"pay.csv:6: itemExternalId: is the same as in line 3: results are told apart by it",
			"pay.csv:7: itemExternalId: is the same as in line 2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			items, err := readCSV(tt.text)
			require.Nil(t, items)
			requireProblems(t, err, tt.want...)
		})
	}
}
