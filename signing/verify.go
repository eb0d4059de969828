package signing

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"

	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// Reasons why [Verifier.Verify] refuses a request whose header could be read.
var (
	// ErrUnknownAPIKey: no credentials have this API key. iyzico answers errorCode 1001.
	ErrUnknownAPIKey = errors.New("signing: the api key is unknown")
	// ErrSignatureMismatch: the signature is not that of the random key, the path and
	// the body. iyzico answers errorCode 1000.
	ErrSignatureMismatch = errors.New("signing: the signature does not match")
	// ErrRandomKeyMismatch: x-iyzi-rnd is present and not the signed random key.
	ErrRandomKeyMismatch = errors.New("signing: x-iyzi-rnd is not the random key of the Authorization header")
)

// Verifier checks the signatures of incoming requests, as a server does. Make it
// with [NewVerifier]. It is safe for concurrent use.
type Verifier struct {
	// By the hash of the API key, so that looking one up takes no longer the more of
	// its characters are right.
	known map[[sha256.Size]byte]Credentials
	dummy Credentials
}

// NewVerifier returns a Verifier for these credentials: at least one, each with its
// own API key. It fails with [ErrNoCredentials] for those that are none.
func NewVerifier(creds ...Credentials) (*Verifier, error) {
	if len(creds) == 0 {
		return nil, errors.New("signing: verifier: there are no credentials to verify against")
	}
	known := make(map[[sha256.Size]byte]Credentials, len(creds))
	for index, each := range creds {
		if each.IsZero() {
			return nil, fmt.Errorf("signing: verifier: credentials %d: %w", index+1, ErrNoCredentials)
		}
		id := sha256.Sum256([]byte(each.apiKey()))
		if _, taken := known[id]; taken {
			return nil, fmt.Errorf("signing: verifier: credentials %d have the api key of earlier ones", index+1)
		}
		known[id] = each
	}
	dummy, err := NewCredentials(rand.Text(), rand.Text())
	if err != nil {
		return nil, err
	}
	return &Verifier{known: known, dummy: dummy}, nil
}

// Verify checks who signed the request, and returns their credentials. The body is
// the whole body as it arrived; the path is that of the request line, whatever a
// router has made of r.URL since. x-iyzi-rnd may be absent, but not differ.
//
// It takes as long for an unknown API key as for a wrong signature. A random key
// may come twice: nothing is known of a replay check at iyzico.
//
// Errors, for errors.Is: those of [ParseHeader], then [ErrUnknownAPIKey],
// [ErrSignatureMismatch], [ErrRandomKeyMismatch]. A nil request is refused.
func (v *Verifier) Verify(r *http.Request, body []byte) (Credentials, error) {
	if r == nil || r.URL == nil {
		return Credentials{}, errNoRequest
	}
	if v == nil {
		return Credentials{}, ErrNoCredentials
	}
	claimed, err := claimedSignature(r)
	if err != nil {
		return Credentials{}, err
	}
	creds, known := v.known[sha256.Sum256([]byte(claimed.APIKey()))]
	if !known {
		creds = v.dummy
	}
	right, err := Sign(creds, claimed.RandomKey(), scheme.WirePath(r), bytes.NewReader(body))
	if err != nil {
		return Credentials{}, err
	}
	matches := hmac.Equal([]byte(right.Value()), []byte(claimed.Value()))
	switch {
	case !known:
		return Credentials{}, ErrUnknownAPIKey
	case !matches:
		return Credentials{}, ErrSignatureMismatch
	}
	for _, sent := range r.Header.Values(HeaderRandomKey) {
		if sent != claimed.RandomKey() {
			return Credentials{}, ErrRandomKeyMismatch
		}
	}
	return creds, nil
}

func claimedSignature(r *http.Request) (Signature, error) {
	values := r.Header.Values(HeaderAuthorization)
	switch len(values) {
	case 0:
		return Signature{}, ErrAuthorizationMissing
	case 1:
		return ParseHeader(values[0])
	default:
		return Signature{}, fmt.Errorf("%w: there are %d of them", ErrHeaderMalformed, len(values))
	}
}
