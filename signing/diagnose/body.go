package diagnose

import (
	"cmp"
	"slices"
	"strings"
)

// Mistakes in the signed body.
const (
	mistakeBodyNotSigned      Mistake = "body-not-signed"
	mistakeBodyInvented       Mistake = "body-signed-for-none"
	mistakeBodyCompacted      Mistake = "body-compacted"
	mistakeBodySpaced         Mistake = "body-spaced"
	mistakeBodyIndented       Mistake = "body-indented"
	mistakeBodyKeysSorted     Mistake = "body-keys-sorted"
	mistakeBodyHTMLEscaped    Mistake = "body-html-escaped"
	mistakeBodyUnescaped      Mistake = "body-unescaped"
	mistakeBodyASCIIEscaped   Mistake = "body-ascii-escaped"
	mistakeBodySlashEscaped   Mistake = "body-slash-escaped"
	mistakeBodyNumbers        Mistake = "body-numbers-rewritten"
	mistakeBodyNewlineAdded   Mistake = "body-newline-added"
	mistakeBodyNewlineMissing Mistake = "body-newline-missing"
	mistakeBodyCharset        Mistake = "body-charset"
)

func bodyFindings() []Finding {
	const once = "Encode the JSON once, and sign and send these same bytes."
	return []Finding{
		{mistakeBodyNotSigned, "The body is sent but not signed.", "Sign the random key, then the path, then the body."},
		{mistakeBodyInvented, "Nothing is sent as the body, but something such as \"{}\" or \"null\" is signed.",
			"Without a body sign the random key and the path only."},
		{mistakeBodyCompacted, "The signed JSON has no white space, the sent JSON has some.", once},
		{mistakeBodySpaced, "The signed JSON has a blank after each comma and colon, the sent JSON is written otherwise.",
			once + " In Python: json.dumps once, then pass data=, not json=."},
		{mistakeBodyIndented, "The signed JSON is indented, the sent JSON is not, or otherwise.", once},
		{mistakeBodyKeysSorted, "The keys of the signed JSON are sorted, those of the sent JSON are not.", once},
		{mistakeBodyHTMLEscaped, "Characters such as < > & = ' are written \\u00XX in the signed JSON and plain in the sent JSON.",
			once + " Go's encoding/json and Java's Gson write them so unless told otherwise."},
		{mistakeBodyUnescaped, "Characters are plain in the signed JSON and escaped in the sent JSON.", once},
		{mistakeBodyASCIIEscaped, "Letters such as ş and ğ are written \\uXXXX in the signed JSON and plain in the sent JSON.",
			once + " Python's json.dumps and PHP's json_encode write them so unless told otherwise."},
		{mistakeBodySlashEscaped, "Slashes are written \\/ in the signed JSON and plain in the sent JSON.",
			once + " PHP's json_encode writes them so unless told otherwise."},
		{mistakeBodyNumbers, "The numbers of the signed JSON are written otherwise, for example 100.5 for 100.50.",
			once + " Write amounts as decimals, not as floating point numbers."},
		{mistakeBodyNewlineAdded, "The signed body ends with a line feed or blank that the sent body does not have.", once},
		{mistakeBodyNewlineMissing, "The sent body has white space around it that the signed body does not have.", once},
		{mistakeBodyCharset, "The signed body is in another character encoding than the sent body.", "Sign and send UTF-8, without a byte order mark."},
	}
}

// rewriteDepth is how many changes at once are tried on a body of this many bytes:
// they make some 400, 120, 20 or 2 bodies of its size.
func rewriteDepth(size int) int {
	switch {
	case size <= 32<<10:
		return maxMistakes
	case size <= 256<<10:
		return 2
	case size <= 1<<20:
		return 1
	default:
		return 0
	}
}

// bodyGuesses are the bodies that may have been signed, with up to depth changes,
// fewest mistakes first.
func bodyGuesses(body []byte, depth int) []guess[string] {
	var bodies guesses[string]
	bodies.add(string(body))
	if len(body) == 0 {
		for _, invented := range []string{"{}", "null", `""`, "[]", "\n", "undefined", "None"} {
			bodies.add(invented, mistakeBodyInvented)
		}
		return bodies.list
	}
	bodies.add("", mistakeBodyNotSigned)
	if depth == 0 {
		return bodies.list
	}
	for _, form := range rewrittenForms(string(body), depth) {
		bodies.add(form.value, form.mistakes...)
		if len(form.mistakes) < depth {
			addEnds(&bodies, form)
		}
	}
	for _, recoded := range otherCharsets(string(body)) {
		bodies.add(recoded, mistakeBodyCharset)
	}
	slices.SortStableFunc(bodies.list, func(a, b guess[string]) int { return cmp.Compare(len(a.mistakes), len(b.mistakes)) })
	return bodies.list
}

// rewrittenForms are the body itself and, if it is JSON, what other encoders make of it.
func rewrittenForms(body string, depth int) []guess[string] {
	forms := []guess[string]{{body, nil}}
	if value, ok := parseJSON([]byte(body)); ok {
		forms = append(forms, value.forms(body, depth)...)
	}
	return forms
}

// addEnds adds the body with other white space around it.
func addEnds(bodies *guesses[string], form guess[string]) {
	with := func(mistake Mistake) []Mistake { return slices.Concat(form.mistakes, []Mistake{mistake}) }
	bodies.add(strings.TrimSpace(form.value), with(mistakeBodyNewlineMissing)...)
	for _, end := range []string{"\n", "\r\n", " "} {
		bodies.add(form.value+end, with(mistakeBodyNewlineAdded)...)
	}
}
