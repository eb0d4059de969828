package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

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

// BenchmarkExtras measures, in turns in one run, what a call takes longer because the page remembers it, and because a state file keeps it:
// medians as ratios to a call without either. Requests are signed outside of it.
func BenchmarkExtras(b *testing.B) {
	const size = 40
	for _, what := range []string{"init", "auth", "retrieve", "balance", "balance over HTTP"} {
		b.Run(what, func(b *testing.B) {
			w := newWorld(b)
			file := filepath.Join(b.TempDir(), "state")
			variants := []struct {
				name  string
				d     *direct
				serve http.Handler
				took  []time.Duration
			}{{name: "bare"}, {name: "recorded", d: w.direct(b)}, {name: "kept", d: w.direct(b, emulator.WithStateFile(file))}}
			variants[0].d = w.direct(b)
			for i, v := range variants {
				variants[i].serve = v.d.emu
			}
			variants[0].serve = variants[0].d.emu.Unrecorded()
			what, overHTTP := strings.CutSuffix(what, " over HTTP")
			for i := range variants {
				if overHTTP {
					variants[i].serve = served(b, variants[i].serve)
				}
			}
			begin := func(v *direct, n int) *http.Request {
				return v.request(http.MethodPost, initPath, initBody(fmt.Sprint(n), lines(size)...))
			}
			ids := map[*direct]any{}
			for _, v := range variants {
				ids[v.d] = v.d.send(begin(v.d, -1))["requestId"]
			}
			for n := 0; b.Loop(); n++ {
				for i := range variants {
					v := &variants[(i+n)%len(variants)]
					var request *http.Request
					switch what {
					case "init":
						request = begin(v.d, n)
					case "auth":
						request = v.d.request(http.MethodPost, authPath, fmt.Sprintf(`{"requestId":%q}`, v.d.send(begin(v.d, n))["requestId"]))
					case "retrieve":
						request = v.d.request(http.MethodPost, retrievePath, fmt.Sprintf(`{"requestId":%q,"page":0,"size":%d}`, ids[v.d], size))
					case "balance":
						request = v.d.request(http.MethodGet, balancePath, "")
					}
					v.d.call(http.MethodGet, balancePath, "") // what was waited for is not felt by what is measured
					v.took = append(v.took, timed(b, v.serve, request))
				}
			}
			bare := median(variants[0].took)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(bare.Microseconds()), "bare-µs")
			for _, v := range variants[1:] {
				b.ReportMetric(float64(median(v.took))/float64(bare), v.name+"/bare")
			}
		})
	}
}

// served passes calls on to a server of the handler.
func served(b *testing.B, handler http.Handler) http.Handler {
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Host = server.Listener.Addr().String()
		answer, err := server.Client().Do(r)
		require.NoError(b, err)
		defer answer.Body.Close()
		w.WriteHeader(answer.StatusCode)
		_, err = io.Copy(w, answer.Body)
		require.NoError(b, err)
	})
}

func timed(b *testing.B, serve http.Handler, request *http.Request) time.Duration {
	b.Helper()
	recorder := httptest.NewRecorder()
	begun := time.Now()
	serve.ServeHTTP(recorder, request)
	took := time.Since(begun)
	require.Equal(b, http.StatusOK, recorder.Code)
	return took
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
