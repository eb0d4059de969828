package payfile_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// workbook writes items into a workbook, with numbers for the amounts where a float can hold them.
func (c convention) workbook(t require.TestingT, items []payout.Item) *excelize.File {
	var rows [][]any
	if c.title != "" {
		rows = append(rows, []any{strings.Trim(c.title, ";")})
	}
	headings := c.headings
	if headings == nil {
		headings = strings.Split(strings.TrimSpace(head), ";")
	}
	var named []any
	for _, heading := range headings {
		named = append(named, heading)
	}
	rows = append(rows, named)
	for _, item := range items {
		r := item.Recipient
		var amount any = c.number(item.Amount.Value())
		if value, err := strconv.ParseFloat(item.Amount.Value().Plain(), 64); err == nil && value < 1e9 && !c.quoteAll {
			amount = value
		}
		rows = append(rows, []any{item.ExternalID, string(r.Type()), r.Info(), r.Name(), amount, item.Amount.Currency(), item.Description, item.NonWithdrawable})
	}
	return sheet1(t, rows...)
}

// A workbook gives the same payments as the CSV file with the same content.
func TestAWorkbookIsReadLikeCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := drawItems(t)
		c := drawConvention(t)
		fromCSV, err := readCSV(c.file(items))
		require.NoError(t, err)
		fromXLSX, err := readXLSX(t, c.workbook(t, items))
		require.NoError(t, err)
		require.Equal(t, runner.ContentID(payout.Batch{Items: fromCSV}), runner.ContentID(payout.Batch{Items: fromXLSX}))
		require.Len(t, fromXLSX, len(items))
		for i, item := range fromXLSX {
			require.True(t, item.Amount.Value().Equal(items[i].Amount.Value()), "%s %s", item.Amount, items[i].Amount)
			item.Amount = items[i].Amount
			require.Equal(t, describe(items[i]), describe(item))
		}
	})
}

func TestALargeWorkbookIsReadWhole(t *testing.T) {
	rows := [][]any{headings("Tutar")}
	for i := range 2000 {
		rows = append(rows, []any{fmt.Sprintf("S-%05d", i), "Ayşe Demir", someIBAN, float64(i) + 0.25, "Kasım"})
	}
	items, err := readXLSX(t, sheet1(t, rows...))
	require.NoError(t, err)
	assert.Len(t, items, 2000)
	assert.Equal(t, "1999.25 TRY", items[1999].Amount.String())
}

// announcing is an archive with one part that says how large it is, and has ten letters.
func announcing(t *testing.T, name string, size uint64) []byte {
	t.Helper()
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	part, err := archive.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Store, CompressedSize64: 10, UncompressedSize64: size, CRC32: crc32.ChecksumIEEE([]byte("xxxxxxxxxx"))})
	require.NoError(t, err)
	_, err = io.WriteString(part, "xxxxxxxxxx")
	require.NoError(t, err)
	require.NoError(t, archive.Close())
	return content.Bytes()
}

func TestWorkbooksThatAreNone(t *testing.T) {
	var content bytes.Buffer
	require.NoError(t, sheet1(t, headings("Tutar"), pay(5.0)).Write(&content))
	whole := content.Bytes()
	damaged := bytes.Clone(whole)
	for i := range 40 {
		damaged[200+i] ^= 0xff
	}
	for name, tt := range map[string]struct {
		content []byte
		want    string
	}{
		"nothing":     {nil, "is empty"},
		"text":        {[]byte(head), "is no workbook (.xlsx), whatever its name says"},
		"a password":  {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"), "is an old workbook (.xls) or one with a password"},
		"cut off":     {whole[:len(whole)-100], "is damaged, perhaps cut off: "},
		"damaged":     {damaged, "is damaged"},
		"another zip": {announcing(t, "content.xml", 10), "is a zip file and no workbook that can be read, but perhaps .ods"},
		"a bomb":      {announcing(t, "xl/workbook.xml", 300<<20), "unpacks to more than 256 MiB"},
		"a liar":      {announcing(t, "xl/workbook.xml", 5), "is damaged"},
		"no XML":      {announcing(t, "xl/workbook.xml", 10), "cannot be understood as a workbook"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := payfile.ReadAll("pay.xlsx", bytes.NewReader(tt.content))
			requireProblems(t, err, "pay.xlsx: "+tt.want)
		})
	}
}

func FuzzReadXLSX(f *testing.F) {
	var seed bytes.Buffer
	require.NoError(f, sheet1(f, headings("Tutar"), pay(5.0)).Write(&seed))
	archive, err := zip.NewReader(bytes.NewReader(seed.Bytes()), int64(seed.Len()))
	require.NoError(f, err)
	part, err := archive.Open("xl/worksheets/sheet1.xml")
	require.NoError(f, err)
	xml, err := io.ReadAll(part)
	require.NoError(f, err)
	f.Add(string(xml))
	f.Add(strings.Replace(string(xml), "<sheetData>", `<sheetData><row r="7" hidden="1"><c r="B7" t="e"><f t="shared" si="9"/></c></row><row><c t="inlineStr"><is><t>x</t></is></c></row>`, 1))
	f.Add(strings.Replace(string(xml), "</sheetData>", `</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`, 1))
	f.Fuzz(func(t *testing.T, sheet string) {
		if len(sheet) > 1<<16 {
			return
		}
		var content bytes.Buffer
		out := zip.NewWriter(&content)
		for _, file := range archive.File {
			w, err := out.Create(file.Name)
			require.NoError(t, err)
			if file.Name == "xl/worksheets/sheet1.xml" {
				_, _ = io.WriteString(w, sheet)
				continue
			}
			r, err := file.Open()
			require.NoError(t, err)
			_, err = io.Copy(w, r)
			require.NoError(t, err)
		}
		require.NoError(t, out.Close())
		check(t, "pay.xlsx", content.String())
	})
}
