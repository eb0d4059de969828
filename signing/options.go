package signing

import (
	"errors"
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// DefaultClientVersion is the version that x-iyzi-client-version says without [WithClient].
const DefaultClientVersion = "0.1.0"

var errOption = errors.New("signing: option")

// Option changes a [Signer] in the making; see the functions WithX.
type Option func(*settings) error

type settings struct {
	clientVersion    string // "<name>-<version>"
	bodyLimit        int64
	crossEnvironment bool
	insecureHTTP     bool
	uncheckedPath    bool
}

func newSettings(opts []Option) (settings, error) {
	made := settings{
		clientVersion: "iyzipayout-" + DefaultClientVersion,
		bodyLimit:     16 << 20,
	}
	for _, opt := range opts {
		if opt == nil {
			return settings{}, fmt.Errorf("%w: it is nil", errOption)
		}
		if err := opt(&made); err != nil {
			return settings{}, err
		}
	}
	return made, nil
}

// WithClient sets what x-iyzi-client-version says: "<name>-<version>". Both are 1 to
// 64 letters, digits, dots, underscores, plus signs or hyphens.
func WithClient(name, version string) Option {
	return func(s *settings) error {
		if !isClientToken(name) {
			return fmt.Errorf("%w: WithClient: the name is not 1 to 64 letters, digits, '.', '_', '+' or '-'", errOption)
		}
		if !isClientToken(version) {
			return fmt.Errorf("%w: WithClient: the version is not 1 to 64 letters, digits, '.', '_', '+' or '-'", errOption)
		}
		s.clientVersion = name + "-" + version
		return nil
	}
}

func isClientToken(text string) bool {
	stray := func(char rune) bool { return !scheme.IsLetterOrDigit(char) && !strings.ContainsRune("._+-", char) }
	return text != "" && len(text) <= 64 && !strings.ContainsFunc(text, stray)
}

// WithBodyLimit sets how many bytes of a body that can be read only once are held
// in memory; 16 MiB by default. A body that can be had again through
// Request.GetBody is streamed and has no limit.
func WithBodyLimit(bytes int64) Option {
	return func(s *settings) error {
		if bytes < 1 {
			return fmt.Errorf("%w: WithBodyLimit: %d bytes is less than 1", errOption, bytes)
		}
		s.bodyLimit = bytes
		return nil
	}
}

// WithCrossEnvironment allows a sandbox key for the production host and the
// reverse. iyzico answers such a request with errorCode 1001; see [ErrCrossEnvironment].
func WithCrossEnvironment() Option {
	return func(s *settings) error { s.crossEnvironment = true; return nil }
}

// WithInsecureHTTP allows plain http to any host. Everyone on the way can read and
// change such a request; see [ErrInsecureHTTP].
func WithInsecureHTTP() Option {
	return func(s *settings) error { s.insecureHTTP = true; return nil }
}

// WithUncheckedPath signs any path as net/http sends it; see [ErrUnsafePath].
func WithUncheckedPath() Option {
	return func(s *settings) error { s.uncheckedPath = true; return nil }
}
