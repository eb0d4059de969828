package payfile_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

// dialect is how a program writes a workbook.
type dialect struct {
	name      string
	namespace string // of the transitional or of the strict form of the standard
	prefix    string // of all elements of the sheet
	nameless  bool   // cells and rows do not say where they are
	inline    bool   // texts stand in the cells
	row, cell string // attributes of each row, and of each number
	styles    string // formats of numbers; none: the part is missing
	behind    string // rows behind the data
}

const transitional = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

func dialects() []dialect {
	return []dialect{
		{name: "Excel", namespace: transitional, row: ` spans="1:5" ht="15"`, styles: "General"},
		{name: "Excel in the strict form", namespace: "http://purl.oclc.org/ooxml/spreadsheetml/main", styles: "General"},
		{name: "LibreOffice", namespace: transitional, cell: ` s="0" t="n"`, styles: "#,##0.00 [$₺-41F];[RED]-#,##0.00 [$₺-41F]",
			row: ` customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"`},
		{name: "Google Sheets", namespace: transitional, styles: "General", behind: strings.Repeat(`<row ht="15.75" customHeight="1"><c s="0"/></row>`, 50)},
		{name: "the OpenXML SDK", namespace: transitional, prefix: "x:", styles: "General"},
		{name: "a stream without references", namespace: transitional, nameless: true, inline: true, styles: "General"},
		{name: "a program without styles", namespace: transitional, inline: true},
		{name: "openpyxl with the accounting format", namespace: transitional, cell: ` s="0" t="n"`, styles: `_-* #,##0.00\ "₺"_-;\-* #,##0.00\ "₺"_-`},
	}
}

