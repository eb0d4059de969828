package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// A file of two bytes a letter gives such a file of the rest, which can be read again with the same flags.
func TestPayWritesTheRestInUTF16(t *testing.T) {
	t.Parallel()
	object := `{"itemExternalId":"%s","recipientType":"MEMBER_ID","recipientInfo":"2228854","amount":"1.00","currency":"TRY","description":"` + "%s" + `"}` + "\n"
	texts := map[string]string{
		"csv":   header + paidLine + "\n" + refused,
		"jsonl": fmt.Sprintf(object, "ĊÿŞ-1", "ਊĀਊ") + fmt.Sprintf(object, "b-2", emulator.MarkRefuse),
	}
	rest := map[string]string{"csv": header + refused, "jsonl": fmt.Sprintf(object, "b-2", emulator.MarkRefuse)}
	for name, c := range map[string]struct {
		endian unicode.Endianness
		mark   unicode.BOMPolicy
		flag   string
	}{
		"little": {unicode.LittleEndian, unicode.UseBOM, "utf-8"}, "big": {unicode.BigEndian, unicode.UseBOM, "utf-8"},
		"little without a mark": {unicode.LittleEndian, unicode.IgnoreBOM, "utf-16le"},
		"big without a mark":    {unicode.BigEndian, unicode.IgnoreBOM, "utf-16be"},
	} {
		for format, text := range texts {
			t.Run(name+" "+format, func(t *testing.T) {
				t.Parallel()
				encode := unicode.UTF16(c.endian, c.mark).NewEncoder()
				encoded, err := encode.String(text)
				require.NoError(t, err)
				srv := emulator.Start(t)
				out := filepath.Join(t.TempDir(), "rest."+format)
				got := against(t, srv.URL(), t.TempDir(), write(t, "p."+format, encoded), "--encoding", c.flag, "--rest", out)
				require.Equal(t, exitNo, got.code, got.err)
				written, err := os.ReadFile(out)
				require.NoError(t, err, got.err)
				want, err := encode.String(rest[format])
				require.NoError(t, err)
				require.Equal(t, want, string(written))
				got = against(t, srv.URL(), t.TempDir(), out, "--encoding", c.flag, "--dry-run")
				require.Equal(t, exitOK, got.code, got.err)
				require.Contains(t, got.err, ": 1 line, ")
			})
		}
	}
}
