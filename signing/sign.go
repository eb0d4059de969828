package signing

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// ErrNoCredentials means that the zero value of Credentials was used.
var ErrNoCredentials = errors.New("signing: no credentials: make them with NewCredentials")

// schemeName begins the Authorization value; the blank belongs to it.
const schemeName = "IYZWSv2 "

// Signature is what the Authorization header of one request says. However it is
// printed, logged or marshalled, it shows nothing of its parts; ask for them by name.
type Signature struct {
	redacted
	parts func() (apiKey, randomKey, value string)
}

func newSignature(apiKey, randomKey, value string) Signature {
	return Signature{
		redacted: redacted{shown: "Signature(redacted)"},
		parts:    func() (string, string, string) { return apiKey, randomKey, value },
	}
}

// Sign makes the signature of the random key, the path and the body. The path is
// signed as it is given: pass it escaped and without query, as it goes onto the
// wire. The body is read to its end and not closed; nil signs the path only.
//
// Errors: [ErrNoCredentials], one for a random key that the header cannot
// carry, and whatever reading the body gives.
func Sign(creds Credentials, randomKey, path string, body io.Reader) (Signature, error) {
	if creds.IsZero() {
		return Signature{}, ErrNoCredentials
	}
	if err := checkKey(randomKeyName, randomKey, headerSeparators); err != nil {
		return Signature{}, err
	}
	mac := newMAC(creds)
	_, _ = io.WriteString(mac, randomKey)
	_, _ = io.WriteString(mac, path)
	if body != nil {
		if _, err := io.Copy(mac, body); err != nil {
			return Signature{}, fmt.Errorf("signing: read the body: %w", err)
		}
	}
	return newSignature(creds.apiKey(), randomKey, hex.EncodeToString(mac.Sum(nil))), nil
}

func newMAC(creds Credentials) hash.Hash { return hmac.New(sha256.New, []byte(creds.secretKey())) }

// APIKey returns the API key, or "" for the zero value.
func (s Signature) APIKey() string {
	apiKey, _, _ := s.all()
	return apiKey
}

// RandomKey returns the random key, the value of x-iyzi-rnd, or "" for the zero value.
func (s Signature) RandomKey() string {
	_, randomKey, _ := s.all()
	return randomKey
}

// Value returns the signature proper, 64 lower-case hex digits if [Sign] made it,
// or "" for the zero value.
func (s Signature) Value() string {
	_, _, value := s.all()
	return value
}

// Header returns the value of the Authorization header, or "" for the zero value.
func (s Signature) Header() string {
	if s.parts == nil {
		return ""
	}
	return header(s.parts())
}

// header puts the fields together, in room on the stack where they have the usual length.
func header(apiKey, randomKey, value string) string {
	payload := make([]byte, 0, 256)
	for _, part := range [...]string{scheme.APIKeyField, apiKey, "&", scheme.RandomKeyField, randomKey, "&", scheme.SignatureField, value} {
		payload = append(payload, part...)
	}
	return string(base64.StdEncoding.AppendEncode(append(make([]byte, 0, 384), schemeName...), payload))
}

func (s Signature) all() (apiKey, randomKey, value string) {
	if s.parts == nil {
		return "", "", ""
	}
	return s.parts()
}
