package transport_test

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
	"github.com/iyzipayout/iyzipayout/contract/transport"
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
		passing, _ := newTransport(t, answeringText(driftBalance), transport.WithSampleRate(tt.rate), transport.WithRandom(quarters))
		for range 4 {
			assert.Equal(t, driftBalance, read(t, passing, balanceRequest(t)))
		}
		require.NoError(t, passing.Close())
		assert.Equal(t, tt.want, passing.Stats().Checked, "rate %v", tt.rate)
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
	passing, err := transport.New(newChecker(t), answeringText(driftBalance), transport.WithCallback(slow), transport.WithRoom(2, 1<<20))
	require.NoError(t, err)
	read(t, passing, balanceRequest(t))
	<-entered
	for range 5 { // these return although nothing is checked
		assert.Equal(t, driftBalance, read(t, passing, balanceRequest(t)))
	}
	assert.Equal(t, transport.Stats{Checked: 1, Dropped: 3}, passing.Stats())
	close(release)
	require.NoError(t, passing.Close())
	assert.Equal(t, transport.Stats{Checked: 3, Dropped: 3}, passing.Stats())
}

func TestTransportBoundsItsMemory(t *testing.T) {
	t.Parallel()
	passing, _ := newTransport(t, answeringText(driftBalance), transport.WithRoom(256, int64(len(driftBalance))+10))
	first, err := passing.RoundTrip(balanceRequest(t))
	require.NoError(t, err)
	_, err = io.ReadFull(first.Body, make([]byte, 20))
	require.NoError(t, err)
	assert.Equal(t, driftBalance, read(t, passing, balanceRequest(t)), "there is no room for its copy")
	_, err = io.ReadAll(first.Body)
	require.NoError(t, err)
	require.NoError(t, first.Body.Close())
	require.Eventually(t, func() bool { return passing.Stats().Checked == 1 }, 10*time.Second, time.Millisecond)
	assert.Equal(t, uint64(1), passing.Stats().Dropped)
	for i := range 3 { // the room is given back
		read(t, passing, balanceRequest(t))
		require.Eventually(t, func() bool { return passing.Stats().Checked == uint64(i+2) }, 10*time.Second, time.Millisecond)
	}
	require.NoError(t, passing.Close())
	assert.Equal(t, transport.Stats{Checked: 4, Dropped: 1}, passing.Stats())
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
			passing, err := transport.New(newChecker(t), answeringText(driftBalance), transport.WithCallback(func([]contract.Finding) {
				calls++
				breakDown()
			}))
			require.NoError(t, err)
			for range 3 {
				assert.Equal(t, driftBalance, read(t, passing, balanceRequest(t)))
			}
			require.NoError(t, passing.Close())
			assert.Equal(t, 3, calls)
			assert.Equal(t, uint64(3), passing.Stats().Checked)
		})
	}
	passing, _ := newTransport(t, answeringText(driftBalance), transport.WithRandom(func() float64 { panic("random") }))
	assert.Equal(t, driftBalance, read(t, passing, balanceRequest(t)))
	assert.Equal(t, transport.Stats{Broken: 1}, passing.Stats())
}

func TestTransportLogsAnAllowList(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	var called []contract.Finding
	items := strings.Repeat(`{"externalId":"1","extra":"`+markerName+`"},`, 50)
	body := `{"status":"success","` + markerIBAN + `":1,"recipientName":"` + markerName + `","invalidItems":[` + strings.TrimSuffix(items, ",") + `]}`
	passing, err := transport.New(newChecker(t), answeringText(body),
		transport.WithLogger(slog.New(slog.NewJSONHandler(&out, nil))),
		transport.WithCallback(func(f []contract.Finding) { called = append(called, f...) }))
	require.NoError(t, err)
	request := signed(t, http.MethodPost, "http://127.0.0.1:1/v1/mass/payout/init?locale=en&"+markerIBAN+"="+markerSecret,
		`{"externalId":"e","conversationId":"c","items":[{"recipientInfo":"`+markerIBAN+`","recipientName":"`+markerName+`"}]}`)
	request.Header.Set("X-Custom", markerName)
	read(t, passing, request)
	require.NoError(t, passing.Close())

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
	passing, found := newTransport(t, answeringText(driftBalance))
	pending, err := passing.RoundTrip(balanceRequest(t))
	require.NoError(t, err)
	require.NoError(t, passing.Close())
	_, _ = io.ReadAll(pending.Body)
	assert.Equal(t, driftBalance, read(t, passing, balanceRequest(t)))
	require.NoError(t, passing.Close(), "a second time does nothing")
	assert.Empty(t, found.kinds())
	assert.Equal(t, transport.Stats{Dropped: 1}, passing.Stats())
}

func TestTransportConcurrently(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, driftBalance)
	}))
	t.Cleanup(server.Close)
	passing, found := newTransport(t, http.DefaultTransport, transport.WithRoom(1000, 1<<30))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 10 {
				response, err := passing.RoundTrip(signed(t, http.MethodGet, server.URL+balancePath, ""))
				if assert.NoError(t, err) {
					_, _ = io.Copy(io.Discard, response.Body)
					_ = response.Body.Close()
				}
			}
		})
	}
	group.Wait()
	require.NoError(t, passing.Close())
	assert.Len(t, found.kinds(), 80)
	assert.Equal(t, transport.Stats{Checked: 80}, passing.Stats())
}

// A call that never left must still be known not to have left.
func TestTransportKeepsPayoutsEvidence(t *testing.T) {
	t.Parallel()
	passing, found := newTransport(t, roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("no connection") }))
	credentials, err := signing.NewCredentials(markerAPIKey, markerSecret)
	require.NoError(t, err)
	client, err := payout.New(credentials, payout.WithBaseURL("http://127.0.0.1:1"), payout.WithHTTPClient(&http.Client{Transport: passing}))
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
	good := transport.WithCallback(func([]contract.Finding) {})
	for want, opts := range map[string][]transport.Option{
		"reports nowhere":            nil,
		"between 0 and 1":            {good, transport.WithSampleRate(1.01)},
		"needs a function":           {transport.WithCallback(nil)},
		"needs a logger":             {transport.WithLogger(nil)},
		"room for at least one":      {good, transport.WithRoom(0, 1)},
		"memory must be at least":    {good, transport.WithRoom(1, 0)},
		"sample rate must be betwee": {good, transport.WithSampleRate(math.NaN())},
	} {
		_, err := transport.New(checker, nil, opts...)
		require.ErrorContains(t, err, want)
	}
	_, err := transport.New(nil, nil, good)
	require.ErrorContains(t, err, "needs a checker")
}

func BenchmarkTransport(b *testing.B) {
	next := answeringText(cleanBalance)
	request := balanceRequest(b)
	for name, rate := range map[string]float64{"none": 0, "all": 1} {
		passing, err := transport.New(newChecker(b), next, transport.WithSampleRate(rate), transport.WithCallback(func([]contract.Finding) {}))
		require.NoError(b, err)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				read(b, passing, request)
			}
		})
		require.NoError(b, passing.Close())
	}
}

// TestNothingPersonalIsReported: the host of a request is told, and may be anything.
func TestNothingPersonalIsReported(t *testing.T) {
	t.Parallel()
	passing, found := newTransport(t, answeringText(cleanBalance))
	read(t, passing, signed(t, http.MethodGet, "https://"+markerIBAN+".example"+balancePath, ""))
	require.NoError(t, passing.Close())
	require.NotEmpty(t, found.all)
	for _, f := range found.all {
		assert.NotContains(t, strings.ToUpper(f.Message+f.Pointer), markerIBAN)
	}
}
