package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

const dryLines = "1,IBAN,TR160099900000001000000101,Ayşe Demir,1250.50,TRY,maaş\n\n2,PHONE,05321234567,,7.5,TRY,prim\n3,PHONE,05321234568,,0.25,TRY,prim\n"

// A dry run shows every line with its amount as it was understood, and nobody's data.
func TestDryRunShowsWhatWasRead(t *testing.T) {
	t.Parallel()
	file := write(t, "p.csv", doubleLineHeader+dryLines)
	shown := func(output string, more ...string) string {
		got := command{args: append([]string{"pay", file, "--dry-run", "--output", output}, more...)}.run(t)
		require.Equal(t, exitOK, got.code, got.err)
		for _, marker := range []string{"TR16", "Demir", "5321234567"} {
			assert.NotContains(t, got.out, marker)
		}
		return got.out
	}
	text := shown("table")
	for _, want := range []string{"│    2 │ 1    │ IBAN ***0101  │ A*** D*** │ 1250.50 TRY │", "│    7.50 TRY │", "IBAN: 1 of 3 lines, 1250.50 TRY\n", "PHONE: 2 of 3 lines, 7.75 TRY\n", "environment: none was named (--env)"} {
		assert.Contains(t, text, want)
	}
	assert.Contains(t, shown("table", "--env", "sandbox"), "environment: sandbox")
	assert.Contains(t, shown("table", "--env", "emulator"), "environment: "+practice)

	read := readResult(t, shown("json", "--env", "sandbox"))
	assert.Equal(t, "sandbox", read.Environment)
	require.Len(t, read.Batches, 1)
	assert.Equal(t, row{Line: 2, Row: 4, ItemExternalID: "2", RecipientType: "PHONE", Recipient: "PHONE ***4567", Amount: "7.5", Currency: "TRY", State: "read"}, read.Batches[0].Lines[1])
	assert.Equal(t, []sum{{State: "read", RecipientType: "IBAN", Currency: "TRY", Lines: 1, Written: "1250.50"}, {State: "read", RecipientType: "PHONE", Currency: "TRY", Lines: 2, Written: "7.75"}}, read.Sums)
	assert.Zero(t, read.Paid+read.NotPaid+read.Unknown, "a dry run says nothing about who was paid")
	assert.Empty(t, read.Warnings)

	assert.Contains(t, shown("csv"), "2,2,PHONE ***4567,,7.5,TRY,read,,,,,,content-")
	assert.Contains(t, shown("csv", "--locale", "tr"), "\r\n1;1;IBAN ***0101;A*** D***;1250,50;TRY;read;")
	workbook, err := excelize.OpenReader(strings.NewReader(shown("xlsx")))
	require.NoError(t, err)
	defer workbook.Close()
	value, err := workbook.GetCellValue("Sheet1", "E2")
	require.NoError(t, err)
	assert.Equal(t, "1,250.50", value)
}

// The results of a payout in a workbook, and as a Turkish Excel opens CSV.
func TestResultsForSpreadsheets(t *testing.T) {
	t.Parallel()
	file := write(t, "p.csv", doubleLineHeader+dryLines)
	got := command{args: []string{"pay", file, "--env", "emulator", "--output", "csv", "--locale", "tr", "--batch-size", "2"}}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	lines := strings.Split(strings.TrimSpace(got.out), "\r\n")
	require.Len(t, lines, 4)
	assert.True(t, strings.HasPrefix(lines[0], "\ufeffline;itemExternalId;recipient;name;amount;"), lines[0])
	assert.Contains(t, lines[1], ";1250,50;TRY;paid;")
	assert.Equal(t, 1, strings.Count(got.out, "\ufeff"))

	got = command{args: []string{"pay", file, "--env", "emulator", "--output", "xlsx", "--batch-size", "2"}}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	workbook, err := excelize.OpenReader(strings.NewReader(got.out))
	require.NoError(t, err)
	defer workbook.Close()
	rows, err := workbook.GetRows("Sheet1", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	require.Len(t, rows, 4)
	assert.Equal(t, []string{"1250.5", "TRY", "paid"}, rows[1][4:7])
	kind, err := workbook.GetCellType("Sheet1", "E2")
	require.NoError(t, err)
	assert.Contains(t, []excelize.CellType{excelize.CellTypeNumber, excelize.CellTypeUnset}, kind)
}
