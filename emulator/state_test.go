package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// allThereIs is all that a caller can learn: the ledger with its money, and each mass payout with its lines.
func (d *direct) allThereIs() string {
	ledger := d.emu.Ledger()
	text, err := json.Marshal(ledger)
	require.NoError(d.t, err)
	all := fmt.Sprintln(string(text), sums(ledger))
	for _, b := range ledger.Batches {
		all += fmt.Sprintln(d.call(http.MethodPost, retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":50}`, b.RequestID)))
	}
	return all + fmt.Sprintln(d.call(http.MethodGet, balancePath, ""))
}

// Whatever was called in whatever order, however time passed: an emulator that begins anew with the file is what the old one was, and goes
// on as it would have.
func TestStateIsTheSameAfterARestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir := t.TempDir()
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		file := filepath.Join(dir, fmt.Sprint(runs))
		var again []emulator.Option
		m := newMachine(t, w, func(opts []emulator.Option) []emulator.Option {
			again = append(opts, emulator.WithRandomSeed(1), emulator.WithClockSpeed(0), emulator.WithStateFile(file))
			return again
		})
		m.emu.Unsynced()
		defer func() { _ = m.emu.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"":        m.check,
			"init":    m.init,
			"auth":    m.auth,
			"cancel":  m.cancel,
			"advance": m.advance,
			"top up":  m.topUp,
			"decide":  m.decide,
			"settle":  func(t *rapid.T) { _ = m.emu.Settle(m.known(t)) },
			"restart": func(t *rapid.T) {
				before := m.allThereIs()
				require.NoError(t, m.emu.Close())
				m.direct = w.direct(t, again...)
				m.emu.Unsynced()
				require.Equal(t, before, m.allThereIs())
			},
		})
	})
}

// An emulator in memory and one that is begun anew with its file before each call answer the same bytes.
func TestRestartsChangeNoAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	play := func(restart bool) (all []string) {
		opts := []emulator.Option{emulator.WithRandomSeed(7), emulator.WithClockSpeed(0), emulator.Behaviour{Balance: money.MustParse("1000")}}
		if restart {
			opts = append(opts, emulator.WithStateFile(filepath.Join(t.TempDir(), "state")))
		}
		d := w.direct(t, opts...)
		require.NoError(t, d.emu.InjectFaults(
			emulator.Fault{Kind: emulator.FaultRateLimited, Nth: 4, Times: 2}, emulator.Fault{Kind: emulator.FaultSuspended, Every: true, Nth: 9},
			emulator.Fault{Kind: emulator.FaultDuplicate, Operation: gen.OperationInitMassPayout, Nth: 2, FirstAnswer: true}))
		say := func(method, path, body string) map[string]any {
			if restart {
				require.NoError(t, d.emu.Close())
				d = w.direct(t, opts...)
			}
			answer := d.call(method, path, body)
			all = append(all, fmt.Sprint(answer, d.emu.Faults(), d.emu.FaultsMet()))
			return answer
		}
		for i, mark := range []string{"pay", emulator.MarkBankFail, emulator.MarkSlow} {
			id := say(http.MethodPost, initPath, initBody(fmt.Sprint(i), item("1", mark), item("2", "pay"), item("2", "twice"), item("3", emulator.MarkRefuse)))["requestId"]
			say(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
			d.emu.Advance(2 * step)
			say(http.MethodPost, retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":9}`, id))
		}
		say(http.MethodGet, balancePath, "")
		require.Equal(t, 2, d.emu.FaultsMet()[emulator.FaultSuspended])
		require.NoError(t, d.emu.Close())
		return all
	}
	assert.Equal(t, play(false), play(true))
	assert.Equal(t, play(false), play(false), "two runs are the same")
}

// The speed of the clock may be another one after a restart; its time goes on from where it was.
func TestClockGoesOnAtAnotherSpeed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	file := filepath.Join(t.TempDir(), "state")
	clock := &manualClock{time.UnixMilli(1_759_231_970_000)}
	last := int64(0)
	for _, speed := range []int{1, 60, 60, 0, 0, 1, 0, 60, 1} {
		d := w.direct(t, emulator.WithClock(clock.Now), emulator.WithClockSpeed(speed), emulator.WithStateFile(file))
		now := func() int64 {
			ms, err := d.call(http.MethodGet, balancePath, "")["systemTime"].(json.Number).Int64()
			require.NoError(t, err)
			return ms
		}
		before := now()
		assert.GreaterOrEqual(t, before, last)
		clock.Advance(time.Second)
		assert.Equal(t, before+1000*int64(speed), now())
		d.emu.Advance(time.Minute)
		last = now()
		assert.Equal(t, before+1000*int64(speed)+60_000, last)
		require.NoError(t, d.emu.Close())
	}
}

