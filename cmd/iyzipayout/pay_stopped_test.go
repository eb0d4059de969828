package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// stopBeforeAuth makes pay wait between init and auth for a random time of up to a hundred years.
var stopBeforeAuth = []string{"--skip-lookup", "--second-look", "876000h"}

// stop begins to pay and interrupts it when the journal says that the service has the payout, before auth.
func (p *person) stop(args ...string) ended {
	had := p.accepted()
	cmd := p.command(append(args, stopBeforeAuth...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	require.NoError(p.t, cmd.Start())
	require.Eventually(p.t, func() bool { return p.accepted() > had }, time.Minute, 10*time.Millisecond)
	require.NoError(p.t, cmd.Process.Signal(os.Interrupt))
	_ = cmd.Wait()
	return ended{code: cmd.ProcessState.ExitCode(), out: out.String(), err: errs.String()}
}

// accepted counts the payouts of which the journals in the person's home say that the service has them.
func (p *person) accepted() int {
	n := 0
	_ = filepath.WalkDir(p.home, func(path string, _ fs.DirEntry, _ error) error {
		data, _ := os.ReadFile(path)
		n += bytes.Count(data, []byte(`"event":"accepted"`))
		return nil
	})
	return n
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
		if end.code == exitInput { // the other one came to its end between this one's look and its claim
			require.Contains(t, end.err, "nothing was sent, because other payouts hold 2 of its lines")
			continue
		}
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
