package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// Mistakes in the choice and the spelling of the keys.
const (
	mistakeHostOtherEnvironment   Mistake = "host-of-other-environment"
	mistakeAPIKeyOtherEnvironment Mistake = "api-key-of-other-environment"
	mistakeAPIKeyOther            Mistake = "api-key-differs"
	mistakeAPIKeyStray            Mistake = "api-key-stray-characters"
	mistakeKeysSwapped            Mistake = "keys-swapped"
	mistakeKeyedWithAPIKey        Mistake = "keyed-with-api-key"
	mistakeSecretStray            Mistake = "secret-key-stray-characters"
	mistakeSecretRecoded          Mistake = "secret-key-recoded"
	mistakeSecretCut              Mistake = "secret-key-cut"
	mistakeSecretEmpty            Mistake = "secret-key-empty"
)

func credentialFindings() []Finding {
	return []Finding{
		{mistakeHostOtherEnvironment, "The API key belongs to one environment and the host to the other (errorCode 1001).",
			"Keys that begin with \"sandbox-\" go to sandbox-api.iyzipay.com, all others to api.iyzipay.com."},
		{mistakeAPIKeyOtherEnvironment, "The API key in the header is of another environment than the credentials.",
			"Use API key, secret key and host of one environment."},
		{mistakeAPIKeyOther, "The API key in the header is not the one of the credentials.",
			"Use the API key and the secret key of the same pair."},
		{mistakeAPIKeyStray, "The API key in the header has white space or quotation marks around it.",
			"Trim the key where it is read; a line feed at the end of a file is the usual cause."},
		{mistakeKeysSwapped, "The secret key stands in the header in place of the API key, where others can read it.",
			"Exchange the two, and have the secret key renewed."},
		{mistakeKeyedWithAPIKey, "The HMAC is keyed with the API key.",
			"Key it with the secret key."},
		{mistakeSecretStray, "The HMAC is keyed with a secret key that has white space or quotation marks around it.",
			"Trim the key where it is read; a line feed at the end of a file is the usual cause."},
		{mistakeSecretRecoded, "The HMAC is keyed with the secret key in base64 or hex, or decoded from it.",
			"Use the characters of the secret key as they are."},
		{mistakeSecretCut, "The HMAC is keyed with the secret key without \"sandbox-\".",
			"Use the whole secret key."},
		{mistakeSecretEmpty, "The HMAC is keyed with an empty key.",
			"Check where the secret key is read from."},
	}
}

// pair are the keys that a request should have been signed with.
type pair struct{ apiKey, secretKey string }

func revealed(creds signing.Credentials) pair {
	apiKey, secretKey := scheme.Reveal(creds.Hidden())
	return pair{apiKey, secretKey}
}

// strays are found around keys that come out of files and environments.
const strays = " \t\r\n\"'\u00a0\u200b\ufeff"

// keyMistakes looks at the API key that the header names.
func (c claim) keyMistakes(r *http.Request, right pair) []Mistake {
	var mistakes []Mistake
	bare := strings.Trim(c.apiKey, strays)
	switch {
	case c.apiKey == "" || c.apiKey == right.apiKey:
	case c.swapped(right):
		mistakes = append(mistakes, mistakeKeysSwapped)
	case bare == right.apiKey:
		mistakes = append(mistakes, mistakeAPIKeyStray)
	case scheme.EnvironmentOfKey(bare) != scheme.EnvironmentOfKey(right.apiKey):
		mistakes = append(mistakes, mistakeAPIKeyOtherEnvironment)
	default:
		mistakes = append(mistakes, mistakeAPIKeyOther)
	}
	environment := scheme.EnvironmentOfKey(right.apiKey)
	if bare != "" && !c.swapped(right) {
		environment = scheme.EnvironmentOfKey(bare)
	}
	for _, hostport := range scheme.NamedHosts(r) {
		if host := scheme.EnvironmentOfHost(hostport); host != "" && host != environment {
			return append(mistakes, mistakeHostOtherEnvironment)
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
	guesses.add(apiKey, mistakeKeyedWithAPIKey)
	guesses.add(c.apiKey, mistakeKeyedWithAPIKey)
	for _, stray := range []string{"\n", "\r\n", "\r", " ", "\t", "\n\n", "\u00a0", "\u200b"} {
		guesses.add(secret+stray, mistakeSecretStray)
	}
	for _, stray := range []string{" ", "\t", "\ufeff"} {
		guesses.add(stray+secret, mistakeSecretStray)
	}
	for _, quote := range []string{"\"", "'"} {
		guesses.add(quote+secret+quote, mistakeSecretStray)
	}
	guesses.add(" "+secret+" ", mistakeSecretStray)
	guesses.add(base64.StdEncoding.EncodeToString([]byte(secret)), mistakeSecretRecoded)
	guesses.add(hex.EncodeToString([]byte(secret)), mistakeSecretRecoded)
	if decoded, _ := decodeAnyBase64(secret); decoded != "" {
		guesses.add(decoded, mistakeSecretRecoded)
	}
	if decoded, err := hex.DecodeString(secret); err == nil {
		guesses.add(string(decoded), mistakeSecretRecoded)
	}
	guesses.add(strings.TrimPrefix(secret, scheme.SandboxPrefix), mistakeSecretCut)
	guesses.add("", mistakeSecretEmpty)
	return guesses.list
}
