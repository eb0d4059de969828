package signing

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// Credentials are the API key and the secret key of one merchant in one
// environment. Make them with [NewCredentials]; the zero value signs nothing.
//
// However they are printed, logged or marshalled, they show the environment and
// the fingerprint only. They are safe to copy and to share between goroutines.
type Credentials struct {
	redacted
	keys scheme.Keys
}

// NewCredentials checks both keys and keeps them. A key that is empty, longer
// than 512 bytes, wrapped in quotation marks, or that holds white space,
// control or non-ASCII characters is refused, and so is an API key with '&' or ':',
// which separate the fields of the header. The error names the
// key and what is wrong with it, never the key itself.
func NewCredentials(apiKey, secretKey string) (Credentials, error) {
	if err := checkKey(apiKeyName, apiKey, headerSeparators); err != nil {
		return Credentials{}, err
	}
	if err := checkKey(secretKeyName, secretKey, ""); err != nil {
		return Credentials{}, err
	}
	creds := Credentials{keys: scheme.Hide(apiKey, secretKey)}
	creds.shown = "Credentials(" + string(creds.Environment()) + ", " + creds.Fingerprint() + ")"
	return creds, nil
}

// IsZero reports whether there are no keys.
func (c Credentials) IsZero() bool { return scheme.None(c.keys) }

// Environment returns [Sandbox] if the API key begins with "sandbox-", else
// [Production]; "" for the zero value.
func (c Credentials) Environment() Environment {
	if c.IsZero() {
		return ""
	}
	return Environment(scheme.EnvironmentOfKey(c.apiKey()))
}

// Mixed reports whether one key is of the sandbox and the other is not: there both begin with "sandbox-", in production neither
// does (docs.iyzico.com, Live vs Sandbox). iyzico answers errorCode 1000 or 1001.
func (c Credentials) Mixed() bool {
	return scheme.EnvironmentOfKey(c.apiKey()) != scheme.EnvironmentOfKey(c.secretKey())
}

// Fingerprint returns twelve hex digits that tell one API key from another without
// showing it: the head of a SHA-256. It may stand in logs and journals, to notice
// that a run goes on under another merchant. The secret key has no part in it.
// It is "" for the zero value.
func (c Credentials) Fingerprint() string {
	if c.IsZero() {
		return ""
	}
	// The label keeps it apart from any other SHA-256 of the same key.
	sum := sha256.Sum256([]byte("iyzipayout api key fingerprint\n" + c.apiKey()))
	return hex.EncodeToString(sum[:6])
}

func (c Credentials) apiKey() string {
	apiKey, _ := scheme.Reveal(c.keys)
	return apiKey
}

func (c Credentials) secretKey() string {
	_, secretKey := scheme.Reveal(c.keys)
	return secretKey
}

// Hidden is for package signing/diagnose, which tries what a key may have become on
// its way. What it returns shows nothing and cannot be opened elsewhere.
func (c Credentials) Hidden() scheme.Keys { return c.keys }

// Environment is one of the two installations of iyzico. Each has its own keys;
// a key of one is unknown to the other (errorCode 1001).
type Environment string

// The environments of iyzico.
const (
	Sandbox    Environment = scheme.Sandbox
	Production Environment = scheme.Production
)

// Host returns the host name of the environment's API, or "" for an unknown
// environment. Source: docs.iyzico.com.
func (e Environment) Host() string {
	switch e {
	case Sandbox:
		return scheme.SandboxHost
	case Production:
		return scheme.ProductionHost
	default:
		return ""
	}
}
