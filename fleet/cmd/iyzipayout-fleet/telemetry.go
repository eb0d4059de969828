package main

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/metric/noop"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/iyzipayout/iyzipayout/fleet"
)

// exported sends spans and metrics where OTEL_EXPORTER_OTLP_ENDPOINT says (OTLP over HTTP), and nowhere without it.
func exported(ctx context.Context, s streams) (*fleet.Telemetry, func() error, error) {
	if s.getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" {
		t, err := fleet.NewTelemetry(tracenoop.NewTracerProvider(), noop.NewMeterProvider())
		return t, func() error { return nil }, err
	}
	spans, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, nil, err
	}
	metrics, err := otlpmetrichttp.New(ctx)
	if err != nil {
		return nil, nil, err
	}
	tracers := sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans))
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewPeriodicReader(metrics)))
	t, err := fleet.NewTelemetry(tracers, meters)
	return t, func() error {
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer stop()
		return errors.Join(tracers.Shutdown(ctx), meters.Shutdown(ctx))
	}, err
}
