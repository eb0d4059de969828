package journal_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/payout/journal"
)

// A file that was cut at any byte keeps every record that is whole, and takes further ones.
func TestCutAtEveryByte(t *testing.T) {
	s := newStore(t, t.TempDir())
	all := []string{`{"n":1}`, `{"n":2,"text":"ğ"}`, `{"n":3}`}
	path := written(t, s, all...)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	whole := 0 // records whose last byte is there
	for size := range len(data) + 1 {
		if size > len("iyzipayout journal 1\n") && data[size-1] == '\n' {
			whole++
		}
		require.NoError(t, os.WriteFile(path, data[:size], 0o600))
		j := open(t, s)
		require.Equal(t, all[:whole], records(t, j), "cut at byte %d", size)
		require.NoError(t, j.Append(t.Context(), []byte("next")))
		torn, err := os.ReadFile(path)
		require.NoError(t, err)
		require.True(t, strings.HasSuffix(string(torn), " next\n"), "what was torn off is gone: %q", torn)
		require.NoError(t, j.Append(t.Context(), []byte("one more")))
		require.NoError(t, j.Close())
		j = open(t, s)
		require.Equal(t, append(slices.Clone(all[:whole]), "next", "one more"), records(t, j), "cut at byte %d", size)
		require.NoError(t, j.Close())
	}
	require.Equal(t, len(all), whole)
}

// No change of a single byte goes unnoticed, but one that makes the last line look torn.
func TestEveryChangedByteShows(t *testing.T) {
	s := newStore(t, t.TempDir())
	all := []string{`{"n":1}`, `{"n":2}`, `{"n":3}`}
	path := written(t, s, all...)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	for i := range data {
		for _, bit := range []byte{1, 0x20} {
			changed := slices.Clone(data)
			changed[i] ^= bit
			require.NoError(t, os.WriteFile(path, changed, 0o600))
			j, err := s.Open(t.Context(), "payroll")
			if i == len(data)-1 {
				require.NoError(t, err)
				require.Equal(t, all[:2], records(t, j))
				require.NoError(t, j.Close())
				continue
			}
			require.ErrorContains(t, err, path, "byte %d", i)
		}
	}
}

func TestRefusesWhatItDoesNotUnderstand(t *testing.T) {
	s := newStore(t, t.TempDir())
	path := written(t, s, "1", "2", "3")
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	lines := strings.SplitAfter(string(data), "\n")
	for name, c := range map[string]struct{ content, part string }{
		"another file":          {"itemExternalId,recipientType\n1,2\n", "first line is not iyzipayout journal 1"},
		"a later version":       {strings.Replace(string(data), "journal 1", "journal 2", 1), "first line is not"},
		"a line taken out":      {lines[0] + lines[2] + lines[3], "line 2 is damaged"},
		"lines exchanged":       {lines[0] + lines[2] + lines[1] + lines[3], "line 2 is damaged"},
		"a line repeated":       {lines[0] + lines[1] + lines[1], "line 3 is damaged"},
		"a line of another one": {lines[0] + lines[1] + "0123456789abcdef 2\n", "line 3 is damaged"},
		"no checksum":           {lines[0] + "1\n", "line 2 is damaged"},
		"an empty line":         {lines[0] + "\n" + lines[1], "line 2 is damaged"},
		"zeros":                 {strings.Repeat("\x00", 100), "first line is not"},
		"Windows line ends":     {strings.ReplaceAll(string(data), "\n", "\r\n"), "first line is not"},
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(path, []byte(c.content), 0o600))
			_, err := s.Open(t.Context(), "payroll")
			require.ErrorContains(t, err, c.part)
			kept, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, c.content, string(kept), "what is refused stays as it is")
			// and nobody is locked out by the refusal
			require.NoError(t, os.WriteFile(path, data, 0o600))
			j := open(t, s)
			require.Len(t, records(t, j), 3)
			require.NoError(t, j.Close())
		})
	}
}

func TestAppendRefusesMoreThanALine(t *testing.T) {
	j := open(t, newStore(t, t.TempDir()))
	for _, r := range []string{"", "a\nb", "a\n", "\r", "\x00"} {
		require.ErrorContains(t, j.Append(t.Context(), []byte(r)), "one line")
	}
	require.NoError(t, j.Append(t.Context(), []byte("1")), "and is none the worse for it")
	require.NoError(t, j.Close())
	require.NoError(t, j.Close(), "twice is once")
	_, err := j.Records(t.Context())
	require.Error(t, err)
}

// Whatever is read either is refused, or is the beginning of what the same records would be written as.
func FuzzParse(f *testing.F) {
	s := newStore(f, f.TempDir())
	data, err := os.ReadFile(written(f, s, `{"n":1}`, `{"n":2}`))
	require.NoError(f, err)
	for _, seed := range [][]byte{data, data[:30], nil, []byte("iyzipayout journal 1\n"), []byte("x")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		found, size, err := journal.Parse(data)
		if err != nil {
			return
		}
		require.LessOrEqual(t, size, int64(len(data)))
		require.NotContains(t, string(data[size:]), "\n", "a whole line is never cut off")
		again, _, err := journal.Parse(data[:size])
		require.NoError(t, err)
		require.Equal(t, found, again)
	})
}

// What was appended is what is read, whatever it is, in however many sittings.
func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	count := 0
	rapid.Check(t, func(t *rapid.T) {
		count++
		id := fmt.Sprint(count)
		s, err := journal.New(dir)
		require.NoError(t, err)
		list := []string{}
		for range rapid.IntRange(1, 3).Draw(t, "sittings") {
			j, err := s.Open(t.Context(), id)
			require.NoError(t, err)
			for _, r := range rapid.SliceOfN(rapid.StringMatching(`[^\n\r\x00]+`), 0, 4).Draw(t, "records") {
				require.NoError(t, j.Append(t.Context(), []byte(r)))
				list = append(list, r)
			}
			got, err := j.Records(t.Context())
			require.NoError(t, err)
			require.Len(t, got, len(list))
			for i := range got {
				require.Equal(t, list[i], string(got[i]))
			}
			require.NoError(t, j.Close())
		}
	})
}
