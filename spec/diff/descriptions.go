package diff

import (
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/internal/wording"
)

// texts compares the description of a thing, where rules stand that no schema says.
func (c *comparer) texts(old, new node, s scope) []Change {
	a, b := described(old), described(new)
	c.visit(a, b, s)
	was, is := a.text("description"), b.text("description")
	at, to := a.get("description"), b.get("description")
	if was == is {
		return nil
	}
	level := c.judge(was, is)
	if level == None {
		return nil
	}
	return []Change{s.wording(level, at, to)}
}

func (s scope) wording(level Level, old, new node) Change {
	if level == Breaking {
		return s.change(Breaking, "rule-in-words-changed", old, new, "The description of "+s.where()+" commits to something else: read both and look at the code that relies on it.")
	}
	return s.change(Cosmetic, "description-changed", old, new, "The description of "+s.where()+" is worded differently; no change of a rule was found in it.")
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
	if a, b := wording.Language(old), wording.Language(new); a != b && a != "" && b != "" || c.translated() && old != "" && new != "" {
		c.foreign++
		if c.words.SameNames(old, new) {
			return None
		}
		return Breaking
	}
	if status(old) && status(new) {
		return Cosmetic
	}
	if c.words.Same(old, new) {
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
	a, b := c.from, c.to
	return a != "" && b != "" && a != b
}

// translation is the one line that sums up texts in two languages.
func (c *comparer) translation() []Change {
	if c.foreign == 0 {
		return nil
	}
	s := scope{direction: nowhere}
	from, to := c.from, c.to
	change := s.change(Cosmetic, "wording-in-another-language", node{v: from}, node{v: to}, "")
	change.Text = "The wording of " + plaintext.Plural(c.foreign, "text") + " differs (" + from + "/" + to + "): only names of values and members in it were compared."
	return []Change{change}
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
