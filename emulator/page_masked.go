package emulator

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/money"
)

// hidden stands for what is not shown.
const hidden = "***"

// shown says what of a message may be shown. It is a list of what may, not of what may not: whatever it does not know is hidden.
type shown struct {
	members  map[string]bool            // documented names
	personal map[string]bool            // x-personal
	words    map[string]map[string]bool // of a member whose values are listed: these values
	ids      map[string]bool            // names of ids that caller or service made up
	numbers  map[string]bool            // names of amounts and counts, also where they are written as strings
	codes    map[string]bool            // names of currencies
	segments map[string]bool            // of documented paths
}

func newShown(doc *openapi3.T) shown {
	s := shown{
		members: map[string]bool{}, personal: map[string]bool{}, words: map[string]map[string]bool{}, ids: map[string]bool{},
		numbers: map[string]bool{}, codes: map[string]bool{}, segments: map[string]bool{},
	}
	for _, schema := range doc.Components.Schemas {
		for name, member := range schema.Value.Properties {
			s.add(name, member.Value)
		}
	}
	for path := range doc.Paths.Map() {
		for segment := range strings.SplitSeq(path, "/") {
			s.segments[segment] = !strings.HasPrefix(segment, "{")
		}
	}
	return s
}

func (s *shown) add(name string, member *openapi3.Schema) {
	s.members[name] = true
	s.personal[name] = s.personal[name] || member.Extensions["x-personal"] == true
	listed, _ := member.Extensions["x-values"].([]any)
	for _, value := range slices.Concat(member.Enum, listed) {
		if s.words[name] == nil {
			s.words[name] = map[string]bool{}
		}
		s.words[name][fmt.Sprint(value)] = true
	}
	s.codes[name] = s.codes[name] || member.Extensions["x-form"] == "[A-Z]{3}"
	role, _ := member.Extensions["x-role"].(string)
	_, echoes := member.Extensions["x-echoes"]
	if role == "batch" || role == "batch-external" || role == "item" || role == "item-reference" || role == "refused-item" ||
		role == "error-code" || echoes && member.Type.Is("string") {
		s.ids[name] = true
	}
	s.numbers[name] = s.numbers[name] || member.Type.Is("number") || member.Type.Is("integer") ||
		slices.ContainsFunc(member.OneOf, func(one *openapi3.SchemaRef) bool { return one.Value.Type.Is("number") })
}

// message says how a message is shown.
type message struct {
	shown
	answer bool                        // our own, whose texts are made of names of members
	person func(name, s string) string // what stands for a personal string
	id     func(name, s string) string // and for an id
}

// text masks a string.
func (m message) text(name, s string) string {
	words := m.words[name]
	switch {
	case m.personal[name]:
		return m.person(name, s)
	case !m.members[name]:
		return hidden
	case words[s], m.codes[name] && currencyForm().MatchString(s):
		return s
	case words != nil:
		return hidden
	case m.ids[name]:
		return m.id(name, s)
	case m.numbers[name] && isNumber(s):
		return s
	case m.answer && !m.numbers[name]:
		return mask.Text(s)
	}
	return hidden
}

func isNumber(s string) bool {
	_, err := money.Parse(s)
	return err == nil
}

// masked is what a person may see of a personal string: the end of an identifier, the first letters of a name, and the marker of
// a description, which is nobody's.
func masked(name, s string) string {
	switch {
	case name == "recipientName":
		return mask.Name(s)
	case name == "recipientInfo" && identifier().MatchString(s):
		return mask.Tail(s)
	}
	if found := marker().FindString(s); found != "" {
		return hidden + " " + found
	}
	return hidden
}

// maskedID shows an id unless it holds what may be somebody's: a caller may name a line by an IBAN or a number. Ids that the service makes
// are shown, and so are dates with dashes, which a number of somebody does not have.
func maskedID(_, s string) string {
	if uuidForm().MatchString(s) {
		return s
	}
	if strings.Contains(s, "sandbox-") {
		return mask.Text(s)
	}
	return strings.ReplaceAll(mask.Text(strings.ReplaceAll(s, "-", "~")), "~", "-")
}

