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

// RecordSandbox records those of the scenarios that can run against the vendor, from [Source.BaseURL] of [Sandbox], with the
// credentials of a merchant there; those that call auth only if that is allowed. The names of those that it leaves out are
// returned. What was recorded of other scenarios stays. A vendor's text may hold a name that no program can find: read the
// cassettes before they are committed.
func (l *Library) RecordSandbox(ctx context.Context, credentials signing.Credentials, allowAuth bool, scenarios []scenario.Scenario) (skipped []string, err error) {
	return l.recordSandbox(ctx, sandbox{credentials, allowAuth, http.DefaultTransport, scenario.Wait}, scenarios)
}

// sandbox is the vendor's, or what tests put in its place.
type sandbox struct {
	credentials signing.Credentials
	allowAuth   bool
	transport   http.RoundTripper
	pause       func(context.Context, time.Duration) error
}

func (l *Library) recordSandbox(ctx context.Context, at sandbox, scenarios []scenario.Scenario) (skipped []string, err error) {
	if at.credentials.Environment() != signing.Sandbox {
		return nil, errors.New("vcr: the keys must be those of the sandbox: they begin with sandbox-")
	}
	possible := slices.DeleteFunc(slices.Clone(scenarios), func(s scenario.Scenario) bool {
		leaveOut := s.NeedsEmulator() || s.MovesMoney && !at.allowAuth
		if leaveOut {
			skipped = append(skipped, s.Name)
		}
		return leaveOut
	})
	stranger, err := signing.NewCredentials("sandbox-unknown-to-everybody", "sandbox-unknown-to-everybody-too")
	if err != nil {
		return nil, err
	}
	return skipped, l.record(ctx, stage{
		source:   Sandbox,
		tool:     fmt.Sprintf("iyzipayout %s; go-vcr %s", signing.DefaultClientVersion, vcrVersion),
		recorded: func() string { return time.Now().UTC().Format(time.DateOnly) },
		run:      func() string { return strconv.FormatInt(time.Now().UnixNano(), 36) },
		open: func(scenario.Scenario) (*scenario.World, func(), error) {
			return &scenario.World{
				BaseURL: Sandbox.BaseURL(), Credentials: at.credentials, WrongCredentials: stranger, Locale: gen.LocaleEn,
				HTTP: &http.Client{Transport: at.transport}, Pause: at.pause,
			}, func() {}, nil
		},
	}, possible)
}
