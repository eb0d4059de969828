package contract_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

func TestTransportSamples(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rate float64
		want uint64
	}{{0, 0}, {0.25, 1}, {0.5, 2}, {1, 4}} {
		var n atomic.Int64
		quarters := func() float64 { return float64((n.Add(1)-1)%4) / 4 }
		transport, _ := newTransport(t, answeringText(driftBalance), contract.WithSampleRate(tt.rate), contract.WithRandom(quarters))
		for range 4 {
			assert.Equal(t, driftBalance, read(t, transport, balanceRequest(t)))
		}
		require.NoError(t, transport.Close())
		assert.Equal(t, tt.want, transport.Stats().Checked, "rate %v", tt.rate)
	}
}

func TestTransportNeverWaits(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	slow := func([]contract.Finding) {
		once.Do(func() { close(entered) })
		<-release
	}
	transport, err := contract.NewTransport(newChecker(t), answeringText(driftBalance), contract.WithCallback(slow), contract.WithQueue(2))
	require.NoError(t, err)
	read(t, transport, balanceRequest(t))
	<-entered
	for range 5 { // these return although nothing is checked
		assert.Equal(t, driftBalance, read(t, transport, balanceRequest(t)))
	}
	assert.Equal(t, contract.TransportStats{Checked: 1, Dropped: 3}, transport.Stats())
	close(release)
	require.NoError(t, transport.Close())
	assert.Equal(t, contract.TransportStats{Checked: 3, Dropped: 3}, transport.Stats())
}

func TestTransportBoundsItsMemory(t *testing.T) {
	t.Parallel()
	transport, _ := newTransport(t, answeringText(driftBalance), contract.WithMemory(int64(len(driftBalance))+10))
	first, err := transport.RoundTrip(balanceRequest(t))
	require.NoError(t, err)
	_, err = io.ReadFull(first.Body, make([]byte, 20))
	require.NoError(t, err)
	assert.Equal(t, driftBalance, read(t, transport, balanceRequest(t)), "there is no room for its copy")
	_, err = io.ReadAll(first.Body)
	require.NoError(t, err)
	require.NoError(t, first.Body.Close())
	require.Eventually(t, func() bool { return transport.Stats().Checked == 1 }, 10*time.Second, time.Millisecond)
	assert.Equal(t, uint64(1), transport.Stats().Dropped)
	for i := range 3 { // the room is given back
		read(t, transport, balanceRequest(t))
		require.Eventually(t, func() bool { return transport.Stats().Checked == uint64(i+2) }, 10*time.Second, time.Millisecond)
	}
	require.NoError(t, transport.Close())
	assert.Equal(t, contract.TransportStats{Checked: 4, Dropped: 1}, transport.Stats())
}

func TestTransportContainsPanics(t *testing.T) {
	t.Parallel()
	for name, breakDown := range map[string]func(){
		"panic":  func() { panic(markerName) },
		"goexit": runtime.Goexit,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			transport, err := contract.NewTransport(newChecker(t), answeringText(driftBalance), contract.WithCallback(func([]contract.Finding) {
				calls++
				breakDown()
			}))
			require.NoError(t, err)
			for range 3 {
				assert.Equal(t, driftBalance, read(t, transport, balanceRequest(t)))
			}
			require.NoError(t, transport.Close())
			assert.Equal(t, 3, calls)
			assert.Equal(t, uint64(3), transport.Stats().Checked)
		})
	}
	transport, _ := newTransport(t, answeringText(driftBalance), contract.WithRandom(func() float64 { panic("random") }))
	assert.Equal(t, driftBalance, read(t, transport, balanceRequest(t)))
	assert.Equal(t, contract.TransportStats{Broken: 1}, transport.Stats())
}

