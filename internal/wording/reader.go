// Package wording reads what the vendor says in words: descriptions of the document and the text around the fragments of a page.
//
// [ReadPage] takes a page apart, and [Differences] compares two versions of it. A [Reader] tells whether a text was only reworded:
// it holds the obligations, conditions, numbers and names of the two against each other. Both the comparison of documents and the
// fetching of pages read by it, so that they cannot disagree about a page.
package wording

import (
	"cmp"
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Reader judges texts by what they commit to: obligations, conditions, numbers, names of values and members, times, units and what
// becomes of money. Two texts with the same commitments are taken to say the same.
type Reader struct {
	names func() map[string]bool // values of enums and names of members
}

// New is a reader that knows the names in decoded documents: values of enums and names of members. It looks for them when it reads a text.
func New(documents ...any) *Reader {
	return &Reader{names: sync.OnceValue(func() map[string]bool {
		names := map[string]bool{}
		collect(names, documents)
		return names
	})}
}

func collect(names map[string]bool, v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			collect(names, e)
		}
	case map[string]any:
		values, _ := v["enum"].([]any)
		for _, value := range append(slices.Clone(values), v["const"]) {
			if text, ok := value.(string); ok {
				names[text] = true
			}
		}
		members, _ := v["properties"].(map[string]any)
		for name := range members {
			names[name] = names[name] || identifier().MatchString(name)
		}
		for _, inner := range v {
			collect(names, inner)
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
	identifier = lazyregexp.New(`\p{Ll}\p{Lu}|\p{L}_\p{L}|\p{L}\d|\d\p{L}{2}`)
	backtick   = lazyregexp.New("`([^`\n]+)`")
	shouted    = lazyregexp.New(`^\p{Lu}{3,}$`)
	link       = lazyregexp.New(`\[([^\]]*)\]\([^)]*\)|<[^<>]*>|https?://\S+`)
	exampleOf  = lazyregexp.New(`(?i)\(?\b(e\.g\.|for example|for instance|örneğin|örn\.|ör\.)[^.;)\n]*\)?`)
	dateForm   = lazyregexp.New(`\b[dMyYHhmsS]{2,4}(?:[-./: T]+[dMyYHhmsS]{2,4})+\b`)
	word       = lazyregexp.New(`[\p{L}\p{M}\d_]+(?:['’.][\p{L}\d]+)*|[<>≤≥=%₺$€±]+|[-−+]\d+|\d+`)
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
// where there are several conditions, each must belong to what it belonged to, and those that speak of all or of some must be the same.
func (m meaning) equal(other meaning) bool {
	amounts := func(pairs []string) []string {
		return slices.DeleteFunc(slices.Clone(pairs), func(p string) bool { return !strings.Contains(p, "how-many-") })
	}
	return slices.Equal(m.says, other.says) && !replaced(m.things, other.things) &&
		(slices.Equal(m.tokens, other.tokens) || slices.Equal(m.bags, other.bags)) &&
		(len(m.pairs) < 2 || len(other.pairs) < 2 || slices.Equal(m.pairs, other.pairs)) &&
		slices.Equal(amounts(m.pairs), amounts(other.pairs))
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
	other := func(t string) bool { return !w.names()[t] || !identifier().MatchString(t) && strings.ToUpper(t) != t }
	only := func(text string) []string {
		return slices.Compact(slices.Sorted(slices.Values(slices.DeleteFunc(meaningOf(text, named).tokens, other))))
	}
	return slices.Equal(only(old), only(new))
}

// plainText is a text without marks, layout and capital letters.
func plainText(text string) string {
	text = contracted.Replace(strings.ToLower(link().ReplaceAllString(text, " $1 ")))
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("<>≤≥=%-₺$€±", r) || r == '-'
	}), " ") + strings.Join(negative().FindAllString(text, -1), "")
}

var negative = lazyregexp.New(`(?:^|[\s(=])[-−]\d+`)

// named are the words that stand for themselves in either text: what is in backticks, values and members of the documents, identifiers.
func (w *Reader) named(texts ...string) map[string]bool {
	found := map[string]bool{}
	whole := strings.Join(texts, "\n")
	for _, m := range backtick().FindAllStringSubmatch(whole, -1) {
		for _, t := range word().FindAllString(m[1], -1) {
			found[t] = true
		}
	}
	for _, t := range word().FindAllString(link().ReplaceAllString(whole, " $1 "), -1) {
		usual := strings.ToLower(t)
		switch {
		case w.names()[t] && (t != usual || identifier().MatchString(t)), identifier().MatchString(t) && !slices.Contains(capitalised, strings.ToUpper(t)):
			found[t] = true
		case shouted().MatchString(t) && !slices.Contains(capitalised, t) && !slices.Contains(word().FindAllString(whole, -1), usual):
			found[t] = true
		}
	}
	return found
}

