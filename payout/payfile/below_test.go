package payfile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

// What stands between and below payments. Each list is read as a workbook and as CSV. What is left out is told; what could be a payment that
// somebody forgot to fill in is refused, and said to be what it looks like.
func TestRowsThatAreNoPayment(t *testing.T) {
	ayse, ali, can := []any{"1", "Ayşe Yılmaz", someIBAN, 100.5, "Maaş"}, []any{"2", "Ali Öz", someIBAN, 20.0, "Maaş"}, []any{"3", "Can Er", someIBAN, 30.0, "Maaş"}
	const (
		sum   = "is the sum of the lines above: no payment, left out"
		note  = "has neither a recipient nor an amount: no payment, left out"
		looks = "looks like the sum of lines 2 to 3: delete it, or write TOPLAM beside the amount; if it is a payment, its recipient and its id are missing"
		empty = "has neither a recipient nor an amount: fill them in, or delete the row if it is a heading or a note"
	)
	for _, tt := range []struct {
		name    string
		rows    [][]any
		total   string // or
		refused string
		leftOut []string
	}{
		{"sums of parts, and of all", [][]any{ayse, {"Ara Toplam", "", "", 100.5}, ali, can, {"Ara toplam:", "", "", 50.0}, {"GENEL TOPLAM", "", "", 150.5}}, "150.50 TRY", "",
			[]string{"3: " + sum, "6: " + sum, "7: " + sum}},
		{"sums of parts that go on", [][]any{ayse, {"Subtotal", "", "", 100.5}, ali, {"Subtotal", "", "", 120.5}}, "120.50 TRY", "", []string{"3: " + sum, "5: " + sum}},
		{"a sum of a part that differs", [][]any{ayse, ali, {"Şube Toplamı", "", "", 20.0}}, "", "4: is 20.00 TRY, but the lines above add up to 120.50 TRY: ", nil},
		{"a sum of a second part that differs", [][]any{ayse, {"Ara Toplam", "", "", 100.5}, ali, {"Şube Toplamı", "", "", 30.0}}, "", "5: is 30.00 TRY, but the lines above add up to 120.50 TRY, and since the last subtotal to 20.00 TRY: ", nil},
		{"a sum of a part, and the whole differs", [][]any{ayse, {"Ara Toplam", "", "", 100.5}, ali, {"Toplam", "", "", 20.0}}, "", "5: is 20.00 TRY, but the lines above add up to 120.50 TRY: ", nil},
		{"parts that say they are all", [][]any{ayse, {"Toplam", "", "", 100.5}, ali, {"Toplam", "", "", 20.0}}, "", "4: stands below the sum in line 3: one of them is in the wrong place; where that is the sum of a part, call it a subtotal", nil},
		{"a sum with its count", [][]any{ayse, ali, {"", "Toplam 2 kişi", "", 120.5}}, "120.50 TRY", "", []string{"4: " + sum}},
		{"a sum in English", [][]any{ayse, ali, {"", "Grand total of payments", "", 120.5}}, "120.50 TRY", "", []string{"4: " + sum}},
		{"a sum beside the columns", [][]any{ayse, ali, {"", "", "Ödenecek Toplam (TL)", 120.5, ""}}, "120.50 TRY", "", []string{"4: " + sum}},
		{"a sum that does not say so", [][]any{ayse, ali, {"", "Merkez", "", 120.5, ""}}, "", "4: " + looks, nil},
		{"somebody with neither id nor IBAN", [][]any{ayse, ali, {"", "Veli Ak", "", 120.51, "Maaş"}}, "", "4: is missing", nil},
		{"somebody without an IBAN who gets as much as all", [][]any{ayse, ali, {"3", "Veli Ak", "", 120.5, "Maaş"}}, "", "4: is missing", nil},
		{"a company that is called so, without an IBAN", [][]any{ayse, ali, {"", "Toplam Gıda Ltd. Şti.", "", 120.5, "Fatura"}}, "", "4: " + looks, nil},
		{"a company that is called so", [][]any{ayse, {"2", "Total Oil", someIBAN, 20.0, "Fatura"}}, "120.50 TRY", "", nil},
		{"signatures without a sum", [][]any{ayse, ali, {}, {"Hazırlayan:", "", "Onaylayan"}, {"Hazırlayan: Veli Ak", "", "Onay"}}, "120.50 TRY", "", []string{"5: " + note, "6: " + note}},
		{"signatures above the sum", [][]any{ayse, {"Hazırlayan", "Veli Ak"}, {"Toplam", "", "", 100.5}}, "100.50 TRY", "", []string{"3: " + note, "4: " + sum}},
		{"signatures and the names below them", [][]any{ayse, {"Hazırlayan", "", "Onaylayan"}, {"Veli Ak", "", "Can Er"}}, "", "4: " + empty, nil},
		{"notes below the sum", [][]any{ayse, {"Toplam", "", "", 100.5}, {"Veli Ak", "", "Can Er"}}, "100.50 TRY", "", []string{"3: " + sum, "4: " + note}},
		{"signatures below the amounts", [][]any{ayse, ali, {"Hazırlayan: Ali Öz", "", "", "Onaylayan: Veli Ak"}, {"", "", "", "İmza"}}, "120.50 TRY", "", []string{"4: " + note, "5: " + note}},
		{"names below the amounts, below the sum", [][]any{ayse, {"Toplam", "", "", 100.5}, {"Hazırlayan", "", "", "Onay: 30.11.2026"}, {"Ali Öz", "", "", "Veli Ak"}}, "100.50 TRY", "",
			[]string{"3: " + sum, "4: " + note, "5: " + note}},
		{"names below the amounts", [][]any{ayse, ali, {"", "Ali Öz", "", "Veli Ak", ""}}, "", "4: " + empty, nil},
		{"a date below the amounts", [][]any{ayse, ali, {"", "", "Tarih", "30.11.2026", ""}}, "", "4: is no payment: it has neither a recipient nor an id, and no number for an amount", nil},
		{"the error of a formula below the sum", [][]any{ayse, {"Toplam", "", "", 100.5}, {"", "Can Er", "", "#YOK", ""}}, "", "4: is no payment: it has neither a recipient nor an id", nil},
		{"somebody called Onay, of whom nothing is known", [][]any{ayse, {"2", "Onay", "", "", ""}}, "", "3: " + empty, nil},
		{"somebody called Onay", [][]any{ayse, {"2", "Onay Kaya", someIBAN, 20.0, "Maaş"}}, "120.50 TRY", "", nil},
		{"the name of a department", [][]any{{"SATIŞ"}, ayse, ali}, "", "2: " + empty, nil},
		{"a payment below signatures", [][]any{ayse, {"Hazırlayan", "", "Onaylayan"}, ali}, "", "4: stands below line 3, which is no payment", nil},
		{"empty rows", [][]any{ayse, {}, {"", "", "", "", ""}, ali}, "120.50 TRY", "", nil},
		{"two currencies", [][]any{ayse, {"2", "Ali Öz", someIBAN, "20,00 $", "x"}, {"Ara Toplam", "", "", 120.5}}, "", "4: is the sum of different currencies", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rows := append([][]any{{"Sicil No", "Ad Soyad", "IBAN", "Tutar", "Açıklama"}}, tt.rows...)
			for _, workbook := range []bool{false, true} {
				var told []string
				option := payfile.WithLeftOut(func(e *payfile.LineError) {
					assert.NotEmpty(t, e.File)
					told = append(told, strings.ReplaceAll(fmt.Sprintf("%d: %s", e.Line, e.Message), "row", "line"))
				})
				items, err := readCSV(asCSV(rows), option)
				if workbook {
					told = nil
					items, err = readXLSX(t, sheet1(t, rows...), option)
				}
				if tt.refused != "" {
					require.Error(t, err)
					assert.Nil(t, items)
					problems := problemsIn(err)
					if strings.HasPrefix(tt.refused, "4: "+empty) || strings.Contains(tt.refused, "is no payment: ") {
						assert.Len(t, problems, 1)
					}
					assert.True(t, strings.HasPrefix(strings.ReplaceAll(problems[0], "row", "line"), strings.ReplaceAll(tt.refused, "row", "line")), "%v", problems)
					continue
				}
				require.NoError(t, err)
				assert.Equal(t, tt.total, totalOf(t, items))
				want := append([]string(nil), tt.leftOut...)
				assert.Equal(t, want, told)
			}
		})
	}
}