var (
	uuidForm   = lazyregexp.New(`^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	identifier = lazyregexp.New(`^(?:[A-Z]{2}[0-9]{2}[A-Z0-9]+|\+?[0-9]+)$`)
	// currencyForm also keeps out what is no code in use, such as initials.
	currencyForm = lazyregexp.New(`^(?:TRY|USD|EUR|GBP)$`)
	marker       = lazyregexp.New(`\[emulator:[a-z-]{1,20}\]`)
)

// body writes a JSON body anew, indented and masked. It goes as far as it understands the bytes, which may end early.
func (m message) body(text []byte) (shown string, whole bool) {
	var out bytes.Buffer
	r := rewriter{
		message: m,
		in:      jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)),
		out:     jsontext.NewEncoder(&out, jsontext.AllowDuplicateNames(true), jsontext.WithIndent("  ")),
	}
	err := r.value("")
	whole = err == nil && len(bytes.TrimSpace(text[r.in.InputOffset():])) == 0
	return strings.TrimRight(out.String(), "\n"), whole
}

// rewriter copies a JSON value and masks it on the way.
type rewriter struct {
	message
	in  *jsontext.Decoder
	out *jsontext.Encoder
}

// value copies the value of the member called name, or the elements of a list that is.
func (r rewriter) value(name string) error {
	switch r.in.PeekKind() {
	case jsontext.KindBeginObject, jsontext.KindBeginArray:
		return r.composite(name)
	case jsontext.KindString:
		token, err := r.in.ReadToken()
		if err != nil {
			return err
		}
		return r.out.WriteToken(jsontext.String(r.text(name, token.String())))
	}
	raw, err := r.in.ReadValue()
	if err != nil {
		return err
	}
	if raw.Kind() == jsontext.KindNumber && !(r.numbers[name] || r.ids[name]) || r.personal[name] {
		return r.out.WriteToken(jsontext.String(hidden))
	}
	return r.out.WriteValue(raw)
}

func (r rewriter) composite(name string) error {
	open, err := r.in.ReadToken()
	if err != nil {
		return err
	}
	isObject := open.Kind() == jsontext.KindBeginObject
	if err := r.out.WriteToken(open); err != nil {
		return err
	}
	for kind := r.in.PeekKind(); kind != jsontext.KindEndObject && kind != jsontext.KindEndArray; kind = r.in.PeekKind() {
		if kind == jsontext.KindInvalid {
			_, err := r.in.ReadToken()
			return err
		}
		if isObject {
			token, err := r.in.ReadToken()
			if err != nil {
				return err
			}
			if name = token.String(); !r.members[name] {
				name = hidden
			}
			if err := r.out.WriteToken(jsontext.String(name)); err != nil {
				return err
			}
		}
		if err := r.value(name); err != nil {
			return err
		}
	}
	closing, err := r.in.ReadToken()
	if err != nil {
		return err
	}
	return r.out.WriteToken(closing)
}

// target shows path and query: what the document has of them, and ids where it has them.
func (s shown) target(u url.URL, isOperation bool) string {
	var path []string
	for segment := range strings.SplitSeq(u.EscapedPath(), "/") {
		switch {
		case s.segments[segment]:
		case isOperation:
			segment = maskedID("", segment)
		case segment != "":
			segment = hidden
		}
		path = append(path, segment)
	}
	var query []string
	for name, values := range u.Query() {
		for _, value := range values {
			if name != "locale" || !s.words["locale"][value] {
				name, value = hidden, hidden
			}
			query = append(query, name+"="+value)
		}
	}
	slices.Sort(query)
	if len(query) == 0 {
		return strings.Join(path, "/")
	}
	return strings.Join(path, "/") + "?" + strings.Join(query, "&")
}

// headers shows the few that say something, in a fixed order. What proves who called is hidden.
func headers(header map[string][]string, names ...string) []string {
	var lines []string
	for _, name := range names {
		for _, value := range header[name] {
			switch {
			case name == "Authorization" && strings.HasPrefix(value, "IYZWSv2 "):
				value = "IYZWSv2 " + hidden
			case name == "Authorization" || name == "X-Iyzi-Rnd":
				value = hidden
			default:
				value = mask.Text(value)
			}
			lines = append(lines, name+": "+value)
		}
	}
	return lines
}
