package vcr

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/signing"
)

// SandboxRecording says how to record from the vendor's sandbox.
type SandboxRecording struct {
	// Credentials must be sandbox keys.
	Credentials signing.Credentials
	// AllowAuth also records the scenarios that call auth.
	AllowAuth bool
	// Transport sends the requests; nil: http.DefaultTransport. It must lead to the sandbox and nowhere else: the cassettes
	// will say that this is where they come from.
	Transport http.RoundTripper
	// Pause waits between questions; nil: it takes real time.
	Pause func(context.Context, time.Duration) error
	// Now is the time that makes ids unique; nil: the system's.
	Now func() time.Time
}

// RecordSandbox records those of the scenarios that can run against the vendor, from [Source.BaseURL] of [Sandbox]. The names
// of those that it leaves out are returned. What was recorded of other scenarios stays. A vendor's text may hold a name that
// no program can find: read the cassettes before they are committed.
func (l *Library) RecordSandbox(ctx context.Context, r SandboxRecording, scenarios []scenario.Scenario) (skipped []string, err error) {
	if r.Credentials.Environment() != signing.Sandbox {
		return nil, errors.New("vcr: the keys must be those of the sandbox: they begin with sandbox-")
	}
	if r.Transport == nil {
		r.Transport = http.DefaultTransport
	}
	if r.Now == nil {
		r.Now = time.Now
	}
	if r.Pause == nil {
		r.Pause = pause
	}
	possible := slices.DeleteFunc(slices.Clone(scenarios), func(s scenario.Scenario) bool {
		leaveOut := s.NeedsEmulator() || s.MovesMoney && !r.AllowAuth
		if leaveOut {
			skipped = append(skipped, s.Name)
		}
		return leaveOut
	})
	return skipped, l.record(ctx, stage{
		source:   Sandbox,
		tool:     fmt.Sprintf("iyzipayout %s; go-vcr %s", signing.DefaultClientVersion, vcrVersion),
		recorded: func() string { return r.Now().UTC().Format(time.DateOnly) },
		open:     r.open,
	}, possible)
}

func (r SandboxRecording) open(scenario.Scenario) (*scenario.World, string, http.RoundTripper, func(), error) {
	stranger, err := signing.NewCredentials("sandbox-unknown-to-everybody", "sandbox-unknown-to-everybody-too")
	if err != nil {
		return nil, "", nil, nil, err
	}
	world := &scenario.World{
		BaseURL: Sandbox.BaseURL(), Credentials: r.Credentials, WrongCredentials: stranger, Locale: gen.LocaleEn, Pause: r.Pause,
	}
	return world, strconv.FormatInt(r.Now().UnixNano(), 36), r.Transport, func() {}, nil
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
