// Package scenario holds what the contract suite does with the service: every operation, status, recipient and failure,
// written once against packages payout and gen. The same scenarios record cassettes from the emulator or the vendor's
// sandbox, are replayed from them, and run live.
package scenario

import (
	"context"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// Scenario is one use of the service from its beginning to its end.
type Scenario struct {
	// Name is also the name of its cassette: words in small letters and hyphens.
	Name string
	// About says in one sentence what is exercised.
	About string
	// MovesMoney: it calls auth, so it runs live only where that is allowed.
	MovesMoney bool
	// EmulatorOnly: it needs the emulator's markers or options to come about, so it cannot run against the vendor.
	EmulatorOnly bool
	// Emulator lists what the emulator must be told for the scenario to come about. It implies EmulatorOnly, and an emulator
	// of its own.
	Emulator []emulator.Option
	// Known lists the drifts that are part of the scenario: what is sent wrong on purpose.
	Known []Known
	// Run does it. An error means that the service answered otherwise than the scenario expects.
	Run func(context.Context, *World) error
}
