package vcr

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/signing"
)

// RecordEmulator records these scenarios from emulators of their own, on loopback. Clock and ids are the same each time, so
// that recording twice gives the same bytes. What was recorded of other scenarios stays.
func (l *Library) RecordEmulator(ctx context.Context, scenarios []scenario.Scenario) error {
	start := time.Date(2026, time.January, 1, 9, 0, 0, 0, time.UTC)
	return l.record(ctx, stage{
		source:   Emulator,
		tool:     fmt.Sprintf("iyzipayout %s: its emulator, the clock set by hand; go-vcr %s", signing.DefaultClientVersion, vcrVersion),
		recorded: func() string { return start.Format(time.DateOnly) },
		open: func(s scenario.Scenario) (*scenario.World, string, http.RoundTripper, func(), error) {
			return openEmulator(s, start)
		},
	}, scenarios)
}

func openEmulator(s scenario.Scenario, start time.Time) (*scenario.World, string, http.RoundTripper, func(), error) {
	stranger, err := signing.NewCredentials("sandbox-nobody-api-key", "sandbox-nobody-secret-key")
	if err != nil {
		return nil, "", nil, nil, err
	}
	server, err := emulator.Listen("127.0.0.1:0", slices.Concat([]emulator.Option{
		emulator.WithClock(func() time.Time { return start }), emulator.WithIDs(counted()),
		emulator.WithPace(emulator.Pace{Queued: time.Second, Processing: time.Second, GiveBack: time.Second}),
	}, s.Emulator)...)
	if err != nil {
		return nil, "", nil, nil, err
	}
	world := &scenario.World{
		BaseURL: server.URL(), Credentials: server.Credentials(), WrongCredentials: stranger, Locale: gen.LocaleEn,
		Pause: func(ctx context.Context, d time.Duration) error {
			server.Advance(d)
			return ctx.Err()
		},
	}
	return world, "emulated", server.Client().Transport, func() { _ = server.Close() }, nil
}

// counted gives ids that look like UUIDs and count up.
func counted() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	}
}
