package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A payroll as a Turkish program writes it, from a file and from standard input, with what the person says about its columns.
func TestPayTurkishHeadings(t *testing.T) {
	t.Parallel()
	binary := build(t)
	const payroll = "ACME A.Ş. KASIM;;;;;\nPersonel Kodu;Ad Soyad;IBAN;Net Ödenecek (TL);Açıklama;Not\n" +
		"A1;Ayşe Demir;TR16 0099 9000 0000 1000 0001 01;1.250,50;Kasım;x\n;TOPLAM;;1250,50;;\n"
	said := []string{"--map", "id=personel kodu", "--ignore-columns", "Not", "--dry-run"}
	run := func(file, input string, args ...string) (string, int) {
		cmd := exec.Command(binary, append([]string{"pay", file}, args...)...)
		cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir())
		cmd.Stdin = strings.NewReader(input)
		out, _ := cmd.CombinedOutput()
		return string(out), cmd.ProcessState.ExitCode()
	}
	file := filepath.Join(t.TempDir(), "payroll.csv")
	require.NoError(t, os.WriteFile(file, []byte(payroll), 0o600))
	for _, c := range []struct {
		file string
		args []string
		code int
		want string
	}{
		{file, said, exitOK, "1250.50 TRY"},
		{"-", append(said, "--format", "csv"), exitOK, "1250.50 TRY"},
		{"-", said, exitInput, "the name must end in .csv, .xlsx, .jsonl or .ndjson, or --format say what it is"},
		{file, []string{"--dry-run"}, exitInput, `column 6 ("Not") has an unknown name`},
		{file, append(said, "--map", "id"), exitInput, "--map id: must be MEMBER=HEADING"},
	} {
		out, code := run(c.file, payroll, c.args...)
		require.Equal(t, c.code, code, out)
		require.Contains(t, out, c.want)
		require.NotContains(t, out, "TR16")
	}
}
