package signing

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

const (
	apiKeyName    = "api key"
	secretKeyName = "secret key"
	randomKeyName = "random key"
)

// headerSeparators cannot stand in a value of the header "apiKey:K&randomKey:R&signature:S".
const headerSeparators = "&:"

// checkKey returns an error such as "signing: the secret key ends with a line feed". It never holds the key.
func checkKey(name, value, forbidden string) error {
	if problem := keyProblem(value, forbidden); problem != "" {
		return errors.New("signing: the " + name + " " + problem)
	}
	return nil
}

func keyProblem(value, forbidden string) string {
	switch {
	case value == "":
		return "is empty"
	case len(value) > scheme.MaxKeyLength:
		return fmt.Sprintf("has %d bytes, more than %d", len(value), scheme.MaxKeyLength)
	}
	for at, char := range value {
		if what := strayCharacter(char); what != "" {
			return place(value, at, char) + what + ": take it out"
		}
		if strings.ContainsRune(forbidden, char) {
			return fmt.Sprintf("holds '%c', which separates the fields of the header", char)
		}
	}
	if first, last := value[0], value[len(value)-1]; first == last && (first == '"' || first == '\'') {
		return "is wrapped in quotation marks: take them off"
	}
	return ""
}

// place counts bytes from 1, as editors do.
func place(value string, at int, char rune) string {
	switch {
	case at == 0:
		return "begins with "
	case at+utf8.RuneLen(char) >= len(value):
		return "ends with "
	default:
		return fmt.Sprintf("holds at byte %d ", at+1)
	}
}

// strayCharacter names a character that no key holds. A character that could be a
// part of a mistyped key is named by its kind only.
func strayCharacter(char rune) string {
	if char > ' ' && char < 0x7f {
		return ""
	}
	usual, isUsual := map[rune]string{
		' ': "a blank", '\t': "a tab", '\n': "a line feed", '\r': "a carriage return", '\u00a0': "a no-break space", '\ufeff': "a byte order mark",
	}[char]
	switch {
	case isUsual:
		return usual
	case unicode.Is(unicode.Cf, char):
		return "an invisible character"
	case unicode.IsSpace(char):
		return "white space"
	case unicode.IsControl(char):
		return "a control character"
	case char > unicode.MaxASCII:
		return "a character that is not ASCII"
	default:
		return ""
	}
}
