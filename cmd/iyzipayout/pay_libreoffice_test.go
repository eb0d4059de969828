package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// libreOffice opens a CSV file as somebody with Turkish settings does by a double click, and gives what is in the cells. Its profile sets
// the language of the settings (ooSetupSystemLocale), since a machine need not have the locale.
func libreOffice(t *testing.T, name string) [][]string {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("left out: LibreOffice is not installed here (soffice), so nothing was opened with it")
	}
	profile := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(profile, "user"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(`<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>tr-TR</value></prop></item>
</oor:items>`), 0o600))
	out := t.TempDir()
	cmd := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+profile, "--headless", "--convert-to", "xlsx", "--outdir", out, name)
	cmd.Env = append(os.Environ(), "HOME="+profile)
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
	workbook, err := excelize.OpenFile(filepath.Join(out, strings.TrimSuffix(filepath.Base(name), ".csv")+".xlsx"))
	require.NoError(t, err, string(said))
	defer workbook.Close()
	rows, err := workbook.GetRows(workbook.GetSheetList()[0], excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	kind, err := workbook.GetCellType(workbook.GetSheetList()[0], "E2")
	require.NoError(t, err)
	assert.Contains(t, []excelize.CellType{excelize.CellTypeNumber, excelize.CellTypeUnset}, kind, "the amount is a number")
	return rows
}

// CSV with --locale tr opens right under Turkish settings: in columns, with Turkish letters, and with amounts that are numbers.
func TestCSVOpensInLibreOffice(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("left out: it starts LibreOffice")
	}
	name := filepath.Join(t.TempDir(), "sonuc.csv")
	got := command{args: []string{"pay", write(t, "maas.csv", ownColumns), "--env", "emulator", "--lang", "tr", "--unmasked", name}}.run(t)
	require.Equal(t, exitNo, got.code, got.err)
	rows := libreOffice(t, name)
	require.Len(t, rows, 3)
	assert.Equal(t, []string{"satır", "kalem numarası", "alıcı", "ad soyad", "tutar", "para birimi", "sonuç"}, rows[0][:7])
	assert.Equal(t, []string{"1", "100", "TR920086402100005482986178", "Ayşe Yılmaz", "48750", "TRY", "ödendi"}, rows[1][:7])
	assert.Equal(t, []string{"1250.5", "TRY", "ödenmedi"}, rows[2][4:7])
	assert.Contains(t, rows[0], "dosya: Departman")
	assert.Contains(t, rows[1], "Muhasebe")
}
