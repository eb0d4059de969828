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
	text, err := newSignedText(creds, randomKey, path)
	if err != nil {
		return Signature{}, err
	}
	if body != nil {
		if _, err := io.Copy(text.mac, body); err != nil {
			return Signature{}, fmt.Errorf("signing: read the body: %w", err)
		}
	}
	return text.signature(), nil
}

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
	apiKey, randomKey, value := s.all()
	payload := scheme.APIKeyField + apiKey + "&" + scheme.RandomKeyField + randomKey + "&" + scheme.SignatureField + value
	return schemeName + base64.StdEncoding.EncodeToString([]byte(payload))
}

func (s Signature) all() (apiKey, randomKey, value string) {
	if s.parts == nil {
		return "", "", ""
	}
	return s.parts()
}

// signedText is a signature in the making; the body is written to mac.
type signedText struct {
	apiKey, randomKey string
	mac               hash.Hash
}

func newSignedText(creds Credentials, randomKey, path string) (signedText, error) {
	if creds.IsZero() {
		return signedText{}, ErrNoCredentials
	}
	if err := checkKey(randomKeyName, randomKey, headerSeparators); err != nil {
		return signedText{}, err
	}
	mac := hmac.New(sha256.New, []byte(creds.secretKey()))
	_, _ = io.WriteString(mac, randomKey)
	_, _ = io.WriteString(mac, path)
	return signedText{apiKey: creds.apiKey(), randomKey: randomKey, mac: mac}, nil
}

func (t signedText) signature() Signature {
	return newSignature(t.apiKey, t.randomKey, hex.EncodeToString(t.mac.Sum(nil)))
}
