// Package scenario holds what the contract suite does with the service: every operation, status, recipient and failure,
// written once against packages payout and gen. The same scenarios record cassettes from the emulator or the vendor's
// sandbox, are replayed from them, and run live.
package scenario

import (
	"context"
	"net/http"
	"time"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
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

// World is where a scenario takes place. Everything that differs between recording, replay and a live run is in it.
type World struct {
	// BaseURL of the service, without a trailing slash.
	BaseURL string
	// Credentials that the service knows, and others that it does not.
	Credentials, WrongCredentials signing.Credentials
	// HTTP sends: through a recorder, a cassette, or plainly.
	HTTP *http.Client
	// Locale of the calls, unless a scenario is about locales.
	Locale gen.Locale
	// ID makes an id that is unique at the vendor and the same on every replay: ID("batch") gives "batch-…".
	ID func(name string) string
	// Pause lets time pass at the service: it waits live, moves the emulator's clock, and does nothing on replay.
	Pause func(context.Context, time.Duration) error
}

// Client makes a client of this world.
func (w *World) Client(opts ...payout.Option) (*payout.Client, error) {
	return w.ClientWith(w.Credentials, opts...)
}

// ClientWith makes a client of this world that signs with other keys. It sends each call once: a scenario is about what the
// service answers, and a repeated call would hide an answer and add an exchange that the next recording has not.
func (w *World) ClientWith(credentials signing.Credentials, opts ...payout.Option) (*payout.Client, error) {
	defaults := []payout.Option{
		payout.WithBaseURL(w.BaseURL), payout.WithHTTPClient(w.HTTP), payout.WithLocale(w.Locale), payout.WithoutRetries(),
	}
	return payout.New(credentials, append(defaults, opts...)...)
}
