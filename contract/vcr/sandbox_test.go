package vcr_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

const (
	markerAPIKey    = "sandbox-MarkerApiKey0123456789"
	markerSecretKey = "sandbox-MarkerSecretKey9876543210"
	markerIBAN      = "TR330006100519786457841326"
	markerName      = "Işık Marker"
)

// pretended is an emulator behind TLS that is reached under the sandbox's name, with the keys of somebody real.
func pretended(t testing.TB, opts ...emulator.Option) (vcr.SandboxRecording, *emulator.Emulator) {
	credentials, err := signing.NewCredentials(markerAPIKey, markerSecretKey)
	require.NoError(t, err)
	service, err := emulator.New(append(opts, emulator.WithCredentials(credentials), emulator.WithPace(emulator.TestPace()))...)
	require.NoError(t, err)
	server := httptest.NewTLSServer(service) // its certificate is for example.com
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "example.com", MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if address != "sandbox-api.iyzipay.com:443" {
				return nil, errors.New("the recorder calls another host than the sandbox")
			}
			return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
		},
		ForceAttemptHTTP2: true,
	}
	t.Cleanup(transport.CloseIdleConnections)
	return vcr.SandboxRecording{
		Credentials: credentials, Transport: transport, AllowAuth: true,
		Pause: func(ctx context.Context, d time.Duration) error {
			service.Advance(d)
			return ctx.Err()
		},
	}, service
}

func TestSandboxRecording(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l, err := vcr.Create(dir)
	require.NoError(t, err)
	recording, _ := pretended(t)
	skipped, err := recording.Record(context.Background(), l, scenario.All())
	require.NoError(t, err)
	reopened, err := vcr.Open(dir)
	require.NoError(t, err)
	for _, s := range scenario.All() {
		assert.Equal(t, s.NeedsEmulator(), slices.Contains(skipped, s.Name), s.Name)
		if s.NeedsEmulator() {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			require.NoError(t, reopened.Replay(context.Background(), vcr.Sandbox, s), "a recording can be replayed")
		})
	}
	noMarkers(t, dir)
	for _, c := range l.Cassettes {
		assert.Equal(t, vcr.Sandbox, c.Source)
		assert.Equal(t, time.Now().UTC().Format(time.DateOnly), c.Recorded)
		assert.NotContains(t, c.Tool, "emulator")
	}
}

// noMarkers looks for what must not be saved, in plain and in base64.
func noMarkers(t testing.TB, dir string) {
	for name, data := range files(t, dir) {
		for _, marker := range []string{markerAPIKey, markerSecretKey, markerIBAN, markerName, "Marker"} {
			assert.False(t, strings.Contains(data, marker), "%s holds %s", name, marker)
			for shift := range 3 {
				encoded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + marker))
				if len(encoded) > 16 {
					assert.False(t, strings.Contains(data, encoded[4:len(encoded)-4]), "%s holds %s in base64", name, marker)
				}
			}
		}
		assert.Empty(t, vcr.Leaks([]byte(data)), name)
	}
}

func TestSandboxRecordingAuthorisesOnlyWhenAllowed(t *testing.T) {
	t.Parallel()
	l, err := vcr.Create(t.TempDir())
	require.NoError(t, err)
	recording, service := pretended(t)
	recording.AllowAuth = false
	skipped, err := recording.Record(context.Background(), l, scenario.All())
	require.NoError(t, err)
	assert.Contains(t, skipped, "auth-and-wait")
	for _, batch := range service.Ledger().Batches {
		assert.Zero(t, batch.Authorisations)
	}
	for _, c := range l.Cassettes {
		exchanges, err := l.Exchanges(c)
		require.NoError(t, err)
		assert.False(t, slices.ContainsFunc(exchanges, func(x contract.Exchange) bool {
			return x.Request.URL.Path == gen.OperationAuthMassPayout.Path()
		}), c.File)
	}
}

