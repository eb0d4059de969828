package diff

import (
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/internal/wording"
)

// texts compares the description of a thing, where rules stand that no schema says.
func (s scope) texts(p pair) {
	p = pair{described(p.old), described(p.new)}
	s.visit(p)
	if p.old.text("description") != p.new.text("description") {
		s.wording(s.judge(p.old.text("description"), p.new.text("description")), p.get("description"))
	}
}

// wording lists a change of a text by its level, which is None for a translation.
func (s scope) wording(level Level, p pair) {
	switch level {
	case Breaking:
		s.report(Breaking, "rule-in-words-changed", p, "The description of "+s.where()+" commits to something else: read both and look at the code that relies on it.")
	case Cosmetic:
		s.report(Cosmetic, "description-changed", p, "The description of "+s.where()+" is worded differently; no change of a rule was found in it.")
	}
}

// described is where the description stands: beside a $ref, or in what it refers to.
func described(n node) node {
	if n.get("description").ok {
		return n
	}
	return n.resolve()
}

// judge compares two texts; None stands for a translation, of which only the sum is reported.
func (c *comparer) judge(old, new string) Level {
	a, b := wording.Language(old), wording.Language(new)
	switch {
	case a != b && a != "" && b != "" || c.translated() && old != "" && new != "":
		c.foreign++
		if c.words.SameNames(old, new) {
			return None
		}
	case status(old) && status(new), c.words.Same(old, new):
		return Cosmetic
	}
	return Breaking
}

// status reports whether a text is no more than the name of an outcome, such as the description of an answer.
func status(text string) bool {
	return slices.Contains([]string{"ok", "success", "successful", "succeeded", "successful response", "success response", "successful operation", "refused", "bad request", "başarılı", "response", "answer"},
		strings.Trim(strings.ToLower(strings.TrimSpace(text)), "."))
}

// translated reports whether the documents as a whole are in two languages.
func (c *comparer) translated() bool {
	return c.old.language != "" && c.new.language != "" && c.old.language != c.new.language
}

// translation is the one line that sums up texts in two languages.
func (s scope) translation() {
	if s.foreign > 0 {
		from, to := s.old.language, s.new.language
		s.toward(nowhere).report(Cosmetic, "wording-in-another-language", pair{node{v: from}, node{v: to}},
			"The wording of "+plaintext.Plural(s.foreign, "text")+" differs ("+from+"/"+to+"): only names of values and members in it were compared.")
	}
}

// languageOf is that of most descriptions of a document.
func languageOf(parts []any) string {
	count := map[string]int{}
	countLanguages(parts, count)
	switch {
	case count["tr"] > count["en"]:
		return "tr"
	case count["en"] > 0:
		return "en"
	}
	return ""
}

func countLanguages(v any, count map[string]int) {
	switch v := v.(type) {
	case map[string]any:
		if text, _ := v["description"].(string); text != "" {
			count[wording.Language(text)]++
		}
		for _, member := range v {
			countLanguages(member, count)
		}
	case []any:
		for _, e := range v {
			countLanguages(e, count)
		}
	}
}
