package fleet_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/payout"
)

// Spans say which operation of which payout came out how, in which attempt, and nothing about a person.
func TestSpansAndMetrics(t *testing.T) {
	s := newSite(t, engines["sqlite"](t))
	spans := tracetest.NewInMemoryExporter()
	reader := sdkmetric.NewManualReader()
	telemetry, err := fleet.NewTelemetry(sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans)), sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
	require.NoError(t, err)
	var log bytes.Buffer
	s.client, err = payout.New(s.srv.Credentials(), payout.WithBaseURL(s.srv.URL()), payout.WithHTTPClient(s.srv.Client()),
		payout.WithRetries(payout.RetryPolicy{First: 1, Most: 1}), payout.WithLogger(telemetry.Logger(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))))
	require.NoError(t, err)
	require.NoError(t, s.srv.InjectFaults(emulator.Fault{Kind: emulator.FaultResetBeforeRead, Operation: "initMassPayout"}))
	b := numbered(1, 2)
	who, err := payout.IBAN("TR920086402100005482986178", "Marker Holder")
	require.NoError(t, err)
	b.Items[0].Recipient, b.Items[0].Description = who, "marker description"
	_, err = s.queue.Enqueue(t.Context(), b)
	require.NoError(t, err)
	s.work(t, fleet.WithTelemetry(telemetry))

	calls, turns := 0, 0
	for _, span := range spans.GetSpans() {
		attributes := attribute.NewSet(span.Attributes...)
		for _, key := range []attribute.Key{"externalId", "attempt", "outcome"} {
			if _, has := attributes.Value(key); !has && (key != "externalId" || span.Name == "iyzipayout.turn") {
				assert.Fail(t, "an attribute is missing", "%s of %s", key, span.Name)
			}
		}
		if span.Name == "iyzipayout.turn" {
			turns++
			continue
		}
		calls++
		operation, _ := attributes.Value("operation")
		assert.Equal(t, span.Name, operation.AsString())
		assert.True(t, span.Parent.IsValid(), "a call is in the turn of its payout")
		assert.False(t, span.StartTime.After(span.EndTime))
	}
	assert.Greater(t, calls, 5)
	assert.NotZero(t, turns)
	var metrics metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &metrics))
	all := fmt.Sprintf("%+v %+v", spans.GetSpans(), metrics)
	assert.Contains(t, all, "iyzipayout.lines")
	assert.Contains(t, all, "iyzipayout.turns")
	assert.Contains(t, all, "iyzipayout.calls")
	assert.Contains(t, log.String(), "payout: failed")
	assert.NotContains(t, log.String(), "payout: answered", "the level of the next handler counts")
	for _, personal := range []string{"Marker Holder", "5482986178", "marker description", "101.5", "sandbox-emulator"} {
		assert.NotContains(t, all+log.String(), personal)
	}
}
