package vcr

import (
	"fmt"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// Source says where a cassette comes from, and so what it proves.
type Source string

const (
	// Documented: made by hand from the vendor's published examples.
	Documented Source = "documented"
	// Emulator: recorded from package emulator. It proves what the emulator does, and nothing about the vendor.
	Emulator Source = "emulator"
	// Sandbox: recorded from the vendor's sandbox by somebody with keys.
	Sandbox Source = "sandbox"
)

// BaseURL is the server that all cassettes of the source name, whatever address was recorded from. That of the emulator is a
// name that no resolver will ever know (RFC 2606).
func (s Source) BaseURL() string {
	switch s {
	case Documented:
		return payout.ProductionURL // "Host: api.iyzipay.com" on the init page
	case Emulator:
		return "https://emulator.invalid"
	case Sandbox:
		return payout.SandboxURL
	}
	return ""
}

// keys are the published keys that cassettes are signed with: the merchant's, and those that the service does not know.
type keys struct {
	merchant, stranger signing.Credentials
	verifier           *signing.Verifier // of the merchant's
	any                *signing.Verifier // of both
}

func (s Source) keys() (keys, error) {
	prefix := "sandbox-" // a guard of package signing holds keys and vendor hosts together
	if s == Documented {
		prefix = "published-"
	}
	merchant, err := signing.NewCredentials(prefix+"cassette-api-key", prefix+"cassette-secret-key")
	if err != nil {
		return keys{}, err
	}
	stranger, err := signing.NewCredentials(prefix+"cassette-unknown-api-key", prefix+"cassette-unknown-secret-key")
	if err != nil {
		return keys{}, err
	}
	return newKeys(merchant, stranger)
}

// publishedAPIKeys are the only API keys that may stand in a cassette.
func publishedAPIKeys() []string {
	return []string{
		"sandbox-cassette-api-key", "sandbox-cassette-unknown-api-key",
		"published-cassette-api-key", "published-cassette-unknown-api-key",
	}
}

func newKeys(merchant, stranger signing.Credentials) (keys, error) {
	verifier, err := signing.NewVerifier(merchant)
	if err != nil {
		return keys{}, err
	}
	both, err := signing.NewVerifier(merchant, stranger)
	if err != nil {
		return keys{}, fmt.Errorf("vcr: the keys that the service does not know: %w", err)
	}
	return keys{merchant: merchant, stranger: stranger, verifier: verifier, any: both}, nil
}
