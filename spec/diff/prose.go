package diff

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// page is one of the vendor's pages: the fragments on it and the text around them.
type page struct {
	file  string
	text  string
	roots []any
}

// row is a line of a table: the meaning of a status stands in it, and nowhere in the fragment.
type row struct {
	table int
	name  string
	text  string
}

var (
	fences    = regexp.MustCompile("(?ms)^ {0,3}(```|~~~).*?^ {0,3}(```|~~~)[^\n]*$")
	agents    = regexp.MustCompile(`(?ms)^#+ Agent Instructions.*\z`)
	tableHTML = regexp.MustCompile(`(?is)<table.*?</table>`)
	rowHTML   = regexp.MustCompile(`(?is)<tr[^>]*>(.*?)</tr>`)
	cellHTML  = regexp.MustCompile(`(?is)<td[^>]*>(.*?)</td>`)
	rowText   = regexp.MustCompile(`(?m)^\|(.+)\|\s*$`)
	tags      = regexp.MustCompile(`(?s)<[^>]*>`)
)

func inner(markup string) string {
	return strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(markup, "")))
}

// rows are the lines of a page's tables, of HTML or of Markdown.
func (p page) rows() []row {
	var all []row
	for i, table := range tableHTML.FindAllString(p.text, -1) {
		for _, r := range rowHTML.FindAllStringSubmatch(table, -1) {
			var cells []string
			for _, c := range cellHTML.FindAllStringSubmatch(r[1], -1) {
				cells = append(cells, inner(c[1]))
			}
			if len(cells) > 1 {
				all = append(all, row{i, strings.Trim(cells[0], "`* "), strings.Join(cells[1:], " ")})
			}
		}
	}
	for _, m := range rowText.FindAllStringSubmatch(p.text, -1) {
		cells := strings.Split(m[1], "|")
		if name := strings.Trim(inner(cells[0]), "`* "); len(cells) > 1 && strings.Trim(name, "-: ") != "" {
			all = append(all, row{-1, name, inner(strings.Join(cells[1:], " "))})
		}
	}
	return all
}

// paragraphs are the other texts of a page. What the renderer adds for machines is left out, and so is what is said twice: the
// quotation in front of a fragment repeats the description in it.
func (p page) paragraphs() []string {
	text := agents.ReplaceAllString(fences.ReplaceAllString(p.text, "\n\n"), "")
	text = tableHTML.ReplaceAllString(text, "\n\n")
	text = rowText.ReplaceAllString(text, "")
	var all []string
	for _, part := range regexp.MustCompile(`\n\s*\n`).Split(text, -1) {
		part = strings.NewReplacer("\\\n", "\n", "\n> ", "\n", "\n>", "\n").Replace("\n" + part)
		part = strings.NewReplacer("\\*", "*", "\\`", "`", "\\-", "-", "\\_", "_").Replace(part)
		if part = inner(part); strings.ContainsFunc(part, unicode.IsLetter) {
			all = append(all, part)
		}
	}
	return all
}

// prose compares what stands around the fragments of pages.
func (c *comparer) prose() []Change {
	var changes []Change
	for _, old := range c.old.pages {
		i := slices.IndexFunc(c.new.pages, func(p page) bool { return samePage(old, p) })
		if i < 0 {
			continue // its operations are gone, which is said already, or it only held an example
		}
		changes = append(changes, c.page(old, c.new.pages[i])...)
	}
	for _, err := range []error{c.new.conflict, c.old.conflict} {
		if err != nil {
			change := scope{direction: Nowhere}.change(Cosmetic, "pages-disagree", node{}, node{v: err.Error()}, "Pages of one version define one thing differently; each operation was compared by its own page.")
			changes = append(changes, change)
		}
	}
	return changes
}

func (c *comparer) page(old, new page) []Change {
	if len(old.roots) == 0 {
		if c.words.plainText(old.text) == c.words.plainText(new.text) {
			return nil
		}
		s := scope{direction: Nowhere}
		change := s.change(Cosmetic, "example-page-changed", node{}, node{}, "The page "+new.file+" holds examples only and has another text.")
		change.Pointer = new.file
		return []Change{change}
	}
	s := scope{direction: Response, operation: c.operationID(old.operations()[0])}
	changes := c.rows(old, new, s)
	return append(changes, c.paragraphs(old, new, s)...)
}

func (c *comparer) rows(old, new page, s scope) []Change {
	find := func(list []row, r row) int {
		return slices.IndexFunc(list, func(o row) bool { return o.table == r.table && o.name == r.name })
	}
	before, after := old.rows(), new.rows()
	place := func(r row) node { return node{v: r.text, at: new.file + "#" + r.name, ok: true} }
	var changes []Change
	for _, r := range before {
		i := find(after, r)
		if i < 0 {
			changes = append(changes, s.change(Compatible, "table-row-removed", place(r), node{}, "The page no longer explains `"+r.name+"`."))
			continue
		}
		if after[i].text == r.text {
			continue
		}
		level := c.judge(r.text, after[i].text)
		if level == None {
			continue
		}
		change := s.change(level, "table-row-changed", place(r), place(after[i]), "The page explains `"+r.name+"` in other words; no change of its meaning was found.")
		if level == Breaking {
			change.Text = "The page gives `" + r.name + "` another meaning: code that decides what is settled must be looked at."
		}
		changes = append(changes, change)
	}
	for _, r := range after {
		if find(before, r) < 0 {
			changes = append(changes, s.change(Breaking, "table-row-added", node{}, place(r), "The page explains `"+r.name+"`, which callers do not know."))
		}
	}
	return changes
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

// paragraphs compares the texts that only one of two pages has, in their order.
func (c *comparer) paragraphs(old, new page, s scope) []Change {
	s.direction = Both
	before, after := old.paragraphs(), new.paragraphs()
	gone := slices.DeleteFunc(slices.Clone(before), func(p string) bool { return slices.Contains(after, p) })
	come := slices.DeleteFunc(slices.Clone(after), func(p string) bool { return slices.Contains(before, p) })
	var changes []Change
	for i := range max(len(gone), len(come)) {
		var a, b string
		was, is := node{at: new.file}, node{at: new.file}
		if i < len(gone) {
			a, was.v, was.ok = gone[i], gone[i], true
		}
		if i < len(come) {
			b, is.v, is.ok = come[i], come[i], true
		}
		level := c.judge(a, b)
		if level == None {
			continue
		}
		s.place = "the page " + new.file
		changes = append(changes, s.wording(level, was, is))
	}
	if len(changes) == 0 && around(old) != around(new) && !c.translated() && slices.Equal(old.rows(), new.rows()) {
		changes = append(changes, scope{direction: Nowhere}.change(Cosmetic, "page-layout-changed", node{at: new.file}, node{at: new.file}, "The page "+new.file+" is laid out differently."))
	}
	return changes
}
