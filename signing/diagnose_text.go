package signing

import "strings"

// Mistakes in how the parts of the signed text are put together.
const (
	MistakeRandomKeyNotSigned Mistake = "random-key-not-signed"
	MistakePartsOrder         Mistake = "parts-order"
	MistakePartsJoined        Mistake = "parts-joined"
)

func textFindings() []Finding {
	return []Finding{
		{MistakeRandomKeyNotSigned, "The random key is not part of the signed text.",
			"Sign the random key, then the path, then the body."},
		{MistakePartsOrder, "The parts of the signed text are in the wrong order.",
			"Sign the random key, then the path, then the body."},
		{MistakePartsJoined, "There is something between the parts of the signed text.",
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
	guesses.add("", MistakeRandomKeyNotSigned)
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
		{func(r, p, b string) []byte { return join("", r, b, p) }, []Mistake{MistakePartsOrder}},
		{func(r, p, b string) []byte { return join("", p, r, b) }, []Mistake{MistakePartsOrder}},
		{func(r, p, b string) []byte { return join("", p, b, r) }, []Mistake{MistakePartsOrder}},
		{func(r, p, b string) []byte { return join("", b, r, p) }, []Mistake{MistakePartsOrder}},
		{func(r, p, b string) []byte { return join("", b, p, r) }, []Mistake{MistakePartsOrder}},
	}
	for _, separator := range []string{"\n", " ", "&", ":", "|", ",", ";", ".", "-", "+"} {
		guesses = append(guesses, guess[assemble]{
			func(r, p, b string) []byte { return join(separator, r, p, b) }, []Mistake{MistakePartsJoined},
		})
	}
	return guesses
}
