package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

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
	all := []string{"pay", p.file, "--yes", "--output", "csv", "--resend-after", "300ms", "--second-look", "20ms", "--wait", "5s"}
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
		if !strings.Contains(end.err, "their money is not known to be back") && !strings.Contains(end.err, "reads FAILED") {
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

// The file that was paid comes again with something done to it. Nobody gets a second payment, and the new line gets its one.
func TestPayAgainAChangedFile(t *testing.T) {
	t.Parallel()
	binary := build(t)
	once := map[string]int{"A0": 1, "A1": 1, "A2": 1}
	for name, c := range map[string]struct {
		text string
		args []string
		code int // of the plain command
		new  bool
	}{
		"nothing":              {text: firstFile, code: exitOK},
		"sorted":               {text: doubleLineHeader + lineA2 + lineA1 + lineA0, code: exitOK},
		"decomposed":           {text: norm.NFD.String(firstFile), code: exitOK},
		"amounts shortened":    {text: strings.ReplaceAll(firstFile, "1.00", "1"), code: exitOK},
		"name corrected":       {text: strings.Replace(firstFile, "Ayse", "Ayşe", 1), code: exitInput},
		"description":          {text: strings.Replace(firstFile, "Kasım", "Aralık", 1), code: exitInput},
		"recipient corrected":  {text: strings.Replace(firstFile, "TR450099900000000000000001", "TR160099900000001000000101", 1), code: exitInput},
		"amount corrected":     {text: strings.Replace(firstFile, "1.00", "2.00", 1), code: exitInput},
		"line removed":         {text: doubleLineHeader + lineA1 + lineA2, code: exitInput},
		"line added":           {text: firstFile + lineA3, code: exitInput, new: true},
		"blanks around the id": {text: strings.Replace(firstFile, "A0,", " A0 ,", 1), code: exitOK},
		"purpose":              {text: firstFile, args: []string{"--purpose", "SALARY"}, code: exitInput},
		"external id":          {text: firstFile, args: []string{"--external-id", "november"}, code: exitInput},
		"batch size":           {text: firstFile + lineA3, args: []string{"--batch-size", "1"}, code: exitInput, new: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPerson(t, binary, "second")
			p.save(firstFile)
			end := p.pay()
			require.Equal(t, exitOK, end.code, end.err)
			p.requirePaid(end, once)

			p.save(c.text)
			end = p.pay(c.args...)
			require.Equal(t, c.code, end.code, end.err)
			p.requirePaid(end, once)
			if c.code == exitInput {
				require.Empty(t, end.out)
				require.Contains(t, end.err, "paid earlier, ")
				for _, way := range []string{"--only-unpaid", "--pay-again", "--period 2026-12"} {
					require.Contains(t, end.err, way)
				}
			} else {
				require.Contains(t, end.err, "paid earlier, ")
				require.Contains(t, end.err, "nothing was sent")
			}

			want := map[string]int{"A0": 1, "A1": 1, "A2": 1}
			if c.new {
				want["A3"] = 1
			}
			for range 2 {
				end = p.pay(append(c.args, "--only-unpaid")...)
				require.Equal(t, exitOK, end.code, end.err)
				p.requirePaid(end, want)
				for line, state := range statesOf(t, end) {
					require.Equal(t, "paid", state, line)
				}
			}
			require.Len(t, statesOf(t, end), strings.Count(c.text, "\n")-1)
		})
	}
}

// A line that failed at its bank is owed again: the command that pay names pays it, and nobody else.
func TestPayTheRest(t *testing.T) {
	t.Parallel()
	binary := build(t)
	for name, args := range map[string][]string{"derived id": nil, "given id": {"--external-id", "it's november"}, "batches": {"--batch-size", "1"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPerson(t, binary, "second")
			broken := doubleLineHeader + failing(lineA0) + lineA1 + lineA2
			p.save(broken)
			end := p.payBack(args...)
			require.Equal(t, exitNo, end.code, end.err)
			p.requirePaid(end, map[string]int{"A0": 0, "A1": 1, "A2": 1})

			// Nothing was mended: it fails once more, as a payout of its own each time.
			for range 3 {
				end = p.payBack(append(args, "--only-unpaid")...)
				require.Equal(t, exitNo, end.code, end.err)
				require.Equal(t, map[string]string{"A0": "not paid", "A1": "paid", "A2": "paid"}, statesOf(t, end))
				p.requirePaid(end, map[string]int{"A0": 0, "A1": 1, "A2": 1})
			}

			p.save(firstFile)
			plain := p.pay(args...)
			require.Equal(t, exitInput, plain.code, plain.err)
			_, advice, found := strings.Cut(end.err, "is mended:\n  ")
			require.True(t, found, end.err)
			advice, _, _ = strings.Cut(advice, "\n")
			require.Contains(t, advice, "--only-unpaid")
			shell := exec.Command("sh", "-c", advice)
			shell.Env = p.env()
			end = finished(t, shell)
			require.Equal(t, exitOK, end.code, "%s: %s", advice, end.err)
			require.Equal(t, map[string]string{"A0": "paid", "A1": "paid", "A2": "paid"}, statesOf(t, end))
			p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
		})
	}
}

