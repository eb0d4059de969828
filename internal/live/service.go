package live

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"time"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/signing"
)

// place is the service that a scenario calls.
type place struct {
	baseURL   string
	transport http.RoundTripper
	pause     func(context.Context, time.Duration) error
	close     func()
}

// place is the service at the base URL, or an emulator for this scenario alone.
func (r *run) place(s scenario.Scenario) (place, error) {
	if r.options.BaseURL != "" {
		return place{
			baseURL: r.options.BaseURL, transport: r.options.Transport,
			pause: func(ctx context.Context, d time.Duration) error { return wait(ctx, scaled(d, r.options.Pace)) },
			close: func() {},
		}, nil
	}
	options := append([]emulator.Option{emulator.WithTLS(), emulator.WithCredentials(r.credentials)}, s.Emulator...)
	server, err := emulator.Listen("127.0.0.1:0", options...)
	if err != nil {
		return place{}, fmt.Errorf("start an emulator: %w", err)
	}
	return place{
		baseURL: server.URL(), transport: server.Client().Transport,
		pause: func(ctx context.Context, d time.Duration) error {
			server.Advance(d)
			return ctx.Err()
		},
		close: func() { _ = server.Close() },
	}, nil
}

// world is what a scenario sees of a place.
func (r *run) world(at place, transport http.RoundTripper, s scenario.Scenario) *scenario.World {
	return &scenario.World{
		BaseURL: at.baseURL, Credentials: r.credentials, WrongCredentials: r.wrong,
		HTTP: &http.Client{Transport: transport}, Locale: r.options.Locale,
		ID:    func(name string) string { return fmt.Sprintf("%s-%s-%s", s.Name, name, r.id) },
		Pause: at.pause,
	}
}

// freshKeys are keys that nobody has given out. Their form is that of the environment: the signer's guards send keys of one
// environment to no other.
func freshKeys(e signing.Environment) (signing.Credentials, error) {
	prefix := ""
	if e == signing.Sandbox {
		prefix = "sandbox-"
	}
	return signing.NewCredentials(prefix+rand.Text(), prefix+rand.Text())
}

func scaled(d time.Duration, pace float64) time.Duration { return time.Duration(float64(d) * pace) }

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
