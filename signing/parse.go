package signing

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// Reasons why an Authorization value cannot be read.
var (
	// ErrAuthorizationMissing: there is none. iyzico answers errorCode 1009.
	ErrAuthorizationMissing = errors.New("signing: the Authorization header is missing")
	// ErrHeaderMalformed: it is not "IYZWSv2 " and base64 of the three fields, or too long.
	ErrHeaderMalformed = errors.New("signing: the Authorization header is malformed")
	// ErrSignatureMissing: the signature field is absent or empty. iyzico answers errorCode 1007.
	ErrSignatureMissing = errors.New("signing: the Authorization header holds no signature")
)

// ParseHeader reads the value of an Authorization header. It takes exactly what
// [Signature.Header] writes: the scheme, one blank, padded base64 without line
// breaks, the three fields in their order, values of printable ASCII. Nothing more
// is known to be tolerated by iyzico. The form of the signature is not checked: a
// wrong one is a mismatch, as it is to iyzico.
//
// Errors, for errors.Is: [ErrAuthorizationMissing], [ErrHeaderMalformed],
// [ErrSignatureMissing]. They never show the value.
func ParseHeader(value string) (Signature, error) {
	if value == "" {
		return Signature{}, ErrAuthorizationMissing
	}
	if len(value) > scheme.MaxHeaderLength {
		return Signature{}, fmt.Errorf("%w: it has %d bytes, more than %d", ErrHeaderMalformed, len(value), scheme.MaxHeaderLength)
	}
	encoded, found := strings.CutPrefix(value, schemeName)
	if !found {
		return Signature{}, fmt.Errorf("%w: it does not begin with %q", ErrHeaderMalformed, schemeName)
	}
	payload, err := decodePayload(encoded)
	if err != nil {
		return Signature{}, err
	}
	return parsePayload(payload)
}

func decodePayload(encoded string) (string, error) {
	// The decoder of the standard library skips line breaks.
	if strings.ContainsAny(encoded, "\r\n") {
		return "", fmt.Errorf("%w: line break in the base64", ErrHeaderMalformed)
	}
	payload, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil {
		// The decoder's own error says where, which is all that is needed and shows no byte.
		return "", fmt.Errorf("%w: not padded standard base64: %w", ErrHeaderMalformed, err)
	}
	return string(payload), nil
}

func parsePayload(payload string) (Signature, error) {
	fields := strings.Split(payload, "&")
	if len(fields) > 3 {
		return Signature{}, fmt.Errorf("%w: %d fields in place of 3", ErrHeaderMalformed, len(fields))
	}
	var values [3]string
	for i, field := range [...]struct{ label, name string }{
		{scheme.APIKeyField, apiKeyName}, {scheme.RandomKeyField, randomKeyName}, {scheme.SignatureField, "signature"},
	} {
		if i == 2 && (len(fields) < 3 || fields[2] == scheme.SignatureField) {
			return Signature{}, ErrSignatureMissing
		}
		var err error
		if values[i], err = fieldAt(fields, i, field.label, field.name); err != nil {
			return Signature{}, err
		}
	}
	return newSignature(values[0], values[1], values[2]), nil
}

func fieldAt(fields []string, index int, label, name string) (string, error) {
	if index >= len(fields) {
		return "", fmt.Errorf("%w: field %d, %q, is missing", ErrHeaderMalformed, index+1, label)
	}
	value, found := strings.CutPrefix(fields[index], label)
	if !found {
		return "", fmt.Errorf("%w: field %d does not begin with %q", ErrHeaderMalformed, index+1, label)
	}
	if err := checkKey(name, value, headerSeparators); err != nil {
		return "", fmt.Errorf("%w: %w", ErrHeaderMalformed, err)
	}
	return value, nil
}