func TestPayWritesTheRest(t *testing.T) {
	t.Parallel()
	binary := build(t)
	p := newPerson(t, binary, "second")
	// A byte order mark, semicolons, a blank line and no line feed at the end stay as they are.
	semicolons := func(lines string) string {
		return strings.ReplaceAll(strings.ReplaceAll(lines, ",", ";"), "1.00", "1,00")
	}
	head := "\ufeff" + semicolons(doubleLineHeader)
	p.save(head + semicolons(lineA0) + "\n" + semicolons(failing(lineA1)) + strings.TrimSuffix(semicolons(failing(lineA2)), "\n"))
	rest := filepath.Join(t.TempDir(), "rest.csv")
	for _, bad := range []string{p.file, filepath.Join(t.TempDir(), "no", "rest.csv"), filepath.Join(t.TempDir(), "rest.jsonl")} {
		end := p.pay("--rest", bad)
		require.Equal(t, exitInput, end.code, end.err)
		require.Contains(t, end.err, "--rest "+bad)
	}
	require.Empty(t, p.service.truth(t).Batches)
	require.Equal(t, exitNo, p.payBack().code)
	end := p.pay("--rest", rest)
	require.Equal(t, exitNo, end.code, end.err)
	text, err := os.ReadFile(rest)
	require.NoError(t, err)
	require.Equal(t, head+semicolons(failing(lineA1))+semicolons(failing(lineA2)), string(text))
	info, err := os.Stat(rest)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	end = p.pay("--rest", rest)
	require.Equal(t, exitInput, end.code)
	require.Contains(t, end.err, "is there already")

	p.file = rest
	p.save(strings.ReplaceAll(string(text), "[emulator:bank-fail]", "x"))
	end = p.pay("--rest", filepath.Join(t.TempDir(), "more.csv"))
	require.Equal(t, exitOK, end.code, end.err)
	require.Contains(t, end.err, "was not written")
	p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
}

// Paying again on purpose: by name, once, and never by mistake.
func TestPayOnceMore(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(firstFile)
	end := p.pay("--pay-again")
	require.Equal(t, exitInput, end.code)
	require.Contains(t, end.err, "no payout holds a line of this file")
	require.Empty(t, p.service.truth(t).Batches)
	require.Equal(t, exitOK, p.pay().code)

	// Nobody is asked whether to pay what cannot be paid.
	p.save(firstFile + lineA3)
	end = finished(t, p.command("--yes=false"))
	require.Equal(t, exitInput, end.code, end.err)
	require.NotContains(t, end.err, "nobody is there to confirm")
	p.save(firstFile)

	end = finished(t, p.command("--pay-again", "--yes=false"))
	require.Equal(t, exitInput, end.code, end.err)
	require.Contains(t, end.err, "line 2 (A0): paid earlier, ")
	p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
	for range 3 {
		end = p.pay("--pay-again")
		require.Equal(t, exitOK, end.code, end.err)
		p.requirePaid(end, map[string]int{"A0": 2, "A1": 2, "A2": 2})
	}
	require.Contains(t, end.err, "paid earlier, ")
}