// meaning reads a text.
func meaningOf(text string, named map[string]bool) meaning {
	text = arrow.Replace(link().ReplaceAllString(text, " $1 "))
	text = exampleOf().ReplaceAllStringFunc(text, func(s string) string { return digits().ReplaceAllString(s, "") })
	var m meaning
	says := map[string]bool{}
	for _, form := range dateForm().FindAllString(text, -1) {
		says["form "+form] = true
	}
	text = dateForm().ReplaceAllString(text, " ")
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

var digits = lazyregexp.New(`\d`)

// read takes in a piece of a sentence and returns what it names and says.
func (m *meaning) read(text string, named, says map[string]bool, condition bool) string {
	var tokens, heavy []string
	list := 0 // where the list that is being read began
	for _, t := range word().FindAllString(phrases(text, named), -1) {
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
		case digits().MatchString(t) || strings.ContainsAny(t, "<>≤≥=%₺$€±"):
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
	if !directed().MatchString(text) {
		slices.Sort(tokens)
	}
	slices.Sort(heavy)
	return strings.Join(slices.Concat(tokens, slices.Compact(heavy)), " ")
}

// directed matches what makes the order of two names matter.
var directed = lazyregexp.New(`(?i)\b(from|to|into|than|before|instead|then|becomes?|replaces?|yerine|önce)\b|→`)

// segments cuts a text where one statement ends.
func segments(text string) []string {
	return cut().Split(strings.ReplaceAll(text, "**", ""), -1)
}

var (
	cut   = lazyregexp.New(`\n\s*[-*•]\s|\n\n|[.;!?](?:\s|$)|\)|\n\|`)
	leads = lazyregexp.New(`(?i)^\W*(if|when|unless|whether|eğer)\b(.*?),(.*)$`)
	tails = lazyregexp.New(`(?i)^(.*?)\b(if|when|unless|whether)\b(.*)$`)
)

// split parts a statement from its condition.
func split(sentence string) (main, condition string) {
	sentence = strings.ReplaceAll(sentence, "\n", " ")
	if m := leads().FindStringSubmatch(sentence); m != nil {
		return m[3], m[1] + m[2]
	}
	if m := tails().FindStringSubmatch(sentence); m != nil {
		return m[1], m[2] + m[3]
	}
	return sentence, ""
}

// shortened reports whether a text says less than another one and nothing else: each of its statements is one of the other text, or the
// beginning of one, and what is left out sets no limit and no condition.
func shortened(old, new string, named map[string]bool) bool {
	before, after := sentences(old), sentences(new)
	for _, s := range after {
		i := slices.IndexFunc(before, func(b string) bool { return begins(b, s, named) })
		if i < 0 {
			return false
		}
		before = slices.Delete(slices.Clone(before), i, i+1)
	}
	return !slices.ContainsFunc(before, func(left string) bool { return binds(left, named) })
}

// sentences are those of a text, each on one line.
func sentences(text string) []string {
	var all []string
	for _, s := range segments(text) {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// begins reports whether a statement is all of another one, or the beginning of it and the rest says nothing of weight.
func begins(whole, beginning string, named map[string]bool) bool {
	if plainText(whole) == plainText(beginning) {
		return true
	}
	rest, ok := strings.CutPrefix(strings.ToLower(whole), strings.ToLower(beginning)+" ")
	if !ok || slices.ContainsFunc(word().FindAllString(whole[len(whole)-len(rest):], -1), func(t string) bool { return named[t] }) {
		return false
	}
	var m meaning
	says := map[string]bool{}
	m.read(ordinals().ReplaceAllString(rest, " "), named, says, false)
	return len(says)+len(m.things) == 0
}

// ordinals match number words that count nothing a caller sends: two-phase, second step.
var ordinals = lazyregexp.New(`(?i)\b(two|three|four)-\p{L}+|\b(second|third) (step|phase|part)\b`)

// binds reports whether a statement sets a limit or a condition, obliges or forbids, or says where money goes. What only describes may
// be left out.
func binds(statement string, named map[string]bool) bool {
	m := meaningOf(ordinals().ReplaceAllString(statement, " "), named)
	describes := []string{"valid", "invalid", "unchanged", "reserve", "ongoing", "keep", "bank", "wallet", "balance", "automatic"}
	return len(m.pairs) > 0 || slices.ContainsFunc(m.says, func(s string) bool { return !slices.Contains(describes, s) })
}

// little are the little words that tell Turkish from English.
var little = map[string][]string{
	"tr": {"ve", "bir", "bu", "için", "ile", "veya", "olarak", "ise", "olan", "kodu", "bilgisi", "tutar", "numarası"},
	"en": {"the", "of", "and", "is", "to", "for", "in", "or", "a", "an", "from", "with", "be", "per", "has", "been", "by", "was"},
}

// Language tells Turkish ("tr") from English ("en") by letters and little words; "" where a text is too short.
func Language(text string) string {
	turkishMore := 0
	between := func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune("_'’.", r)
	}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), between) {
		w = strings.Trim(w, "'’.")
		if strings.ContainsAny(w, "ığşçöü") || slices.Contains(little["tr"], w) {
			turkishMore++
		} else if slices.Contains(little["en"], w) {
			turkishMore--
		}
	}
	return map[int]string{1: "tr", -1: "en"}[cmp.Compare(turkishMore, 0)]
}
