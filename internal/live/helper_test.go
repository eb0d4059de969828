package live_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/live"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

// What is planted and must show nowhere.
const (
	markerIBAN   = "TR330006100519786457841326"
	markerName   = "Markerjane Markercustomer"
	markerText   = "Markertext for Markersalary"
	markerAPIKey = "sandbox-MARKERKEY0001"
	markerSecret = "sandbox-MARKERSECRET0001"
)

// markers are what no report may hold. Parts of markers count as well.
func markers() []string {
	return []string{markerIBAN, "0061005197", "Markerjane", "Markercustomer", "Markertext", "Markersalary", "MARKER", markerSecret}
}

// proxy is a service: an emulator behind a handler that may change answers, over TLS.
type proxy struct {
	*httptest.Server
	emulator *emulator.Emulator

	mu    sync.Mutex
	paths []string
}

// drift changes an answer.
type change func(r *http.Request, answer *httptest.ResponseRecorder)

func startProxy(t testing.TB, changes ...change) *proxy {
	t.Helper()
	emu, err := emulator.New(emulator.WithPace(emulator.TestPace()))
	require.NoError(t, err)
	p := &proxy{emulator: emu}
	p.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.paths = append(p.paths, r.URL.Path)
		p.mu.Unlock()
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
	t.Cleanup(p.Close)
	return p
}

// calls counts the calls whose path holds a text, whatever the case.
func (p *proxy) calls(part string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, path := range p.paths {
		if strings.Contains(strings.ToLower(path), part) {
			n++
		}
	}
	return n
}

// options are those of a run against the proxy.
func (p *proxy) options(t testing.TB, scenarios ...scenario.Scenario) live.Options {
	t.Helper()
	doc, err := spec.Document()
	require.NoError(t, err)
	return live.Options{
		BaseURL: p.URL, Credentials: p.emulator.Credentials(), Transport: p.Client().Transport, Scenarios: scenarios, Document: doc,
		Pace: 0.01,
	}
}

// replacing is a drift of the answers of one operation: pairs of what is written instead of what.
func replacing(pathEnd string, pairs ...string) change {
	return func(r *http.Request, answer *httptest.ResponseRecorder) {
		if strings.HasSuffix(r.URL.Path, pathEnd) {
			body := strings.NewReplacer(pairs...).Replace(answer.Body.String())
			answer.Body = bytes.NewBufferString(body)
			answer.Header().Set("Content-Length", strconv.Itoa(len(body)))
		}
	}
}

// paying is a scenario that hands a batch over, pays it if it is to, and looks at it.
func paying(pays bool) scenario.Scenario {
	return scenario.Scenario{
		Name: map[bool]string{true: "pay", false: "look"}[pays], About: "A batch is handed over and read back.", MovesMoney: pays,
		Run: func(ctx context.Context, w *scenario.World) error {
			client, err := w.Client()
			if err != nil {
				return err
			}
			result, err := client.Init(ctx, batch(w))
			if err != nil {
				return err
			}
			if pays {
				approval, err := result.ApproveAll()
				if err != nil {
					return err
				}
				if _, err := client.Auth(ctx, approval); err != nil {
					return err
				}
				if err := w.Pause(ctx, time.Second); err != nil {
					return err
				}
			}
			page, err := client.Retrieve(ctx, result.Ref(), payout.Page{Size: 10, ItemType: gen.ItemTypeValid})
			if err != nil {
				return err
			}
			if len(page.Items) != 1 {
				return errors.New("the line of " + markerName + " is not listed")
			}
			return nil
		},
	}
}

func batch(w *scenario.World) payout.Batch {
	recipient, err := payout.IBAN(markerIBAN, markerName)
	if err != nil {
		panic(err)
	}
	amount, err := payout.TRY("12.50")
	if err != nil {
		panic(err)
	}
	return payout.Batch{
		ExternalID: w.ID("batch"), Purpose: gen.PurposeSalary,
		Items: []payout.Item{{ExternalID: w.ID("line"), Recipient: recipient, Amount: amount, Description: markerText}},
	}
}

// asking is a scenario that asks for the balance.
func asking() scenario.Scenario {
	return scenario.Scenario{
		Name: "ask", About: "The balance is a number.",
		Run: func(ctx context.Context, w *scenario.World) error {
			client, err := w.Client()
			if err != nil {
				return err
			}
			_, err = client.Balance(ctx)
			return err
		},
	}
}

func credentials(apiKey, secretKey string) (signing.Credentials, error) {
	return signing.NewCredentials(apiKey, secretKey)
}

func play(t testing.TB, o live.Options) *live.Result {
	t.Helper()
	result, err := live.Run(t.Context(), o)
	require.NoError(t, err)
	return result
}

// written writes the report and returns the files by name.
func written(t testing.TB, r *live.Result) map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "a", "report")
	require.NoError(t, r.Write(dir))
	files := map[string]string{}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		files[e.Name()] = string(text)
	}
	require.Len(t, files, len(live.Files()))
	return files
}

// plainly sends a request through a world and forgets the answer.
func plainly(w *scenario.World, request *http.Request) error {
	response, err := w.HTTP.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
