package payfile_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

const someIBAN = "TR920086402100005482986178"

// sheet1 is a workbook with one sheet of these rows. Strings are text, numbers are numbers.
func sheet1(t require.TestingT, rows ...[]any) *excelize.File {
	file := excelize.NewFile()
	addRows(t, file, "Sheet1", rows...)
	return file
}

func addRows(t require.TestingT, file *excelize.File, sheet string, rows ...[]any) {
	for i, row := range rows {
		for j, value := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			require.NoError(t, err)
			if number, is := value.(float64); is {
				require.NoError(t, file.SetCellFloat(sheet, at, number, -1, 64))
				continue
			}
			require.NoError(t, file.SetCellValue(sheet, at, value))
		}
	}
}

// format gives cells a number format.
func format(t require.TestingT, file *excelize.File, code any, cells ...string) {
	style := &excelize.Style{}
	if number, is := code.(int); is {
		style.NumFmt = number
	} else {
		text := code.(string)
		style.CustomNumFmt = &text
	}
	id, err := file.NewStyle(style)
	require.NoError(t, err)
	for _, at := range cells {
		require.NoError(t, file.SetCellStyle("Sheet1", at, at, id))
	}
}

func readXLSX(t require.TestingT, file *excelize.File, opts ...payfile.Option) ([]payout.Item, error) {
	var content bytes.Buffer
	require.NoError(t, file.Write(&content))
	return payfile.ReadAll("pay.xlsx", &content, opts...)
}

func headings(amount string) []any {
	return []any{"Sicil No", "Ad Soyad", "IBAN", amount, "Açıklama"}
}

func pay(amount any) []any { return []any{"1", "Ayşe Demir", someIBAN, amount, "Kasım"} }

