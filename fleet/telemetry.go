package fleet

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/iyzipayout/iyzipayout/payout"
)

// scope names who makes spans and metrics.
const scope = "github.com/iyzipayout/iyzipayout/fleet"

// Telemetry makes spans and metrics of OpenTelemetry. They carry ids as they were given, counts and outcomes, and no personal data. A nil
// one makes none.
//
//	span iyzipayout.turn                        externalId, attempt, outcome (over, looked, taken, stopped, failed)
//	span of a call, such as authMassPayout      operation, attempt, outcome, externalId, requestId, httpStatus, code
//	counter iyzipayout.turns                    outcome
//	counter iyzipayout.lines                    state (paid, not paid)
//	histogram iyzipayout.calls, in seconds      operation, outcome
type Telemetry struct {
	tracer trace.Tracer
	turns  metric.Int64Counter
	lines  metric.Int64Counter
	calls  metric.Float64Histogram
}

// NewTelemetry makes spans and metrics by these providers.
func NewTelemetry(tracers trace.TracerProvider, meters metric.MeterProvider) (*Telemetry, error) {
	t := &Telemetry{tracer: tracers.Tracer(scope)}
	meter := meters.Meter(scope)
	var err error
	if t.turns, err = meter.Int64Counter("iyzipayout.turns", metric.WithDescription("turns of payouts")); err != nil {
		return nil, fmt.Errorf("fleet: %w", err)
	}
	if t.lines, err = meter.Int64Counter("iyzipayout.lines", metric.WithDescription("lines whose outcome was told")); err != nil {
		return nil, fmt.Errorf("fleet: %w", err)
	}
	if t.calls, err = meter.Float64Histogram("iyzipayout.calls", metric.WithUnit("s"), metric.WithDescription("calls of the Mass Payout API")); err != nil {
		return nil, fmt.Errorf("fleet: %w", err)
	}
	return t, nil
}

// turn begins the span of a turn, and returns what ends it.
func (t *Telemetry) turn(ctx context.Context, externalID string, attempt int) (context.Context, func(result)) {
	if t == nil {
		return ctx, func(result) {}
	}
	ctx, span := t.tracer.Start(ctx, "iyzipayout.turn", trace.WithAttributes(attribute.String("externalId", externalID), attribute.Int("attempt", attempt)))
	return ctx, func(how result) {
		outcome := attribute.String("outcome", string(how))
		if how == turnFailed {
			span.SetStatus(codes.Error, "")
		}
		span.SetAttributes(outcome)
		span.End()
		t.turns.Add(ctx, 1, metric.WithAttributes(outcome))
	}
}

func (t *Telemetry) settled(ctx context.Context, state payout.State) {
	if t != nil {
		t.lines.Add(ctx, 1, metric.WithAttributes(attribute.String("state", string(state))))
	}
}

// Logger is for [payout.WithLogger]: it makes a span of each line that the client logs about a call, and passes the line on to next, unless
// that is nil.
func (t *Telemetry) Logger(next slog.Handler) *slog.Logger {
	if next == nil {
		next = slog.DiscardHandler
	}
	return slog.New(callHandler{t, next})
}

// callHandler makes spans of what [payout.WithLogger] writes. Its lines are an allow-list, and so are the attributes here.
type callHandler struct {
	telemetry *Telemetry
	slog.Handler
}

func (callHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h callHandler) Handle(ctx context.Context, r slog.Record) error {
	if r.Message == "payout: answered" || r.Message == "payout: failed" {
		h.telemetry.call(ctx, r)
	}
	if !h.Handler.Enabled(ctx, r.Level) {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

func (h callHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return callHandler{h.telemetry, h.Handler.WithAttrs(attrs)}
}

func (h callHandler) WithGroup(name string) slog.Handler {
	return callHandler{h.telemetry, h.Handler.WithGroup(name)}
}

func (t *Telemetry) call(ctx context.Context, r slog.Record) {
	operation, outcome := "", "answered"
	var took time.Duration
	var attributes []attribute.KeyValue
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "operation":
			operation = a.Value.String()
		case "outcome":
			outcome = a.Value.String()
		case "duration":
			took = a.Value.Duration()
		case "attempt", "httpStatus":
			attributes = append(attributes, attribute.Int64(a.Key, a.Value.Int64()))
		case "externalId", "requestId", "code", "settles":
			attributes = append(attributes, attribute.String(a.Key, a.Value.String()))
		}
		return true
	})
	said := []attribute.KeyValue{attribute.String("operation", operation), attribute.String("outcome", outcome)}
	_, span := t.tracer.Start(ctx, operation, trace.WithTimestamp(r.Time.Add(-took)), trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(append(attributes, said...)...))
	if r.Level >= slog.LevelWarn {
		span.SetStatus(codes.Error, "")
	}
	span.End(trace.WithTimestamp(r.Time))
	t.calls.Record(ctx, took.Seconds(), metric.WithAttributes(said...))
}
