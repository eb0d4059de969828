package diff

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/wording"
)

// page is one of the vendor's pages: the fragments on it and the text around them.
type page struct {
	file  string
	text  string
	roots []any
}

// samePage tells pages apart by the operations they hold, because another language gives them other names.
func samePage(a, b page) bool {
	if len(a.roots) == 0 || len(b.roots) == 0 {
		return a.file == b.file
	}
	return slices.Equal(a.operations(), b.operations())
}

var fences = regexp.MustCompile("(?ms)^ {0,3}(```|~~~).*?^ {0,3}(```|~~~)[^\n]*$")

// prose compares what stands around the fragments of pages.
func (s scope) prose() {
	for _, p := range s.new.pages {
		if len(p.roots) == 0 && p.prose() && !slices.ContainsFunc(s.old.pages, func(old page) bool { return samePage(old, p) }) {
			s.newPage(p)
		}
	}
	for _, old := range s.old.pages {
		if i := slices.IndexFunc(s.new.pages, func(p page) bool { return samePage(old, p) }); i >= 0 { // else its operations are gone, which is said already, or it only held an example
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
		s.operation = s.operationID(old.operations()[0])
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
	text := fences.ReplaceAllStringFunc(p.text, func(block string) string {
		if strings.Contains(block, "openapi") {
			return ""
		}
		return block
	})
	return strings.Join(strings.Fields(text), " ")
}