// In December the same employee numbers are other payments.
func TestPayNextMonth(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(firstFile)
	require.Equal(t, exitOK, p.pay("--period", "2026-11").code)
	for _, period := range []string{"2026-11", " 2026-11 "} {
		end := p.pay("--period", period)
		require.Equal(t, exitOK, end.code, end.err)
		require.Contains(t, end.err, "paid earlier, ")
	}
	p.save(strings.Replace(firstFile, "Ayse", "Ayşe", 1))
	require.Equal(t, exitInput, p.pay("--period", "2026-11").code)
	end := p.pay("--period", "2026-12")
	require.Equal(t, exitOK, end.code, end.err)
	end = p.pay("--period", "2026-12")
	require.Equal(t, exitOK, end.code, end.err)
	p.requirePaid(end, map[string]int{"A0": 2, "A1": 2, "A2": 2})
}

// One service has many addresses, and a merchant exchanges keys: the journal is found all the same.
func TestPayFindsItsJournal(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(firstFile)
	require.Equal(t, exitOK, p.pay().code)
	p.save(firstFile + lineA3)
	port := p.service.url[strings.LastIndex(p.service.url, ":"):]
	for _, address := range []string{"http://localhost" + port, "http://127.0.0.1" + port + "/"} {
		end := p.pay("--base-url", address)
		require.Equal(t, exitInput, end.code, end.err)
		p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
	}
	dry := p.pay("--dry-run")
	require.Equal(t, exitInput, dry.code, dry.err)
	require.Contains(t, dry.err, "line 2 (A0): payout content-")
	require.NotContains(t, dry.err, "line 5")
	p.key = "sandbox-exchanged" // which the emulator does not know
	end := p.pay()
	require.Equal(t, exitUnknown, end.code, end.err)
	require.Contains(t, end.err, "iyzico could not be asked")
	p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
	found, err := filepath.Glob(filepath.Join(p.home, "iyzipayout", "*"))
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.NotContains(t, found[0], "sandbox")
}

// The journal of an earlier version, in its folder, is gone on with: nothing is paid again.
func TestPayReadsEarlierFolders(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(firstFile)
	end := p.pay()
	require.Equal(t, exitOK, end.code, end.err)
	root := filepath.Join(p.home, "iyzipayout")
	port := p.service.url[strings.LastIndex(p.service.url, ":")+1:]
	old := filepath.Join(root, "localhost_"+port+"-0123456789ab")
	require.NoError(t, os.Mkdir(old, 0o700))
	now := filepath.Join(root, "loopback_"+port)
	journals, err := filepath.Glob(filepath.Join(now, "content-*.journal"))
	require.NoError(t, err)
	require.Len(t, journals, 1)
	require.NoError(t, os.Rename(journals[0], filepath.Join(old, filepath.Base(journals[0]))))
	require.NoError(t, os.RemoveAll(now))
	end = p.pay()
	require.Equal(t, exitOK, end.code, end.err)
	require.Contains(t, end.err, "paid earlier, ")
	p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
}

