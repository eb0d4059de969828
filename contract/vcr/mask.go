package vcr

import (
	"regexp"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
)

// masker replaces personal data in the messages of one cassette, in their order. It is not safe for concurrent use.
type masker struct {
	members members
	allowed map[string]bool   // published and invented values, as normal writes them
	fakes   map[string]string // by value
	count   map[kind]int
	given   map[string]bool // the fakes
	known   []knownValue    // what is looked for in texts, the longest value first
	ids     map[string]bool
}

// knownValue is a value with its stand-in, in any capitals.
type knownValue struct {
	value   string
	pattern *regexp.Regexp
	fake    string
}

func newMasker(m members) *masker {
	made := &masker{members: m, allowed: map[string]bool{}, fakes: map[string]string{}, given: map[string]bool{}, count: map[kind]int{}, ids: map[string]bool{}}
	for _, value := range scenario.Fakes() {
		made.allowed[normal(value)] = true
	}
	return made
}

// standIn returns the fake of a value that normal has written, the same each time.
func (m *masker) standIn(k kind, value string) string {
	if value == "" || m.allowed[value] || m.given[value] {
		return value
	}
	if f, ok := m.fakes[value]; ok {
		return f
	}
	m.count[k]++
	f := fake(k, m.count[k], value)
	m.learn(value, f)
	return f
}

// shortestKnown is how many bytes a value needs to be looked for in texts: anything shorter would be found within words.
const shortestKnown = 4

func (m *masker) learn(value, f string) {
	m.fakes[value], m.given[f] = f, true
	if value != f && len(value) >= shortestKnown {
		m.known = append(m.known, knownValue{value, regexp.MustCompile(`(?i)` + anyCase(value)), f})
		slices.SortStableFunc(m.known, func(a, b knownValue) int { return len(b.value) - len(a.value) })
	}
}

// keep goes through a body of a cassette and counts the fakes in it as given out, so that the next new value gets the number that
// it got when the cassette was recorded. Masking once more is all it takes: it gives each fake itself.
func (m *masker) keep(text []byte) { m.body(text) }

// inText finds what a text may hold: first what is no personal data although it looks like it.
var inText = lazyregexp.New(`(?i)` + strings.Join([]string{
	`(?P<id>\b[0-9a-f]{8,9}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)`,
	`(?P<date>\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?)`,
	`(?P<mail>[\pL0-9._%+\-]+@[\pL0-9.\-]+\.\pL{2,})`,
	`(?P<key>\bsandbox-[a-z0-9_\-]{4,}|\bIYZWS(?:v2)?[\s:]+[a-z0-9+/=:_\-]+)`,
	`(?P<iban>\b[a-z]{2}[0-9]{2}(?:[a-z0-9]{11,30}\b|(?:[ \x{00A0}][a-z0-9]{4}){2,7}(?:[ \x{00A0}][a-z0-9]{1,3}\b)?))`,
	`(?P<number>\+?[0-9](?:[ \-()]{0,2}[0-9]){9,})`,
}, "|"))

// text masks a text that may hold anything.
func (m *masker) text(s string) string {
	s = m.namesIn(s)
	return inText().ReplaceAllStringFunc(s, func(found string) string {
		parts := inText().FindStringSubmatch(found)
		group := slices.IndexFunc(parts[1:], func(part string) bool { return part != "" }) + 1
		value := normal(found)
		switch inText().SubexpNames()[group] {
		case "id", "date":
			return found
		case "key":
			return "masked-key"
		case "mail":
			return m.standIn(kindMail, found)
		}
		if m.allowed[value] || m.ids[found] {
			return found
		}
		return m.standIn(kindOf(value), value)
	})
}

// namesIn replaces what has become known by its member, in any capitals: banks answer in capitals.
func (m *masker) namesIn(s string) string {
	for _, k := range m.known {
		s = k.pattern.ReplaceAllLiteralString(s, k.fake)
	}
	return s
}

// anyCase is a pattern that takes the Turkish capitals of i and ı for what they are.
func anyCase(value string) string {
	var pattern strings.Builder
	for _, r := range value {
		if strings.ContainsRune("iıİI", r) {
			pattern.WriteString("[iıİI]")
		} else {
			pattern.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return pattern.String()
}
