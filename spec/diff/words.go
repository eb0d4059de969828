package diff

import (
	"path"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
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
	old, new := c.old.language(), c.new.language()
	return old != "" && new != "" && old != new
}

// translation is the one line that sums up texts in two languages.
func (s scope) translation() {
	if s.foreign > 0 {
		from, to := s.old.language(), s.new.language()
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

// page is one of the vendor's pages: the fragments on it and the text around them.
type page struct {
	file       string
	text       string
	roots      []any
	operations []string // by address
}

// samePage tells pages apart by the operations they hold, because another language gives them other names.
func samePage(a, b page) bool {
	if len(a.roots) == 0 || len(b.roots) == 0 {
		return a.file == b.file
	}
	return slices.Equal(a.operations, b.operations)
}

var fences = lazyregexp.New("(?ms)^ {0,3}(```|~~~).*?^ {0,3}(```|~~~)[^\n]*$")

// prose compares what stands around the fragments of pages.
func (s scope) prose() {
	for _, p := range s.new.pages {
		if len(p.roots) == 0 && p.prose() && !slices.ContainsFunc(s.old.pages, func(old page) bool { return samePage(old, p) }) {
			s.newPage(p)
		}
	}
	for _, old := range s.old.pages {
		// Of a page that is gone the operations are gone, which is said already, or it only held an example.
		if i := slices.IndexFunc(s.new.pages, func(p page) bool { return samePage(old, p) }); i >= 0 && s.new.pages[i].text != old.text {
			s.page(old, s.new.pages[i])
		}
	}
	for _, err := range []error{s.new.conflict, s.old.conflict} {
		if err != nil {
			s.toward(nowhere).report(Cosmetic, "pages-disagree", pair{new: node{v: err.Error()}},
				"Pages of one version define one thing differently; each operation was compared by its own page.")
		}
	}
}

// prose reports whether people read it, and it is no text of an example.
func (p page) prose() bool { return path.Ext(p.file) == ".md" }

// newPage lists the rules that a page without a fragment states.
func (s scope) newPage(p page) {
	s.toward(nowhere).report(Cosmetic, "page-added", pair{new: node{at: p.file, ok: true}}, "The page "+p.file+" is new, and has no fragment.")
	for _, change := range s.apart(func(s scope) { s.toward(both).surroundings(page{file: p.file}, p) }) {
		if change.Level != Cosmetic {
			*s.found = append(*s.found, change)
		}
	}
}

func (s scope) page(old, new page) {
	switch {
	case len(old.roots) > 0:
		s.operation = s.operationID(old.operations[0])
		s.toward(response).surroundings(old, new)
	case old.prose():
		s.toward(both).surroundings(old, new)
	case !s.words.SameWords(old.text, new.text):
		s.toward(nowhere).report(Cosmetic, "example-page-changed", pair{new: node{at: new.file}}, "The page "+new.file+" holds examples only and has another text.")
	}
}

// surroundings compares what stands around fragments, or on a page without one.
func (s scope) surroundings(old, new page) {
	before, after := wording.ReadPage([]byte(old.text)), wording.ReadPage([]byte(new.text))
	if s.translated() { // paragraphs are laid out otherwise there: only the names in them are compared, in all of them together
		before.Statements, after.Statements = []string{strings.Join(before.Statements, "\n")}, []string{strings.Join(after.Statements, "\n")}
	}
	start, rows := len(*s.found), false
	for _, d := range wording.Differences(before, after) {
		p := pair{node{at: new.file, ok: d.Had}, node{at: new.file, ok: d.Has}}
		if d.Had {
			p.old.v = d.Old
		}
		if d.Has {
			p.new.v = d.New
		}
		if d.IsRow {
			rows = true
			s.row(d, p)
		} else {
			s.toward(both).inner("the page "+new.file).wording(s.judge(d.Old, d.New), p)
		}
	}
	if len(*s.found) == start && around(old) != around(new) && !s.translated() && !rows {
		s.operation = ""
		s.toward(nowhere).report(Cosmetic, "page-layout-changed", pair{node{at: new.file}, node{at: new.file}}, "The page "+new.file+" is laid out differently.")
	}
}

func (s scope) row(d wording.Difference, p pair) {
	p.old.at += "#" + d.Row
	p.new.at += "#" + d.Row
	switch {
	case !d.Has:
		s.report(Compatible, "table-row-removed", p, "The page no longer explains `"+d.Row+"`.")
		return
	case !d.Had:
		s.report(Breaking, "table-row-added", p, "The page explains `"+d.Row+"`, which callers do not know.")
		return
	}
	switch s.judge(d.Old, d.New) {
	case Breaking:
		s.report(Breaking, "table-row-changed", p, "The page gives `"+d.Row+"` another meaning: code that decides what is settled must be looked at.")
	case Cosmetic:
		s.report(Cosmetic, "table-row-changed", p, "The page explains `"+d.Row+"` in other words; no change of its meaning was found.")
	}
}

// around is everything on a page but its fragments, whatever the blanks.
func around(p page) string {
	text := fences().ReplaceAllStringFunc(p.text, func(block string) string {
		if strings.Contains(block, "openapi") {
			return ""
		}
		return block
	})
	return strings.Join(strings.Fields(text), " ")
}
