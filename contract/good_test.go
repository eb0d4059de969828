package contract

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/money"
)

// choice says which of the many good exchanges of an operation is made.
type choice struct {
	variant  int                       // goes round the enum words, forms, alternatives and amounts
	items    int                       // elements of each list
	optional func(pattern string) bool // which optional members there are, by their pattern
	failure  bool
	locale   string
}

func (c choice) String() string {
	return fmt.Sprintf("variant %d, %d items, locale %s, failure %t", c.variant, c.items, c.locale, c.failure)
}

func all(string) bool  { return true }
func none(string) bool { return false }

// made is a good exchange together with what it was made of.
type made struct {
	op                *operation
	request, response *value // nil where there is none
	media             *schema
	path              map[string]string
	locale            string
	status            int
}

// maker makes values that a schema and its rules allow, by asking both. It knows no field by name.
type maker struct {
	choice
	made    *made
	answers bool // it is the response that is being made
	count   int
	sent    []string            // ids of items
	listed  int                 // items in the answer
	barred  map[string][]string // statuses that no item may have, from x-excludes of the status of the whole
	whole   string
}

const (
	goodBatch    = "179cdefc1-3ce6-4f51-bd09-c050274bd664"
	goodExternal = "massPayoutId-323"
	goodTime     = 1759231970716
)

func (c *Checker) operation(t testing.TB, id string) *operation {
	t.Helper()
	i := slices.IndexFunc(c.operations, func(op *operation) bool {
		return strings.Contains(op.path.String(), "/payout/"+id)
	})
	require.GreaterOrEqual(t, i, 0, "no operation %s", id)
	return c.operations[i]
}

// make makes a good exchange of an operation.
func (c choice) make(op *operation) *made {
	x := &made{op: op, path: map[string]string{}, locale: c.locale, status: http.StatusOK}
	m := &maker{choice: c, made: x}
	for _, p := range op.parameters {
		if p.in == "path" {
			x.path[p.name] = []string{goodBatch, "çağrı 1/2", "a"}[c.variant%3]
		}
	}
	if op.request != nil {
		x.request = m.value(op.request.media["application/json"], "")
	}
	m.answers = true
	media, _ := op.response(x.status)
	x.media = media["application/json"]
	x.response = m.value(x.media, "")
	x.addUp()
	return x
}

// addUp gives the mass payout the amounts that its accepted items add up to, where all of them are told.
func (x *made) addUp() {
	list := nodes(x.media, x.response)
	whole := slices.IndexFunc(list, func(n node) bool { return n.schema.byRole[roleBatchExternal] != "" && n.schema.status != "" })
	sums := map[string]money.Decimal{}
	for _, n := range list {
		for name, of := range n.schema.addsUp {
			item := n.find(x.response)
			if status := item.get(n.schema.status); n.at.inList() && (status == nil || status.text != "INVALID") && item.get(name) != nil {
				sums[of] = sums[of].Add(money.MustParse(item.get(name).text))
			}
		}
	}
	for name, sum := range sums {
		if whole < 0 || list[whole].find(x.response).get(name) == nil {
			continue
		}
		v := list[whole].find(x.response)
		v.get(name).text = sum.Plain()
		for part, limit := range list[whole].schema.limits {
			if part := v.get(part); limit == name && part != nil && part.text != "0" {
				part.text = sum.Plain()
			}
		}
	}
}

func (m *maker) value(s *schema, pattern string) *value {
	if alternatives := slices.Concat(s.oneOf, s.anyOf); len(s.types) == 0 && len(alternatives) > 0 {
		return m.value(alternatives[m.variant%len(alternatives)], pattern)
	}
	switch {
	case slices.Contains(s.types, "object"):
		return m.object(s, pattern)
	case slices.Contains(s.types, "array"):
		return m.array(s, pattern)
	case slices.Contains(s.types, "boolean"):
		return &value{kind: boolValue, text: strconv.FormatBool(m.variant%2 == 0)}
	case slices.Contains(s.types, "integer"):
		return number(m.integer(s))
	case slices.Contains(s.types, "number"):
		return number(m.amount(s))
	}
	return text(m.string(s))
}

func (m *maker) array(s *schema, pattern string) *value {
	v := &value{kind: arrayValue}
	n := max(m.items, int(s.source.MinItems))
	if strings.Contains(pattern, "*") {
		n = min(n, 2) // within the elements of a list
	}
	for range n {
		v.elements = append(v.elements, *m.value(s.items, pattern+"/*"))
	}
	if m.answers && s.items.byRole[roleItem] != "" {
		m.listed = len(v.elements)
	}
	return v
}

