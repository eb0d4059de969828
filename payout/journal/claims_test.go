package journal_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/payout/journal"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

func claimOf(id string, lines ...byte) []runner.Claim {
	var list []runner.Claim
	for _, n := range lines {
		list = append(list, runner.Claim{Line: runner.ClaimKey{15: n}, Payment: runner.ClaimKey{0: n}, Payout: id, At: time.Unix(1_800_000_000, 0).UTC()})
	}
	return list
}

func heldBy(t require.TestingT, s *journal.Store, n byte) string {
	found, err := s.Claims(context.Background(), []runner.ClaimKey{{15: n}})
	require.NoError(t, err)
	if len(found) == 0 {
		return ""
	}
	return found[0].Payout
}

func claimAll(t require.TestingT, s *journal.Store, list []runner.Claim) {
	others, err := s.Claim(context.Background(), list)
	require.NoError(t, err)
	require.Empty(t, others)
}

// Each new folder is confirmed by the one above it: a power cut must not take the journal's folder away.
func TestNewFoldersAreConfirmed(t *testing.T) {
	dir := t.TempDir()
	confirmed := &dirDisk{Disk: journal.System()}
	require.NoError(t, journal.MakeDir(confirmed, filepath.Join(dir, "a", "b")))
	require.Equal(t, []string{dir, filepath.Join(dir, "a")}, confirmed.dirs)

	confirmed = &dirDisk{Disk: journal.System(), err: syscall.EIO}
	require.ErrorIs(t, journal.MakeDir(confirmed, filepath.Join(dir, "c", "d")), syscall.EIO)
	require.Equal(t, []string{dir}, confirmed.dirs, "nothing is made in a folder that is not confirmed")
}

type dirDisk struct {
	journal.Disk
	dirs []string
	err  error
}

func (d *dirDisk) SyncDir(dir string) error {
	d.dirs = append(d.dirs, dir)
	return d.err
}

// A disk that fails says so, and what it confirmed is there afterwards.
func TestClaimsOnABadDisk(t *testing.T) {
	for room := range 400 {
		dir := t.TempDir()
		s := newStore(t, dir)
		bad := s.On(&badDisk{Disk: journal.System(), room: room})
		confirmed := 0
		for n := byte(1); n <= 2; n++ {
			others, err := bad.Claim(t.Context(), claimOf("A", n))
			require.Empty(t, others)
			if err != nil {
				require.ErrorIs(t, err, syscall.ENOSPC)
				break
			}
			confirmed++
		}
		for n := range confirmed {
			require.Equal(t, "A", heldBy(t, s, byte(n+1)), "room for %d bytes", room)
		}
		claimAll(t, s, claimOf("A", 1, 2)) // there is room again
		require.Equal(t, "A", heldBy(t, newStore(t, dir), 2))
	}
	for name, disk := range map[string]*badDisk{"not confirmed": {sync: syscall.EIO, room: 1000}, "folder not confirmed": {dir: syscall.EIO, room: 1000}, "not made": {create: syscall.EROFS}} {
		disk.Disk = journal.System()
		_, err := newStore(t, t.TempDir()).On(disk).Claim(t.Context(), claimOf("A", 1))
		require.Error(t, err, name)
	}
}

// Whatever is not as this package writes it stops a run: it may be the claim that keeps a line from being paid again.
func TestDamagedClaims(t *testing.T) {
	s := newStore(t, t.TempDir())
	claimAll(t, s, claimOf("A", 1))
	claimAll(t, s, claimOf("B", 2))
	good, err := os.ReadFile(s.ClaimsPath())
	require.NoError(t, err)
	lines := strings.SplitAfter(string(good), "\n")
	for name, content := range map[string]string{
		"a line taken out":  lines[0] + lines[2],
		"a line changed":    strings.Replace(string(good), `"A"`, `"C"`, 1),
		"another file":      "Sicil No;Ad Soyad\n",
		"Windows line ends": strings.ReplaceAll(string(good), "\n", "\r\n"),
	} {
		require.NoError(t, os.WriteFile(s.ClaimsPath(), []byte(content), 0o600))
		_, err := s.Claims(t.Context(), []runner.ClaimKey{{15: 1}})
		require.ErrorContains(t, err, "claims", name)
		_, err = s.Claim(t.Context(), claimOf("C", 3))
		require.Error(t, err, name)
		kept, err := os.ReadFile(s.ClaimsPath())
		require.NoError(t, err)
		require.Equal(t, content, string(kept), "what is refused stays as it is")
	}
	// A line without its end was never confirmed.
	require.NoError(t, os.WriteFile(s.ClaimsPath(), good[:len(good)-1], 0o600))
	require.Equal(t, "A", heldBy(t, s, 1))
	require.Empty(t, heldBy(t, s, 2))
	claimAll(t, s, claimOf("C", 2))
	require.Equal(t, "C", heldBy(t, newStore(t, filepath.Dir(s.ClaimsPath())), 2))
}

// A record that another version wrote, or somebody else, is not passed over.
func TestStrangeClaims(t *testing.T) {
	for _, record := range []string{`{"payout":"A","more":1}`, `{"payout":"A","claim":"00"}`, `{"payout":"A","claim":"zz"}`, `{"payout":"A","release":"0011"}`, `[]`} {
		s := newStore(t, t.TempDir())
		j, err := s.Open(t.Context(), "x")
		require.NoError(t, err)
		require.NoError(t, j.Append(t.Context(), []byte(record)))
		require.NoError(t, j.Close())
		require.NoError(t, os.Rename(s.Path("x"), s.ClaimsPath()))
		_, err = s.Claims(t.Context(), nil)
		require.ErrorContains(t, err, "line 2", record)
	}
}

