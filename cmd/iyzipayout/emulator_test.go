package main

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/money"
)

// lockedBuffer may be read while a verb still writes.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// startEmulator runs the verb until the test ends and returns the address it prints.
func startEmulator(t *testing.T, env map[string]string, args ...string) (url string, errs *lockedBuffer) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, errs := &lockedBuffer{}, &lockedBuffer{}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, append([]string{"emulator", "--addr", "127.0.0.1:0"}, args...), streams{
			in: strings.NewReader(""), out: out, err: errs, getenv: func(name string) string { return env[name] },
		})
	}()
	require.Eventually(t, func() bool { return strings.HasSuffix(out.String(), "\n") }, time.Minute, time.Millisecond)
	t.Cleanup(func() {
		cancel()
		require.Equal(t, exitOK, <-ended)
	})
	return strings.TrimSpace(out.String()), errs
}

func TestPayAgainstTheEmulatorVerbOverTLS(t *testing.T) {
	t.Parallel()
	certificate := filepath.Join(t.TempDir(), "cert.pem")
	url, errs := startEmulator(t, keys(), "--tls", "--cert-file", certificate)
	require.True(t, strings.HasPrefix(url, "https://127.0.0.1:"), url)
	require.NotContains(t, errs.String(), "sandbox-test-secret")
	file := write(t, "p.csv", header+paidLine)

	got := command{args: []string{"pay", file, "--base-url", url, "--second-look", "0", "--ca-file", certificate, "--yes"}, env: keys()}.run(t)
	require.Equal(t, exitOK, got.code, got.err)

	got = command{args: []string{"pay", file, "--base-url", url, "--second-look", "0", "--yes"}, env: keys()}.run(t)
	require.Equal(t, exitNoReach, got.code, "a certificate that is not trusted must stop the call")

	wrong := map[string]string{envAPIKey: "sandbox-test-key", envSecretKey: "sandbox-other-secret"}
	got = command{args: []string{"pay", file, "--base-url", url, "--second-look", "0", "--ca-file", certificate, "--yes", "--locale", "tr"}, env: wrong}.run(t)
	require.Equal(t, exitNoReach, got.code)
	require.Contains(t, got.err, "Geçersiz imza")
	require.Contains(t, got.err, "sign --explain")
}

func TestEmulatorPrintsItsBuiltInKeys(t *testing.T) {
	t.Parallel()
	_, errs := startEmulator(t, nil)
	require.Eventually(t, func() bool { return strings.Contains(errs.String(), envSecretKey) }, time.Minute, time.Millisecond)
}

func TestEmulatorBadInput(t *testing.T) {
	t.Parallel()
	for _, c := range []command{
		{args: []string{"emulator", "--addr", "0.0.0.0:0"}},
		{args: []string{"emulator", "--addr", "nonsense"}},
		{args: []string{"emulator"}, env: map[string]string{envAPIKey: "only-one"}},
		{args: []string{"emulator", "--addr", "127.0.0.1:0", "--cert-file", "x.pem"}},
	} {
		got := c.run(t)
		require.Equal(t, exitInput, got.code, "%v: %s", c.args, got.err)
		require.NoFileExists(t, "x.pem")
	}
}

func TestSpecBuild(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "spec")
	require.NoError(t, os.CopyFS(dir, os.DirFS("../../spec")))
	got := command{args: []string{"spec", "build", "--check", "--dir", dir}}.run(t)
	require.Equal(t, exitOK, got.code, got.err)

	name := filepath.Join(dir, "openapi.yaml")
	require.NoError(t, os.WriteFile(name, []byte("openapi: 3.0.3\n"), 0o600))
	got = command{args: []string{"spec", "build", "--check", "--dir", dir}}.run(t)
	require.Equal(t, exitNo, got.code)
	require.Contains(t, got.err, "go generate")

	got = command{args: []string{"spec", "build", "--dir", dir}}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	built, err := os.ReadFile(name)
	require.NoError(t, err)
	committed, err := os.ReadFile("../../spec/openapi.yaml")
	require.NoError(t, err)
	require.Equal(t, string(committed), string(built))

	require.NoError(t, os.WriteFile(filepath.Join(dir, "vendor", "mass-payout-auth.md"), []byte("# gone\n"), 0o600))
	got = command{args: []string{"spec", "build", "--dir", dir}}.run(t)
	require.Equal(t, exitInput, got.code)
	require.Contains(t, got.err, "mass-payout-auth.md")
}

func TestEmulatorFlagsAreWords(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"--duplicate-init", "--duplicate-auth", "--shortage", "--completed-status", "--mixed-status", "--pace", "--clock"} {
		got := command{args: []string{"emulator", "--addr", "127.0.0.1:0", flag, "perhaps"}}.run(t)
		require.Equal(t, exitInput, got.code)
		require.Contains(t, got.err, flag+" perhaps: must be ")
	}
}

