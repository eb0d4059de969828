package wording

import (
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"html"
	"slices"
	"strings"
)

// Page is what one of the vendor's pages says outside of code blocks: part of the contract, such as what each status means, stands in
// tables there. What the site adds to every page is left out.
type Page struct {
	Rows       []Row    // the lines of tables
	Statements []string // paragraphs, headings and list items, in plain words
}

// Row is a line of a table.
type Row struct {
	Table int    // which table it stands in, from 0
	Name  string // its first cell
	Text  string // the others
	nth   int    // of this name in the table: one table in Markdown after the other may explain the same name
}

func (r Row) same(other Row) bool {
	return r.Table == other.Table && r.Name == other.Name && r.nth == other.nth
}

var (
	// ofSite matches what a site and its exports put around the words of a page, and what they take out again: front matter, comments,
	// pictures, the line about an index, the marks of tabs and hints, dates and questions of the site, the marks of anchors, what links
	// by name lead to, and the links to the pages before and behind.
	ofSite = lazyregexp.New(strings.Join([]string{
		`\A\s*---\n[\w-]+:(?s:.*?)\n---\n`, `\A\s*\+\+\+\n[\w-]+[ \t]*=(?s:.*?)\n\+\+\+\n`,
		`(?s:<!--.*?-->)`,
		`(?m:^>[ \t]*#+[^\n]*\b[Ii]ndex\b[^\n]*\n>[^\n]*\bllms[\w-]*\.txt\b[^\n]*\n(?:>[^\n]*\bpages?\b[^\n]*\n)?)`,
		`(?m:^(?:>[^\n]*|[^\n]*\bindex\b[^\n]*)\bllms[\w-]*\.txt\b[^\n]*$)`,
		`\{% *openapi\b[^\n]*?%\}\s*(?:\[[^\]]*\]\([^)]*\)\s*)?\{% *endopenapi *%\}`, `\{%.*?%\}`,
		`(?m:^[ \t]*:{3,}[ \t]*\w*)`, `(?m:^[> \t]*\[!\w+\])`,
		`!\[[^\]]*\]\([^)]*\)`, `(?m:[ \t]*\{#[\w-]+\}[ \t]*$)`,
		`(?m:^(?i:last updated\b.{0,40}|was this (?:page )?helpful\??)$)`,
		`(?m:^import [^\n]* from ['"][^\n]*$)`, `(?m:^export (?:const|let) \w+ = [^\n]*$)`,
		`(?m:^ {0,3}\[[^\]\n]+\]:[ \t]*(?:<[^>\n]*>|\S*[/.#]\S*)(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'))?[ \t]*$)`,
		`(?mi:^(?:[ \t]*\[(?:previous|next)\b[^\]\n]*\]\([^)\n]*\))+[ \t]*$)`,
	}, "|"))
	// footer begins what the site puts behind: how to ask it questions. Seen in two wordings of the heading.
	footer = lazyregexp.New(`^Agent Instructions\b`)
	// ofFooter matches what stands in that block, so that text behind it counts as any other.
	ofFooter = lazyregexp.New("(?i)\\bquestions?\\b|\\bdocumentation\\b|`ask`")

	fence = lazyregexp.New("^[ \t>]*(`{3,}|~{3,})")
	// rowEnd matches the tags that end a statement within one line.
	rowEnd    = lazyregexp.New(`(?i)</(?:tr|p|li|h[1-6]|thead|tbody|table|div)>|<br\s*/?>`)
	tag       = lazyregexp.New(`(?i)</?[a-z][^>]*>`)
	escape    = lazyregexp.New(`\\([[:punct:]])`)
	target    = lazyregexp.New(`\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\))?[^()]*\)|\[[^\[\]]*\])`)
	emphasis  = lazyregexp.New(`(^|[\s(])(?:\*([^\s*](?:[^*]*[^\s*])?)\*|_([^\s_](?:[^_]*[^\s_])?)_)($|[\s).,;:!?])`)
	lineStart = lazyregexp.New(`^(?:[#>|*+-]+\s+|\d+[.)]\s+|>\s*|\|)+`)
	ends      = lazyregexp.New(`^(?:#|[*+-]\s|\d+[.)]\s|\|)`)
)

