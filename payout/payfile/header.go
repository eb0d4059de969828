package payfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
)

// header says what the columns of a CSV file hold.
type header struct {
	columns  []field           // noField for a column without a name
	names    []int             // the columns whose values together are a name: the first name and the surname
	passed   []bool            // columns that are no part of a payment
	kind     gen.RecipientType // that a column such as iban gives to all lines; else ""
	untyped  bool              // the recipients themselves tell what they are
	currency string            // that the heading of the amounts names, or ""
	given    fieldSet
	headings [fieldCount]string // as the file has them
	title    column             // what stands above says about the amounts

	known map[string]column
	options
}

// fewestKnown is how many columns must have a known name for a line to be a header with mistakes. One is not enough: in a
// line of data the recipient type IBAN reads like a column name.
const fewestKnown = 2

// read reads column names. The problems name columns by their place and never by what stands there, which in a file
// without header would be somebody's data.
func (h *header) read(cells []string) (problems []string) {
	all, problems := h.mapped(cells)
	hasIBAN := slices.ContainsFunc(all, func(c column) bool { return c.kind == gen.RecipientTypeIBAN })
	strongID := slices.ContainsFunc(all, func(c column) bool { return c.field == itemExternalID && !c.weak })
	surname := slices.ContainsFunc(all, func(c column) bool { return c.name == 2 })
	wholeName := slices.ContainsFunc(all, func(c column) bool { return c.field == recipientName && c.name == 0 })
	implied := ""
	var positions [fieldCount]int
	h.names = make([]int, 2)
	for i, c := range all {
		heading := strings.TrimSpace(cells[i])
		other := hasIBAN && c.field == recipientInfo && c.kind != "" && c.kind != gen.RecipientTypeIBAN
		passed := c.needless || other || c.weak && strongID || c.name > 0 && wholeName
		f := c.field
		if passed {
			f = noField
		}
		switch {
		case passed || fold(heading) == "":
		case f == noField:
			problems = append(problems, fmt.Sprintf("column %d has an unknown name%s (--map says what it is, --ignore-columns that it is not needed)", i+1, suggestion(fold(heading))))
		case c.problem != "":
			h.given.add(f)
			problems = append(problems, fmt.Sprintf("column %d %s", i+1, c.problem))
		case c.name == 2 || c.name == 1 && surname:
			if h.names[c.name-1] > 0 {
				problems = append(problems, fmt.Sprintf("columns %d and %d are both the %s", h.names[c.name-1], i+1, f))
			}
			h.names[c.name-1] = i + 1
			h.given.add(f)
			f = noField
		case c.name == 1:
			h.given.add(f)
			problems = append(problems, fmt.Sprintf("column %d is a first name without a surname beside it: call it name if it holds both", i+1))
		case positions[f] > 0:
			problems = append(problems, fmt.Sprintf("columns %d and %d are both the %s (--map %[3]s=COLUMN says which)", positions[f], i+1, f))
		default:
			positions[f] = i + 1
			h.given.add(f)
			h.headings[f] = heading
			h.currency = cmp.Or(h.currency, c.currency)
		}
		if c.kind != "" && f != noField {
			h.kind = c.kind
			implied = cmp.Or(implied, fmt.Sprintf("column %d says by its name that all recipients are of the type %s", i+1, c.kind))
		}
		h.columns, h.passed = append(h.columns, f), append(h.passed, passed || h.inName(i))
	}
	if h.names[1] > 0 && h.names[0] == 0 {
		problems = append(problems, "a column of surnames has no column of first names beside it")
	}
	if h.kind != "" && h.given.has(recipientType) {
		problems = append(problems, implied+": leave the recipientType column out, or call it recipientInfo")
	}
	if h.currency == "" && !h.given.has(currency) && h.title.currency != "" && h.title.currency != "TRY" {
		problems = append(problems, "the title names another currency than TRY: add a column currency")
	}
	if h.title.problem != "" {
		problems = append(problems, "the title says that the file "+h.title.problem)
	}
	h.untyped = h.kind == "" && !h.given.has(recipientType)
	return append(problems, h.missing()...)
}

func (h *header) inName(column int) bool { return slices.Contains(h.names, column+1) }

// missing names the columns that a payment needs.
func (h *header) missing() []string {
	var missing []string
	for _, f := range []field{itemExternalID, recipientInfo, recipientName, amount, description} {
		if needless := f == recipientName && h.kind != gen.RecipientTypeIBAN; !needless && !h.given.has(f) {
			missing = append(missing, f.String())
		}
	}
	if missing == nil {
		return nil
	}
	problem := "these columns are missing: " + strings.Join(missing, ", ")
	if !h.given.has(itemExternalID) {
		problem += ". Results are told apart by the id, and a line is paid once by it: add a column such as id, or say which one holds it (--map id=COLUMN)"
	}
	return []string{problem}
}

// mapped reads the headings, with what the person said about some of them.
func (h *header) mapped(cells []string) (all []column, problems []string) {
	for _, cell := range cells {
		all = append(all, h.columnOf(cell))
	}
	for _, heading := range h.ignored {
		at := positionsOf(cells, heading)
		for _, i := range at {
			all[i] = column{field: noField, needless: true}
		}
		if at == nil {
			problems = append(problems, fmt.Sprintf("no column is called %q (--ignore-columns)", heading))
		}
	}
	for _, m := range h.maps {
		want := h.columnOf(m.field)
		at := positionsOf(cells, m.heading)
		if want.field == noField || len(at) != 1 {
			problems = append(problems, fmt.Sprintf("--map %s=%s: must be the name of a member, such as id or amount, and the heading of one column", m.field, m.heading))
			continue
		}
		chosen := all[at[0]]
		if chosen.field != want.field {
			chosen.field, chosen.kind, chosen.needless = want.field, want.kind, false
		}
		chosen.weak, chosen.name = false, 0
		for i := range all {
			if all[i].field == want.field {
				all[i] = column{field: noField, needless: true}
			}
		}
		all[at[0]] = chosen
	}
	return all, problems
}

func positionsOf(cells []string, heading string) (at []int) {
	for i, cell := range cells {
		if fold(heading) != "" && fold(cell) == fold(heading) {
			at = append(at, i)
		}
	}
	return at
}

// recipientKind finds the vendor's recipient type by its folded name, "" if there is none.
func recipientKind(name string) gen.RecipientType {
	for _, kind := range []gen.RecipientType{gen.RecipientTypeIBAN, gen.RecipientTypePhone, gen.RecipientTypeIdentityNumber, gen.RecipientTypeMemberID} {
		if name == fold(string(kind)) {
			return kind
		}
	}
	return ""
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