func TestStateFileThatCannotBeHad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "state")
	first, err := emulator.New(emulator.WithStateFile(file))
	require.NoError(t, err)
	_, err = emulator.New(emulator.WithStateFile(file))
	require.EqualError(t, err, "emulator: another process has the state file "+file+" open: stop it, or take another file")
	require.NoError(t, first.Close())
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "it holds names and IBANs")

	text := filepath.Join(dir, "text")
	require.NoError(t, os.WriteFile(text, make([]byte, 1<<16), 0o600))
	_, err = emulator.New(emulator.WithStateFile(text))
	require.ErrorContains(t, err, "is no state file of an emulator")

	foreign := filepath.Join(dir, "foreign")
	db, err := bbolt.Open(foreign, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("users")); return err }))
	require.NoError(t, db.Close())
	_, err = emulator.New(emulator.WithStateFile(foreign))
	require.ErrorContains(t, err, "is no state file of an emulator")

	db, err = bbolt.Open(file, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("account")).Put([]byte("account"), []byte(`{"Version": 2}`))
	}))
	require.NoError(t, db.Close())
	_, err = emulator.New(emulator.WithStateFile(file))
	require.ErrorContains(t, err, "has form 2, this emulator reads 1")
	_, err = emulator.New(emulator.WithStateFile(""))
	require.ErrorContains(t, err, "WithStateFile needs the name of a file")
	_, err = emulator.New(emulator.WithStateFile(dir))
	require.ErrorContains(t, err, "emulator: state file:")
}

// What could not be written is not answered with success, nor is anything after it.
func TestStateThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	d := newWorld(t).direct(t, emulator.WithStateFile(filepath.Join(t.TempDir(), "state")))
	require.NoError(t, d.emu.Close())
	for range 2 {
		answer := d.call(http.MethodPost, initPath, initBody("x", item("1", "pay")))
		assert.Equal(t, "failure", answer["status"])
		assert.Contains(t, answer["errorMessage"], "the state file cannot be written; restart the emulator")
	}
	assert.Equal(t, "failure", d.call(http.MethodGet, balancePath, "")["status"])

	d = newWorld(t).direct(t, emulator.WithStateFile(filepath.Join(t.TempDir(), "state")))
	require.NoError(t, d.emu.Close())
	r := httptest.NewRequest(http.MethodPost, "http://localhost/_emulator/faults", strings.NewReader(`{"faults": [{"kind": "duplicate"}]}`))
	r.RemoteAddr = "127.0.0.1:1"
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	d.emu.ServeHTTP(w, r)
	assert.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body.String())
}

// A reset takes the state file back to the seed, too.
func TestResetEmptiesTheStateFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	seed, err := emulator.ReadSeed("seed.yaml", []byte(seedText))
	require.NoError(t, err)
	opts := []emulator.Option{seed, emulator.WithStateFile(filepath.Join(t.TempDir(), "state"))}
	d := w.direct(t, opts...)
	for i := range 3 {
		d.call(http.MethodPost, initPath, initBody(fmt.Sprint(i), item("1", "pay")))
	}
	d.emu.TopUp(money.MustParse("5"))
	require.NoError(t, d.emu.Reset())
	assert.Equal(t, "1147.50000000", d.emu.Ledger().Balance.Plain())
	assert.Empty(t, d.emu.Faults())
	before := d.emu.Ledger()
	require.Len(t, before.Batches, 1)
	require.NoError(t, d.emu.Close())
	d = w.direct(t, opts...)
	assert.Equal(t, before, d.emu.Ledger())
	assert.Empty(t, d.emu.Faults(), "those of the seed count when the file is made")
	require.NoError(t, d.emu.Close())
	require.ErrorContains(t, d.emu.Reset(), "emulator: Reset: ")
}