// workbook writes rows of texts and numbers, which are floats or written-out digits of type number.
func (d dialect) workbook(t *testing.T, rows [][]any) []byte {
	t.Helper()
	var data strings.Builder
	texts := 0
	var shared strings.Builder
	for i, row := range rows {
		at := fmt.Sprintf(` r="%d"`, i+1)
		if d.nameless {
			at = ""
		}
		fmt.Fprintf(&data, "<row%s%s>", at, d.row)
		for j, value := range row {
			if at = fmt.Sprintf(` r="%c%d"`, 'A'+j, i+1); d.nameless {
				at = ""
			}
			text, isText := value.(string)
			switch {
			case !isText:
				fmt.Fprintf(&data, "<c%s%s><v>%v</v></c>", at, d.cell, value)
			case d.inline:
				fmt.Fprintf(&data, `<c%s t="inlineStr"><is><t>%s</t></is></c>`, at, text)
			default:
				fmt.Fprintf(&data, `<c%s t="s"><v>%d</v></c>`, at, texts)
				fmt.Fprintf(&shared, "<si><r><t>%s</t></r></si>", text)
				texts++
			}
		}
		data.WriteString("</row>")
	}
	sheet := `<worksheet xmlns="` + d.namespace + `"><sheetData>` + data.String() + d.behind + `</sheetData></worksheet>`
	if d.prefix != "" {
		sheet = strings.NewReplacer("</", "</"+d.prefix, "<", "<"+d.prefix, "xmlns=", "xmlns:x=").Replace(sheet)
	}
	const rels, office, packages = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "/xl/", "http://schemas.openxmlformats.org/package/2006/"
	relations := func(targets ...string) string {
		var all strings.Builder
		for i, target := range targets {
			kind := strings.TrimRight(strings.TrimSuffix(target[strings.LastIndex(target, "/")+1:], ".xml"), "1")
			kind = strings.Replace(strings.Replace(kind, "sheet", "worksheet", 1), "workbook", "officeDocument", 1)
			fmt.Fprintf(&all, `<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, i+1, rels, kind, target)
		}
		return `<Relationships xmlns="` + packages + `relationships">` + all.String() + `</Relationships>`
	}
	targets := []string{office + "worksheets/sheet1.xml", office + "sharedStrings.xml"}
	if d.styles != "" {
		targets = append(targets, office+"styles.xml")
	}
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	add := func(name, text string) {
		w, err := archive.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	add("[Content_Types].xml", `<Types xmlns="`+packages+`content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`)
	add("_rels/.rels", relations(office+"workbook.xml"))
	add("xl/workbook.xml", `<workbook xmlns="`+transitional+`" xmlns:r="`+rels+`"><sheets><sheet name="Liste" sheetId="1" r:id="rId1"/></sheets></workbook>`)
	add("xl/_rels/workbook.xml.rels", relations(targets...))
	add("xl/worksheets/sheet1.xml", sheet)
	add("xl/sharedStrings.xml", `<sst xmlns="`+transitional+`">`+shared.String()+`</sst>`)
	if d.styles != "" {
		// The number 44 is that of the accounting format, which every country's Excel writes with its own currency.
		add("xl/styles.xml", `<styleSheet xmlns="`+transitional+`"><numFmts><numFmt numFmtId="44" formatCode="`+strings.ReplaceAll(d.styles, `"`, "&quot;")+
			`"/></numFmts><cellXfs><xf numFmtId="44"/></cellXfs></styleSheet>`)
	}
	require.NoError(t, archive.Close())
	return content.Bytes()
}

// number is a number as a program writes it.
type number string

// Whatever program wrote a workbook, the payments in it are the same.
func TestWorkbooksOfManyPrograms(t *testing.T) {
	rows := [][]any{
		{"KASIM 2026 MAAŞ LİSTESİ"},
		{"SİCİL NO", "ADI SOYADI", "IBAN NO", "NET ÖDENECEK", "AÇIKLAMA"},
		{number("1001"), "Ayşe Yılmaz", someIBAN, number("48750"), "Kasım"},
		{number("1.002E3"), "Mehmet Öztürk", someIBAN, number("99.899999999999991"), "Kasım"},
		{number("1003"), "Gülşen Ağaoğlu", someIBAN, number("5.23005E4"), "Kasım"},
		{"", "GENEL TOPLAM", "", number("101150.4")},
	}
	want := []string{
		"1001|IBAN|" + someIBAN + "|Ayşe Yılmaz|48750.00 TRY|Kasım",
		"1002|IBAN|" + someIBAN + "|Mehmet Öztürk|99.90 TRY|Kasım",
		"1003|IBAN|" + someIBAN + "|Gülşen Ağaoğlu|52300.50 TRY|Kasım",
	}
	for _, d := range dialects() {
		t.Run(d.name, func(t *testing.T) {
			items, err := payfile.ReadAll("maas.xlsx", bytes.NewReader(d.workbook(t, rows)))
			require.NoError(t, err)
			assert.Equal(t, want, describeAll(items))
		})
	}
}

// The accounting format of another country is another currency, if only its text says so.
func TestTheAccountingFormatOfAnotherCountry(t *testing.T) {
	rows := [][]any{headings("Tutar"), {"1", "Ayşe Demir", someIBAN, number("5"), "x"}}
	for styles, want := range map[string]string{
		`_-* #,##0.00\ "€"_-`: "5.00 EUR", `_("$"* #,##0.00_)`: "5.00 USD", "#,##0.00": "5.00 TRY",
	} {
		d := dialect{namespace: transitional, styles: styles}
		items, err := payfile.ReadAll("maas.xlsx", bytes.NewReader(d.workbook(t, rows)))
		require.NoError(t, err)
		assert.Equal(t, want, items[0].Amount.String())
	}
}

// XML that breaks off in the middle is refused, not read as far as it goes.
func TestAWorkbookThatBreaksOff(t *testing.T) {
	d := dialect{namespace: transitional, styles: "General", behind: `<row r="9"><c r="A9"`}
	_, err := payfile.ReadAll("maas.xlsx", bytes.NewReader(d.workbook(t, [][]any{headings("Tutar"), pay(number("5"))})))
	requireProblems(t, err, `maas.xlsx: sheet "Liste" cannot be read`)

	// Rows that are numbered twice are two readings of one row.
	d.behind = `<row r="2"><c r="A2" t="inlineStr"><is><t>7</t></is></c></row>`
	_, err = payfile.ReadAll("maas.xlsx", bytes.NewReader(d.workbook(t, [][]any{headings("Tutar"), pay(number("5"))})))
	requireProblems(t, err, `maas.xlsx: sheet "Liste" cannot be read`)
}
