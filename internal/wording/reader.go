package wording

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Reader judges texts by what they commit to: obligations, conditions, numbers, names of values and members, times, units and what
// becomes of money. Two texts with the same commitments are taken to say the same.
type Reader struct {
	names map[string]bool // values of enums and names of members
}

// New is a reader that knows the names in decoded documents: values of enums and names of members.
func New(documents ...any) *Reader {
	w := &Reader{names: map[string]bool{}}
	for _, d := range documents {
		w.collect(d)
	}
	return w
}

func (w *Reader) collect(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			w.collect(e)
		}
	case map[string]any:
		values, _ := v["enum"].([]any)
		for _, value := range append(slices.Clone(values), v["const"]) {
			if text, ok := value.(string); ok {
				w.names[text] = true
			}
		}
		members, _ := v["properties"].(map[string]any)
		for name := range members {
			if identifier.MatchString(name) {
				w.names[name] = true
			}
		}
		for _, inner := range v {
			w.collect(inner)
		}
	}
}

// SameName reports whether a person takes two names for one.
func SameName(a, b string) bool {
	plain := strings.NewReplacer("_", "", "-", "", ".", "")
	return strings.EqualFold(plain.Replace(a), plain.Replace(b))
}

var (
	// identifier matches words that no sentence has: camelCase, SNAKE_CASE, digits among letters.
	identifier = regexp.MustCompile(`\p{Ll}\p{Lu}|\p{L}_\p{L}|\p{L}\d|\d\p{L}{2}`)
	backtick   = regexp.MustCompile("`([^`\n]+)`")
	shouted    = regexp.MustCompile(`^\p{Lu}{3,}$`)
	link       = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)|<[^<>]*>|https?://\S+`)
	exampleOf  = regexp.MustCompile(`(?i)\(?\b(e\.g\.|for example|for instance|örneğin|örn\.|ör\.)[^.;)\n]*\)?`)
	dateForm   = regexp.MustCompile(`\b[dMyYHhmsS]{2,4}(?:[-./: T]+[dMyYHhmsS]{2,4})+\b`)
	word       = regexp.MustCompile(`[\p{L}\p{M}\d_]+(?:['’.][\p{L}\d]+)*|[<>≤≥=%₺$€±]+|[-−+]\d+|\d+`)
)

// meaning is what a text commits to.
type meaning struct {
	tokens []string // names of values and members, in their order; runs of a list sorted
	says   []string // commitments, each once, sorted
	bags   []string // what each statement names and commits to, sorted
	pairs  []string // what depends on which condition, sorted
	things []string // what it speaks of
}

// equal: the commitments must be the same, of the same things. Names must come in the same order, or at least stand in the same statements;
// and where there are several conditions, each must belong to what it belonged to.
func (m meaning) equal(other meaning) bool {
	switch {
	case !slices.Equal(m.says, other.says), replaced(m.things, other.things):
		return false
	case !slices.Equal(m.tokens, other.tokens) && !slices.Equal(m.bags, other.bags):
		return false
	case len(m.pairs) > 1 && len(other.pairs) > 1 && !slices.Equal(m.pairs, other.pairs):
		return false
	}
	return slices.Equal(m.amounts(), other.amounts())
}

// amounts are the conditions that speak of all or of some.
func (m meaning) amounts() []string {
	return slices.DeleteFunc(slices.Clone(m.pairs), func(p string) bool { return !strings.Contains(p, "how-many-") })
}

// replaced reports whether a text speaks of one thing in place of another.
func replaced(a, b []string) bool {
	lacks := func(x, y []string) bool {
		return slices.ContainsFunc(x, func(t string) bool { return !slices.Contains(y, t) })
	}
	return lacks(a, b) && lacks(b, a)
}

// Same reports whether a text was only reworded or shortened: no rule in it is another one.
func (w *Reader) Same(old, new string) bool {
	if w.SameWords(old, new) {
		return true
	}
	named := w.named(old, new)
	return meaningOf(old, named).equal(meaningOf(new, named)) || shortened(old, new, named)
}

// SameWords reports whether two texts differ in marks, layout and capital letters only.
func (w *Reader) SameWords(old, new string) bool { return plainText(old) == plainText(new) }

// SameNames compares texts in two languages by what is the same in both: names of values and members.
func (w *Reader) SameNames(old, new string) bool {
	named := w.named(old, new)
	only := func(text string) []string {
		return slices.Compact(slices.Sorted(slices.Values(slices.DeleteFunc(meaningOf(text, named).tokens, func(t string) bool { return !w.names[t] || !identifier.MatchString(t) && strings.ToUpper(t) != t }))))
	}
	return slices.Equal(only(old), only(new))
}

// plainText is a text without marks, layout and capital letters.
func plainText(text string) string {
	text = contracted.Replace(strings.ToLower(link.ReplaceAllString(text, " $1 ")))
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("<>≤≥=%-₺$€±", r) || r == '-'
	}), " ") + signs(text)
}

