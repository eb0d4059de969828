package diagnose

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// jsonStyle is how an encoder writes JSON.
type jsonStyle struct {
	spaces spaces
	text   func(token) string      // a string, with its quotation marks
	number func(raw string) string // a number
	word   func(raw string) string // true, false and null; nil: as they are
}

type spaces struct{ comma, colon, newline, indent string }

// forms are the ways in which encoders write the value, up to depth mistakes. The
// white space that it was sent with, in it and around it, is no mistake.
func (v jsonValue) forms(sent string, depth int) []guess[string] {
	var forms []guess[string]
	sorted := v.sorted()
	written := strings.TrimSpace(sent)
	before, after, _ := strings.Cut(sent, written)
	for _, spaces := range v.spaceGuesses(written) {
		write := jsonValue.write
		if len(spaces.mistakes) == 0 {
			write = func(v jsonValue, style jsonStyle) string { return before + v.write(style) + after }
		}
		for _, text := range textStyles() {
			for _, number := range numberStyles() {
				mistakes := slices.Concat(spaces.mistakes, text.mistakes, number.mistakes)
				style := jsonStyle{spaces: spaces.value, text: text.value, number: number.value}
				if len(mistakes) <= depth {
					forms = append(forms, guess[string]{write(v, style), mistakes})
				}
				if len(mistakes) < depth {
					forms = append(forms, guess[string]{write(sorted, style), slices.Concat(mistakes, []string{"body-keys-sorted"})})
				}
			}
		}
	}
	return forms
}

// pythonForms are what Python's str() makes of the value.
func (v jsonValue) pythonForms() []guess[string] {
	var forms []guess[string]
	for _, number := range []func(string) string{numberAsWritten, shortestWithPoint} {
		style := jsonStyle{spaces{", ", ": ", "", ""}, pythonText, number, pythonWord}
		forms = append(forms, guess[string]{v.write(style), []string{"body-python-dict"}})
	}
	return forms
}

func (v jsonValue) spaceGuesses(written string) []guess[spaces] {
	guesses := []guess[spaces]{
		{spaces{",", ":", "", ""}, []string{"body-compacted"}},
		{spaces{", ", ": ", "", ""}, []string{"body-spaced"}},
		{spaces{",", ": ", "\n", "  "}, []string{"body-indented"}},
		{spaces{",", ": ", "\n", "    "}, []string{"body-indented"}},
		{spaces{",", ": ", "\n", "\t"}, []string{"body-indented"}},
		{spaces{",", ": ", "\r\n", "  "}, []string{"body-indented"}},
	}
	for index, each := range guesses {
		if v.write(jsonStyle{spaces: each.value, text: textAsWritten, number: numberAsWritten}) == written {
			guesses[index].mistakes = nil
		}
	}
	return guesses
}

func (v jsonValue) write(style jsonStyle) string {
	var out strings.Builder
	for _, t := range v {
		switch {
		case t.raw == ",":
			out.WriteString(style.spaces.comma)
		case t.raw == ":":
			out.WriteString(style.spaces.colon)
		case t.isString():
			out.WriteString(style.text(t))
		case t.isNumber():
			out.WriteString(style.number(t.raw))
		case style.word != nil:
			out.WriteString(cmp.Or(style.word(t.raw), t.raw))
		default:
			out.WriteString(t.raw)
		}
	}
	if style.spaces.newline == "" {
		return out.String()
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(out.String()), "", style.spaces.indent); err != nil {
		return out.String() // cannot be: it is JSON
	}
	return strings.ReplaceAll(indented.String(), "\n", style.spaces.newline)
}

// textStyles are the ways in which encoders escape strings, beside what JSON demands.
func textStyles() []guess[func(token) string] {
	quoting := func(escapes string, format func(rune) string) func(token) string {
		return func(t token) string { return quote(t.text, escapes, format) }
	}
	return []guess[func(token) string]{
		{textAsWritten, nil},
		{quoting("", nil), []string{"body-unescaped"}},
		{quoting("<>&\u2028\u2029", nil), []string{"body-html-escaped"}},   // Go
		{quoting("<>&='\u2028\u2029", nil), []string{"body-html-escaped"}}, // Gson
		{quoting("", lowerHex), []string{"body-ascii-escaped"}},            // Python
		{quoting("", upperHex), []string{"body-ascii-escaped"}},
		{quoting("/", nil), []string{"body-slash-escaped"}},                                  // PHP, JSON_UNESCAPED_UNICODE
		{quoting("/", lowerHex), []string{"body-slash-escaped", "body-ascii-escaped"}},       // PHP
		{quoting("<>&'+`\"", upperHex), []string{"body-html-escaped", "body-ascii-escaped"}}, // .NET
	}
}

func textAsWritten(t token) string { return t.raw }

func numberAsWritten(raw string) string { return raw }

// numberStyles: the decimals of an amount are lost when it is read as floating point.
func numberStyles() []guess[func(string) string] {
	return []guess[func(string) string]{
		{numberAsWritten, nil},
		{shortest, []string{"body-numbers-rewritten"}},
		{shortestWithPoint, []string{"body-numbers-rewritten"}},
		{twoDecimals, []string{"body-numbers-rewritten"}},
	}
}

// twoDecimals is how amounts of money are formatted: 1.5 becomes 1.50, 7 stays.
func twoDecimals(raw string) string {
	whole, decimals, found := strings.Cut(raw, ".")
	if !found || len(decimals) > 2 || strings.ContainsAny(raw, "eE") {
		return raw
	}
	return whole + "." + (decimals + "00")[:2]
}

// pythonText is Python's repr of a string.
func pythonText(t token) string {
	mark := "'"
	if strings.Contains(t.text, mark) && !strings.Contains(t.text, `"`) {
		mark = `"`
	}
	var out strings.Builder
	for _, char := range t.text {
		switch escaped := strconv.QuoteRune(char); {
		case string(char) == mark:
			out.WriteString(`\` + mark)
		case char == '"' || char == '\'':
			out.WriteRune(char)
		case char < 0x100 && !unicode.IsPrint(char) && !strings.ContainsRune("\n\r\t", char):
			fmt.Fprintf(&out, `\x%02x`, char)
		default:
			out.WriteString(escaped[1 : len(escaped)-1])
		}
	}
	return mark + out.String() + mark
}

func pythonWord(raw string) string {
	return map[string]string{"true": "True", "false": "False", "null": "None"}[raw]
}

// shortest is JavaScript's form: 100.50 becomes 100.5, and 100.0 becomes 100.
func shortest(raw string) string {
	value, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.Abs(value) >= 1e21 {
		return raw
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

// shortestWithPoint is Python's and Java's form: 100.00 becomes 100.0, 100 stays.
func shortestWithPoint(raw string) string {
	if !strings.ContainsAny(raw, ".eE") {
		return raw
	}
	short := shortest(raw)
	if !strings.ContainsAny(short, ".eE") {
		short += ".0"
	}
	return short
}
