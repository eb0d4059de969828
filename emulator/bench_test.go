package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		_, err := emulator.New()
		require.NoError(b, err)
	}
}

func BenchmarkInit1000(b *testing.B) {
	d := newWorld(b).direct(b, emulator.Behaviour{DuplicateInit: "second"})
	serve(b, d, http.MethodPost, initPath, initBody("x", lines(1000)...))
}

func BenchmarkRetrieve1000(b *testing.B) {
	d := newWorld(b).direct(b)
	id := d.call(http.MethodPost, initPath, initBody("x", lines(1000)...))["requestId"]
	d.call(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, id))
	serve(b, d, http.MethodPost, retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":1000}`, id))
}

// serve measures the emulator alone: the request is signed once.
func serve(b *testing.B, d *direct, method, path, body string) {
	b.Helper()
	request := d.request(method, path, body)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		request.Body = io.NopCloser(strings.NewReader(body))
		recorder := httptest.NewRecorder()
		d.emu.ServeHTTP(recorder, request)
		require.Equal(b, http.StatusOK, recorder.Code)
	}
}
