package wording

import (
	"regexp"
	"slices"
	"strings"
)

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
	if !ok || slices.ContainsFunc(word.FindAllString(whole[len(whole)-len(rest):], -1), func(t string) bool { return named[t] }) {
		return false
	}
	var m meaning
	says := map[string]bool{}
	m.read(ordinals.ReplaceAllString(rest, " "), named, says, false)
	return len(says)+len(m.things) == 0
}

// ordinals match number words that count nothing a caller sends: two-phase, second step.
var ordinals = regexp.MustCompile(`(?i)\b(two|three|four)-\p{L}+|\b(second|third) (step|phase|part)\b`)

// binds reports whether a statement sets a limit or a condition, obliges or forbids, or says where money goes. What only describes may
// be left out.
func binds(statement string, named map[string]bool) bool {
	m := meaningOf(ordinals.ReplaceAllString(statement, " "), named)
	describes := []string{"valid", "invalid", "unchanged", "reserve", "ongoing", "keep", "bank", "wallet", "balance", "automatic"}
	return len(m.pairs) > 0 || slices.ContainsFunc(m.says, func(s string) bool { return !slices.Contains(describes, s) })
}
