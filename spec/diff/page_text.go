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

var fences = regexp.MustCompile("(?ms)^ {0,3}(```|~~~).*?^ {0,3}(```|~~~)[^\n]*$")

// prose compares what stands around the fragments of pages.
func (c *comparer) prose() []Change {
	var changes []Change
	for _, p := range c.new.pages {
		if len(p.roots) == 0 && p.prose() && !slices.ContainsFunc(c.old.pages, func(old page) bool { return samePage(old, p) }) {
			changes = append(changes, c.newPage(p)...)
		}
	}
	for _, old := range c.old.pages {
		i := slices.IndexFunc(c.new.pages, func(p page) bool { return samePage(old, p) })
		if i < 0 {
			continue // its operations are gone, which is said already, or it only held an example
		}
		changes = append(changes, c.page(old, c.new.pages[i])...)
	}
	for _, err := range []error{c.new.conflict, c.old.conflict} {
		if err != nil {
			change := scope{direction: nowhere}.change(Cosmetic, "pages-disagree", node{}, node{v: err.Error()}, "Pages of one version define one thing differently; each operation was compared by its own page.")
			changes = append(changes, change)
		}
	}
	return changes
}

// prose reports whether people read it, and it is no text of an example.
func (p page) prose() bool { return path.Ext(p.file) == ".md" }

// newPage lists the rules that a page without a fragment states.
func (c *comparer) newPage(p page) []Change {
	changes := []Change{scope{direction: nowhere}.change(Cosmetic, "page-added", node{}, node{at: p.file, ok: true}, "The page "+p.file+" is new, and has no fragment.")}
	for _, change := range c.surroundings(page{file: p.file}, p, scope{direction: both}) {
		if change.Level != Cosmetic {
			changes = append(changes, change)
		}
	}
	return changes
}

func (c *comparer) page(old, new page) []Change {
	if len(old.roots) == 0 && !old.prose() {
		if c.words.SameWords(old.text, new.text) {
			return nil
		}
		s := scope{direction: nowhere}
		change := s.change(Cosmetic, "example-page-changed", node{}, node{}, "The page "+new.file+" holds examples only and has another text.")
		change.Pointer = new.file
		return []Change{change}
	}
	s := scope{direction: both}
	if len(old.roots) > 0 {
		s = scope{direction: response, operation: c.operationID(old.operations()[0])}
	}
	return c.surroundings(old, new, s)
}

// surroundings compares what stands around fragments, or on a page without one.
func (c *comparer) surroundings(old, new page, s scope) []Change {
	before, after := wording.ReadPage([]byte(old.text)), wording.ReadPage([]byte(new.text))
	if c.translated() { // paragraphs are laid out otherwise there: only the names in them are compared, in all of them together
		before.Statements, after.Statements = []string{strings.Join(before.Statements, "\n")}, []string{strings.Join(after.Statements, "\n")}
	}
	var changes []Change
	rows := false
	for _, d := range wording.Differences(before, after) {
		if rows = rows || d.IsRow; d.IsRow {
			changes = append(changes, c.row(d, new, s)...)
		} else {
			changes = append(changes, c.statement(d, new, s)...)
		}
	}
	if len(changes) == 0 && around(old) != around(new) && !c.translated() && !rows {
		changes = append(changes, scope{direction: nowhere}.change(Cosmetic, "page-layout-changed", node{at: new.file}, node{at: new.file}, "The page "+new.file+" is laid out differently."))
	}
	return changes
}

func (c *comparer) row(d wording.Difference, new page, s scope) []Change {
	at := new.file + "#" + d.Row
	was, is := node{v: d.Old, at: at, ok: true}, node{v: d.New, at: at, ok: true}
	switch {
	case !d.Has:
		return []Change{s.change(Compatible, "table-row-removed", was, node{}, "The page no longer explains `"+d.Row+"`.")}
	case !d.Had:
		return []Change{s.change(Breaking, "table-row-added", node{}, is, "The page explains `"+d.Row+"`, which callers do not know.")}
	}
	switch c.judge(d.Old, d.New) {
	case None:
		return nil
	case Breaking:
		return []Change{s.change(Breaking, "table-row-changed", was, is, "The page gives `"+d.Row+"` another meaning: code that decides what is settled must be looked at.")}
	}
	return []Change{s.change(Cosmetic, "table-row-changed", was, is, "The page explains `"+d.Row+"` in other words; no change of its meaning was found.")}
}

func (c *comparer) statement(d wording.Difference, new page, s scope) []Change {
	level := c.judge(d.Old, d.New)
	if level == None {
		return nil
	}
	was, is := node{at: new.file, ok: d.Had}, node{at: new.file, ok: d.Has}
	if d.Had {
		was.v = d.Old
	}
	if d.Has {
		is.v = d.New
	}
	s.direction, s.place = both, "the page "+new.file
	return []Change{s.wording(level, was, is)}
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
