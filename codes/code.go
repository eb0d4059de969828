package codes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// Code is an error code of the service. It is empty when an answer carries none.
// Compare it with the constants of this package. It is written to JSON as a string.
type Code string

// maxLength is how many bytes of a code are kept. A longer one, which no
// service in its senses sends, is cut and ends in "…".
const maxLength = 128

// String returns the code as it was received.
func (c Code) String() string { return string(c) }

// UnmarshalJSON takes any JSON value, so that an odd code never hides the rest
// of an answer. The code is normally a string, but the limits page
// (docs.iyzico.com, Limiters) shows the number 50000. A number keeps its digits,
// a bool, object or array its compact JSON text, and null leaves c as it is.
// Only what is not JSON at all is an error.
func (c *Code) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	text, err := textOf(data)
	if err != nil {
		return fmt.Errorf("codes: error code is not JSON: %w", err)
	}
	*c = Code(cut(text))
	return nil
}

func textOf(data []byte) (string, error) {
	if bytes.HasPrefix(data, []byte{'"'}) {
		var s string
		err := json.Unmarshal(data, &s)
		return s, err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, data); err != nil {
		return "", err
	}
	return compact.String(), nil
}

// cut bounds a text without breaking a character.
func cut(text string) string {
	const mark = "…"
	if len(text) <= maxLength {
		return text
	}
	end := maxLength - len(mark)
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + mark
}
