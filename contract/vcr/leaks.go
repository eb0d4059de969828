package vcr

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/scenario"
)

// Patterns of what must not stand in a cassette unless it is published or fake.
var (
	base64Run   = regexp.MustCompile(`[A-Za-z0-9+/_\-]{16,}={0,2}`)
	sandboxKey  = regexp.MustCompile(`(?i)\bsandbox-[a-z0-9_\-]+`)
	anyIBAN     = regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}(?:[A-Z0-9]{11,30}\b|(?: [A-Z0-9]{4}){3,7}(?: [A-Z0-9]{1,3}\b)?)`)
	anyPhone    = regexp.MustCompile(`\+90[0-9]{10}\b`)
	anyIdentity = regexp.MustCompile(`(?:^|[^\w.+\-])([1-9][0-9]{10})(?:[^\w.]|$)`)
	anyMail     = regexp.MustCompile(`[\pL0-9._%+\-]+@[\pL0-9.\-]+\.\pL{2,}`)
	apiKeyField = regexp.MustCompile(`apiKey:([^&]*)`)
)

// leaks looks for credentials and personal data in the text of a cassette, and names what it finds by kind and line only.
func leaks(data []byte) []error {
	published := func(s string) bool { return slices.Contains(scenario.Fakes(), s) }
	kinds := []struct {
		what string
		form *regexp.Regexp // its last group, where it has one, is what is looked at
		fine func(string) bool
	}{
		{"an Authorization value with an API key that is not published", base64Run, func(s string) bool { return !hidesKey(s) }},
		{"a sandbox key", sandboxKey, func(s string) bool { return s == "sandbox-api" || slices.Contains(publishedAPIKeys(), s) }},
		{"an IBAN that is neither published nor fake", anyIBAN, func(s string) bool { return published(normal(s)) || isFakeIBAN(normal(s)) }},
		{"a phone number that is neither published nor fake", anyPhone, func(s string) bool { return published(s) || strings.HasPrefix(s, "+90500") }},
		{"what may be an identity number and is neither published nor fake", anyIdentity,
			func(s string) bool { return published(s) || strings.HasPrefix(s, noCitizen) }},
		{"a mail address", anyMail, func(s string) bool { return strings.HasSuffix(s, "@example.invalid") }},
	}
	var found []error
	for n, line := range strings.Split(string(data), "\n") {
		for _, kind := range kinds {
			for _, match := range kind.form.FindAllStringSubmatch(line, -1) {
				if !kind.fine(match[len(match)-1]) {
					found = append(found, fmt.Errorf("line %d holds %s", n+1, kind.what))
				}
			}
		}
	}
	return found
}

// hidesKey reports base64 of an Authorization value with a key that is not published.
func hidesKey(token string) bool {
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		text, _ := encoding.DecodeString(strings.TrimRight(token, "=")) // what can be decoded
		if key := apiKeyField.FindSubmatch(text); key != nil && !slices.Contains(publishedAPIKeys(), string(key[1])) {
			return true
		}
	}
	return false
}

// holds reports a secret in a text: as it is, or in base64 at whatever position.
func holds(data []byte, secret string) bool {
	if bytes.Contains(data, []byte(secret)) {
		return true
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for shift := range 3 {
			encoded := encoding.EncodeToString([]byte(strings.Repeat("\x00", shift) + secret))
			// The first and last characters hang on what stands before and behind.
			inner := encoded[4*((shift+2)/3) : len(encoded)-2]
			if len(inner) >= 8 && bytes.Contains(data, []byte(inner)) {
				return true
			}
		}
	}
	return false
}
