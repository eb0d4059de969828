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

// libreOffice opens a CSV file with Turkish settings, and gives what is in the cells. The filter's options are what its dialog has there:
// semicolons, quotation marks, UTF-8, from row 1, the language 1055 (tr-TR), and numbers told from text. Without them LibreOffice 7.4 takes
// commas for the separators, also with a Turkish profile.
func libreOffice(t *testing.T, name string) [][]string {
	t.Helper()
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("left out: LibreOffice is not installed here (soffice), so nothing was opened with it")
	}
	profile := t.TempDir()
	out := t.TempDir()
	cmd := exec.CommandContext(t.Context(), soffice, "-env:UserInstallation=file://"+profile, "--headless",
		"--infilter=Text - txt - csv (StarCalc):59,34,76,1,,1055,false,true", "--convert-to", "xlsx", "--outdir", out, name)
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
