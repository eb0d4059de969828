package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/fleet"
)

const payroll = "itemExternalId,recipientType,recipientInfo,recipientName,amount,description\n" +
	"e1,IBAN,TR920086402100005482986178,Marker Holder,100.50,salary\n" +
	"e2,PHONE,+905456856931,,20,salary\n" +
	"e3,PHONE,+905456856932,,30,salary [emulator:bank-fail]\n"

// stdin is what call gives to standard input, beside the environment.
const stdin = "standard input"

type result struct {
	code     int
	out, err string
}

func call(t *testing.T, env map[string]string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, streams{strings.NewReader(env[stdin]), &out, &errs, func(name string) string { return env[name] }, within})
	return result{code, out.String(), errs.String()}
}

func keys() map[string]string {
	return map[string]string{"IYZICO_API_KEY": "sandbox-emulator-api-key", "IYZICO_SECRET_KEY": "sandbox-emulator-secret-key"}
}

// From a file to the last line, by two commands.
func TestTwoCommands(t *testing.T) {
	srv := emulator.Start(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "payroll.csv")
	require.NoError(t, os.WriteFile(file, []byte(payroll), 0o600))
	env := keys()
	env[envDatabase] = "sqlite:" + filepath.Join(dir, "p.db")

	got := call(t, nil, "enqueue", file, "--database", env[envDatabase], "--base-url", srv.URL(), "--period", "2026-12", "--batch-size", "2")
	require.Equal(t, exitOK, got.code, got.err)
	assert.Regexp(t, `^content-\w+: 2 lines: added\ncontent-\w+-2: 1 lines: added\n$`, got.out)
	got = call(t, env, "enqueue", file, "--base-url", srv.URL(), "--period", "2026-12", "--batch-size", "2")
	require.Equal(t, exitOK, got.code, got.err)
	assert.Equal(t, 2, strings.Count(got.out, "was in the queue already"))
	got = call(t, env, "enqueue", file, "--base-url", srv.URL(), "--period", "2026-12", "--batch-size", "1")
	require.Equal(t, exitInput, got.code)
	assert.Contains(t, got.err, "with other lines")
	got = call(t, env, "status", "--base-url", srv.URL())
	require.Equal(t, exitOK, got.code, got.err)
	assert.Regexp(t, `queued +2 +3 +0 +0`, got.out)

	work := []string{"work", "--base-url", srv.URL(), "--until-done", "--first-look", "50ms", "--second-look", "0s", "--rate", "6000"}
	got = call(t, env, work...)
	require.Equal(t, exitNo, got.code, got.err)
	states := map[string]string{}
	for line := range strings.Lines(got.out) {
		var one map[string]string
		require.NoError(t, json.Unmarshal([]byte(line), &one), line)
		states[one["itemExternalId"]] = one["state"]
		assert.Len(t, one["key"], 32)
	}
	assert.Equal(t, map[string]string{"e1": "paid", "e2": "paid", "e3": "not paid"}, states)
	assert.NotContains(t, got.out+got.err, "Marker")
	got = call(t, env, work...)
	assert.Equal(t, exitOK, got.code, "what was over before this run does not count: %s", got.err)
	assert.Empty(t, got.out, "nothing is told twice")
	got = call(t, env, "status", "--base-url", srv.URL(), "--output", "json")
	require.Equal(t, exitOK, got.code, got.err)
	assert.JSONEq(t, `{"counts": [{"stage": "settled", "payouts": 2, "lines": 3, "paid": 2, "notPaid": 1}], "stuck": []}`, got.out)
	for _, b := range srv.Ledger().Batches {
		for _, line := range b.Lines {
			assert.LessOrEqual(t, line.Paid, 1)
		}
	}
}

