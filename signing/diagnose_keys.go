package signing

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
)

// Mistakes in the choice and the spelling of the keys.
const (
	MistakeHostOtherEnvironment   Mistake = "host-of-other-environment"
	MistakeAPIKeyOtherEnvironment Mistake = "api-key-of-other-environment"
	MistakeAPIKeyOther            Mistake = "api-key-differs"
	MistakeAPIKeyStray            Mistake = "api-key-stray-characters"
	MistakeKeysSwapped            Mistake = "keys-swapped"
	MistakeKeyedWithAPIKey        Mistake = "keyed-with-api-key"
	MistakeSecretStray            Mistake = "secret-key-stray-characters"
	MistakeSecretRecoded          Mistake = "secret-key-recoded"
	MistakeSecretCut              Mistake = "secret-key-cut"
	MistakeSecretEmpty            Mistake = "secret-key-empty"
)

func credentialFindings() []Finding {
	return []Finding{
		{MistakeHostOtherEnvironment, "The API key belongs to one environment and the host to the other (errorCode 1001).",
			"Keys that begin with \"sandbox-\" go to sandbox-api.iyzipay.com, all others to api.iyzipay.com."},
		{MistakeAPIKeyOtherEnvironment, "The API key in the header is of another environment than the credentials.",
			"Use API key, secret key and host of one environment."},
		{MistakeAPIKeyOther, "The API key in the header is not the one of the credentials.",
			"Use the API key and the secret key of the same pair."},
		{MistakeAPIKeyStray, "The API key in the header has white space or quotation marks around it.",
			"Trim the key where it is read; a line feed at the end of a file is the usual cause."},
		{MistakeKeysSwapped, "The secret key stands in the header in place of the API key, where others can read it.",
			"Exchange the two, and have the secret key renewed."},
		{MistakeKeyedWithAPIKey, "The HMAC is keyed with the API key.",
			"Key it with the secret key."},
		{MistakeSecretStray, "The HMAC is keyed with a secret key that has white space or quotation marks around it.",
			"Trim the key where it is read; a line feed at the end of a file is the usual cause."},
		{MistakeSecretRecoded, "The HMAC is keyed with the secret key in base64 or hex, or decoded from it.",
			"Use the characters of the secret key as they are."},
		{MistakeSecretCut, "The HMAC is keyed with the secret key without \"sandbox-\".",
			"Use the whole secret key."},
		{MistakeSecretEmpty, "The HMAC is keyed with an empty key.",
			"Check where the secret key is read from."},
	}
}

// strays are found around keys that come out of files and environments.
const strays = " \t\r\n\"'\u00a0\u200b\ufeff"

// keyMistakes looks at the API key that the header names.
func (c claim) keyMistakes(r *http.Request, creds Credentials) []Mistake {
	var mistakes []Mistake
	bare := strings.Trim(c.apiKey, strays)
	switch {
	case c.apiKey == "" || c.apiKey == creds.apiKey():
	case c.swapped(creds):
		mistakes = append(mistakes, MistakeKeysSwapped)
	case bare == creds.apiKey():
		mistakes = append(mistakes, MistakeAPIKeyStray)
	case environmentOfKey(bare) != creds.Environment():
		mistakes = append(mistakes, MistakeAPIKeyOtherEnvironment)
	default:
		mistakes = append(mistakes, MistakeAPIKeyOther)
	}
	environment := creds.Environment()
	if bare != "" && !c.swapped(creds) {
		environment = environmentOfKey(bare)
	}
	for _, hostport := range namedHosts(r) {
		if host := environmentOfHost(hostname(hostport)); host != "" && host != environment {
			return append(mistakes, MistakeHostOtherEnvironment)
		}
	}
	return mistakes
}

// swapped also holds for a pair of equal keys, which no one can tell apart.
func (c claim) swapped(creds Credentials) bool {
	return c.apiKey == creds.secretKey()
}

// keyGuesses are the keys that the HMAC may have had.
func keyGuesses(c claim, creds Credentials) []guess[string] {
	secret, apiKey := creds.secretKey(), creds.apiKey()
	var guesses guesses[string]
	guesses.add(secret)
	if c.swapped(creds) {
		guesses.add(apiKey)
	}
	guesses.add(apiKey, MistakeKeyedWithAPIKey)
	guesses.add(c.apiKey, MistakeKeyedWithAPIKey)
	for _, stray := range []string{"\n", "\r\n", "\r", " ", "\t", "\n\n", "\u00a0", "\u200b"} {
		guesses.add(secret+stray, MistakeSecretStray)
	}
	for _, stray := range []string{" ", "\t", "\ufeff"} {
		guesses.add(stray+secret, MistakeSecretStray)
	}
	for _, quote := range []string{"\"", "'"} {
		guesses.add(quote+secret+quote, MistakeSecretStray)
	}
	guesses.add(" "+secret+" ", MistakeSecretStray)
	guesses.add(base64.StdEncoding.EncodeToString([]byte(secret)), MistakeSecretRecoded)
	guesses.add(hex.EncodeToString([]byte(secret)), MistakeSecretRecoded)
	if decoded, _ := decodeAnyBase64(secret); decoded != "" {
		guesses.add(decoded, MistakeSecretRecoded)
	}
	if decoded, err := hex.DecodeString(secret); err == nil {
		guesses.add(string(decoded), MistakeSecretRecoded)
	}
	guesses.add(strings.TrimPrefix(secret, sandboxPrefix), MistakeSecretCut)
	guesses.add("", MistakeSecretEmpty)
	return guesses.list
}
