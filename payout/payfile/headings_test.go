package payfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

func mapped(pairs ...string) (opts []payfile.Option) {
	for i := 0; i < len(pairs); i += 2 {
		opts = append(opts, payfile.WithColumn(pairs[i], pairs[i+1]))
	}
	return opts
}

// Files as payroll programs and people write them. What is wanted of a file that is refused begins with its name.
func TestHeadings(t *testing.T) {
	const (
		iban  = "TR920086402100005482986178"
		wages = "1|IBAN|TR920086402100005482986178|Ayşe Demir|1250.50 TRY|Kasım"
		noID  = "pay.csv:1: these columns are missing: itemExternalId. Results are told apart by the id, and a line is paid once by it: add a column such as id, or say which one holds it (--map id=COLUMN)"
	)
	plain := func(amountHeading string) string {
		return "Sicil No;Ad Soyad;IBAN;" + amountHeading + ";Açıklama\n1;Ayşe Demir;" + iban + ";1250,50;Kasım\n"
	}
	for _, tt := range []struct {
		name, text, want string
		opts             []payfile.Option
	}{
		{name: "the number of the row is the id", text: "Sıra No;Ad Soyad;IBAN;Tutar;Para Birimi;Açıklama\n1;Ayşe Demir;" + iban + ";1.250,50;TRY;Kasım\n", want: wages},
		{name: "another id beside it", text: "Sıra No;Sicil No;Ad Soyad;IBAN;Tutar;Açıklama\n7;1;Ayşe Demir;" + iban + ";1.250,50;Kasım\n", want: wages},
		{name: "a reference and a date", text: "Tarih,Tutar,Alıcı,Açıklama,Referans,IBAN\n2026-11-15,1250.50,Ayşe Demir,Kasım,1," + iban + "\n", want: wages},
		{name: "no id", text: "\ufeffAlici Adi Soyadi,IBAN,Tutar,Aciklama\nAyşe Demir," + iban + ",1250.50,Kasım\n", want: noID},
		{name: "an id of choice", text: "Kod,Alici Adi Soyadi,IBAN,Tutar,Aciklama\n1,Ayşe Demir," + iban + ",1250.50,Kasım\n", want: wages, opts: mapped("id", "kod")},
		{name: "no holder", text: "calisan_id,iban,tutar,aciklama\n1," + iban + ",1250.50,Kasım\n", want: "pay.csv:1: these columns are missing: recipientName"},
		{name: "capital letters", text: "SİCİL NO;ADI SOYADI;IBAN NO;NET ÖDENECEK;AÇIKLAMA;DEPARTMAN;BANKA;ŞUBE\n1;Ayşe Demir;" + iban + ";1250,50;Kasım;Satış;X;Y\n", want: wages},
		{name: "an identity number beside the IBAN", text: "Sicil No;T.C. Kimlik No;Ad Soyad;IBAN;Tutar;Açıklama\n1;10000000146;Ayşe Demir;" + iban + ";1250,50;Kasım\n", want: wages},
		{name: "identity numbers", text: "Sicil No;T.C. Kimlik No;Tutar;Açıklama\n1;10000000146;5;Kasım\n", want: "1|IDENTITY_NUMBER|10000000146||5 TRY|Kasım"},
		{name: "phones", text: "Referans No;Cep Telefonu;Tutar;Açıklama\n1;0545 685 69 31;5;Kasım\n", want: "1|PHONE|+905456856931||5 TRY|Kasım"},
		{name: "members", text: "Referans No;Üye No;Tutar;Açıklama\n1;2228853;5;Kasım\n", want: "1|MEMBER_ID|2228853||5 TRY|Kasım"},
		{name: "phones and identity numbers", text: "id;Telefon;TCKN;Tutar;Açıklama\n1;05456856931;10000000146;5;Kasım\n", want: "pay.csv:1: columns 2 (\"Telefon\") and 3 (\"TCKN\") are both the recipientInfo (--map recipientInfo=COLUMN says which)"},
		{name: "one of them is chosen", text: "id;Telefon;TCKN;Tutar;Açıklama\n1;05456856931;10000000146;5;Kasım\n", want: "1|IDENTITY_NUMBER|10000000146||5 TRY|Kasım", opts: mapped("recipientInfo", "TCKN")},
		{name: "two IBANs", text: "id;IBAN;IBAN No;Ad Soyad;Tutar;Açıklama\n", want: "pay.csv:1: columns 2 (\"IBAN\") and 3 (\"IBAN No\") are both the recipientInfo"},
		{name: "first name and surname", text: "Soyadı;id;Adı;IBAN;Tutar;Açıklama\nDemir;1;Ayşe;" + iban + ";1250,50;Kasım\n", want: wages},
		{name: "no surname in a line", text: "Soyadı;id;Adı;IBAN;Tutar;Açıklama\n;1;Ayşe;" + iban + ";1250,50;Kasım\n", want: "pay.csv:2: Soyadı, Adı: has a first name or a surname only"},
		{name: "a first name only", text: "id;Adı;IBAN;Tutar;Açıklama\n1;Ayşe;" + iban + ";1250,50;Kasım\n", want: "pay.csv:1: column 2 (\"Adı\") is a first name without a surname"},
		{name: "lira in the heading", text: plain("Tutar (TL)"), want: wages},
		{name: "the sign of the lira", text: plain("TUTAR ₺"), want: wages},
		{name: "dollars in the heading", text: plain("Tutar USD"), want: strings.Replace(wages, "TRY", "USD", 1)},
		{name: "two currencies in the heading", text: plain("Tutar (TL/USD)"), want: "pay.csv:1: column 4 (\"Tutar (TL/USD)\") names two currencies"},
		{name: "kuruş in the heading", text: strings.Replace(plain("Tutar (kuruş)"), "1250,50", "125050", 1), want: wages},
		{name: "thousands in the heading", text: strings.Replace(plain("Net Ödenecek (Bin TL)"), "1250,50", "1,2505", 1), want: strings.Replace(wages, "1250.50", "1250.5", 1)},
		{name: "kuruş in a heading of choice", text: strings.Replace(plain("Pirim (Kuruş)"), "1250,50", "125050", 1), want: wages, opts: mapped("amount", "Pirim (Kuruş)")},
		{name: "decimals of kuruş", text: plain("Tutar (kuruş)"), want: "pay.csv:2: Tutar (kuruş): has 4 decimals, TRY has 2"},
		{name: "cents", text: plain("Tutar (cent)"), want: "pay.csv:1: column 4 (\"Tutar (cent)\") counts in cents"},
		{name: "a column that is ignored says nothing", text: "id;IBAN;Telefon;Tutar;Açıklama\n1;x;05456856931;5;Kasım\n", want: "1|PHONE|+905456856931||5 TRY|Kasım", opts: []payfile.Option{payfile.WithIgnoredColumns("IBAN")}},
		{name: "per cent", text: plain("Tutar %"), want: "pay.csv:1: column 4 (\"Tutar %\") has an unknown name\npay.csv:1: these columns are missing: amount"},
		{name: "yen", text: plain("Tutar ¥"), want: "pay.csv:1: column 4 (\"Tutar ¥\") has an unknown name\npay.csv:1: these columns are missing: amount"},
		{name: "the currency of the heading and of the line", text: "id;memberId;Tutar (TL);PB;Döviz;Açıklama\n1;5;5;x;USD;Kasım\n", want: "pay.csv:2: Döviz: is USD, and the heading of the amounts names TRY",
			opts: []payfile.Option{payfile.WithIgnoredColumns("pb")}},
		{name: "a column that nobody knows", text: "id;memberId;Tutar;Not;Açıklama\n1;5;5;x;Kasım\n", want: "pay.csv:1: column 4 (\"Not\") has an unknown name"},
		{name: "a column that is not there", text: "id;memberId;Tutar;Açıklama\n1;5;5;Kasım\n", want: `pay.csv:1: no column is called "Not" (--ignore-columns): there are "id", "memberId", "Tutar", "Açıklama"`, opts: []payfile.Option{payfile.WithIgnoredColumns("Not")}},
		{name: "a choice that is not there", text: "id;memberId;Tutar;Açıklama\n1;5;5;Kasım\n", want: `pay.csv:1: no column is called "Kod" (--map id): there are "id", "memberId", "Tutar", "Açıklama"`, opts: mapped("id", "Kod")},
		{name: "a choice of nothing", text: "id;memberId;Tutar;Açıklama\n1;5;5;Kasım\n", want: "pay.csv:1: --map x=id: must be", opts: mapped("x", "id")},
		{name: "recipients that show what they are", text: "id;recipientInfo;Ad Soyad;Tutar;Açıklama\n1;" + iban + ";Ayşe Demir;1250,50;Kasım\n2;0545 685 69 31;;5;x\n3;10000000146;;5;x\n", want: wages},
		{name: "recipients that do not", text: "id;recipientInfo;Tutar;Açıklama\n1;5456856931;1250,50;Kasım\n", want: "pay.csv:2: recipientInfo: does not show for certain"},
		{name: "a title", text: "ACME A.Ş. KASIM MAAŞ LİSTESİ;;;;\n;;;;\nTarih: 15.11.2026\n" + plain("Tutar"), want: wages},
		{name: "a title in quotation marks", text: "\"ACME A.Ş., Kasım\";;;;\n" + plain("Tutar"), want: wages},
		{name: "a title with another unit", text: "Tutarlar bin TL'dir;;;;\n" + plain("Tutar"), want: "pay.csv:2: the title says that the file counts in other units"},
		{name: "a title with another currency", text: "USD ödemeleri;;;;\n" + plain("Tutar"), want: "pay.csv:2: the title names another currency than TRY"},
		{name: "lines above the headings", text: "1;Ayşe Demir;" + iban + ";1250,50;Kasım\n" + plain("Tutar"), want: "pay.csv:1: is not a header row"},
		{name: "a sum", text: plain("Tutar") + "2;Ali Öz;" + iban + ";100;Kasım\n;;TOPLAM;1.350,50;\n", want: wages},
		{name: "a sum in a short line", text: plain("Tutar") + "GENEL TOPLAM:;;;1250,50\n", want: wages},
		{name: "a sum without a word", text: plain("Tutar") + "2;Ali Öz;" + iban + ";100;Kasım\n;;;1350,50;\n", want: wages},
		{name: "an amount without a word that is like the only one above", text: plain("Tutar") + ";;;1250,50;\n",
			want: "pay.csv:3: Sicil No: is missing\npay.csv:3: IBAN: is missing\npay.csv:3: Ad Soyad: is missing\npay.csv:3: Açıklama: is missing"},
		{name: "who made the list", text: plain("Tutar") + ";TOPLAM;;1250,50;\n\nHazırlayan:;Veli Ak;;;\nOnaylayan\n", want: wages},
		{name: "a note above the sum", text: plain("Tutar") + "Hazırlayan;;;;\n;TOPLAM;;1250,50;\n", want: wages},
		{name: "a sum without a word that differs", text: plain("Tutar") + "2;Ali Öz;" + iban + ";100;Kasım\n;;;1350,51;\n", want: "pay.csv:4: Tutar: is 1350.51 TRY, but the lines above add up to 1350.50 TRY"},
		{name: "a sum that differs", text: plain("Tutar") + ";TOPLAM;;1250,51;\n", want: "pay.csv:3: Tutar: is 1250.51 TRY, but the lines above add up to 1250.50 TRY"},
		{name: "a sum without a number", text: plain("Tutar") + ";TOPLAM;;;1250,50\n", want: "pay.csv:3: Tutar: is missing"},
		{name: "a line below the sum", text: plain("Tutar") + ";TOPLAM;;1250,50;\n2;Ali Öz;" + iban + ";100;Kasım\n", want: "pay.csv:4: stands below the sum in line 3"},
		{name: "two sums", text: plain("Tutar") + ";TOPLAM;;1250,50;\n;Toplam;;1250,50;\n", want: "pay.csv:4: is a second sum"},
		{name: "a sum of two currencies", text: "id;memberId;Tutar;Döviz;Açıklama\n1;5;5;USD;x\n2;5;5;TL;x\n;;10;;Toplam\n", want: "pay.csv:4: Tutar: is the sum of different currencies"},
		{name: "somebody called Toplam", text: "id;Ad Soyad;IBAN;Tutar;Açıklama\n1;Toplam;" + iban + ";5;x\n", want: "1|IBAN|" + iban + "|Toplam|5 TRY|x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			items, err := readCSV(tt.text, tt.opts...)
			if strings.HasPrefix(tt.want, "pay.csv") {
				require.Nil(t, items)
				requireProblems(t, err, strings.Split(tt.want, "\n")...)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.want, describe(items[0]))
		})
	}
}

// A column for the period is told of, and not read.
func TestPeriodColumn(t *testing.T) {
	const text = "Dönem;Sicil No;Ad Soyad;IBAN;Tutar;Açıklama\n2026-12;1;Ayşe Demir;TR920086402100005482986178;1250,50;Kasım\n"
	for name, tt := range map[string]struct {
		text string
		opts []payfile.Option
		want string
	}{
		"known":             {text: text, want: "Dönem"},
		"passed over":       {text: text, opts: []payfile.Option{payfile.WithIgnoredColumns("dönem")}},
		"as part of a text": {text: strings.NewReplacer(";Açıklama", "", ";Kasım", "").Replace(text), opts: mapped("description", "Dönem")},
		"written apart":     {text: strings.Replace(text, "Dönem", "MAAŞ DÖNEMİ", 1), want: "MAAŞ DÖNEMİ"},
	} {
		lines := 0
		for row, err := range payfile.Read("pay.csv", strings.NewReader(tt.text), tt.opts...) {
			require.NoError(t, err, name)
			assert.Equal(t, tt.want, row.PeriodHeading(), name)
			lines++
		}
		assert.Equal(t, 1, lines, name)
	}
	assert.Empty(t, payfile.Row{}.PeriodHeading())
}