// What is stuck is told with what to do about it, and by the exit code.
func TestStatusOfWhatIsStuck(t *testing.T) {
	srv := emulator.Start(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "payroll.csv")
	require.NoError(t, os.WriteFile(file, []byte(payroll), 0o600))
	env := keys()
	env[envDatabase] = "sqlite:" + filepath.Join(dir, "p.db")
	require.Equal(t, exitOK, call(t, env, "enqueue", file, "--base-url", srv.URL()).code)
	db, err := fleet.Open(t.Context(), env[envDatabase])
	require.NoError(t, err)
	_, err = db.SQL().ExecContext(t.Context(), `UPDATE iyzipayout_payout SET stage = 'failing', reason = 'the reason', advice = 'the advice'`)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	got := call(t, env, "status", "--base-url", srv.URL())
	require.Equal(t, exitNo, got.code, got.err)
	assert.Contains(t, got.out, "why:  the reason")
	assert.Contains(t, got.out, "do:   the advice")
}

// What is refused names the flag and what would be right, shows no secret, and sends nothing.
func TestRefusedFlags(t *testing.T) {
	file := filepath.Join(t.TempDir(), "payroll.csv")
	require.NoError(t, os.WriteFile(file, []byte(payroll), 0o600))
	db := "sqlite:" + filepath.Join(t.TempDir(), "p.db")
	for _, tt := range []struct {
		args string
		says string
	}{
		{"work --database " + db, "--env sandbox"},
		{"work --database " + db + " --env emulator", "--base-url"},
		{"work --env sandbox", "--database"},
		{"work --env sandbox --database mysql://user:secret-marker@h/d", "sqlite:FILE"},
		{"work --env sandbox --database " + db, "no such file"},
		{"status --env sandbox --database " + db, "'iyzipayout fleet enqueue' makes it"},
		{"enqueue " + file + " --env sandbox --batch-size 0 --database " + db, "--batch-size"},
		{"work --env sandbox --database " + db, "IYZICO_API_KEY"},
		{"work --env sandbox --on-refused maybe --database " + db, "pay, cancel or stop"},
		{"work --env sandbox --rate -1 --database " + db, "--rate"},
		{"enqueue --env sandbox --database " + db, "accepts 1 arg"},
		{"enqueue no.csv --env sandbox --database " + db, "no.csv"},
		{"enqueue " + file + " --env sandbox --batch-size 0 --database " + db, "--batch-size"},
		{"enqueue " + file + " --env sandbox --decimal dot --database " + db, "point or comma"},
		{"enqueue " + file + " --env sandbox --map id --database " + db, "MEMBER=HEADING"},
		{"enqueue " + file + " --env sandbox --purpose FUN --database " + db, "Purpose"},
		{"status --env sandbox --output xml --database " + db, "table or json"},
		{"pay", "unknown command"},
	} {
		got := call(t, nil, strings.Fields(tt.args)...)
		assert.Equal(t, exitInput, got.code, tt.args)
		assert.Contains(t, got.err, tt.says, tt.args)
		assert.NotContains(t, got.err, "secret-marker")
	}
}

// Each command of the fleet that a document shows is a verb that there is, with flags that it has.
func TestDocumentedCommands(t *testing.T) {
	found := 0
	for _, name := range []string{"README.md", "docs/fleet.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", name))
		require.NoError(t, err)
		for line := range strings.Lines(string(text)) {
			args, is := strings.CutPrefix(strings.TrimSpace(line), "iyzipayout fleet ")
			if !is {
				continue
			}
			found++
			command, rest, err := newRoot(streams{name: within}).Find(strings.Fields(args))
			require.NoError(t, err, line)
			require.NotEqual(t, "iyzipayout fleet", command.CommandPath(), line)
			assert.NoError(t, command.ParseFlags(rest), line)
		}
	}
	assert.Greater(t, found, 4)
}

// A closed terminal ends a worker as any other signal that asks to stop does: after the turns that have begun.
func TestAClosedTerminalStops(t *testing.T) {
	if runtime.GOOS == "windows" || signal.Ignored(syscall.SIGHUP) {
		t.Skip("nobody can be hung up here")
	}
	ctx, stop := untilStopped(t.Context())
	defer stop()
	self, err := os.FindProcess(os.Getpid())
	require.NoError(t, err)
	require.NoError(t, self.Signal(syscall.SIGHUP))
	<-ctx.Done()
}
