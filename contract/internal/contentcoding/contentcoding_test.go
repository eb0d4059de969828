package contentcoding

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const plain = `{"status":"success","note":"İşlem başarılı"}`

func coded(t *testing.T, text []byte, writer func(io.Writer) io.WriteCloser) []byte {
	t.Helper()
	var b bytes.Buffer
	w := writer(&b)
	_, err := w.Write(text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func zip(w io.Writer) io.WriteCloser       { return gzip.NewWriter(w) }
func zlibCoded(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }
func bare(w io.Writer) io.WriteCloser {
	f, _ := flate.NewWriter(w, flate.BestCompression)
	return f
}

func TestUndo(t *testing.T) {
	zipped := coded(t, []byte(plain), zip)
	for _, tt := range []struct {
		name   string
		coding []string
		body   []byte
		want   string
		err    string
	}{
		{"none", nil, []byte(plain), plain, ""},
		{"none, and not text", nil, zipped, string(zipped), ""},
		{"identity", []string{"identity"}, []byte(plain), plain, ""},
		{"gzip", []string{"gzip"}, zipped, plain, ""},
		{"x-gzip in capitals", []string{" X-GZIP "}, zipped, plain, ""},
		{"zlib", []string{"deflate"}, coded(t, []byte(plain), zlibCoded), plain, ""},
		{"bare deflate", []string{"deflate"}, coded(t, []byte(plain), bare), plain, ""},
		{"both in one header", []string{"deflate, gzip"}, coded(t, coded(t, []byte(plain), zlibCoded), zip), plain, ""},
		{"both in two headers", []string{"deflate", "gzip"}, coded(t, coded(t, []byte(plain), zlibCoded), zip), plain, ""},
		{"decoded by the recorder", []string{"gzip"}, []byte(plain), plain, ""},
		{"decoded by the recorder, brotli", []string{"br"}, []byte(plain), plain, ""},
		{"decoded, in another charset", []string{"gzip"}, []byte("{\"a\":\"\xfe\"}"), "{\"a\":\"\xfe\"}", ""},
		{"empty", []string{"gzip"}, nil, "", ""},
		{"brotli", []string{"br"}, []byte("\x8b\xff\x00"), "", `is still coded as "br", which cannot be undone here`},
		{"cut off", []string{"gzip"}, zipped[:len(zipped)-9], "", "is not the gzip that its headers say"},
		{"no deflate", []string{"deflate"}, []byte("\xff\xfe\x00"), "", "is not the deflate that its headers say"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, err := Undo(http.Header{"Content-Encoding": tt.coding}, tt.body, 1<<20)
			if tt.err != "" {
				assert.EqualError(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.want, string(body))
		})
	}
}

func TestUndoStopsAtTheLimit(t *testing.T) {
	for coding, writer := range map[string]func(io.Writer) io.WriteCloser{"gzip": zip, "deflate": zlibCoded} {
		body, err := Undo(http.Header{"Content-Encoding": {coding}}, coded(t, make([]byte, 1<<20), writer), 1000)
		require.NoError(t, err)
		assert.Len(t, body, 1000)
	}
}

func FuzzUndo(f *testing.F) {
	f.Add("gzip", []byte("\x1f\x8b\x08"))
	f.Add("deflate, gzip", []byte("x\x9c"))
	f.Fuzz(func(t *testing.T, coding string, body []byte) {
		got, err := Undo(http.Header{"Content-Encoding": {coding}}, body, 4096)
		if err == nil {
			assert.LessOrEqual(t, len(got), max(4096, len(body)))
		}
	})
}