func TestWorkbooksAreRead(t *testing.T) {
	const row2 = `pay.xlsx: sheet "Sheet1", row 2`
	const at = row2 + ": "
	wages := func(amount string) string { return "1|IBAN|" + someIBAN + "|Ayşe Demir|" + amount + "|Kasım" }
	one := func(amount any) *excelize.File { return sheet1(t, headings("Tutar"), pay(amount)) }
	changed := func(file *excelize.File, change func(*excelize.File) error) *excelize.File {
		require.NoError(t, change(file))
		return file
	}
	formatted := func(amount any, code any) *excelize.File {
		file := one(amount)
		format(t, file, code, "D2")
		return file
	}
	for _, tt := range []struct {
		name string
		file *excelize.File
		want string
		opts []payfile.Option
	}{
		{name: "a number", file: one(1250.5), want: wages("1250.50 TRY")},
		{name: "an integer", file: one(1250), want: wages("1250.00 TRY")},
		{name: "a text", file: one("1.250,50"), want: wages("1250.50 TRY")},
		{name: "a text that can be two", file: one("1.250"), want: row2 + ", column D (\"Tutar\"): can be read in two ways"},
		{name: "a binary fraction", file: one(99.899999999999991), want: wages("99.90 TRY")},
		{name: "a sum of floats", file: one(45000.10 - 32000.05), want: wages("13000.05 TRY")},
		{name: "more decimals than the currency has", file: one(1250.505), want: row2 + ", column D (\"Tutar\"): is stored as 1250.505 and has 3 decimals, TRY has 2: round it yourself, nothing is rounded here (in a spreadsheet by ROUND)"},
		{name: "almost a kuruş", file: one(48250.7499999), want: row2 + ", column D (\"Tutar\"): is stored as 48250.7499999 and has 7 decimals, TRY has 2"},
		{name: "a third", file: one(1000.0 / 3), want: row2 + ", column D (\"Tutar\"): is stored as 333.333333333333 and has 12 decimals, TRY has 2"},
		{name: "a format that rounds", file: formatted(1250.505, "0.00"), want: row2 + ", column D (\"Tutar\"): is stored as 1250.505 and has 3 decimals"},
		{name: "a format that hides decimals", file: formatted(1250.5, "#,##0"), want: wages("1250.50 TRY")},
		{name: "a format that shows thousands", file: formatted(1250000.0, "#,##0,"), want: wages("1250000.00 TRY")},
		{name: "a negative number", file: one(-5.0), want: row2 + ", column D (\"Tutar\"): must be greater than 0"},
		{name: "nothing", file: one(0.0), want: row2 + ", column D (\"Tutar\"): must be greater than 0"},
		{name: "a date", file: formatted(45000.0, 14), want: row2 + ", column D (\"Tutar\"): is a date or a time, stored as a number"},
		{name: "a date of its own format", file: formatted(45000.0, `dd\.mm\.yyyy;@`), want: row2 + ", column D (\"Tutar\"): is a date"},
		{name: "hours", file: formatted(1.5, "[h]:mm"), want: row2 + ", column D (\"Tutar\"): is a date or a time"},
		{name: "a percentage", file: formatted(0.15, 9), want: row2 + ", column D (\"Tutar\"): is a percentage"},
		{name: "a yes", file: one(true), want: row2 + ", column D (\"Tutar\"): is TRUE or FALSE"},
		{name: "liras by the format", file: formatted(1250.5, `_-* #,##0.00\ "₺"_-;\-* #,##0.00\ "₺"_-`), want: wages("1250.50 TRY")},
		{name: "liras by a locale", file: formatted(1250.5, `#,##0.00\ [$₺-41F]`), want: wages("1250.50 TRY")},
		{name: "liras in letters", file: formatted(1250.5, `#,##0.00\ \T\L`), want: wages("1250.50 TRY")},
		{name: "euros by the format", file: formatted(1250.5, `[$€-2]\ #,##0.00`), want: wages("1250.50 EUR")},
		{name: "dollars by the format", file: formatted(1250.5, `"$"#,##0.00`), want: wages("1250.50 USD")},
		{name: "francs by the format", file: formatted(1250.5, `[$CHF-807] #,##0.00`), want: wages("1250.50 CHF")},
		{name: "yen or yuan", file: formatted(1250.0, `"¥"#,##0`), want: row2 + ", column D (\"Tutar\"): is shown with a currency that cannot be told"},
		{name: "the reader's currency", file: formatted(1250.5, 44), want: row2 + ", column D (\"Tutar\"): is shown with a currency that cannot be told"},
		{name: "kuruş by the format", file: formatted(1250.0, `0 "kuruş"`), want: row2 + ", column D (\"Tutar\"): is shown in another unit"},
		{name: "a date as a text", file: changed(one(5.0), func(f *excelize.File) error {
			format(t, f, "mmmm yyyy", "E2")
			return f.SetCellFloat("Sheet1", "E2", 46327, -1, 64)
		}), want: row2 + ", column E (\"Açıklama\"): is a date or a time"},
		{name: "an id of many digits", file: changed(one(5.0), func(f *excelize.File) error { return f.SetCellFloat("Sheet1", "A2", 12345678901234567, -1, 64) }),
			want: row2 + ", column A (\"Sicil No\"): is a number of more than 15 digits"},
		{name: "an id with zeros before it", file: changed(one(5.0), func(f *excelize.File) error {
			format(t, f, "00000", "A2")
			return f.SetCellInt("Sheet1", "A2", 12)
		}), want: row2 + ", column A (\"Sicil No\"): is a number that is shown with zeros before it"},
		{name: "an id as a number", file: changed(one(5.0), func(f *excelize.File) error { return f.SetCellInt("Sheet1", "A2", 1) }), want: wages("5.00 TRY")},
		{name: "a formula without its result", file: changed(one(5.0), func(f *excelize.File) error {
			if err := f.SetCellValue("Sheet1", "D2", nil); err != nil {
				return err
			}
			return f.SetCellFormula("Sheet1", "D2", "100+1")
		}), want: row2 + ", column D (\"Tutar\"): is a formula whose result the file does not hold"},
		{name: "a formula with its result", file: changed(one(5.0), func(f *excelize.File) error { return f.SetCellFormula("Sheet1", "D2", "4+1") }), want: wages("5.00 TRY")},
		{name: "a failed formula", file: one("#YOK"), want: row2 + ", column D (\"Tutar\"): is the error of a formula"},
		{name: "a hidden row", file: changed(one(5.0), func(f *excelize.File) error { return f.SetRowVisible("Sheet1", 2, false) }),
			want: at + "is hidden, by a filter perhaps: show it, or say what is meant (--hidden-rows pay or skip)"},
		{name: "a hidden row that is meant", file: changed(one(5.0), func(f *excelize.File) error { return f.SetRowVisible("Sheet1", 2, false) }),
			want: wages("5.00 TRY"), opts: []payfile.Option{payfile.WithHiddenRows("pay")}},
		{name: "a hidden row that is not", file: changed(one(5.0), func(f *excelize.File) error { return f.SetRowVisible("Sheet1", 2, false) }),
			want: "pay.xlsx: holds no payment", opts: []payfile.Option{payfile.WithHiddenRows("skip")}},
		{name: "merged over rows", file: changed(sheet1(t, headings("Tutar"), pay(5.0), []any{"2", "Ali Öz", someIBAN, 7.0}), func(f *excelize.File) error {
			return f.MergeCell("Sheet1", "E2", "E3")
		}), want: row2 + ", column E (\"Açıklama\"): is merged with cells of other rows\n" + `pay.xlsx: sheet "Sheet1", row 3, column E ("Açıklama"): is missing`},
		{name: "merged within a row", file: changed(one(5.0), func(f *excelize.File) error { return f.MergeCell("Sheet1", "D2", "E2") }), want: row2 + ", column E (\"Açıklama\"): is missing"},
		{name: "struck through", file: changed(one(5.0), func(f *excelize.File) error {
			style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Strike: true}})
			return errors.Join(err, f.SetCellStyle("Sheet1", "A2", "E2", style))
		}), want: row2 + ", column A (\"Sicil No\"): is struck through\n" + row2 + ", column B (\"Ad Soyad\"): is struck through\n" + row2 + ", column C (\"IBAN\"): is struck through\n" + row2 + ", column D (\"Tutar\"): is struck through\n" + row2 + ", column E (\"Açıklama\"): is struck through"},
		{name: "a title in merged cells", file: changed(sheet1(t, []any{"ACME MAAŞ LİSTESİ"}, []any{}, headings("Tutar"), pay(5.0)), func(f *excelize.File) error {
			return f.MergeCell("Sheet1", "A1", "E1")
		}), want: wages("5.00 TRY")},
		{name: "a list above the headings", file: sheet1(t, pay(5.0), headings("Tutar"), pay(5.0)), want: `pay.xlsx: sheet "Sheet1", row 1: stands above the row that names`},
		{name: "words of headings in a payment", file: sheet1(t, []any{"id", "Alıcı Türü", "Alıcı Bilgisi", "Ad Soyad", "Tutar", "Açıklama"}, []any{"1", "IBAN", someIBAN, "Ayşe Demir", 5.0, "Hakediş"}),
			want: strings.Replace(wages("5.00 TRY"), "Kasım", "Hakediş", 1)},
		{name: "a second list below", file: sheet1(t, headings("Tutar"), pay(5.0), headings("Tutar")), want: `pay.xlsx: sheet "Sheet1", row 3: names columns once more`},
		{name: "a sum", file: sheet1(t, headings("Tutar"), pay(0.1), []any{"2", "Ali Öz", someIBAN, 0.2, "Kasım"}, []any{"", "TOPLAM", "", 0.1 + 0.2}), want: wages("0.10 TRY")},
		{name: "a sum that differs", file: sheet1(t, headings("Tutar"), pay(5.0), []any{"", "TOPLAM", "", 6.0}), want: `pay.xlsx: sheet "Sheet1", row 3, column D ("Tutar"): is 6.00 TRY, but the rows above add up to 5.00 TRY: a line is missing`},
		{name: "a second sum", file: sheet1(t, headings("Tutar"), pay(5.0), []any{"", "TOPLAM", "", 5.0}, []any{"", "TOPLAM", "", 5.0}), want: `pay.xlsx: sheet "Sheet1", row 4: is a second sum, the first is in row 3`},
		{name: "a row below the sum", file: sheet1(t, headings("Tutar"), pay(5.0), []any{"", "TOPLAM", "", 5.0}, []any{"2", "Ali Öz", someIBAN, 0.2, "Kasım"}), want: `pay.xlsx: sheet "Sheet1", row 4: stands below the sum in row 3`},
		{name: "two IBANs", file: sheet1(t, []any{"id", "IBAN", "Alıcı IBAN", "Ad Soyad", "Tutar", "Açıklama"}),
			want: `pay.xlsx: sheet "Sheet1", row 1: columns B ("IBAN") and C ("Alıcı IBAN") are both the recipientInfo (--map recipientInfo=COLUMN says which)`},
		{name: "a misspelt currency", file: sheet1(t, []any{"id", "IBAN", "Ad Soyad", "Tutar", "Para Brimi", "Açıklama"}),
			want: `pay.xlsx: sheet "Sheet1", row 1: column E ("Para Brimi") has an unknown name, did you mean currency?`},
		{name: "kuruş in the heading", file: sheet1(t, headings("Tutar (Kuruş)"), pay(125050)), want: wages("1250.50 TRY")},
		{name: "thousands in the heading", file: sheet1(t, headings("Tutar (Bin TL)"), pay(1.25)), want: wages("1250 TRY")},
		{name: "thousands in the heading and in the format", file: changed(sheet1(t, headings("Tutar (Bin TL)"), pay(1250.0)), func(f *excelize.File) error {
			format(t, f, "#,##0,", "D2")
			return nil
		}), want: row2 + ", column D (\"Tutar (Bin TL)\"): is shown in thousands by its number format"},
		{name: "dollars in the heading and euros in the format", file: changed(sheet1(t, headings("Tutar (USD)"), pay(5.0)), func(f *excelize.File) error {
			format(t, f, "[$€-2] 0.00", "D2")
			return nil
		}), want: row2 + ", column D (\"Tutar (USD)\"): has EUR beside it or in its number format, and the line or the heading names USD"},
		{name: "kuruş in the heading and liras in the format", file: changed(sheet1(t, headings("Tutar (Kuruş)"), pay(125050)), func(f *excelize.File) error {
			format(t, f, `0.00 "TL"`, "D2")
			return f.SetCellFloat("Sheet1", "D2", 1250.5, -1, 64)
		}), want: row2 + ", column D (\"Tutar (Kuruş)\"): has a currency beside it or in its number format, and the heading counts in another unit"},
		{name: "a hidden column of amounts", file: changed(one(5.0), func(f *excelize.File) error { return f.SetColVisible("Sheet1", "D", false) }),
			want: `pay.xlsx: sheet "Sheet1", row 1: column D ("Tutar"), the amount, is hidden: show it, or say that it is meant (--map amount=COLUMN)`},
		{name: "a hidden column that is meant", file: changed(one(5.0), func(f *excelize.File) error { return f.SetColVisible("Sheet1", "D", false) }),
			want: wages("5.00 TRY"), opts: []payfile.Option{payfile.WithColumn("amount", "Tutar")}},
		{name: "headings of two rows", file: changed(sheet1(t, []any{"Sicil No", "Ad Soyad", "Ödeme", nil, "Açıklama"}, []any{nil, nil, "IBAN", "Tutar"}, pay(5.0)), func(f *excelize.File) error {
			return errors.Join(f.MergeCell("Sheet1", "A1", "A2"), f.MergeCell("Sheet1", "B1", "B2"), f.MergeCell("Sheet1", "C1", "D1"), f.MergeCell("Sheet1", "E1", "E2"))
		}), want: wages("5.00 TRY")},
		{name: "one description for all", file: sheet1(t, headings("Tutar")[:4], pay(5.0)[:4]), want: wages("5.00 TRY"), opts: []payfile.Option{payfile.WithDescription("Kasım")}},
		{name: "no description", file: sheet1(t, headings("Tutar")[:4], pay(5.0)[:4]),
			want: `pay.xlsx: sheet "Sheet1", row 1: these columns are missing: description. One description for all lines can be said with --description`},
		{name: "euros and no currency", file: changed(sheet1(t, headings("Tutar"), pay(5.0), []any{"2", "Ali Öz", someIBAN, 7.0, "x"}), func(f *excelize.File) error {
			format(t, f, "[$€-2] 0.00", "D2")
			return nil
		}), want: `pay.xlsx: sheet "Sheet1", row 3, column D ("Tutar"): shows no currency, and other amounts show one`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			items, err := readXLSX(t, tt.file, tt.opts...)
			if strings.HasPrefix(tt.want, "pay.xlsx") {
				require.Nil(t, items)
				requireProblems(t, err, strings.Split(tt.want, "\n")...)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.want, describe(items[0]))
		})
	}
}

