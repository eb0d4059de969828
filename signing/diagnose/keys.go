package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// pair are the keys that a request should have been signed with.
type pair struct{ apiKey, secretKey string }

func revealed(creds signing.Credentials) pair {
	apiKey, secretKey := scheme.Reveal(creds.Hidden())
	return pair{apiKey, secretKey}
}

// strays are found around keys that come out of files and environments.
const strays = " \t\r\n\"'\u00a0\u200b\ufeff"

// keyMistakes looks at the API key that the header names.
func (c claim) keyMistakes(r *http.Request, right pair) []string {
	var mistakes []string
	bare := strings.Trim(c.apiKey, strays)
	switch {
	case c.apiKey == "" || c.apiKey == right.apiKey:
	case c.swapped(right):
		mistakes = append(mistakes, "keys-swapped")
	case bare == right.apiKey:
		mistakes = append(mistakes, "api-key-stray-characters")
	case scheme.EnvironmentOfKey(bare) != scheme.EnvironmentOfKey(right.apiKey):
		mistakes = append(mistakes, "api-key-of-other-environment")
	default:
		mistakes = append(mistakes, "api-key-differs")
	}
	environment := scheme.EnvironmentOfKey(right.apiKey)
	if bare != "" && !c.swapped(right) {
		environment = scheme.EnvironmentOfKey(bare)
	}
	for _, hostport := range scheme.NamedHosts(r) {
		if host := scheme.EnvironmentOfHost(hostport); host != "" && host != environment {
			return append(mistakes, "host-of-other-environment")
		}
	}
	return mistakes
}

// swapped also holds for a pair of equal keys, which no one can tell apart.
func (c claim) swapped(right pair) bool {
	return c.apiKey == right.secretKey
}

// keyGuesses are the keys that the HMAC may have had.
func keyGuesses(c claim, right pair) []guess[string] {
	secret, apiKey := right.secretKey, right.apiKey
	var guesses guesses[string]
	guesses.add(secret)
	if c.swapped(right) {
		guesses.add(apiKey)
	}
	guesses.add(apiKey, "keyed-with-api-key")
	guesses.add(c.apiKey, "keyed-with-api-key")
	for _, around := range []string{
		"K\n", "K\r\n", "K\r", "K ", "K\t", "K\n\n", "K\u00a0", "K\u200b", " K", "\tK", "\ufeffK", `"K"`, "'K'", " K ",
	} {
		guesses.add(strings.Replace(around, "K", secret, 1), "secret-key-stray-characters")
	}
	guesses.add(base64.StdEncoding.EncodeToString([]byte(secret)), "secret-key-recoded")
	guesses.add(hex.EncodeToString([]byte(secret)), "secret-key-recoded")
	if decoded, _ := decodeAnyBase64(secret); decoded != "" {
		guesses.add(decoded, "secret-key-recoded")
	}
	if decoded, err := hex.DecodeString(secret); err == nil {
		guesses.add(string(decoded), "secret-key-recoded")
	}
	guesses.add("", "secret-key-empty")
	return guesses.list
}

// cutKeys are all beginnings and ends of the secret key.
func cutKeys(secret string) []guess[string] {
	var guesses guesses[string]
	for at := 1; at < len(secret); at++ {
		guesses.add(secret[:at], "secret-key-cut")
		guesses.add(secret[at:], "secret-key-cut")
	}
	return guesses.list
}