// Whatever the emulator may be told in Go can be told on the command line and in a seed file, and stands among the things that nobody has
// verified.
func TestEveryBehaviourHasAFlag(t *testing.T) {
	t.Parallel()
	unverified, err := os.ReadFile(filepath.Join(checkout, "UNVERIFIED.md"))
	require.NoError(t, err)
	_, invented, found := strings.Cut(string(unverified), "## What the emulator invents")
	require.True(t, found)
	flags := newEmulator(streams{}).Flags()
	other := map[string]string{
		"duplicateInit": "second", "duplicateAuth": "succeed", "shortage": "wait", "mixedStatus": "FAIL", "completedStatus": "SUCCESS", "failureStatus": "{any: 422}",
	}
	for member := range reflect.TypeFor[emulator.Behaviour]().Fields() {
		require.NotNil(t, flags.Lookup(flagOf(member)), member.Name)
		name, _, _ := strings.Cut(member.Tag.Get("json"), ",")
		value := cmp.Or(other[name], map[reflect.Kind]string{reflect.Bool: "true"}[member.Type.Kind()], "7")
		seed, err := emulator.ReadSeed("seed.yaml", []byte(name+": "+value))
		require.NoError(t, err)
		require.False(t, reflect.ValueOf(seed.Behaviour).FieldByIndex(member.Index).IsZero(), name)
		require.Regexp(t, "(?m)^\\| E[0-9]+ \\|.*`"+member.Name+"`", invented, "UNVERIFIED.md has no line about it")
	}
}

// A flag comes before the file, also where it says what is so without both.
func TestFlagsComeBeforeTheSeed(t *testing.T) {
	t.Parallel()
	seed := write(t, "seed.yaml", "balance: 5.00\nnumericBalance: true\npace: test\nclock: manual\nrandomSeed: 7\nduplicateAuth: pay-again\n")
	for _, c := range []struct {
		args []string
		want emulator.Seed
	}{
		{nil, emulator.Seed{
			Behaviour: emulator.Behaviour{Balance: money.MustParse("5.00"), NumericBalance: true, DuplicateAuth: "pay-again"}, Pace: "test", Clock: "manual", RandomSeed: new(uint64(7)),
		}},
		{[]string{"--balance", "6", "--numeric-balance=false", "--pace", "watch", "--clock", "real", "--random-seed", "8", "--duplicate-auth", "refuse"}, emulator.Seed{
			Behaviour: emulator.Behaviour{Balance: money.MustParse("6"), DuplicateAuth: "refuse"}, Pace: "watch", Clock: "real", RandomSeed: new(uint64(8)),
		}},
	} {
		var f emulatorFlags
		cmd := f.command(streams{})
		require.NoError(t, cmd.ParseFlags(append([]string{"--seed", seed}, c.args...)))
		got, err := f.begin(cmd.Flags())
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
}

func TestEmulatorListsItsTestRecipients(t *testing.T) {
	t.Parallel()
	got := command{args: []string{"emulator", "--recipients"}}.run(t)
	require.Equal(t, exitOK, got.code)
	require.Contains(t, got.out, "TR809999900000000000000001  +905000000001  9900000001  paid, like any other recipient\n")
	page, err := os.ReadFile(filepath.Join(checkout, "docs", "emulator.md"))
	require.NoError(t, err)
	for _, r := range emulator.TestRecipients() {
		require.Contains(t, string(page), "| `"+r.IBAN+"` | `"+r.Phone+"` | `"+r.MemberID+"` | "+r.What+" |", "docs/emulator.md")
	}
}

// A seed that is wrong is named with its line, and nothing is served.
func TestEmulatorBadSeed(t *testing.T) {
	t.Parallel()
	seed := write(t, "seed.yaml", "pace: test\nbalnce: 5\n")
	got := command{args: []string{"emulator", "--addr", "127.0.0.1:0", "--seed", seed}}.run(t)
	require.Equal(t, exitInput, got.code)
	require.Contains(t, got.err, seed+":2: the file: has the unknown member balnce; there is balance, ")
	got = command{args: []string{"emulator", "--addr", "127.0.0.1:0", "--seed", seed + "x"}}.run(t)
	require.Equal(t, exitInput, got.code)
	require.Contains(t, got.err, "--seed: open ")
}

func TestEmulatorBehavesAsItsFlagsSay(t *testing.T) {
	t.Parallel()
	url, _ := startEmulator(t, keys(), "--balance", "120", "--shortage", "refuse", "--pace", "test", "--numeric-balance", "--failure-status", "any=422")
	got := command{args: []string{"pay", write(t, "p.csv", header+paidLine), "--base-url", url, "--second-look", "0", "--yes"}, env: keys()}.run(t)
	require.NotEqual(t, exitOK, got.code)
	require.Contains(t, got.err, "10051")

	wrong := command{args: []string{"emulator", "--addr", "127.0.0.1:0", "--failure-status", "any=42"}}.run(t)
	require.Equal(t, exitInput, wrong.code)
	require.Contains(t, wrong.err, "failureStatus of any: must be from 200 to 599")
}