func TestAChartIsNoSheet(t *testing.T) {
	file := sheet1(t, headings("Tutar"), pay(5.0))
	require.NoError(t, file.AddChartSheet("Grafik", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$D$2:$D$2"}}}))
	items, err := readXLSX(t, file)
	require.NoError(t, err)
	assert.Len(t, items, 1)
}

func TestTheSheetIsChosen(t *testing.T) {
	file := sheet1(t, []any{"Notlar"}, []any{"Kasım maaşları"})
	_, err := file.NewSheet("Maaş")
	require.NoError(t, err)
	addRows(t, file, "Maaş", headings("Tutar"), pay(5.0))
	items, err := readXLSX(t, file)
	require.NoError(t, err)
	assert.Len(t, items, 1)

	require.NoError(t, file.SetCellValue("Sheet1", "B9", someIBAN))
	_, err = readXLSX(t, file)
	requireProblems(t, err, `pay.xlsx: has IBANs also on sheet "Sheet1" (row 9)`)
	items, err = readXLSX(t, file, payfile.WithSheet("MAAŞ"))
	require.NoError(t, err)
	assert.Len(t, items, 1)
	_, err = readXLSX(t, file, payfile.WithSheet("Sheet1"))
	requireProblems(t, err, `pay.xlsx: sheet "Sheet1": has no row that names the columns`)
	_, err = readXLSX(t, file, payfile.WithSheet("Prim"))
	requireProblems(t, err, `pay.xlsx: --sheet Prim: there is no such sheet, but "Sheet1", "Maaş"`)

	addRows(t, file, "Sheet1", headings("Tutar"), pay(7.0))
	_, err = readXLSX(t, file)
	requireProblems(t, err, `pay.xlsx: has several sheets with payments: say which one is meant (--sheet): "Sheet1", "Maaş"`)
	_, err = readXLSX(t, excelize.NewFile())
	requireProblems(t, err, "pay.xlsx: has no sheet with a row that names the columns")
}

// The name of a sheet is read as headings are: the small letter of I is ı in Turkish and i elsewhere. The exact name comes first.
func TestTheNameOfASheetIsFolded(t *testing.T) {
	file := sheet1(t, headings("Tutar"), pay(5.0))
	for name, amount := range map[string]float64{"Aralık": 7, "Aralik": 9, "Temmuz İkramiyesi": 11} {
		_, err := file.NewSheet(name)
		require.NoError(t, err)
		addRows(t, file, name, headings("Tutar"), pay(amount))
	}
	for said, want := range map[string]string{"Aralık": "7.00 TRY", "Aralik": "9.00 TRY", "TEMMUZ İKRAMİYESİ": "11.00 TRY", "temmuz ikramiyesi": "11.00 TRY", "SHEET1": "5.00 TRY", "ARALIK": ""} {
		items, err := readXLSX(t, file, payfile.WithSheet(said))
		if want == "" {
			requireProblems(t, err, `pay.xlsx: has several sheets with payments: say which one is meant (--sheet): `)
			continue
		}
		require.NoError(t, err, said)
		assert.Equal(t, want, totalOf(t, items))
	}
	require.NoError(t, file.DeleteSheet("Aralik"))
	items, err := readXLSX(t, file, payfile.WithSheet("ARALIK"))
	require.NoError(t, err)
	assert.Equal(t, "7.00 TRY", totalOf(t, items))
}
