package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// workbookFile is a workbook with one row of headings and one payment, changed by change.
func workbookFile(t *testing.T, change func(*excelize.File) error) string {
	t.Helper()
	file := excelize.NewFile()
	require.NoError(t, file.SetSheetRow("Sheet1", "A1", &[]any{"Personel Kodu", "Ad Soyad", "IBAN", "Net Ödenecek", "Açıklama", "Not"}))
	require.NoError(t, file.SetSheetRow("Sheet1", "A2", &[]any{"1", "Ayşe Demir", "TR920086402100005482986178", 1250.5, "Kasım", "x"}))
	require.NoError(t, file.SetSheetRow("Sheet1", "A3", &[]any{"2", "Ali Öz", "TR920086402100005482986178", 99.899999999999991, "Kasım", ""}))
	require.NoError(t, change(file))
	name := filepath.Join(t.TempDir(), "maas.xlsx")
	require.NoError(t, file.SaveAs(name))
	return name
}

func asItIs(*excelize.File) error { return nil }

func TestPayReadsWorkbooks(t *testing.T) {
	t.Parallel()
	file := workbookFile(t, asItIs)
	mapFile := write(t, "logo.map", "\ufeff# Logo\n\nid=Personel Kodu\nignore = Not\n")
	got := command{args: []string{"pay", file, "--env", "emulator", "--map-file", mapFile, "--output", "csv"}}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	assert.Contains(t, got.err, "2 lines, 1350.40 TRY in all")
	assert.Equal(t, 2, strings.Count(got.out, ",paid,"))

	second := workbookFile(t, func(f *excelize.File) error {
		if _, err := f.NewSheet("Prim"); err != nil {
			return err
		}
		return f.SetSheetRow("Prim", "A1", &[]any{"id", "IBAN", "Tutar"})
	})
	said := []string{"--map-file", mapFile, "--dry-run"}
	got = command{args: append([]string{"pay", second}, said...)}.run(t)
	require.Equal(t, exitInput, got.code)
	assert.Contains(t, got.err, `has several sheets with payments: say which one is meant (--sheet): "Sheet1", "Prim"`)
	got = command{args: append([]string{"pay", second, "--sheet", "Sheet1"}, said...)}.run(t)
	require.Equal(t, exitOK, got.code, got.err)

	hidden := workbookFile(t, func(f *excelize.File) error { return f.SetRowVisible("Sheet1", 3, false) })
	got = command{args: append([]string{"pay", hidden}, said...)}.run(t)
	require.Equal(t, exitInput, got.code)
	assert.Contains(t, got.err, `sheet "Sheet1", row 3: is hidden`)
	got = command{args: append([]string{"pay", hidden, "--hidden-rows", "skip"}, said...)}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	assert.Contains(t, got.err, "1 line, 1250.50 TRY in all")
}

// The rest of a workbook is its sheet with its own headings and columns, as the rest of a CSV file is. A hidden row that was skipped is not in it.
func TestTheRestOfAWorkbook(t *testing.T) {
	t.Parallel()
	file := workbookFile(t, func(f *excelize.File) error {
		_, newErr := f.NewSheet("Notlar")
		euro, wide := "[$€-2] #,##0.00", 31.0
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &euro})
		return errors.Join(newErr, err, f.InsertRows("Sheet1", 1, 1), f.SetCellStr("Sheet1", "A1", "KASIM 2026"), f.MergeCell("Sheet1", "A1", "F1"),
			f.DuplicateRow("Sheet1", 3), f.SetCellStr("Sheet1", "A3", "9"), f.SetRowVisible("Sheet1", 3, false),
			f.SetCellValue("Sheet1", "E5", "Kasım [emulator:refuse]"), f.SetCellStyle("Sheet1", "D3", "D5", style), f.SetColWidth("Sheet1", "B", "B", wide),
			f.SetSheetName("Sheet1", "Aralık"))
	})
	rest := filepath.Join(t.TempDir(), "rest.xlsx")
	said := []string{"--map", "id=Personel Kodu", "--ignore-columns", "Not"}
	got := command{args: append([]string{"pay", file, "--env", "emulator", "--hidden-rows", "skip", "--rest", rest}, said...)}.run(t)
	require.Equal(t, exitNo, got.code, got.err)
	assert.Contains(t, got.err, "rest.xlsx: 1 line not paid")
	assert.Contains(t, got.err, `row 3: is hidden: skipped, as --hidden-rows says (id 9, amount 1250.5)`)
	got = command{args: append([]string{"pay", rest, "--dry-run"}, said...)}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	assert.Contains(t, got.err, "1 line, 99.90 EUR in all")

	written, err := excelize.OpenFile(rest)
	require.NoError(t, err)
	defer written.Close()
	require.Equal(t, []string{"Aralık"}, written.GetSheetList())
	rows, err := written.GetRows("Aralık")
	require.NoError(t, err)
	require.Len(t, rows, 3)
	assert.Equal(t, "KASIM 2026", rows[0][0])
	assert.Equal(t, []string{"Personel Kodu", "Ad Soyad", "IBAN", "Net Ödenecek", "Açıklama", "Not"}, rows[1])
	width, err := written.GetColWidth("Aralık", "B")
	require.NoError(t, err)
	assert.InDelta(t, 31, width, 0.1)
}

func TestMapFilesAreChecked(t *testing.T) {
	t.Parallel()
	file := workbookFile(t, asItIs)
	for text, want := range map[string]string{"id=Personel Kodu\nNot\n": "logo.map:2: must be MEMBER=HEADING", "id=\n": "logo.map:1: must be MEMBER=HEADING", "ignore=Nott": `no column is called "Nott"`} {
		got := command{args: []string{"pay", file, "--dry-run", "--map-file", write(t, "logo.map", text)}}.run(t)
		require.Equal(t, exitInput, got.code)
		assert.Contains(t, got.err, want)
	}
	got := command{args: []string{"pay", file, "--dry-run", "--map-file", "nowhere.map"}}.run(t)
	require.Equal(t, exitInput, got.code)
	assert.Contains(t, got.err, "--map-file: open nowhere.map")
}

func TestErrorsAreWrittenBesideTheRows(t *testing.T) {
	t.Parallel()
	for _, file := range []string{
		workbookFile(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "D3", "=7") }),
		write(t, "maas.csv", "Personel Kodu;Ad Soyad;IBAN;Net Ödenecek;Açıklama;Not\n1;Ayşe Demir;TR920086402100005482986178;1250.50;Kasım;x\n2;Ali Öz;TR920086402100005482986178;=7;Kasım;\n"),
	} {
		out := filepath.Join(t.TempDir(), "wrong.csv")
		args := []string{"pay", file, "--dry-run", "--map", "id=Personel Kodu", "--ignore-columns", "Not", "--errors", out}
		got := command{args: args}.run(t)
		require.Equal(t, exitInput, got.code)
		assert.Contains(t, got.err, "wrong.csv: 1 problem beside their rows")
		written, err := os.ReadFile(out)
		require.NoError(t, err)
		lines := strings.Split(strings.TrimSpace(string(written)), "\n")
		require.Len(t, lines, 2)
		assert.Equal(t, "\ufeffsheet,row,column,problem,cells", lines[0])
		assert.Contains(t, lines[1], ",3,Net Ödenecek,\"must be digits")
		assert.Contains(t, lines[1], ",2,Ali Öz,TR920086402100005482986178,'=7,Kasım")

		got = command{args: args}.run(t)
		require.Equal(t, exitInput, got.code)
		assert.Contains(t, got.err, "is there already, and would be lost")
	}
}
