package payfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

// Lists as payroll and accounting programs, banks and marketplaces export them, labelled with what a person would expect before they were
// read: the sum, or a word of the refusal. Each is read as a workbook, and as CSV where all of its values can stand in one.
func TestListsThatPeopleHave(t *testing.T) {
	iban := someIBAN
	spaced := "TR92 0086 4021 0000 5482 9861 78"
	for _, tt := range []struct {
		name string
		rows [][]any
		want string
		opts []payfile.Option
	}{
		{"a payroll with title, sum and signatures", [][]any{{"KASIM 2026 MAAŞ LİSTESİ"}, {"Firma: ACME A.Ş.", "Dönem: 2026/11"}, {"Sicil No", "Adı Soyadı", "IBAN", "Net Ödenecek", "Açıklama"},
			{"S1", "Ayşe Yılmaz", iban, 48750.0, "Maaş"}, {"S2", "Ali Öz", iban, 99.9, "Maaş"}, {"", "GENEL TOPLAM", "", 48849.9}, {"Hazırlayan", "", "Onaylayan"}, {"Veli Ak", "", "Can Er"}}, "48849.90 TRY", nil},
		{"a payroll with everything", [][]any{{"Sıra No", "Sicil No", "T.C. Kimlik No", "Ad Soyad", "Görevi", "Brüt Ücret", "Gelir Vergisi", "Banka Adı", "Şube Kodu", "IBAN", "Net Ücret", "Açıklama"},
			{1.0, "P-1", "10000000146", "Ayşe Yılmaz", "Usta", 70000.0, 9000.0, "Garanti", "123", spaced, 48750.0, "Maaş"}}, "48750.00 TRY", nil},
		{"first names and surnames", [][]any{{"SİCİL NO", "ADI", "SOYADI", "IBAN NO", "NET ÜCRET", "AÇIKLAMA"}, {"1", "Ayşe", "Yılmaz", iban, 5.0, "x"}}, "5.00 TRY", nil},
		{"no description", [][]any{{"Sicil No", "Ad Soyad", "IBAN", "Net Ücret"}, {"1", "Ayşe Yılmaz", iban, 5.0}}, "--description", nil},
		{"a description for all", [][]any{{"Sicil No", "Ad Soyad", "IBAN", "Net Ücret"}, {"1", "Ayşe Yılmaz", iban, 5.0}}, "5.00 TRY", []payfile.Option{payfile.WithDescription("Maaş")}},
		{"a bank's bulk transfer", [][]any{{"Gönderen IBAN", "Lehtar Adı Soyadı", "Lehtar IBAN", "Ödeme Tutarı", "Döviz Kodu", "Açıklama", "Referans No"}, {iban, "Ayşe Yılmaz", iban, 5.0, "TL", "x", "R1"}}, "5.00 TRY", nil},
		{"a bank's form", [][]any{{"TOPLU ÖDEME FORMU"}, {"Gönderen Hesap", iban}, {}, {"Sıra No", "Alıcı Adı / Ünvanı", "IBAN", "Tutar (TL)", "Açıklama"}, {1.0, "Ayşe Yılmaz", iban, 5.0, "x"}}, "5.00 TRY", nil},
		{"suppliers by their code", [][]any{{"Cari Kodu", "Cari Ünvanı", "Vergi No", "IBAN", "Tutar", "Döviz Cinsi", "Açıklama"}, {"320.01", "Yılmaz Ltd. Şti.", "1234567890", iban, 5.0, "USD", "Fatura"}}, "5.00 USD",
			[]payfile.Option{payfile.WithColumn("id", "Cari Kodu")}},
		{"suppliers without an id", [][]any{{"Tedarikçi", "IBAN", "Tutar", "Açıklama"}, {"Yılmaz Ltd. Şti.", iban, 5.0, "Fatura"}}, "--map id=COLUMN", nil},
		{"sellers in English", [][]any{{"Employee ID", "Employee Name", "IBAN", "Net Pay", "Currency", "Description"}, {"E1", "Ayşe Yılmaz", iban, 5.0, "TRY", "x"}}, "5.00 TRY", nil},
		{"two amounts", [][]any{{"Ref", "Alıcı", "IBAN", "Tutar", "Net Ödenecek", "Açıklama"}, {"1", "Ayşe Yılmaz", iban, 6.0, 5.0, "x"}}, "are both the amount", nil},
		{"two amounts, one chosen", [][]any{{"Ref", "Alıcı", "IBAN", "Tutar", "Net Ödenecek", "Açıklama"}, {"1", "Ayşe Yılmaz", iban, 6.0, 5.0, "x"}}, "5.00 TRY", []payfile.Option{payfile.WithColumn("amount", "Net Ödenecek")}},
		{"a rate beside the amount", [][]any{{"Ref", "Alıcı", "IBAN", "Tutar", "Kur", "Açıklama"}, {"1", "Ayşe Yılmaz", iban, 5.0, 34.5, "x"}}, "has an unknown name", nil},
		{"two lists side by side", [][]any{{"Ref", "Alıcı", "IBAN", "Tutar", "Açıklama", "", "Ref", "Alıcı", "IBAN", "Tutar", "Açıklama"}, {"1", "Ayşe Yılmaz", iban, 6.0, "x", "", "2", "Ali Öz", iban, 5.0, "x"}}, "are both the", nil},
		{"currencies beside the amounts", [][]any{{"Ref", "Alıcı", "IBAN", "Tutar", "Açıklama"}, {"1", "Ayşe Yılmaz", iban, "1.250,50 TL", "x"}, {"2", "Ali Öz", iban, "₺100,00", "x"}}, "1350.50 TRY", nil},
		{"kuruş with their sum", [][]any{{"Ref", "Alıcı", "IBAN", "Tutar (Kuruş)", "Açıklama"}, {"1", "Ayşe Yılmaz", iban, 50000.0, "x"}, {"2", "Ali Öz", iban, 7.0, "x"}, {"Toplam", "", "", 50007.0}}, "500.07 TRY", nil},
		{"kuruş with the sum in liras", [][]any{{"Ref", "Alıcı", "IBAN", "Tutar (Kuruş)", "Açıklama"}, {"1", "Ayşe Yılmaz", iban, 50000.0, "x"}, {"Toplam", "", "", 500.0}}, "above add up to 500.00 TRY", nil},
		{"phones in all spellings", [][]any{{"Referans", "Ad Soyad", "Cep Telefonu", "Tutar", "Açıklama"}, {"1", "A B", "0532 000 00 01", 5.0, "x"}, {"2", "A B", "(532) 000 00 02", 5.0, "x"}, {"3", "A B", "905320000003", 5.0, "x"}}, "15.00 TRY", nil},
		{"an IBAN with a letter for a digit", [][]any{{"Ref", "Alıcı", "IBAN", "Tutar", "Açıklama"}, {"1", "Ayşe Yılmaz", strings.Replace(iban, "0", "O", 1), 5.0, "x"}}, "IBAN", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			items, err := readXLSX(t, sheet1(t, tt.rows...), tt.opts...)
			fromCSV, csvErr := readCSV(asCSV(tt.rows), tt.opts...)
			if err != nil {
				require.Error(t, csvErr)
				assert.ErrorContains(t, err, tt.want)
				assert.ErrorContains(t, csvErr, tt.want)
				return
			}
			require.NoError(t, csvErr)
			assert.Len(t, fromCSV, len(items))
			assert.Equal(t, tt.want, totalOf(t, items))
		})
	}
}

// asCSV writes rows as a Turkish Excel does.
func asCSV(rows [][]any) string {
	var b strings.Builder
	for _, row := range rows {
		for i, value := range row {
			if i > 0 {
				b.WriteByte(';')
			}
			if number, is := value.(float64); is {
				value = strings.Replace(fmt.Sprintf("%.2f", number), ".", ",", 1)
				if number == float64(int64(number)) {
					value = fmt.Sprint(int64(number))
				}
			}
			fmt.Fprint(&b, value)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}
