package live

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/signing"
)

// secrets masks in free text, such as an error message, what was hidden in the messages it may be about.
type secrets struct {
	known *regexp.Regexp  // nil for none
	keys  map[string]bool // those of which nothing stays, in small letters
}

// shortestSecret is how long a hidden value must be to be looked for in text. Shorter ones are parts of common words.
const shortestSecret = 4

// secrets gathers the hidden values of a scenario's exchanges.
func (m *masker) secrets(exchanges []contract.Exchange) secrets {
	found, keys := map[string]bool{}, map[string]bool{}
	for _, x := range exchanges {
		shapes, _ := m.shapes(x)
		gatherJSON(x.Request.Body, shapes.request, found)
		gatherJSON(x.Response.Body, shapes.response, found)
		gatherKeys(x.Request.Header.Values(signing.HeaderAuthorization), keys)
		gatherKeys(x.Request.Header.Values(signing.HeaderRandomKey), keys)
	}
	s := secrets{keys: map[string]bool{}}
	for key := range keys {
		found[key], s.keys[strings.ToLower(key)] = true, true
	}
	s.known = m.pattern(found)
	return s
}

// pattern finds the values in text, whatever their capitals, and the names in them: "Jane Customer" is hidden in "Jane has
// no account" as well. The document's own words are no secrets, whoever used them.
func (m *masker) pattern(values map[string]bool) *regexp.Regexp {
	patterns := map[string]bool{}
	add := func(value, flags string) {
		if utf8.RuneCountInString(value) >= shortestSecret && !m.vocabulary[strings.ToLower(value)] {
			patterns["(?"+flags+regexp.QuoteMeta(value)+")"] = true
		}
	}
	for value := range values {
		add(strings.TrimSpace(value), "i:")
		for _, word := range strings.Fields(value) {
			if first, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(first) {
				add(word, ":")
			}
		}
	}
	if len(patterns) == 0 {
		return nil
	}
	// The longest one first: of alternatives the first that fits counts.
	sorted := slices.SortedFunc(maps.Keys(patterns), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b))
	})
	known, err := regexp.Compile(strings.Join(sorted, "|"))
	if err != nil { // quoted text always compiles, unless there is too much of it
		return regexp.MustCompile(`(?s).+`)
	}
	return known
}

// gatherKeys takes the signature, and what is in it, for secrets.
func gatherKeys(values []string, found map[string]bool) {
	for _, v := range values {
		found[v] = true
		_, payload, _ := strings.Cut(v, " ")
		found[payload] = true
		plain, err := base64.StdEncoding.DecodeString(payload)
		if err != nil {
			continue
		}
		for _, part := range strings.Split(string(plain), "&") {
			_, value, _ := strings.Cut(part, ":")
			found[value] = true
		}
	}
}

func gatherJSON(text []byte, s *shape, found map[string]bool) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) == nil {
		s.gather(v, found)
	}
}

// gather collects the values that are hidden. Numbers that are shown elsewhere, such as amounts, are none.
func (s *shape) gather(v any, found map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			s.member(name).gather(inner, found)
		}
	case []any:
		for _, inner := range v {
			s.element().gather(inner, found)
		}
	case string:
		if s.hides(v) {
			found[v] = true
		}
	case json.Number:
		if s == nil || !s.isNumber {
			found[v.String()] = true
		}
	}
}

// text masks what was hidden elsewhere, and whatever looks personal.
func (s secrets) text(text string) string {
	if s.known != nil {
		text = s.known.ReplaceAllStringFunc(text, func(found string) string {
			if s.keys[strings.ToLower(found)] {
				return "***"
			}
			return hide(found)
		})
	}
	return plaintext.PrintableLines(mask.Text(text))
}

// hide masks a value as a whole: of an identifier the last four characters stay, of words their first letters.
func hide(value string) string {
	const most = 80
	value = strings.TrimSpace(value)
	switch {
	case utf8.RuneCountInString(value) > most:
		return "***"
	case strings.ContainsFunc(value, unicode.IsDigit) && !strings.ContainsFunc(value, unicode.IsSpace):
		return mask.Tail(value)
	}
	return mask.Name(value)
}