// ReadPage reads the text of a page.
func ReadPage(page []byte) Page {
	text := strings.NewReplacer("\r\n", "\n", "\ufeff", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\u00ad", "",
		"‘", "'", "’", "'", "“", `"`, "”", `"`).Replace(string(page))
	p, text := tables(ofSite().ReplaceAllString(withoutCode(text), ""))
	inFooter := false
	for _, s := range statements(text) {
		if inFooter = footer().MatchString(s) || inFooter && ofFooter().MatchString(s); !inFooter {
			p.Statements = append(p.Statements, s)
		}
	}
	return p
}

// All are the rows and the statements, each in plain words.
func (p Page) All() []string {
	var all []string
	for _, r := range p.Rows {
		all = append(all, strings.TrimSpace(r.Name+" "+r.Text))
	}
	return append(all, p.Statements...)
}

// statements are the paragraphs, headings and list items of a text, in plain words.
func statements(text string) []string {
	var all []string
	var paragraph []string
	end := func() {
		if len(paragraph) > 0 {
			all = append(all, strings.Join(paragraph, " "))
			paragraph = nil
		}
	}
	for _, line := range strings.Split(rowEnd().ReplaceAllString(text, "\n\n"), "\n") {
		if ends().MatchString(strings.TrimLeft(line, " >")) {
			end()
		}
		words := plainWords(line)
		if words == "" {
			end()
			continue
		}
		paragraph = append(paragraph, words)
	}
	end()
	return all
}

// withoutCode drops fenced blocks: fragments are compared by what they say, and samples bind nobody.
func withoutCode(text string) string {
	var kept []string
	closing := ""
	for _, line := range strings.Split(text, "\n") {
		mark := ""
		if m := fence().FindStringSubmatch(line); m != nil {
			mark = m[1]
		}
		switch {
		case closing == "" && mark != "":
			closing = mark
			kept = append(kept, "")
		case closing == "":
			kept = append(kept, line)
		case strings.HasPrefix(mark, closing):
			closing = ""
		}
	}
	return strings.Join(kept, "\n")
}

// plainWords is a line without the marks of Markdown and HTML.
func plainWords(line string) string {
	line = tag().ReplaceAllString(line, " ")
	line = html.UnescapeString(line)
	line = lineStart().ReplaceAllString(strings.TrimSpace(line), "")
	line = strings.TrimSuffix(strings.TrimSpace(line), `\`)
	line = escape().ReplaceAllString(line, "$1")
	line = target().ReplaceAllString(line, "$1")
	line = emphasis().ReplaceAllString(line, "$1$2$3$4")
	line = strings.NewReplacer("**", "", "__", "", "|", " ").Replace(line)
	return strings.Trim(strings.Join(strings.Fields(line), " "), "-=*_ ")
}

// Lacking returns the elements of a list that another one lacks, as often as it lacks them.
func Lacking(list, other []string) []string {
	left := slices.Clone(other)
	var only []string
	for _, each := range list {
		if i := slices.Index(left, each); i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		only = append(only, each)
	}
	return only
}

var (
	tableHTML = lazyregexp.New(`(?is)<table.*?</table>`)
	rowHTML   = lazyregexp.New(`(?is)<tr[^>]*>(.*?)</tr>`)
	cellHTML  = lazyregexp.New(`(?is)<t([dh])(?:\s[^>]*)?>(.*?)</t[dh]>`)
	rowText   = lazyregexp.New(`^[ >]*\|(.+)\|[ \t]*$`)
	// underHead is the line between the head of a table in Markdown and its rows.
	underHead = lazyregexp.New(`^[ >]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$|^[ >]*\|[ \t]*:?-+:?[ \t]*\|[ \t]*$`)
)

const bar = "&#124;" // within a cell

// tables takes the tables out of a text, in HTML or in Markdown: a site and its exports write one for the other. The heads are statements,
// since they name nothing and may give a unit.
func tables(text string) (Page, string) {
	lines := strings.Split(tableHTML().ReplaceAllStringFunc(text, inMarkdown), "\n")
	var p Page
	var rest []string
	table, open, bare := -1, false, false // bare: a table without bars at the ends of its lines, which the next empty one ends
	for i, line := range lines {
		head := i+1 < len(lines) && strings.Contains(line, "|") && underHead().MatchString(lines[i+1])
		switch {
		case head, rowText().MatchString(line), bare && strings.Contains(line, "|"), open && underHead().MatchString(line):
		default:
			open, bare, rest = false, false, append(rest, line)
			continue
		}
		if !open || head {
			table++
		}
		open, bare = true, bare || head && !rowText().MatchString(line)
		rest = append(rest, "")
		if cells := cells(line); head {
			p.Statements = append(p.Statements, strings.Join(strings.Fields(strings.Join(cells, " ")), " "))
		} else if !underHead().MatchString(line) && strings.Join(cells, "") != "" {
			r := Row{table, strings.Trim(cells[0], "`: "), strings.TrimSpace(strings.Join(cells[1:], " ")), 0}
			for slices.ContainsFunc(p.Rows, r.same) {
				r.nth++
			}
			p.Rows = append(p.Rows, r)
		}
	}
	return p, strings.Join(rest, "\n")
}

