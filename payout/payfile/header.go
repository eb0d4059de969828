package payfile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// header says what the columns of a table hold.
type header struct {
	headings []string // of all columns, as they stand there
	columns  []column // without a field: passed over, or without a name
	given    fieldSet
	kind     gen.RecipientType // that a column such as iban gives to all lines; else ""
	untyped  bool              // the recipients themselves tell what they are
	unit                       // that the heading of the amounts names
	title    unit              // that stands above

	periodHeading string // of a column that says what the payments are for, and is not read

	delimiter rune // of the values of a CSV file
	foreign   bool // number formats show other currencies than TRY
	known     map[string]column
	unsure    bool // the row that names the columns might hold somebody's data: nothing is shown of it but headings that are known
	options
}

// fewestKnown is how many columns must have a known name for a line to be a header with mistakes. One is not enough: in a
// line of data the recipient type IBAN reads like a column name.
const fewestKnown = 2

// read reads column names, which stand in a row of the file.
func (h *header) read(row int, cells []string) []*LineError {
	h.unsure = slices.ContainsFunc(cells, looksLikeData)
	all, said := h.mapped(cells)
	for _, c := range all {
		h.headings = append(h.headings, c.heading)
	}
	var problems []*LineError
	complain := func(format string, args ...any) {
		problem := final(row, format, args...)
		problem.Sheet = h.sheet
		problems = append(problems, problem)
	}
	for _, s := range said {
		complain(s.Format, s.Args...)
	}
	unknown := map[int]int{} // the problems with columns that nobody knows
	has := func(is func(column) bool) bool { return slices.ContainsFunc(all, is) }
	hasIBAN := has(func(c column) bool { return c.kind == gen.RecipientTypeIBAN })
	strongID := has(func(c column) bool { return c.field == itemExternalID && !c.weak })
	wholeName := has(func(c column) bool { return c.field == recipientName && c.name == 0 })
	firstName, surname := has(func(c column) bool { return c.name == 1 }), has(func(c column) bool { return c.name == 2 })
	for i, c := range all {
		if c.period && c.needless {
			h.periodHeading = c.heading
		}
		other := hasIBAN && c.field == recipientInfo && c.kind != "" && c.kind != gen.RecipientTypeIBAN
		if c.needless || other || c.weak && strongID || c.name > 0 && wholeName {
			h.columns = append(h.columns, column{needless: true})
			continue
		}
		earlier := slices.IndexFunc(h.columns, func(e column) bool { return c.field != noField && e.field == c.field && e.name == c.name })
		switch {
		case c.field == noField && fold(c.heading) != "":
			hint := suggestion(fold(c.heading))
			text := hint.String()
			if strings.HasPrefix(text, ";") && slices.ContainsFunc(problems, func(p *LineError) bool { return strings.Contains(p.Message, text) }) {
				hint = localize.Said{} // said before
			}
			unknown[i] = len(problems)
			complain("column %s has an unknown name%s (--map says what it is, --ignore-columns that it is not needed)", h.nth(i), hint)
		case c.problem != "" && c.field != noField:
			complain("column %s %s", h.nth(i), localize.Term(c.problem))
		case c.name == 1 && !surname:
			complain("column %s is a first name without a surname beside it: call it name if it holds both", h.nth(i))
		case c.name == 2 && !firstName:
			complain("column %s is a surname without a first name beside it", h.nth(i))
		case earlier >= 0 && c.name > 0:
			complain("columns %s and %s are both the %s", h.nth(earlier), h.nth(i), c.field)
		case earlier >= 0:
			complain("columns %s and %s are both the %s (--map %s=COLUMN says which)", h.nth(earlier), h.nth(i), c.field, string(c.field))
			if !h.unsure {
				problems[len(problems)-1].Choices = []Choice{{Member: string(c.field)}}
			}
		default:
			if c.field == amount {
				h.unit = c.unit
			}
		}
		if c.field != noField {
			h.given.add(c.field)
			h.kind = cmp.Or(c.kind, h.kind)
		}
		h.columns = append(h.columns, c)
	}
	if h.kind != "" && h.given.has(recipientType) {
		at := slices.IndexFunc(h.columns, func(c column) bool { return c.kind != "" })
		complain("column %s says by its name that all recipients are of the type %s: leave the recipientType column out, or call it recipientInfo",
			h.nth(at), h.columns[at].kind)
	}
	if h.currency == "" && !h.given.has(currency) && h.title.currency != "" && h.title.currency != "TRY" {
		complain("the title names another currency than TRY: add a column currency")
	}
	if h.title.problem != "" || h.title.shift != 0 && h.title.shift != h.shift {
		complain("the title says that the file %s", localize.Term(cmp.Or(h.title.problem, otherUnits)))
	}
	h.untyped = h.kind == "" && !h.given.has(recipientType)
	missing := h.missing()
	if len(missing) > 0 {
		var id, prose localize.Term
		if missing.has(itemExternalID) {
			id = whyAnID
		}
		if missing.has(description) {
			prose = oneDescription
		}
		complain("these columns are missing: %s%s%s", missing, id, prose)
	}
	if h.unsure || len(unknown) == 0 {
		return problems
	}
	missing = slices.Clone(missing)
	for _, i := range slices.Sorted(maps.Keys(unknown)) { // the first of two slips is taken for what is missing
		at := unknown[i]
		choice := Choice{Heading: shown(all[i].heading)}
		if near := nearestTo(fold(all[i].heading)); missing.has(near) {
			choice.Member = string(near)
			missing = slices.DeleteFunc(missing, func(f field) bool { return f == near })
		}
		problems[at].Choices = []Choice{choice}
	}
	for _, f := range missing {
		last := problems[len(problems)-1]
		last.Choices = append(last.Choices, Choice{Member: string(f)})
	}
	return problems
}

