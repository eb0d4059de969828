package diagnose

import "strings"

func randomKeyGuesses(c claim) []guess[string] {
	var guesses guesses[string]
	if c.randomKey != "" {
		guesses.add(c.randomKey)
	}
	if c.sentRandomKey != "" {
		// That it is missing or differs is a finding already.
		guesses.add(c.sentRandomKey)
	}
	guesses.add("", "random-key-not-signed")
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
		{func(r, p, b string) []byte { return join("", r, b, p) }, []string{"parts-order"}},
		{func(r, p, b string) []byte { return join("", p, r, b) }, []string{"parts-order"}},
		{func(r, p, b string) []byte { return join("", p, b, r) }, []string{"parts-order"}},
		{func(r, p, b string) []byte { return join("", b, r, p) }, []string{"parts-order"}},
		{func(r, p, b string) []byte { return join("", b, p, r) }, []string{"parts-order"}},
	}
	for _, separator := range []string{"\n", " ", "&", ":", "|", ",", ";", ".", "-", "+"} {
		guesses = append(guesses, guess[assemble]{
			func(r, p, b string) []byte { return join(separator, r, p, b) }, []string{"parts-joined"},
		})
	}
	return guesses
}
