package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

const (
	lineA0 = "A0,IBAN,TR450099900000000000000001,Ayse Demir,1.00,TRY,Kasım maaşı\n"
	lineA1 = "A1,IBAN,TR180099900000000000000002,Ayse Demir,1.00,TRY,Kasım maaşı\n"
	lineA2 = "A2,IBAN,TR880099900000000000000003,Ayse Demir,1.00,TRY,Kasım maaşı\n"
	lineA3 = "A3,IBAN,TR160099900000001000000101,Mehmet Oz,4.00,TRY,Kasım maaşı\n"

	firstFile = doubleLineHeader + lineA0 + lineA1 + lineA2
)

// failing is a line that its bank refuses.
func failing(line string) string {
	return strings.Replace(line, "Kasım maaşı", "[emulator:bank-fail]", 1)
}

// person is somebody with a file who pays with the real binary, at a service in another process.
type person struct {
	t       *testing.T
	binary  string
	service process
	home    string // of the journals
	file    string
	key     string
}

func newPerson(t *testing.T, binary, onInit string) *person {
	return &person{t: t, binary: binary, service: startProcess(t, binary, onInit), home: t.TempDir(), file: filepath.Join(t.TempDir(), "Kasım maaşları.csv"), key: emulator.DefaultAPIKey}
}

// save saves the file.
func (p *person) save(text string) { require.NoError(p.t, os.WriteFile(p.file, []byte(text), 0o600)) }

func (p *person) command(args ...string) *exec.Cmd {
	all := []string{"pay", p.file, "--yes", "--output", "csv", "--resend-after", "300ms", "--second-look", "20ms", "--wait", "1m"}
	if !strings.Contains(strings.Join(args, " "), "--base-url") {
		all = append(all, "--base-url", p.service.url)
	}
	cmd := exec.Command(p.binary, append(all, args...)...)
	cmd.Env = p.env()
	return cmd
}

func (p *person) env() []string {
	return []string{envAPIKey + "=" + p.key, envSecretKey + "=" + emulator.DefaultSecretKey, "XDG_STATE_HOME=" + p.home, "PATH=" + filepath.Dir(p.binary) + ":/bin:/usr/bin"}
}

func (p *person) pay(args ...string) ended { return finished(p.t, p.command(args...)) }

// payBack pays until the money of lines that failed is back: the bank needs a moment for that.
func (p *person) payBack(args ...string) ended {
	for {
		end := p.pay(args...)
		if !strings.Contains(end.err, "money is not known to be back") && !strings.Contains(end.err, "reads FAILED") {
			return end
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func finished(t *testing.T, cmd *exec.Cmd) ended {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run()
	return ended{code: cmd.ProcessState.ExitCode(), out: out.String(), err: errs.String()}
}

// paid is how often the ledger says that each line was paid.
func (p *person) paid() map[string]int {
	count := map[string]int{}
	for _, b := range p.service.truth(p.t).Batches {
		for _, item := range b.Items {
			count[item.ItemExternalID] += item.Paid
		}
	}
	return count
}

// requirePaid is about all lines of the ledger.
func (p *person) requirePaid(end ended, want map[string]int) {
	p.t.Helper()
	require.Equal(p.t, want, p.paid(), "exit %d\n%s%s", end.code, end.out, end.err)
}

// statesOf are the lines of the results.
func statesOf(t *testing.T, end ended) map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(end.out)).ReadAll()
	require.NoError(t, err)
	all := map[string]string{}
	for _, r := range records[min(1, len(records)):] {
		require.NotContains(t, all, r[1], "one line, one row")
		all[r[1]] = r[6]
	}
	return all
}