// problemsIn are the lines and messages of problems, without the column.
func problemsIn(err error) (all []string) {
	if file, is := err.(*payfile.FileError); is {
		for _, p := range file.Problems {
			all = append(all, fmt.Sprintf("%d: %s", p.Line, p.Message))
		}
	}
	return all
}

// What could be said about columns that nobody knows: together it is all that a file needs, unless something has no column at all.
func TestChoicesOfColumns(t *testing.T) {
	for name, tt := range map[string]struct {
		headings string
		want     []payfile.Choice
	}{
		"not needed":            {"Sicil No;Ad Soyad;IBAN;Tutar;Açıklama;Vardiya;Kıdem\nYılı", []payfile.Choice{{Heading: "Vardiya"}, {Heading: "Kıdem"}}},
		"a slip":                {"Sicil No;Ad Soyad;IBAN;Tutarr;Açıklama;Vardiya", []payfile.Choice{{Heading: "Tutarr", Member: "amount"}, {Heading: "Vardiya"}}},
		"a slip beside another": {"Sicil No;Ad Soyad;IBAN;Tutarr;Tutar;Açıklama", []payfile.Choice{{Heading: "Tutarr"}}},
		"two slips":             {"Sicil No;Ad Soyad;IBAN;Tutarr;Tutaar;Açıklama", []payfile.Choice{{Heading: "Tutarr", Member: "amount"}, {Heading: "Tutaar"}}},
		"no id":                 {"Cari Kod;Ad Soyad;IBAN;Tutar;Açıklama", []payfile.Choice{{Heading: "Cari Kod"}, {Member: "itemExternalId"}}},
		"somebody's data":       {"Cari Kod;Ad Soyad;IBAN;Tutar;Açıklama;12345678901", nil},
		"two amounts":           {"Sicil No;Ad Soyad;IBAN;Tutar;Net Maaş;Açıklama", []payfile.Choice{{Member: "amount"}}},
		"nothing unknown":       {"Ad Soyad;IBAN;Tutar;Açıklama", nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readCSV(strings.Split(tt.headings, "\n")[0] + "\n")
			require.Error(t, err)
			var got []payfile.Choice
			file, _ := err.(*payfile.FileError)
			for _, p := range file.Problems {
				got = append(got, p.Choices...)
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

// Nobody is left out silently: of each row that --hidden-rows skip drops, the id and the amount are told.
func TestSkippedRowsAreTold(t *testing.T) {
	file := sheet1(t, headings("Tutar"), pay(5.0), []any{"2", "Ali Öz", someIBAN, 1250.75, "Kasım"}, []any{"3", "Can Er", someIBAN, "1.250,50 TL", "Kasım"}, []any{"Not"})
	for _, row := range []int{3, 4, 5} {
		require.NoError(t, file.SetRowVisible("Sheet1", row, false))
	}
	var told []string
	items, err := readXLSX(t, file, payfile.WithHiddenRows("skip"), payfile.WithLeftOut(func(e *payfile.LineError) { told = append(told, e.Error()) }))
	require.NoError(t, err)
	assert.Equal(t, "5.00 TRY", totalOf(t, items))
	const skipped = "is hidden: skipped, as --hidden-rows says "
	assert.Equal(t, []string{
		`pay.xlsx: sheet "Sheet1", row 3: ` + skipped + "(id 2, amount 1250.75)",
		`pay.xlsx: sheet "Sheet1", row 4: ` + skipped + "(id 3, amount 1.250,50 TL)",
		`pay.xlsx: sheet "Sheet1", row 5: ` + skipped + "(id Not, amount -)",
	}, told)
}

// Nobody has looked whether the cells of such a row hold what their headings say.
func TestSkippedRowsShowNobody(t *testing.T) {
	file := sheet1(t, headings("Tutar"), pay(5.0), []any{someIBAN, "Ali Öz", "7", "Ali Öz", "Kasım"}, []any{"4", "Ali Öz", "7", "10000000146", "Kasım"})
	require.NoError(t, errors.Join(file.SetRowVisible("Sheet1", 3, false), file.SetRowVisible("Sheet1", 4, false)))
	var told []string
	_, err := readXLSX(t, file, payfile.WithHiddenRows("skip"), payfile.WithLeftOut(func(e *payfile.LineError) { told = append(told, e.Error()) }))
	require.NoError(t, err)
	require.Len(t, told, 2)
	for _, marker := range []string{someIBAN, "Ali", "10000000146"} {
		assert.NotContains(t, strings.Join(told, "\n"), marker)
	}
	assert.Contains(t, told[0], "row 3")
	assert.Contains(t, told[1], "id 4")
}