var negative = regexp.MustCompile(`(?:^|[\s(=])[-−]\d+`)

func signs(text string) string { return strings.Join(negative.FindAllString(text, -1), "") }

// named are the words that stand for themselves in either text: what is in backticks, values and members of the documents, identifiers.
func (w *Reader) named(texts ...string) map[string]bool {
	found := map[string]bool{}
	whole := strings.Join(texts, "\n")
	for _, m := range backtick.FindAllStringSubmatch(whole, -1) {
		for _, t := range word.FindAllString(m[1], -1) {
			found[t] = true
		}
	}
	for _, t := range word.FindAllString(link.ReplaceAllString(whole, " $1 "), -1) {
		usual := strings.ToLower(t)
		switch {
		case w.names[t] && (t != usual || identifier.MatchString(t)), identifier.MatchString(t) && !slices.Contains(capitalised, strings.ToUpper(t)):
			found[t] = true
		case shouted.MatchString(t) && !slices.Contains(capitalised, t) && !slices.Contains(word.FindAllString(whole, -1), usual):
			found[t] = true
		}
	}
	return found
}

// meaning reads a text.
func meaningOf(text string, named map[string]bool) meaning {
	text = arrow.Replace(link.ReplaceAllString(text, " $1 "))
	text = exampleOf.ReplaceAllStringFunc(text, func(s string) string { return digits.ReplaceAllString(s, "") })
	var m meaning
	says := map[string]bool{}
	for _, form := range dateForm.FindAllString(text, -1) {
		says["form "+form] = true
	}
	text = dateForm.ReplaceAllString(text, " ")
	for _, sentence := range segments(text) {
		main, condition := split(sentence)
		bag := m.read(main, named, says, false)
		if condition != "" {
			bag += " if " + m.read(condition, named, says, true)
			m.pairs = append(m.pairs, bag)
		}
		if bag != "" {
			m.bags = append(m.bags, bag)
		}
	}
	slices.Sort(m.bags)
	m.says = slices.Sorted(maps.Keys(says))
	slices.Sort(m.pairs)
	return m
}

var digits = regexp.MustCompile(`\d`)

// read takes in a piece of a sentence and returns what it names and says.
func (m *meaning) read(text string, named, says map[string]bool, condition bool) string {
	var tokens, heavy []string
	list := 0 // where the list that is being read began
	for _, t := range word.FindAllString(phrases(text, named), -1) {
		switch class, lower := classOf(t), strings.ToLower(t); {
		case named[t]:
			tokens = append(tokens, t)
			slices.Sort(tokens[list:])
			continue
		case strings.HasPrefix(class, "thing-"):
			m.things = append(m.things, class)
		case strings.HasPrefix(class, "how-many-"):
			if condition {
				heavy = append(heavy, class)
			}
		case class != "":
			says[class] = true
			heavy = append(heavy, class)
		case digits.MatchString(t) || strings.ContainsAny(t, "<>≤≥=%₺$€±"):
			said := "number " + strings.TrimSuffix(strings.TrimPrefix(t, "+"), ".0")
			says[said] = true
			heavy = append(heavy, said)
		case slices.Contains([]string{"and", "or", "the", "a", "an", "ve", "veya", "ile", "either", "both"}, lower):
			continue
		}
		list = len(tokens)
	}
	m.tokens = append(m.tokens, tokens...)
	tokens = slices.Clone(tokens)
	if !directed.MatchString(text) {
		slices.Sort(tokens)
	}
	slices.Sort(heavy)
	return strings.Join(slices.Concat(tokens, slices.Compact(heavy)), " ")
}

// directed matches what makes the order of two names matter.
var directed = regexp.MustCompile(`(?i)\b(from|to|into|than|before|instead|then|becomes?|replaces?|yerine|önce)\b|→`)

// segments cuts a text where one statement ends.
func segments(text string) []string {
	return cut.Split(strings.ReplaceAll(text, "**", ""), -1)
}

var (
	cut   = regexp.MustCompile(`\n\s*[-*•]\s|\n\n|[.;!?](?:\s|$)|\)|\n\|`)
	leads = regexp.MustCompile(`(?i)^\W*(if|when|unless|whether|eğer)\b(.*?),(.*)$`)
	tails = regexp.MustCompile(`(?i)^(.*?)\b(if|when|unless|whether)\b(.*)$`)
)

// split parts a statement from its condition.
func split(sentence string) (main, condition string) {
	sentence = strings.ReplaceAll(sentence, "\n", " ")
	if m := leads.FindStringSubmatch(sentence); m != nil {
		return m[3], m[1] + m[2]
	}
	if m := tails.FindStringSubmatch(sentence); m != nil {
		return m[1], m[2] + m[3]
	}
	return sentence, ""
}