// looksLikeData reports whether a cell might be somebody's number or an amount: in a row of headings there is none.
func looksLikeData(cell string) bool {
	digits, other := 0, false
	for _, r := range cell {
		if unicode.IsDigit(r) {
			digits++
		}
		other = other || unicode.IsLetter(r)
	}
	return digits > 4 || digits > 0 && !other
}

// shown is a heading on one line.
func shown(heading string) string {
	return plaintext.Printable(strings.Join(strings.Fields(heading), " "))
}

// nth names a column by its place, as the person sees it, and by its heading.
func (h *header) nth(index int) string {
	place := strconv.Itoa(index + 1)
	if h.format == workbook {
		place = columnName(index)
	}
	if index < len(h.headings) && h.headings[index] != "" && !h.unsure {
		return fmt.Sprintf("%s (%q)", place, shown(h.headings[index]))
	}
	return place
}

// What is said about headings.
const (
	otherUnits     = "counts in other units than whole liras: name the unit in the heading of the amounts, such as Tutar (Bin TL)"
	whyAnID        = ". Results are told apart by the id, and a line is paid once by it: add a column such as id, or say which one holds it (--map id=COLUMN)"
	oneDescription = ". One description for all lines can be said with --description"
)

// missing are the columns that a payment needs.
func (h *header) missing() (missing fieldSet) {
	for _, f := range []field{itemExternalID, recipientInfo, recipientName, amount, description} {
		needless := f == recipientName && h.kind != gen.RecipientTypeIBAN || f == description && h.prose != ""
		if !needless && !h.given.has(f) {
			missing = append(missing, f)
		}
	}
	return missing
}

// mapped reads the headings, with what the person said about some of them.
func (h *header) mapped(cells []string) (all []column, problems []localize.Said) {
	for _, cell := range cells {
		c := h.columnOf(cell)
		c.heading = strings.TrimSpace(cell)
		all = append(all, c)
	}
	called := func(heading string) (at []int) {
		for i, c := range all {
			if fold(heading) != "" && fold(c.heading) == fold(heading) {
				at = append(at, i)
			}
		}
		return at
	}
	for _, heading := range h.ignored {
		at := called(heading)
		for _, i := range at {
			all[i] = column{needless: true, heading: all[i].heading}
		}
		if at == nil {
			problems = append(problems, localize.Sayf("no column is called %q (--ignore-columns)%s", heading, h.thereAre(all)))
		}
	}
	for _, m := range h.maps {
		want, at := h.columnOf(m.field), called(m.heading)
		if want.field != noField && at == nil {
			problems = append(problems, localize.Sayf("no column is called %q (--map %s)%s", m.heading, m.field, h.thereAre(all)))
			continue
		}
		if want.field == noField || len(at) != 1 {
			problems = append(problems, localize.Sayf("--map %s=%s: must be the name of a member, such as id or amount, and the heading of one column", m.field, m.heading))
			continue
		}
		for i := range all {
			c := &all[i]
			switch {
			case i == at[0] && c.field != want.field:
				c.field, c.kind, c.needless, c.weak, c.name, c.chosen = want.field, want.kind, false, false, 0, true
			case i == at[0]:
				c.weak, c.name, c.chosen = false, 0, true
			case c.field == want.field:
				*c = column{needless: true, heading: c.heading}
			}
		}
	}
	return all, problems
}

// thereAre lists the headings, unless they might be somebody's data.
func (h *header) thereAre(all []column) (list localize.Said) {
	var names []string
	for _, c := range all {
		if c.heading != "" {
			names = append(names, shown(c.heading))
		}
	}
	if h.unsure || names == nil {
		return list
	}
	return localize.Sayf(": there are %s", quotedList(names))
}

// count counts the columns that have a known name.
func (h *header) count(cells []string) (n int) {
	for _, cell := range cells {
		if c := h.columnOf(cell); c.field != noField || c.needless {
			n++
		}
	}
	return n
}

// heading is what the file calls a field, and the letter of its column in a workbook; both are "" if it is in no column. A name may be in two.
func (h *header) heading(f field) (heading, letter string) {
	var headings, letters []string
	for i, c := range h.columns {
		if f != noField && c.field == f {
			headings = append(headings, shown(c.heading))
			letters = append(letters, columnName(i))
		}
	}
	if h.format != workbook {
		letters = nil
	}
	return strings.Join(headings, ", "), strings.Join(letters, ", ")
}