func (m *maker) object(s *schema, pattern string) *value {
	v := &value{kind: objectValue}
	for _, name := range m.members(s, pattern) {
		p := s.property(name)
		if echoed := m.echoed(p); echoed != nil {
			v.put(name, echoed)
			continue
		}
		v.put(name, m.value(p, pattern+"/"+name))
	}
	m.fit(s, v)
	for _, name := range s.names() {
		if limit := v.get(s.property(name).notAbove); limit != nil && v.get(name) != nil && m.variant%2 == 0 {
			v.put(name, number("0"))
		} else if limit != nil && v.get(name) != nil {
			v.put(name, limit)
		}
		if s.property(name).role == roleTotal && v.get(name) != nil {
			// Some of the items may stand on other pages.
			v.put(name, number(strconv.Itoa(m.listed+m.variant%2*40)))
		}
	}
	return v
}

// members decides which members there are: what is required, what is chosen, and what the alternatives ask for.
func (m *maker) members(s *schema, pattern string) []string {
	needed := slices.Clone(s.required)
	if names := asList(s.source.Extensions["x-required-one-of"]); len(names) > 0 {
		needed = append(needed, names[m.variant%len(names)].(string))
	}
	return slices.DeleteFunc(s.names(), func(name string) bool {
		p := s.property(name)
		switch {
		case p.role == roleResult:
			return !m.optional(pattern + "/" + name)
		case p.role == roleErrorCode && !m.failure,
			p.role == roleBatch && m.answers && m.failure && m.made.op.leadsTo != "",
			p.role == roleRefusedItem && m.made.request == nil:
			return true
		}
		return !slices.Contains(needed, name) && !m.optional(pattern+"/"+name)
	})
}

func (m *maker) echoed(p *schema) *value {
	name, _ := p.source.Extensions["x-echoes"].(string)
	if name == "" || !m.answers {
		return nil
	}
	for _, q := range m.made.op.parameters {
		if q.in == "query" && q.name == name {
			return text(m.made.locale)
		}
	}
	return m.made.request.get(name)
}

// fit follows the rules between members.
func (m *maker) fit(s *schema, v *value) {
	for _, raw := range asList(s.source.Extensions["x-form-by"]) {
		rule := raw.(map[string]any)
		word := v.get(rule["by"].(string))
		if word == nil {
			continue
		}
		if form, ok := rule["forms"].(map[string]any)[word.text].(string); ok {
			plain, _, _ := strings.Cut(form, "|[0-9A-Za-z+ ]*") // nothing is hidden
			v.put(rule["property"].(string), text(example(plain, m.variant)))
		}
	}
	for _, raw := range asList(s.source.Extensions["x-required-when"]) {
		rule := raw.(map[string]any)
		if word := v.get(rule["when"].(string)); word != nil && slices.Contains(asList(rule["is"]), any(word.text)) {
			v.put(rule["property"].(string), text("Ayşe Yılmaz"))
		}
	}
}

func example(form string, variant int) string {
	return rapid.StringMatching(form).Example(variant)
}

func (m *maker) integer(s *schema) string {
	switch {
	case s.clock:
		return strconv.Itoa(goodTime + m.variant)
	case s.source.Extensions["x-sign"] == "positive":
		return []string{"40", "3", "1000"}[m.variant%3] // never less than what is listed
	}
	return []string{"0", "3404590", "7"}[m.variant%3]
}

func (m *maker) amount(s *schema) string {
	amounts := []string{"100.50", "0.01", "1E+2", "20.00000000", map[bool]string{true: "999999999999999.99999999", false: "99999999999.99999999"}[m.items < 2], "8000", "1e2", "100.50000000"}
	if s.source.Extensions["x-sign"] != "positive" {
		amounts = append(amounts, "0", "0.00000000")
	}
	return amounts[m.variant%len(amounts)]
}