func TestTransportLogsAnAllowList(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	var called []contract.Finding
	items := strings.Repeat(`{"externalId":"1","extra":"`+markerName+`"},`, 50)
	body := `{"status":"success","` + markerIBAN + `":1,"recipientName":"` + markerName + `","invalidItems":[` + strings.TrimSuffix(items, ",") + `]}`
	transport, err := contract.NewTransport(newChecker(t), answeringText(body),
		contract.WithLogger(slog.New(slog.NewJSONHandler(&out, nil))),
		contract.WithCallback(func(f []contract.Finding) { called = append(called, f...) }))
	require.NoError(t, err)
	request := signed(t, http.MethodPost, "http://127.0.0.1:1/v1/mass/payout/init?locale=en&"+markerIBAN+"="+markerSecret,
		`{"externalId":"e","conversationId":"c","items":[{"recipientInfo":"`+markerIBAN+`","recipientName":"`+markerName+`"}]}`)
	request.Header.Set("X-Custom", markerName)
	read(t, transport, request)
	require.NoError(t, transport.Close())

	records := strings.Split(strings.TrimSpace(out.String()), "\n")
	times := 0.0
	for _, each := range records {
		var record map[string]any
		require.NoError(t, json.Unmarshal([]byte(each), &record))
		for key := range record {
			assert.Contains(t, []string{"time", "level", "msg", "operation", "direction", "kind", "severity", "pointer", "message", "times", "status", "duration"}, key)
		}
		assert.Equal(t, "initMassPayout", record["operation"])
		assert.InDelta(t, 200, record["status"], 0)
		times = max(times, record["times"].(float64))
	}
	assert.InDelta(t, 50, times, 0, "the same drift of fifty items is one record")
	assert.Less(t, len(records), 20)
	assert.Greater(t, len(called), 50, "the callback gets every finding")
	for _, text := range []string{out.String(), fmt.Sprint(called)} {
		assert.NotContains(t, text, "MARKER")
		assert.NotContains(t, text, markerIBAN)
		assert.NotContains(t, text, request.Header.Get("Authorization"))
	}
}

func TestTransportAfterClose(t *testing.T) {
	t.Parallel()
	transport, found := newTransport(t, answeringText(driftBalance))
	pending, err := transport.RoundTrip(balanceRequest(t))
	require.NoError(t, err)
	require.NoError(t, transport.Close())
	_, _ = io.ReadAll(pending.Body)
	assert.Equal(t, driftBalance, read(t, transport, balanceRequest(t)))
	require.NoError(t, transport.Close(), "a second time does nothing")
	assert.Empty(t, found.kinds())
	assert.Equal(t, contract.TransportStats{Dropped: 1}, transport.Stats())
}

func TestTransportConcurrently(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, driftBalance)
	}))
	t.Cleanup(server.Close)
	transport, found := newTransport(t, http.DefaultTransport, contract.WithQueue(1000))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 10 {
				response, err := transport.RoundTrip(signed(t, http.MethodGet, server.URL+balancePath, ""))
				if assert.NoError(t, err) {
					_, _ = io.Copy(io.Discard, response.Body)
					_ = response.Body.Close()
				}
			}
		})
	}
	group.Wait()
	require.NoError(t, transport.Close())
	assert.Len(t, found.kinds(), 80)
	assert.Equal(t, contract.TransportStats{Checked: 80}, transport.Stats())
}

// A call that never left must still be known not to have left.
func TestTransportKeepsPayoutsEvidence(t *testing.T) {
	t.Parallel()
	transport, found := newTransport(t, roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("no connection") }))
	credentials, err := signing.NewCredentials(markerAPIKey, markerSecret)
	require.NoError(t, err)
	client, err := payout.New(credentials, payout.WithBaseURL("http://127.0.0.1:1"), payout.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	approval, err := payout.ApproveRequest("r")
	require.NoError(t, err)
	_, err = client.Auth(t.Context(), approval)
	require.Equal(t, payout.OutcomeNotSent, payout.OutcomeOf(err), "%v", err)
	assert.Empty(t, found.kinds())
}

func TestTransportOptions(t *testing.T) {
	t.Parallel()
	checker := newChecker(t)
	good := contract.WithCallback(func([]contract.Finding) {})
	for want, opts := range map[string][]contract.TransportOption{
		"reports nowhere":            nil,
		"between 0 and 1":            {good, contract.WithSampleRate(1.01)},
		"needs a function":           {contract.WithCallback(nil)},
		"WithRandom needs":           {good, contract.WithRandom(nil)},
		"needs a logger":             {contract.WithLogger(nil)},
		"room for at least one":      {good, contract.WithQueue(0)},
		"memory must be at least":    {good, contract.WithMemory(0)},
		"sample rate must be betwee": {good, contract.WithSampleRate(math.NaN())},
	} {
		_, err := contract.NewTransport(checker, nil, opts...)
		require.ErrorContains(t, err, want)
	}
	_, err := contract.NewTransport(nil, nil, good)
	require.ErrorContains(t, err, "needs a checker")
}

func BenchmarkTransport(b *testing.B) {
	next := answeringText(cleanBalance)
	request := balanceRequest(b)
	for name, rate := range map[string]float64{"none": 0, "all": 1} {
		transport, err := contract.NewTransport(newChecker(b), next, contract.WithSampleRate(rate), contract.WithCallback(func([]contract.Finding) {}))
		require.NoError(b, err)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				read(b, transport, request)
			}
		})
		require.NoError(b, transport.Close())
	}
}
