package payfile_test

import (
	"strings"
	"testing"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{
		"", head, head + row("1", "1.250,50") + row("2", "100"), "\ufeffsep=,\r\n" + strings.ReplaceAll(head+row("1", "1250.50"), ";", ","),
		"id\tiban\tname\tamount\tdescription\n1\tTR920086402100005482986178\tAyşe\t1,250,000\tMaaş\n", head + `1;"a""b;` + "\n", "\xff\xfei\x00d\x00",
		head + "1;PHONE;'0545 685 69 31;#N/A;9.1E+11;TL;\u00a0x;evet\n", "id,memberId,amount,description,nonWithdrawable\n1,5,1250,50,1\n2,5,1.250,7,\n3,5,\"1 250,5\",AyÅŸe\n", "ACME\n\nSıra No;Soyad;Ad;IBAN;Tutar (TL);Açıklama\n1;Demir;Ayşe;TR920086402100005482986178;1.250,50;x\n;;;TOPLAM;1250,5\n",
		"id;recipientInfo;Tutar ¥;Bin;Açıklama\n", head + ";;;;;;;\r\r\n\x00",
	} {
		f.Add(s, uint8(0))
		f.Add(s, uint8(1))
		f.Add(s, uint8(2))
	}
	f.Fuzz(func(t *testing.T, text string, decimal uint8) {
		opts := [][]payfile.Option{nil, {payfile.WithDecimal(payfile.Point)}, {payfile.WithDecimal(payfile.Comma)}}[decimal%3]
		check(t, "pay.csv", text, opts...)
	})
}

func FuzzReadJSONL(f *testing.F) {
	for _, s := range []string{
		"", object("", ""), object("100", `{"value":1250.50,"currency":"EUR"}`) + "\r\n" + object("}", `,"x":[{}]}`), "[", "{", `{"amount":{"value":`,
		object("Bonus", `\ud800`), object("100", "1e999999999"), "\ufeff" + object("}", `,"nonWithdrawable":true}`),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { check(t, "pay.jsonl", text) })
}

// check reads a file in both ways. What is read must be payable, and the two must agree.
func check(t *testing.T, name, text string, opts ...payfile.Option) {
	items, allErr := payfile.ReadAll(name, strings.NewReader(text), opts...)
	if allErr != nil && items != nil {
		t.Error("items beside an error")
	}
	rows, failed, last := 0, false, 0
	for r, err := range payfile.Read(name, strings.NewReader(text), opts...) {
		if r.Line < last {
			t.Errorf("line %d after line %d", r.Line, last)
		}
		last = r.Line
		if err != nil {
			failed = true
			continue
		}
		rows++
		b := payout.Batch{ExternalID: "fuzz", Items: []payout.Item{r.Item}}
		if err := b.Validate(); err != nil {
			t.Errorf("line %d was read and cannot be paid: %v", r.Line, err)
		}
	}
	if rows == 0 && !failed {
		t.Error("neither a payment nor an error")
	}
	if allErr == nil && (failed || rows != len(items)) {
		t.Errorf("ReadAll gives %d items and no error, Read %d (failed: %v)", len(items), rows, failed)
	}
}