func (m *maker) string(s *schema) string {
	m.count++
	switch {
	case s.role == roleResult:
		return map[bool]string{true: "failure", false: "success"}[m.failure]
	case s.role == roleBatch || s.role == roleItemBatch:
		return goodBatch
	case s.role == roleBatchExternal:
		return goodExternal
	case s.role == roleItem:
		id := fmt.Sprintf("ext-%d", m.count)
		if !m.answers {
			m.sent = append(m.sent, id)
		}
		return id
	case s.role == roleRefusedItem:
		id := m.sent[0] // each at most once: lists are no longer than what was sent
		m.sent = m.sent[1:]
		return id
	case s.role == roleItemReference && len(m.made.path) > 0:
		return slices.Collect(maps.Values(m.made.path))[0]
	case len(s.enum) > 0:
		return m.word(s)
	}
	if words := asList(s.source.Extensions["x-values"]); len(words) > 0 {
		return fmt.Sprint(words[m.variant%len(words)])
	}
	if form, ok := s.source.Extensions["x-form"].(string); ok {
		return example(form, m.variant)
	}
	if s.source.Format == "decimal" {
		return "25399393.5"
	}
	return []string{"Ödeme – Şubat", "plain", "emoji 😀 \"quoted\" / \\ \n", "\u2028", "İĞÜŞÖÇ ığüşöç"}[m.variant%5] + strconv.Itoa(m.count)
}

// word chooses an enum word; of an item's status one that the status of the whole allows.
func (m *maker) word(s *schema) string {
	if s.excludes != nil {
		m.whole = s.enum[m.variant%len(s.enum)].text
		m.barred = map[string][]string{m.whole: slices.Concat(s.excludes[m.whole], s.notAll[m.whole])}
		return m.whole
	}
	for i := range s.enum {
		word := s.enum[(m.variant+i)%len(s.enum)].text
		if s.next == nil || !slices.Contains(m.barred[m.whole], word) && m.made.lists(word) {
			return word
		}
	}
	return ""
}

// lists reports whether the list that is asked for has items of a status.
func (x *made) lists(word string) bool {
	asked := requested(x.op)
	if asked == nil || asked.byRole[roleSelection] == "" || x.request.get(asked.byRole[roleSelection]) == nil {
		return true
	}
	name := asked.byRole[roleSelection]
	return slices.Contains(asked.property(name).lists[x.request.get(name).text].statuses, word)
}

// exchange writes it out as it would be recorded.
func (x *made) exchange(t testing.TB) Exchange {
	t.Helper()
	path := x.op.path.Fill(func(name string) string { return url.PathEscape(x.path[name]) })
	e := Exchange{
		Request: Request{
			Method: x.op.method, Header: http.Header{"Content-Type": {"application/json"}},
			URL: mustURL(t, "https://sandbox-api.iyzipay.com"+path+"?locale="+x.locale),
		},
		Response: Response{Status: x.status, Header: jsonHeader(), Body: render(x.response)},
	}
	if x.request != nil {
		e.Request.Body = render(x.request)
	}
	sign(t, &e.Request)
	return e
}

// patterns lists every member that a schema describes, with those inside.
func patterns(s *schema, pattern string) []string {
	if s == nil {
		return nil
	}
	list := patterns(s.items, pattern+"/*")
	for _, name := range s.names() {
		list = append(list, pattern+"/"+name)
		list = append(list, patterns(s.property(name), pattern+"/"+name)...)
	}
	return list
}

// goodChoices goes through the choices for one operation.
func goodChoices(op *operation) []choice {
	media, _ := op.response(http.StatusOK)
	members := patterns(media["application/json"], "")
	if op.request != nil {
		members = append(members, patterns(op.request.media["application/json"], "")...)
	}
	some := []func(string) bool{all, none}
	for _, one := range members {
		some = append(some,
			func(p string) bool { return p != one && !strings.HasPrefix(p, one+"/") }, // all but this one
			func(p string) bool { return p == one || strings.HasPrefix(one, p+"/") })  // only this one
	}
	var list []choice
	for i, optional := range some {
		for _, failure := range []bool{false, true} {
			list = append(list, choice{variant: i, items: []int{3, 1, 0}[i/2%3], optional: optional, failure: failure, locale: []string{"tr", "en"}[i%2]})
		}
	}
	const round = 40 // longer than any enum, and than the amounts times the two outcomes
	for variant := range round {
		for _, items := range []int{0, 1, 3} {
			list = append(list, choice{variant: variant, items: items, optional: all, failure: variant%4 == 3, locale: []string{"tr", "en"}[variant%2]})
		}
	}
	return list
}

// base is the good exchange that is made worse by the mutations.
func base(variant int, failure bool) choice {
	return choice{variant: variant, items: 2, optional: all, failure: failure, locale: "en"}
}

func asList(raw any) []any {
	list, _ := raw.([]any)
	return list
}