// stop begins to pay and interrupts it when the service has the payout.
func (p *person) stop(args ...string) ended {
	p.service.slow(p.t)
	had := len(p.service.truth(p.t).Batches)
	cmd := p.command(args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	require.NoError(p.t, cmd.Start())
	require.Eventually(p.t, func() bool { return len(p.service.truth(p.t).Batches) > had }, 30*time.Second, 10*time.Millisecond, "%s", &errs)
	require.NoError(p.t, cmd.Process.Signal(os.Interrupt))
	_ = cmd.Wait()
	p.service.clearFaults(p.t)
	return ended{code: cmd.ProcessState.ExitCode(), out: out.String(), err: errs.String()}
}

// Stopped between init and auth, the payout is gone on with; where the file was corrected meanwhile, it is not paid beside it.
func TestPayStoppedAndEdited(t *testing.T) {
	t.Parallel()
	binary := build(t)
	once, none := map[string]int{"A0": 1, "A1": 1, "A2": 1}, map[string]int{"A0": 0, "A1": 0, "A2": 0}
	t.Run("same file", func(t *testing.T) {
		t.Parallel()
		for _, flag := range []string{"--yes", "--only-unpaid"} {
			p := newPerson(t, binary, "same")
			p.save(firstFile)
			end := p.stop()
			require.Equal(t, exitUnknown, end.code, end.err)
			p.requirePaid(end, none)
			end = p.pay(flag)
			require.Equal(t, exitOK, end.code, end.err)
			p.requirePaid(end, once)
		}
	})
	t.Run("edited", func(t *testing.T) {
		t.Parallel()
		p := newPerson(t, binary, "same")
		p.save(firstFile)
		p.stop()
		p.save(strings.Replace(firstFile, "Ayse", "Ayşe", 1))
		for _, args := range [][]string{nil, {"--only-unpaid"}} {
			end := p.pay(args...)
			require.Equal(t, exitUnknown, end.code, end.err)
			require.Contains(t, end.err, "handed over and not authorised")
			p.requirePaid(end, none)
		}
		for range 2 {
			end := p.pay("--pay-again")
			require.Equal(t, exitOK, end.code, end.err)
			count := map[string]int{}
			for _, b := range p.service.truth(t).Batches {
				for _, item := range b.Items {
					count[item.ItemExternalID] += item.Paid
				}
			}
			require.Equal(t, once, count)
		}
		require.Equal(t, "CANCELED", p.service.truth(t).Batches[0].Status)
	})
	t.Run("with a line added, the old file again", func(t *testing.T) {
		t.Parallel()
		p := newPerson(t, binary, "same")
		p.save(firstFile)
		p.stop()
		p.save(firstFile + lineA3)
		end := p.pay("--only-unpaid") // the three lines are exactly that payout
		require.Equal(t, exitOK, end.code, end.err)
		p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1, "A3": 1})
		p.save(firstFile)
		end = p.pay()
		require.Equal(t, exitOK, end.code, end.err)
		p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1, "A3": 1})
	})
	t.Run("refused lines in several batches", func(t *testing.T) {
		t.Parallel()
		p := newPerson(t, binary, "same")
		refusing := strings.NewReplacer("Kasım maaşı", "[emulator:refuse]")
		p.save(doubleLineHeader + refusing.Replace(lineA0) + lineA1 + refusing.Replace(lineA2) + lineA3)
		end := p.stop("--batch-size", "2", "--parallel", "1")
		require.Equal(t, exitUnknown, end.code, end.err)
		end = p.pay("--batch-size", "2", "--only-unpaid")
		require.Equal(t, exitNo, end.code, end.err)
		require.Equal(t, map[string]string{"A0": "not paid", "A1": "paid", "A2": "not paid", "A3": "paid"}, statesOf(t, end))
		p.requirePaid(end, map[string]int{"A0": 0, "A1": 1, "A2": 0, "A3": 1})
	})
	t.Run("the rest is stopped", func(t *testing.T) {
		t.Parallel()
		p := newPerson(t, binary, "same")
		p.save(doubleLineHeader + failing(lineA0) + lineA1 + lineA2)
		require.Equal(t, exitNo, p.payBack().code)
		p.save(firstFile + lineA3)
		end := p.stop("--only-unpaid")
		require.Equal(t, exitUnknown, end.code, end.err)
		end = p.pay("--only-unpaid")
		require.Equal(t, exitOK, end.code, end.err)
		require.Len(t, statesOf(t, end), 4)
		p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1, "A3": 1})
	})
}

// Killed at any moment and run again, --only-unpaid pays every line once.
func TestPayTheRestSurvivesSIGKILL(t *testing.T) {
	t.Parallel()
	binary := build(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for round := range 3 {
		p := newPerson(t, binary, []string{"same", "second", "same"}[round])
		var mended, broken strings.Builder
		for i := range 6 {
			line := fmt.Sprintf("L%d,MEMBER_ID,%d,,1.50,TRY,Kasım maaşı\n", i, 2228853+i)
			mended.WriteString(line)
			if i%2 == 0 {
				line = failing(line)
			}
			broken.WriteString(line)
		}
		size := []string{"--batch-size", []string{"2", "1000", "1"}[round]}
		p.save(doubleLineHeader + broken.String())
		require.Equal(t, exitNo, p.payBack(size...).code)
		p.save(doubleLineHeader + mended.String())
		for kills := 0; kills < 8; kills++ {
			cmd := p.command(append(size, "--only-unpaid")...)
			require.NoError(t, cmd.Start())
			time.Sleep(time.Duration(1+random.IntN(200)) * time.Millisecond)
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			for line, times := range p.paid() {
				require.LessOrEqual(t, times, 1, line)
			}
		}
		end := p.pay(append(size, "--only-unpaid")...)
		require.Equal(t, exitOK, end.code, end.err)
		p.requirePaid(end, map[string]int{"L0": 1, "L1": 1, "L2": 1, "L3": 1, "L4": 1, "L5": 1})
	}
}

// Two who pay the rest at the same moment pay it once.
func TestPayTheRestTwiceAtOnce(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "second")
	p.save(doubleLineHeader + failing(lineA0) + lineA1 + failing(lineA2))
	require.Equal(t, exitNo, p.payBack().code)
	p.save(firstFile)
	both := make(chan ended, 2)
	for range 2 {
		cmd := p.command("--only-unpaid")
		go func() { both <- finished(t, cmd) }()
	}
	for range 2 {
		end := <-both
		require.Contains(t, []int{exitOK, exitUnknown}, end.code, end.err)
	}
	end := p.pay("--only-unpaid")
	require.Equal(t, exitOK, end.code, end.err)
	p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
}