// Several processes use one folder: what one writes the others see, in whatever order they come.
func TestClaimsOfSeveralProcesses(t *testing.T) {
	dir, count := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		count++
		folder := filepath.Join(dir, fmt.Sprint(count))
		var stores []*journal.Store
		for range 3 {
			s, err := journal.New(folder)
			require.NoError(t, err)
			stores = append(stores, s)
		}
		model := map[byte]string{}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			s := rapid.SampledFrom(stores).Draw(t, "process")
			id := rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "payout")
			line := byte(rapid.IntRange(1, 3).Draw(t, "line"))
			if rapid.Bool().Draw(t, "release") {
				require.NoError(t, s.Release(context.Background(), id, []runner.ClaimKey{{15: line}}))
				if model[line] == id {
					delete(model, line)
				}
			} else {
				others, err := s.Claim(context.Background(), claimOf(id, line))
				require.NoError(t, err)
				require.Equal(t, model[line] != "" && model[line] != id, len(others) == 1)
				if len(others) == 0 {
					model[line] = id
				}
			}
			for n := byte(1); n <= 3; n++ {
				require.Equal(t, model[n], heldBy(t, rapid.SampledFrom(stores).Draw(t, "reader"), n))
			}
		}
	})
}

// Journals of an earlier folder are gone on with where they are.
func TestEarlierFolders(t *testing.T) {
	old, dir := t.TempDir(), t.TempDir()
	before := newStore(t, old)
	j, err := before.Open(t.Context(), "payroll")
	require.NoError(t, err)
	require.NoError(t, j.Append(t.Context(), []byte("1")))
	require.NoError(t, j.Close())

	s, err := journal.New(dir, journal.WithEarlier(filepath.Join(dir, "nowhere"), old))
	require.NoError(t, err)
	j, err = s.Open(t.Context(), "payroll")
	require.NoError(t, err)
	require.Equal(t, []string{"1"}, records(t, j))
	_, err = before.Open(t.Context(), "payroll")
	require.ErrorIs(t, err, runner.ErrLocked, "also a program of the version before is kept out")
	require.NoError(t, j.Append(t.Context(), []byte("2")))
	require.NoError(t, j.Close())
	j, err = before.Open(t.Context(), "payroll")
	require.NoError(t, err)
	require.Equal(t, []string{"1", "2"}, records(t, j))
	require.NoError(t, j.Close())

	j, err = s.Open(t.Context(), "another")
	require.NoError(t, err)
	require.NoError(t, j.Append(t.Context(), []byte("1")))
	require.NoError(t, j.Close())
	require.FileExists(t, s.Path("another"))
	require.Equal(t, dir, filepath.Dir(s.Path("another")), "new ones are in the new folder")
}

// Somebody deletes the claims and leaves the journals: then nothing tells any more which lines were paid.
func TestLostClaims(t *testing.T) {
	dir := t.TempDir()
	s := newStore(t, dir)
	j, err := s.Open(t.Context(), "payroll")
	require.NoError(t, err)
	require.NoError(t, j.Append(t.Context(), []byte(`{"n":1,"event":"begin"}`)))
	require.Empty(t, heldBy(t, s, 1), "a journal of before claims")
	claimAll(t, s, claimOf("payroll", 1))
	require.NoError(t, j.Append(t.Context(), []byte(`{"n":2,"event":"claimed"}`)))
	require.NoError(t, j.Close())
	require.NoError(t, os.Remove(s.ClaimsPath()))

	later, err := journal.New(t.TempDir(), journal.WithEarlier(dir))
	require.NoError(t, err)
	for _, s := range []*journal.Store{s, newStore(t, dir), later} {
		_, err = s.Claims(t.Context(), []runner.ClaimKey{{15: 1}})
		require.ErrorContains(t, err, "is missing, or its end is, although")
		_, err = s.Claim(t.Context(), claimOf("another", 1))
		require.ErrorContains(t, err, "restore it")
		require.ErrorContains(t, s.Release(t.Context(), "payroll", []runner.ClaimKey{{15: 1}}), "restore it")
	}
}

// A file of claims that ends in the middle of a record was being written by somebody who was killed, or has lost its end: the journals tell.
func TestClaimsThatLostTheirEnd(t *testing.T) {
	for name, killed := range map[string]bool{"killed while it claimed": true, "claimed, and lost": false} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := newStore(t, dir)
			claimAll(t, s, claimOf("first", 1))
			before, err := os.ReadFile(s.ClaimsPath())
			require.NoError(t, err)
			claimAll(t, s, claimOf("payroll", 2))
			whole, err := os.ReadFile(s.ClaimsPath())
			require.NoError(t, err)
			for _, id := range []string{"first", "payroll"} {
				j, err := s.Open(t.Context(), id)
				require.NoError(t, err)
				require.NoError(t, j.Append(t.Context(), []byte(`{"n":1,"event":"begin","begin":{"externalId":"`+id+`"}}`)))
				if id == "first" || !killed {
					require.NoError(t, j.Append(t.Context(), []byte(`{"n":2,"event":"claimed"}`)))
				}
				require.NoError(t, j.Close())
			}
			for size := len(before) + 1; size < len(whole); size++ {
				require.NoError(t, os.WriteFile(s.ClaimsPath(), whole[:size], 0o600))
				_, err := s.Claim(t.Context(), claimOf("another", 2))
				if !killed {
					require.ErrorContains(t, err, "restore it", "cut at byte %d", size)
					continue
				}
				require.NoError(t, err)
				require.Equal(t, []string{"first", "another"}, []string{heldBy(t, s, 1), heldBy(t, s, 2)})
			}
		})
	}
}
