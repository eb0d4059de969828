package vcr

import (
	"context"
	"fmt"
	"time"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/signing"
)

// RecordEmulator records these scenarios from emulators of their own, on loopback. Clock and ids are the same each time, so
// that recording twice gives the same bytes. What was recorded of other scenarios stays.
func (l *Library) RecordEmulator(ctx context.Context, scenarios []scenario.Scenario) error {
	start := time.Date(2026, time.January, 1, 9, 0, 0, 0, time.UTC)
	stranger, err := signing.NewCredentials("sandbox-nobody-api-key", "sandbox-nobody-secret-key")
	if err != nil {
		return err
	}
	return l.record(ctx, stage{
		source:   Emulator,
		tool:     fmt.Sprintf("iyzipayout %s: its emulator, the clock set by hand; go-vcr %s", signing.DefaultClientVersion, vcrVersion),
		recorded: func() string { return start.Format(time.DateOnly) },
		run:      func() string { return "emulated" },
		open: func(s scenario.Scenario) (*scenario.World, func(), error) {
			world, leave, err := s.InEmulator(
				emulator.WithClock(func() time.Time { return start }), emulator.WithIDs(counted()),
				emulator.WithPace(emulator.Pace{Queued: time.Second, Processing: time.Second, GiveBack: time.Second}),
			)
			if err == nil {
				world.WrongCredentials = stranger
			}
			return world, leave, err
		},
	}, scenarios)
}

// counted gives ids that look like UUIDs and count up.
func counted() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	}
}