func cells(line string) []string {
	line = strings.Trim(strings.ReplaceAll(line, `\|`, bar), "> \t")
	line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
	all := strings.Split(line, "|")
	for i, cell := range all {
		all[i] = plainWords(cell)
	}
	return all
}

// inMarkdown writes a table in HTML as one in Markdown.
func inMarkdown(table string) string {
	b := "\n\n"
	for i, r := range rowHTML().FindAllStringSubmatch(table, -1) {
		row, under, head := "|", "\n|", i == 0
		for _, c := range cellHTML().FindAllStringSubmatch(r[1], -1) {
			head = head && strings.EqualFold(c[1], "h")
			row += " " + strings.ReplaceAll(strings.Join(strings.Fields(c[2]), " "), "|", bar) + " |"
			under += "---|"
		}
		if row != "|" && head {
			row += under
		}
		if row != "|" {
			b += row + "\n"
		}
	}
	return b + "\n"
}

// Difference is what two versions of a page say otherwise in one place.
type Difference struct {
	Row      string // the name of the row; "" for a statement
	IsRow    bool
	Old, New string // "" where it was not, or is not any more
	Had, Has bool
}

// Differences compares two versions of a page: rows by their names, and of the statements those that only one version has, in their
// order.
func Differences(old, new Page) []Difference {
	var all []Difference
	for _, r := range old.Rows {
		i := slices.IndexFunc(new.Rows, r.same)
		if i < 0 {
			all = append(all, Difference{Row: r.Name, IsRow: true, Old: r.Text, Had: true})
		} else if text := new.Rows[i].Text; text != r.Text {
			all = append(all, Difference{r.Name, true, r.Text, text, true, true})
		}
	}
	for _, r := range new.Rows {
		if !slices.ContainsFunc(old.Rows, r.same) {
			all = append(all, Difference{Row: r.Name, IsRow: true, New: r.Text, Has: true})
		}
	}
	gone, come := Lacking(old.Statements, new.Statements), Lacking(new.Statements, old.Statements)
	for i := range max(len(gone), len(come)) {
		d := Difference{Had: i < len(gone), Has: i < len(come)}
		if d.Had {
			d.Old = gone[i]
		}
		if d.Has {
			d.New = come[i]
		}
		all = append(all, d)
	}
	return all
}

// SameRules reports whether a difference changes no rule. A row that came or went speaks of something that was not spoken of before, or is
// not any more.
func (w *Reader) SameRules(d Difference) bool {
	return (!d.IsRow || d.Had && d.Has) && w.Same(d.Old, d.New)
}
