// Package testkit is a service whose answers change, for tests of several packages.
package testkit

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// Service is an emulator over TLS whose answers may be changed on their way.
type Service struct {
	*httptest.Server
	Emulator *emulator.Emulator

	mu    sync.Mutex
	paths []string
}

// Change changes an answer.
type Change func(r *http.Request, answer *httptest.ResponseRecorder)

// NewService starts one that is quick.
func NewService(t testing.TB, options []emulator.Option, changes ...Change) *Service {
	t.Helper()
	emu, err := emulator.New(append([]emulator.Option{emulator.WithPace(emulator.TestPace())}, options...)...)
	require.NoError(t, err)
	s := &Service{Emulator: emu}
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.paths = append(s.paths, r.URL.Path)
		s.mu.Unlock()
		answer := httptest.NewRecorder()
		emu.ServeHTTP(answer, r)
		for _, change := range changes {
			change(r, answer)
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	t.Cleanup(s.Close)
	return s
}

// Calls counts the calls whose path holds a text, whatever the case.
func (s *Service) Calls(part string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, path := range s.paths {
		if strings.Contains(strings.ToLower(path), part) {
			n++
		}
	}
	return n
}

// Replacing changes the answers of the operations whose path ends so, "" for all: pairs of what is there and what is written
// instead.
func Replacing(pathEnd string, pairs ...string) Change {
	return func(r *http.Request, answer *httptest.ResponseRecorder) {
		if strings.HasSuffix(r.URL.Path, pathEnd) {
			body := strings.NewReplacer(pairs...).Replace(answer.Body.String())
			answer.Body = bytes.NewBufferString(body)
			answer.Header().Set("Content-Length", strconv.Itoa(len(body)))
		}
	}
}
