package signing

import (
	"cmp"
	"slices"
	"strings"
)

// Mistakes in the signed body.
const (
	MistakeBodyNotSigned      Mistake = "body-not-signed"
	MistakeBodyInvented       Mistake = "body-signed-for-none"
	MistakeBodyCompacted      Mistake = "body-compacted"
	MistakeBodySpaced         Mistake = "body-spaced"
	MistakeBodyIndented       Mistake = "body-indented"
	MistakeBodyKeysSorted     Mistake = "body-keys-sorted"
	MistakeBodyHTMLEscaped    Mistake = "body-html-escaped"
	MistakeBodyUnescaped      Mistake = "body-unescaped"
	MistakeBodyASCIIEscaped   Mistake = "body-ascii-escaped"
	MistakeBodySlashEscaped   Mistake = "body-slash-escaped"
	MistakeBodyNumbers        Mistake = "body-numbers-rewritten"
	MistakeBodyNewlineAdded   Mistake = "body-newline-added"
	MistakeBodyNewlineMissing Mistake = "body-newline-missing"
	MistakeBodyCharset        Mistake = "body-charset"
)

func bodyFindings() []Finding {
	const once = "Encode the JSON once, and sign and send these same bytes."
	return []Finding{
		{MistakeBodyNotSigned, "The body is sent but not signed.", "Sign the random key, then the path, then the body."},
		{MistakeBodyInvented, "Nothing is sent as the body, but something such as \"{}\" or \"null\" is signed.",
			"Without a body sign the random key and the path only."},
		{MistakeBodyCompacted, "The signed JSON has no white space, the sent JSON has some.", once},
		{MistakeBodySpaced, "The signed JSON has a blank after each comma and colon, the sent JSON is written otherwise.",
			once + " In Python: json.dumps once, then pass data=, not json=."},
		{MistakeBodyIndented, "The signed JSON is indented, the sent JSON is not, or otherwise.", once},
		{MistakeBodyKeysSorted, "The keys of the signed JSON are sorted, those of the sent JSON are not.", once},
		{MistakeBodyHTMLEscaped, "Characters such as < > & = ' are written \\u00XX in the signed JSON and plain in the sent JSON.",
			once + " Go's encoding/json and Java's Gson write them so unless told otherwise."},
		{MistakeBodyUnescaped, "Characters are plain in the signed JSON and escaped in the sent JSON.", once},
		{MistakeBodyASCIIEscaped, "Letters such as ş and ğ are written \\uXXXX in the signed JSON and plain in the sent JSON.",
			once + " Python's json.dumps and PHP's json_encode write them so unless told otherwise."},
		{MistakeBodySlashEscaped, "Slashes are written \\/ in the signed JSON and plain in the sent JSON.",
			once + " PHP's json_encode writes them so unless told otherwise."},
		{MistakeBodyNumbers, "The numbers of the signed JSON are written otherwise, for example 100.5 for 100.50.",
			once + " Write amounts as decimals, not as floating point numbers."},
		{MistakeBodyNewlineAdded, "The signed body ends with a line feed or blank that the sent body does not have.", once},
		{MistakeBodyNewlineMissing, "The sent body has white space around it that the signed body does not have.", once},
		{MistakeBodyCharset, "The signed body is in another character encoding than the sent body.", "Sign and send UTF-8, without a byte order mark."},
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
			bodies.add(invented, MistakeBodyInvented)
		}
		return bodies.list
	}
	bodies.add("", MistakeBodyNotSigned)
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
		bodies.add(recoded, MistakeBodyCharset)
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
	bodies.add(strings.TrimSpace(form.value), with(MistakeBodyNewlineMissing)...)
	for _, end := range []string{"\n", "\r\n", " "} {
		bodies.add(form.value+end, with(MistakeBodyNewlineAdded)...)
	}
}
