package scenario

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

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

// InEmulator is the scenario's world in an emulator of its own on loopback, whose clock moves instead of being waited for.
// It has no ids and no wrong credentials yet. Call leave in the end.
func (s Scenario) InEmulator(options ...emulator.Option) (world *World, leave func(), err error) {
	server, err := emulator.Listen("127.0.0.1:0", append(options, s.Emulator...)...)
	if err != nil {
		return nil, nil, fmt.Errorf("start an emulator: %w", err)
	}
	return &World{
		BaseURL: server.URL(), Credentials: server.Credentials(), HTTP: server.Client(), Locale: gen.LocaleEn,
		Pause: func(ctx context.Context, d time.Duration) error {
			server.Advance(d)
			return ctx.Err()
		},
	}, func() { _ = server.Close() }, nil
}

// Wait is a Pause in real time.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
