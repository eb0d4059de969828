package wording

import (
	_ "embed" // the words
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed commitments.txt
var commitmentsFile string

//go:embed phrases.txt
var phrasesFile string

// lines are the two halves of each line of a list.
func lines(file string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for line := range strings.Lines(file) {
			if key, rest, ok := strings.Cut(strings.TrimSpace(line), ":"); ok && line[0] != '#' && !yield(key, strings.TrimSpace(rest)) {
				return
			}
		}
	}
}

// together joins words that only commit together.
var together = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for phrase, word := range lines(phrasesFile) {
		pairs = append(pairs, " "+phrase, " "+strings.ReplaceAll(word, "_", " "))
	}
	return strings.NewReplacer(pairs...)
})

var numbers = map[string]string{"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
	"iki": "2", "üç": "3", "dört": "4", "beş": "5"}

// measured: over and under compare only where a number follows.
var measured = lazyregexp.New(`\b(over|under) (\d)`)

var counted = lazyregexp.New(`\b(atleast|atmost|exactly)\s+(one|bir|a single|a)\b`)

// phrases lower-cases the words of a text, but not the names in it, and joins the words that only commit together.
func phrases(text string, named map[string]bool) string {
	text = word().ReplaceAllStringFunc(text, func(t string) string {
		if named[t] {
			return t
		}
		lower := strings.ToLower(t)
		if n := numbers[lower]; n != "" {
			return n
		}
		return lower
	})
	text = strings.Join(strings.Fields(contracted.Replace(strings.NewReplacer("*", " ", "\\", "", "`", " ", "(", " ", "\"", " ").Replace(text))), " ")
	text = measured().ReplaceAllStringFunc(text, strings.NewReplacer("over", "more", "under", "less").Replace)
	return counted().ReplaceAllString(together().Replace(" "+text), "$1 1")
}

type entry struct{ class, stem string }

// dictionary is commitments as a list: whole words first. Of the stems the longest come first.
var dictionary = sync.OnceValues(func() (whole map[string]string, stems []entry) {
	whole = map[string]string{}
	for class, words := range lines(commitmentsFile) {
		for _, w := range strings.Fields(words) {
			if stem, open := strings.CutSuffix(w, "*"); open {
				stems = append(stems, entry{class, stem})
			} else {
				whole[w] = class
			}
		}
	}
	slices.SortStableFunc(stems, func(a, b entry) int { return len(b.stem) - len(a.stem) })
	return whole, stems
})

// classOf is what a word commits to, or nothing. A misspelt word of some length counts as the one that was meant.
func classOf(t string) string {
	t = strings.ToLower(t)
	whole, stems := dictionary()
	if class := whole[t]; class != "" {
		return class
	}
	if i := slices.IndexFunc(stems, func(e entry) bool { return strings.HasPrefix(t, e.stem) }); i >= 0 {
		return stems[i].class
	}
	runes := []rune(t)
	if len(runes) < 6 {
		return ""
	}
	for _, e := range stems {
		n := utf8.RuneCountInString(e.stem)
		for cut := max(n-1, 5); cut <= min(n+1, len(runes)) && n >= 6; cut++ {
			if nearly(runes[:cut], []rune(e.stem)) {
				return e.class
			}
		}
	}
	for known, class := range whole {
		if utf8.RuneCountInString(known) >= 6 && nearly(runes, []rune(known)) {
			return class
		}
	}
	return ""
}

// nearly reports whether two words differ by one letter: missing, additional, another, or two that changed places.
func nearly(a, b []rune) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return max(len(a), len(b)) <= 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}

var arrow = strings.NewReplacer("->", "→", "=>", "→", "&rarr;", "→")

// contracted writes short forms and HTML entities out.
var contracted = strings.NewReplacer("can't", "cannot", "can’t", "cannot", "won't", "will not", "won’t", "will not", "n't", " not", "n’t", " not",
	"i̇", "i", "&amp;", "&", "&nbsp;", " ", "&lt;", "<", "&gt;", ">")

// capitalised are words that people write in capitals although they name no value.
var capitalised = []string{"API", "JSON", "HTTP", "HTTPS", "URL", "NOTE", "IMPORTANT", "WARNING", "THE", "AND", "NOT", "MUST", "ONLY", "REQUIRED", "OPTIONAL", "UUID", "IDS"}
