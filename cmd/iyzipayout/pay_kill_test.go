package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// The real binary, in processes of its own, against an emulator in another process.
func TestPayProcesses(t *testing.T) {
	t.Parallel()
	binary := build(t)
	for name, test := range map[string]func(*testing.T, string){
		"survives SIGKILL": surviveSIGKILL, "twice at once": payTwiceAtOnce, "interrupted": interrupt,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, binary)
		})
	}
}

// surviveSIGKILL: pay is killed or interrupted at random moments, against a service that also loses answers, and is run again until it comes to its
// end. Nobody is paid twice, and in the end every line is.
//
// IYZIPAYOUT_KILLS sets how many kills must have hit; IYZIPAYOUT_SEED replays the moments that were drawn.
func surviveSIGKILL(t *testing.T, binary string) {
	kills, seed := 20, uint64(time.Now().UnixNano())
	if n, err := strconv.Atoi(os.Getenv("IYZIPAYOUT_KILLS")); err == nil {
		kills = n
	}
	if n, err := strconv.ParseUint(os.Getenv("IYZIPAYOUT_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("IYZIPAYOUT_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var services []process
	for _, onInit := range []string{"same", "refuse", "second"} {
		services = append(services, startProcess(t, binary, onInit))
	}
	hit, payouts, lost := 0, 0, 0
	for ; hit < kills; payouts++ {
		service := services[payouts%len(services)]
		p := payer{binary: binary, file: fileOf(t, payouts, 5), journal: t.TempDir(), args: []string{"--batch-size", "3"}}
		service.faults(t, randomFaults(random)...)
		for random.IntN(5) > 0 {
			signal := os.Kill
			if random.IntN(4) == 0 {
				signal = os.Interrupt // Ctrl-C
			}
			after := time.Duration(1+random.IntN(250)) * time.Millisecond
			if end := p.stopped(t, service, after, signal); end.code == -1 && signal == os.Kill {
				hit++
			}
			service.truth(t).paid(t)
		}
		service.clearFaults(t)
		end := p.run(t, service)
		paid := service.truth(t).paid(t)
		if service == services[1] && strings.Contains(end.err, "refuses to hand it over again") {
			lost++ // what a service that refuses makes of a killed init
			// Where it is one batch of several, nothing is said about the others.
			require.Contains(t, []int{exitNo, exitUnknown}, end.code, end.err)
			continue
		}
		require.Equal(t, exitOK, end.code, "%s%s", end.out, end.err)
		for line := range 5 {
			require.Equal(t, 1, paid[itemOf(payouts, line)], "%s is lost", itemOf(payouts, line))
		}
		require.Equal(t, 5, strings.Count(end.out, ",paid,"), end.out)
	}
	t.Logf("%d kills in %d payouts; %d of them ended unpaid because the service refused the second init", hit, payouts, lost)
}

func itemOf(payout, line int) string { return fmt.Sprintf("payout-%d/%d", payout, line) }

func fileOf(t *testing.T, payout, lines int) string {
	t.Helper()
	var text strings.Builder
	text.WriteString(header)
	for line := range lines {
		fmt.Fprintf(&text, "%s,MEMBER_ID,%d,,1.50,salary\n", itemOf(payout, line), 2228853+line)
	}
	path := filepath.Join(t.TempDir(), "payroll.csv")
	require.NoError(t, os.WriteFile(path, []byte(text.String()), 0o600))
	return path
}

func randomFaults(random *rand.Rand) []emulator.Fault {
	kinds := []emulator.FaultKind{
		emulator.FaultResetBeforeRead, emulator.FaultResetAfterCommit, emulator.FaultAnswerCut, emulator.FaultServerError, emulator.FaultRateLimited,
	}
	faults := make([]emulator.Fault, 1+random.IntN(3))
	for i := range faults {
		faults[i] = emulator.Fault{Kind: kinds[random.IntN(len(kinds))], Nth: 1 + random.IntN(6)}
	}
	return faults
}

// payTwiceAtOnce: two processes with the same file at the same time: one payout happens, and whoever comes second says so.
func payTwiceAtOnce(t *testing.T, binary string) {
	service := startProcess(t, binary, "second")
	for round := range 3 {
		p := payer{binary: binary, file: fileOf(t, round, 3), journal: t.TempDir()}
		both := make(chan ended, 2)
		for range 2 {
			go func() { both <- p.run(t, service) }()
		}
		for range 2 {
			end := <-both
			switch end.code {
			case exitOK:
			case exitUnknown:
				require.Contains(t, end.err, "another process has the journal open")
			default:
				t.Fatalf("exit %d: %s", end.code, end.err)
			}
		}
		paid := service.truth(t).paid(t)
		for line := range 3 {
			require.Equal(t, 1, paid[itemOf(round, line)])
		}
	}
}

// interrupt: at Ctrl-C pay stops with what it knows, and goes on when it is run again.
func interrupt(t *testing.T, binary string) {
	service := startProcess(t, binary, "same")
	p := payer{binary: binary, file: fileOf(t, 0, 2), journal: t.TempDir(), args: stopBeforeAuth}
	cmd := p.command(service)
	var errs strings.Builder
	cmd.Stderr = &errs
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool { return len(service.truth(t).Batches) > 0 }, 30*time.Second, 10*time.Millisecond)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	_ = cmd.Wait()
	require.NotEqual(t, exitOK, cmd.ProcessState.ExitCode(), errs.String())
	require.NotEqual(t, -1, cmd.ProcessState.ExitCode(), "the signal must not kill it")
	p.args = nil
	end := p.run(t, service)
	require.Equal(t, exitOK, end.code, end.err)
	require.Len(t, service.truth(t).paid(t), 2)
}
