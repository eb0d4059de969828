package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

func TestSpoolKeepsWhatWasRead(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("0123456789", 10)
	for _, most := range []int64{1, 99, 100, 101} {
		name := write(t, "file", text)
		s, err := readOnce(name, most)
		require.NoError(t, err)
		require.Equal(t, most <= 100, s.disk != nil)
		if s.disk != nil {
			require.NoFileExists(t, s.disk.Name(), "nobody else can open it")
		}
		require.NoError(t, os.WriteFile(name, nil, 0o600))
		one, other := s.reader(), s.reader()
		_, err = io.CopyN(io.Discard, one, 30)
		require.NoError(t, err)
		all, err := io.ReadAll(other)
		require.NoError(t, err)
		require.Equal(t, text, string(all))
		rest, err := io.ReadAll(one)
		require.NoError(t, err)
		require.Equal(t, text[30:], string(rest))
		require.NoError(t, s.Close())
	}
	_, err := readOnce(t.TempDir(), 10)
	require.Error(t, err)
	_, err = readOnce(filepath.Join(t.TempDir(), "none"), 10)
	require.ErrorContains(t, err, "none: there is no such file")
}

// Somebody saves over the file, replaces it, empties it or deletes it while pay runs. What was read is paid, once, and nothing else.
func TestPayReadsTheFileOnce(t *testing.T) {
	t.Parallel()
	const content = header + "a-1,MEMBER_ID,2228853,,10,x\na-2,MEMBER_ID,2228854,,20,x\na-3,MEMBER_ID,2228855,,30,x\n"
	other := strings.ReplaceAll(content, "a-", "b-")
	for name, change := range map[string]func(t *testing.T, file string){
		"saved over": func(t *testing.T, file string) { require.NoError(t, os.WriteFile(file, []byte(other), 0o600)) },
		"replaced":   func(t *testing.T, file string) { require.NoError(t, os.Rename(write(t, "new.csv", other), file)) },
		"emptied":    func(t *testing.T, file string) { require.NoError(t, os.Truncate(file, 0)) },
		"deleted":    func(t *testing.T, file string) { require.NoError(t, os.Remove(file)) },
	} {
		for _, when := range []string{"/init", "/auth"} {
			t.Run(name+" at "+when, func(t *testing.T) {
				t.Parallel()
				srv, file := emulator.Start(t), write(t, "p.csv", content)
				var changed atomic.Bool
				proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if strings.HasSuffix(r.URL.Path, when) && !changed.Swap(true) {
						change(t, file)
					}
					srv.ServeHTTP(w, r)
				}))
				defer proxy.Close()
				got := against(t, proxy.URL, t.TempDir(), file, "--batch-size", "1")
				require.Equal(t, exitOK, got.code, got.err)
				require.True(t, changed.Load())
				paid := map[string]int{}
				for _, batch := range srv.Ledger().Batches {
					for _, item := range batch.Lines {
						paid[item.ItemExternalID] += item.Paid
					}
				}
				require.Equal(t, map[string]int{"a-1": 1, "a-2": 1, "a-3": 1}, paid)
			})
		}
	}
}

// A file that is not there, or a folder, is said to be so, in the language of the person.
func TestWhatIsNoFile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, lang, want string }{
		{"yok.xlsx", "en", "yok.xlsx: there is no such file"}, {"yok.xlsx", "tr", "yok.xlsx: böyle bir dosya yok"},
		{"../../examples", "en", "../../examples: is a folder and no file"}, {"../../examples", "tr", "../../examples: dosya değil, klasör"},
	} {
		got := command{args: []string{"pay", c.file, "--format", "csv", "--dry-run", "--lang", c.lang}}.run(t)
		require.Equal(t, exitInput, got.code)
		require.Contains(t, got.err, c.want)
	}
}
