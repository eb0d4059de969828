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

// world is where a scenario takes place: the service at the base URL, or an emulator for this scenario alone.
func (r *run) world(s scenario.Scenario) (world *scenario.World, leave func(), err error) {
	if r.options.BaseURL == "" {
		world, leave, err = s.InEmulator(emulator.WithTLS(), emulator.WithCredentials(r.credentials))
		if err != nil {
			return nil, nil, err
		}
	} else {
		leave = func() {}
		world = &scenario.World{
			BaseURL: r.options.BaseURL, Credentials: r.credentials, HTTP: &http.Client{Transport: r.options.Transport},
			Pause: func(ctx context.Context, d time.Duration) error {
				return scenario.Wait(ctx, time.Duration(float64(d)*r.options.Pace))
			},
		}
	}
	world.WrongCredentials, world.Locale = r.wrong, r.options.Locale
	world.ID = func(name string) string { return fmt.Sprintf("%s-%s-%s", s.Name, name, r.id) }
	return world, leave, nil
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
