package payfile

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
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

	delimiter rune // of the values of a CSV file
	foreign   bool // number formats show other currencies than TRY
	known     map[string]column
	options
}

// fewestKnown is how many columns must have a known name for a line to be a header with mistakes. One is not enough: in a
// line of data the recipient type IBAN reads like a column name.
const fewestKnown = 2

// read reads column names. The problems name columns by their place and never by what stands there, which in a file
// without header would be somebody's data.
func (h *header) read(cells []string) []localize.Said {
	all, problems := h.mapped(cells)
	for _, c := range all {
		h.headings = append(h.headings, c.heading)
	}
	has := func(is func(column) bool) bool { return slices.ContainsFunc(all, is) }
	hasIBAN := has(func(c column) bool { return c.kind == gen.RecipientTypeIBAN })
	strongID := has(func(c column) bool { return c.field == itemExternalID && !c.weak })
	wholeName := has(func(c column) bool { return c.field == recipientName && c.name == 0 })
	firstName, surname := has(func(c column) bool { return c.name == 1 }), has(func(c column) bool { return c.name == 2 })
	for i, c := range all {
		if c.period && c.needless && !h.period {
			problems = append(problems, localize.Sayf("column %s (%s) says for which period the payments are, and is not read: name the period (--period 2026-12), or pass the column over (--ignore-columns) where no id ever comes again",
				h.nth(i), c.heading))
		}
		other := hasIBAN && c.field == recipientInfo && c.kind != "" && c.kind != gen.RecipientTypeIBAN
		if c.needless || other || c.weak && strongID || c.name > 0 && wholeName {
			h.columns = append(h.columns, column{needless: true})
			continue
		}
		earlier := slices.IndexFunc(h.columns, func(e column) bool { return c.field != noField && e.field == c.field && e.name == c.name })
		complain := func(format string, args ...any) { problems = append(problems, localize.Sayf(format, args...)) }
		switch {
		case c.field == noField && fold(c.heading) != "":
			hint := suggestion(fold(c.heading))
			text := hint.String()
			if strings.HasPrefix(text, ";") && slices.ContainsFunc(problems, func(p localize.Said) bool { return strings.Contains(p.String(), text) }) {
				hint = localize.Said{} // said before
			}
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
			complain("columns %s and %s are both the %s (--map %[3]s=COLUMN says which)", h.nth(earlier), h.nth(i), c.field)
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
		problems = append(problems, localize.Sayf("column %s says by its name that all recipients are of the type %s: leave the recipientType column out, or call it recipientInfo",
			h.nth(at), h.columns[at].kind))
	}
	if h.currency == "" && !h.given.has(currency) && h.title.currency != "" && h.title.currency != "TRY" {
		problems = append(problems, localize.Sayf("the title names another currency than TRY: add a column currency"))
	}
	if h.title.problem != "" || h.title.shift != 0 && h.title.shift != h.shift {
		problems = append(problems, localize.Sayf("the title says that the file %s", localize.Term(cmp.Or(h.title.problem, otherUnits))))
	}
	h.untyped = h.kind == "" && !h.given.has(recipientType)
	return append(problems, h.missing()...)
}

// nth names a column by its place, as the person sees it.
func (h *header) nth(index int) string {
	if h.format == workbook {
		return columnName(index)
	}
	return strconv.Itoa(index + 1)
}

// What is said about headings.
const (
	otherUnits     = "counts in other units than whole liras: name the unit in the heading of the amounts, such as Tutar (Bin TL)"
	whyAnID        = ". Results are told apart by the id, and a line is paid once by it: add a column such as id, or say which one holds it (--map id=COLUMN)"
	oneDescription = ". One description for all lines can be said with --description"
)

// missing names the columns that a payment needs.
func (h *header) missing() []localize.Said {
	var missing []string
	for _, f := range []field{itemExternalID, recipientInfo, recipientName, amount, description} {
		needless := f == recipientName && h.kind != gen.RecipientTypeIBAN || f == description && h.prose != ""
		if !needless && !h.given.has(f) {
			missing = append(missing, string(f))
		}
	}
	if missing == nil {
		return nil
	}
	problem := []any{strings.Join(missing, ", "), localize.Term(""), localize.Term("")}
	if !h.given.has(itemExternalID) {
		problem[1] = localize.Term(whyAnID)
	}
	if !h.given.has(description) && h.prose == "" {
		problem[2] = localize.Term(oneDescription)
	}
	return []localize.Said{localize.Sayf("these columns are missing: %s%s%s", problem...)}
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
			problems = append(problems, localize.Sayf("no column is called %q (--ignore-columns)", heading))
		}
	}
	for _, m := range h.maps {
		want, at := h.columnOf(m.field), called(m.heading)
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

// count counts the columns that have a known name.
func (h *header) count(cells []string) (n int) {
	for _, cell := range cells {
		if c := h.columnOf(cell); c.field != noField || c.needless {
			n++
		}
	}
	return n
}

// heading is what the file calls a field, "" if it is in no column of its own.
func (h *header) heading(f field) string {
	at := slices.IndexFunc(h.columns, func(c column) bool { return c.field == f && c.name == 0 })
	if at < 0 {
		return ""
	}
	return h.columns[at].heading
}
