package diagnose

import "strings"

// Mistakes in how the parts of the signed text are put together.
const (
	mistakeRandomKeyNotSigned Mistake = "random-key-not-signed"
	mistakePartsOrder         Mistake = "parts-order"
	mistakePartsJoined        Mistake = "parts-joined"
)

func textFindings() []Finding {
	return []Finding{
		{mistakeRandomKeyNotSigned, "The random key is not part of the signed text.",
			"Sign the random key, then the path, then the body."},
		{mistakePartsOrder, "The parts of the signed text are in the wrong order.",
			"Sign the random key, then the path, then the body."},
		{mistakePartsJoined, "There is something between the parts of the signed text.",
			"Put random key, path and body directly one behind the other."},
	}
}

func randomKeyGuesses(c claim) []guess[string] {
	var guesses guesses[string]
	if c.randomKey != "" {
		guesses.add(c.randomKey)
	}
	if c.sentRandomKey != "" {
		// That it is missing or differs is a finding already.
		guesses.add(c.sentRandomKey)
	}
	guesses.add("", mistakeRandomKeyNotSigned)
	return guesses.list
}

// assemble makes the signed text of its parts.
type assemble func(randomKey, path, body string) []byte

func orderGuesses() []guess[assemble] {
	join := func(separator string, parts ...string) []byte {
		return []byte(strings.Join(parts, separator))
	}
	guesses := []guess[assemble]{
		{func(r, p, b string) []byte { return join("", r, p, b) }, nil},
		{func(r, p, b string) []byte { return join("", r, b, p) }, []Mistake{mistakePartsOrder}},
		{func(r, p, b string) []byte { return join("", p, r, b) }, []Mistake{mistakePartsOrder}},
		{func(r, p, b string) []byte { return join("", p, b, r) }, []Mistake{mistakePartsOrder}},
		{func(r, p, b string) []byte { return join("", b, r, p) }, []Mistake{mistakePartsOrder}},
		{func(r, p, b string) []byte { return join("", b, p, r) }, []Mistake{mistakePartsOrder}},
	}
	for _, separator := range []string{"\n", " ", "&", ":", "|", ",", ";", ".", "-", "+"} {
		guesses = append(guesses, guess[assemble]{
			func(r, p, b string) []byte { return join(separator, r, p, b) }, []Mistake{mistakePartsJoined},
		})
	}
	return guesses
}
