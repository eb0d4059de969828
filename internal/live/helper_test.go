package live_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/live"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
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

// proxy is a service whose answers change.
type proxy struct{ *testkit.Service }

func startProxy(t testing.TB, changes ...testkit.Change) proxy {
	t.Helper()
	return proxy{testkit.NewService(t, nil, changes...)}
}

// theDocument is read once, and nobody changes it.
var theDocument = sync.OnceValues(spec.Document)

// options are those of a run against the proxy.
func (p proxy) options(t testing.TB, scenarios ...scenario.Scenario) live.Options {
	t.Helper()
	doc, err := theDocument()
	require.NoError(t, err)
	return live.Options{
		BaseURL: p.URL, Credentials: p.Emulator.Credentials(), Transport: p.Client().Transport, Scenarios: scenarios, Document: doc,
		Pace: 0.01,
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