// TestSandboxRecordingMasksPeople who are none of the published ones, wherever they appear, and replay still matches: also the
// person who comes after one whom only an answer named.
func TestSandboxRecordingMasksPeople(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l, err := vcr.Create(dir)
	require.NoError(t, err)
	recording, _ := pretended(t, emulator.WithLineOutcome(func(gen.MassPayoutItem) emulator.LineOutcome {
		return emulator.LineOutcome{Mark: emulator.MarkRefuse, Message: "IŞIK MARKER is not the holder of " + markerIBAN + ", see TR320010009999901234567890"}
	}))
	s := scenario.Scenario{Name: "marker", About: "Somebody real.", Run: payMarkers}
	_, err = recording.Record(context.Background(), l, []scenario.Scenario{s})
	require.NoError(t, err)
	noMarkers(t, dir)
	require.NoError(t, l.Replay(context.Background(), vcr.Sandbox, s))
	data, err := os.ReadFile(filepath.Join(dir, "sandbox", "marker.yaml"))
	require.NoError(t, err)
	assert.Contains(t, string(data), "masked text 2 is not the holder of TR809999900000000000000001")
	assert.NotContains(t, string(data), "Cookie")
	assert.NotContains(t, string(data), "TR320010009999901234567890")
}

func payMarkers(ctx context.Context, w *scenario.World) error {
	inner := w.HTTP.Transport
	w.HTTP = &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		r.Header.Set("Cookie", "Marker")
		return inner.RoundTrip(r)
	})}
	client, err := w.Client()
	if err != nil {
		return err
	}
	amount, err := payout.TRY("10")
	if err != nil {
		return err
	}
	for i, iban := range []string{markerIBAN, "DE02120300000000202051"} {
		to, err := payout.IBAN(iban, markerName)
		if err != nil {
			return err
		}
		result, err := client.Init(ctx, payout.Batch{ExternalID: w.ID(fmt.Sprintf("batch-%d", i)), Items: []payout.Item{
			{ExternalID: w.ID("line"), Recipient: to, Amount: amount, Description: "for " + markerName},
		}})
		if err != nil {
			return err
		}
		if len(result.Refused()) != 1 {
			return errors.New("the line should be refused")
		}
		if _, err := client.Retrieve(ctx, result.Ref(), payout.Page{Size: 10, ItemType: gen.ItemTypeInvalid}); err != nil {
			return err
		}
	}
	return nil
}

func TestSandboxRecordingNeedsSandboxKeys(t *testing.T) {
	t.Parallel()
	l, err := vcr.Create(t.TempDir())
	require.NoError(t, err)
	live, err := signing.NewCredentials("MarkerLiveKey", "secret")
	require.NoError(t, err)
	nowhere := roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("it was sent") })
	_, err = vcr.SandboxRecording{Credentials: live, Transport: nowhere}.Record(context.Background(), l, scenario.All())
	assert.ErrorContains(t, err, "must be those of the sandbox")
	assert.NotContains(t, err.Error(), "Marker")
}

// TestAKeyInAnAnswerIsNotSaved: a service that echoes the key, in whatever form, is no reason to publish it.
func TestAKeyInAnAnswerIsNotSaved(t *testing.T) {
	t.Parallel()
	recording, _ := pretended(t)
	inner := recording.Transport
	for _, echo := range []string{
		markerAPIKey, base64.StdEncoding.EncodeToString([]byte(markerAPIKey)), base64.StdEncoding.EncodeToString([]byte("a:" + markerAPIKey)),
		base64.URLEncoding.EncodeToString([]byte("b" + markerAPIKey)),
	} {
		dir := t.TempDir()
		l, err := vcr.Create(dir)
		require.NoError(t, err)
		recording.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
			response, err := inner.RoundTrip(r)
			if err == nil {
				response.Header.Set("Retry-After", echo)
			}
			return response, err
		})
		_, err = recording.Record(context.Background(), l, []scenario.Scenario{find(t, "balance")})
		require.ErrorContains(t, err, "would hold an API key")
		assert.NotContains(t, err.Error(), echo)
		assert.NotContains(t, err.Error(), "what was recorded is in", "it is kept nowhere")
		noMarkers(t, dir)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