// A payout that another folder handed over is not authorised from here, unless somebody says so.
func TestPayTakesOverOnlyWhenTold(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "same")
	p.save(firstFile)
	require.Equal(t, exitUnknown, p.stop().code)
	here := p.home
	p.home = t.TempDir()
	end := p.pay()
	require.Equal(t, exitUnknown, end.code, end.err)
	require.Contains(t, end.err, "--take-over")
	p.requirePaid(end, map[string]int{"A0": 0, "A1": 0, "A2": 0})
	end = p.pay("--take-over")
	require.Equal(t, exitOK, end.code, end.err)
	p.home = here
	end = p.pay()
	require.Equal(t, exitOK, end.code, end.err)
	p.requirePaid(end, map[string]int{"A0": 1, "A1": 1, "A2": 1})
}

// Where iyzico cannot be asked nothing is known, and nothing was sent.
func TestPayWithoutAConnection(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "same")
	p.save(firstFile)
	end := p.pay("--base-url", "http://127.0.0.1:1", "--journal", t.TempDir())
	require.Equal(t, exitNoReach, end.code, end.err)
	require.NotContains(t, end.err, "nobody was paid")
	end = p.pay()
	require.Equal(t, exitOK, end.code, end.err)
}

// The same recipient and amount a few days later under another id is told before it is paid.
func TestPayWarnsOfSimilarPayments(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "same")
	p.save(firstFile)
	require.Equal(t, exitOK, p.pay("--external-id", "november").code)
	p.save(doubleLineHeader + "\n" + strings.Replace(lineA1, "A1", "B1", 1))
	for _, args := range [][]string{{"--dry-run"}, nil} {
		end := p.pay(args...)
		require.Equal(t, exitOK, end.code, end.err)
		require.Contains(t, end.err, "line 3: payout november of ")
		require.Contains(t, end.err, "pays the same recipient the same amount under another id")
		require.NotContains(t, end.err, "TR18")
	}
}

// Held lines are in every form of the results, as lines that were not sent again.
func TestPayShowsHeldLines(t *testing.T) {
	t.Parallel()
	p := newPerson(t, build(t), "same")
	p.save(firstFile)
	require.Equal(t, exitOK, p.pay().code)
	p.save(doubleLineHeader + lineA3 + lineA2 + lineA1 + lineA0)
	end := p.pay("--only-unpaid", "--output", "json")
	require.Equal(t, exitOK, end.code, end.err)
	var all struct {
		Environment string
		Paid        int
		Batches     []struct {
			ExternalID string
			Earlier    bool
			Lines      []row
		}
	}
	require.NoError(t, json.Unmarshal([]byte(end.out), &all), end.out)
	require.True(t, strings.HasPrefix(all.Environment, "loopback:"))
	require.Equal(t, 4, all.Paid)
	require.Len(t, all.Batches, 2)
	require.True(t, all.Batches[0].Earlier)
	require.Len(t, all.Batches[0].Lines, 3)
	require.Equal(t, 2, all.Batches[0].Lines[0].Line)
	assert.Contains(t, all.Batches[0].Lines[0].Reason, "paid earlier, ")
	assert.Contains(t, all.Batches[0].Lines[0].Reason, "not sent again")
	require.Equal(t, 1, all.Batches[1].Lines[0].Line)

	end = p.pay("--only-unpaid", "--output", "table")
	require.Equal(t, exitOK, end.code, end.err)
	require.Equal(t, 4, strings.Count(end.out, "not sent again"), end.out)
}
