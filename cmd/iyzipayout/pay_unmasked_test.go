package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

const ownColumns = "Sicil No;Ad Soyad;IBAN;Tutar;Açıklama;Departman\n" +
	"100;Ayşe Yılmaz;TR92 0086 4021 0000 5482 9861 78;48.750,00;maaş;Muhasebe\n\n" +
	"101;Ali Kaya;TR92 0086 4021 0000 5482 9861 78;1.250,50;[emulator:refuse];Depo\n"

// Whoever reconciles gets a file with everything; it is nobody else's, and standard output stays as masked as ever.
func TestUnmasked(t *testing.T) {
	t.Parallel()
	file, dir := write(t, "maas.csv", ownColumns), t.TempDir()
	for _, form := range []string{"csv", "json", "xlsx"} {
		name := filepath.Join(dir, "sonuc."+form)
		got := command{args: []string{"pay", file, "--env", "emulator", "--unmasked", name, "--failed-only", "--output", "csv"}}.run(t)
		require.Equal(t, exitNo, got.code, got.err)
		for _, marker := range []string{"Yılmaz", "Kaya", "5482986178", "5482 9861", "Muhasebe", "maaş"} {
			require.NotContains(t, got.out+got.err, marker, form)
		}
		require.Equal(t, 1, strings.Count(got.out, "not paid"))
		require.NotContains(t, got.out, ",paid,")
		require.Contains(t, got.err, name+": every line with its personal data")
		info, err := os.Stat(name)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}

	text, err := os.ReadFile(filepath.Join(dir, "sonuc.csv"))
	require.NoError(t, err)
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, 3)
	column := func(name string) string {
		for i, heading := range records[0] {
			if heading == name {
				return records[2][i]
			}
		}
		return "no column " + name
	}
	for name, want := range map[string]string{
		"name": "Ali Kaya", "recipient": "TR920086402100005482986178", "row": "4", "file: Departman": "Depo", "file: Tutar": "1.250,50",
		"description": "[emulator:refuse]", "state": "not paid", "recipientType": "IBAN", "itemStatus": "INVALID", "PRACTICE": practiced,
	} {
		assert.Equal(t, want, column(name), name)
	}

	text, err = os.ReadFile(filepath.Join(dir, "sonuc.json"))
	require.NoError(t, err)
	whole := requireResult(t, resultSchema(t), string(text))
	require.True(t, whole.Unmasked)
	require.False(t, whole.FailedOnly, "it is for whoever reconciles")
	require.Equal(t, "Muhasebe", whole.Batches[0].Lines[0].Input["Departman"])

	workbook, err := excelize.OpenFile(filepath.Join(dir, "sonuc.xlsx"))
	require.NoError(t, err)
	defer workbook.Close()
	rows, err := workbook.GetRows("Sheet1")
	require.NoError(t, err)
	require.Contains(t, rows[1], "Ayşe Yılmaz")
}

// The result of an earlier run is neither lost nor in the way: after exit code 3 the same command is to be run again.
func TestUnmaskedFileIsThere(t *testing.T) {
	t.Parallel()
	name := write(t, "sonuc.csv", "earlier")
	got := command{args: []string{"pay", write(t, "p.csv", ownColumns), "--env", "emulator", "--unmasked", name}}.run(t)
	require.Equal(t, exitNo, got.code, got.err)
	require.Contains(t, got.err, "sonuc-2.csv: every line")
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	require.Equal(t, "earlier", string(text))
}

func TestUnmaskedIsCheckedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	for name, why := range map[string]string{
		"sonuc.txt": "must end in .csv, .xlsx or .json", "sonuc.table": "must end in", filepath.Join("nowhere", "sonuc.csv"): "cannot be written",
	} {
		got := command{args: []string{"pay", write(t, "p.csv", ownColumns), "--env", "emulator", "--unmasked", name}}.run(t)
		require.Equal(t, exitInput, got.code)
		require.Contains(t, got.err, why)
		require.Empty(t, got.out)
	}
	// Nothing to write, no file.
	name := filepath.Join(t.TempDir(), "sonuc.csv")
	got := command{args: []string{"pay", write(t, "p.csv", header), "--env", "emulator", "--unmasked", name}}.run(t)
	require.Equal(t, exitInput, got.code)
	_, err := os.Stat(name)
	require.ErrorIs(t, err, os.ErrNotExist)
}
