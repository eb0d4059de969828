package vcr

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
)

// Patterns of what must not stand in a cassette unless it is published or fake.
var (
	sandboxKey  = lazyregexp.New(`(?i)\bsandbox-[a-z0-9_\-]+`)
	anyIBAN     = lazyregexp.New(`\b[A-Z]{2}[0-9]{2}(?:[A-Z0-9]{11,30}\b|(?: [A-Z0-9]{4}){3,7}(?: [A-Z0-9]{1,3}\b)?)`)
	anyPhone    = lazyregexp.New(`\+90[0-9]{10}\b`)
	anyIdentity = lazyregexp.New(`(?:^|[^\w.+\-])([1-9][0-9]{10})(?:[^\w.]|$)`)
	anyMail     = lazyregexp.New(`[\pL0-9._%+\-]+@[\pL0-9.\-]+\.\pL{2,}`)
	apiKeyField = lazyregexp.New(`apiKey:([^&]*)`)
)

// leaks looks for credentials and personal data in the text of a cassette, and names what it finds by kind and line only.
func leaks(data []byte) []error {
	const digits = "0123456789"
	published := func(s string) bool { return slices.Contains(scenario.Fakes(), s) }
	kinds := []struct {
		what string
		find func(line string) []string
		fine func(string) bool
	}{
		{"an Authorization value with an API key that is not published", base64Runs, func(s string) bool { return !hidesKey(s) }},
		{"a sandbox key", matches(sandboxKey(), "-"), func(s string) bool { return s == "sandbox-api" || slices.Contains(publishedAPIKeys(), s) }},
		{"an IBAN that is neither published nor fake", matches(anyIBAN(), digits),
			func(s string) bool { return published(normal(s)) || isFakeIBAN(normal(s)) }},
		{"a phone number that is neither published nor fake", matches(anyPhone(), "+"),
			func(s string) bool { return published(s) || strings.HasPrefix(s, "+90500") }},
		{"what may be an identity number and is neither published nor fake", matches(anyIdentity(), digits),
			func(s string) bool { return published(s) || strings.HasPrefix(s, noCitizen) }},
		{"a mail address", matches(anyMail(), "@"), func(s string) bool { return strings.HasSuffix(s, "@example.invalid") }},
	}
	var found []error
	for n, line := range strings.Split(string(data), "\n") {
		for _, kind := range kinds {
			for _, s := range kind.find(line) {
				if !kind.fine(s) {
					found = append(found, fmt.Errorf("line %d holds %s", n+1, kind.what))
				}
			}
		}
	}
	return found
}

// matches finds a form, or its last group where it has one. One of the characters stands in each match: most lines need no look.
func matches(form *regexp.Regexp, oneOf string) func(string) []string {
	return func(line string) (found []string) {
		if !strings.ContainsAny(line, oneOf) {
			return nil
		}
		for _, match := range form.FindAllStringSubmatch(line, -1) {
			found = append(found, match[len(match)-1])
		}
		return found
	}
}

// base64Runs are the texts of a line that may be base64 of a header: long ones.
func base64Runs(line string) []string {
	const shortest = 16
	runs := strings.FieldsFunc(line, func(r rune) bool {
		return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("+/_-", r))
	})
	return slices.DeleteFunc(runs, func(run string) bool { return len(run) < shortest })
}

// hidesKey reports base64 of an Authorization value with a key that is not published.
func hidesKey(token string) bool {
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		text, _ := encoding.DecodeString(strings.TrimRight(token, "=")) // what can be decoded
		if key := apiKeyField().FindSubmatch(text); key != nil && !slices.Contains(publishedAPIKeys(), string(key[1])) {
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
