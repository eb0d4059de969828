package diagnose

import (
	"cmp"
	"slices"
	"strings"
)

// rewriteDepth is how many changes at once are tried on a body of this many bytes:
// they make some 600, 180, 30 or 2 bodies of its size.
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
			bodies.add(invented, "body-signed-for-none")
		}
		return bodies.list
	}
	bodies.add("", "body-not-signed")
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
		bodies.add(recoded, "body-charset")
	}
	slices.SortStableFunc(bodies.list, func(a, b guess[string]) int { return cmp.Compare(len(a.mistakes), len(b.mistakes)) })
	return bodies.list
}

// rewrittenForms are the body itself and, if it is JSON, what other encoders make of it.
func rewrittenForms(body string, depth int) []guess[string] {
	forms := []guess[string]{{body, nil}}
	value, ok := parseJSON([]byte(body))
	if ok {
		forms = slices.Concat(forms, value.forms(body, depth), value.pythonForms())
	}
	misread, mistake := "", "body-encoded-twice"
	if len(value) == 1 {
		misread = value[0].text
	}
	if !ok {
		misread, mistake = strings.NewReplacer("'", `"`, "True", "true", "False", "false", "None", "null").Replace(body), "body-python-dict"
	}
	if value, ok := parseJSON([]byte(misread)); ok {
		forms = append(forms, guess[string]{misread, []string{mistake}})
		for _, form := range value.forms(misread, depth-1) {
			forms = append(forms, guess[string]{form.value, slices.Concat([]string{mistake}, form.mistakes)})
		}
	}
	for _, form := range forms {
		if len(form.mistakes) < min(depth, 2) {
			for _, again := range []string{quote(form.value, "", nil), quote(form.value, "<>&", nil), quote(form.value, "", lowerHex)} {
				forms = append(forms, guess[string]{again, slices.Concat(form.mistakes, []string{"body-encoded-twice"})})
			}
		}
	}
	return forms
}

// addEnds adds the body with other white space around it.
func addEnds(bodies *guesses[string], form guess[string]) {
	with := func(mistake string) []string { return slices.Concat(form.mistakes, []string{mistake}) }
	bodies.add(strings.TrimSpace(form.value), with("body-newline-missing")...)
	for _, end := range []string{"\n", "\r\n", " "} {
		bodies.add(form.value+end, with("body-newline-added")...)
	}
}
