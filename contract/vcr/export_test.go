package vcr

import (
	"context"
	"net/http"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/signing"
)

// Inner functions that are tested on their own.
var (
	Leaks        = leaks
	Own          = own
	ParseIndex   = parseIndex
	MarshalIndex = marshalIndex
)

// SandboxRecording records from what a test puts in the sandbox's place.
type SandboxRecording struct {
	Credentials signing.Credentials
	AllowAuth   bool
	Transport   http.RoundTripper
	Pause       func(context.Context, time.Duration) error
}

// Record records into a library.
func (r SandboxRecording) Record(ctx context.Context, l *Library, scenarios []scenario.Scenario) (skipped []string, err error) {
	return l.recordSandbox(ctx, sandbox{r.Credentials, r.AllowAuth, r.Transport, r.Pause}, scenarios)
}
