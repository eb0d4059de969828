package payfile

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// addTitle notes what a line above the headings says about the amounts.
func (h *header) addTitle(text string) {
	said, _ := unitOf(text)
	h.title = unit{cmp.Or(said.currency, h.title.currency), cmp.Or(said.shift, h.title.shift), cmp.Or(said.problem, h.title.problem)}
}

// fill puts the cells of a row into a record. It gives back the cells without the empty ones that have no column.
func (h *header) fill(rec *record, cells []string) []string {
	for len(cells) > len(h.columns) && !filled(cells[len(cells)-1]) {
		cells = cells[:len(cells)-1]
	}
	rec.nameless = h.isNameless(cells)
	if rec.total = len(cells) <= len(h.columns) && h.isTotal(cells); rec.total {
		rec.part = slices.ContainsFunc(cells, func(cell string) bool { _, part := totalOf(cell); return part })
		h.assign(rec, cells)
		return cells
	}
	nobody := !strings.ContainsFunc(h.value(cells, recipientInfo), unicode.IsDigit)
	rec.note = nobody && isNoAmount(h.value(cells, amount))
	rec.signed = rec.note && h.isSigned(cells)
	rec.few = countFilled(cells) <= mostTitleValues
	rec.unnamed = nobody && h.value(cells, amount) != "" && h.value(cells, itemExternalID) == ""
	short := min(len(cells), len(h.columns))
	needed := slices.ContainsFunc(h.columns[short:], func(c column) bool {
		return c.field != noField && c.field != nonWithdrawable && c.field != recipientName
	})
	if len(cells) > len(h.columns) || needed {
		var hint localize.Term
		if len(cells) > len(h.columns) && h.delimiter == ',' {
			hint = `: if an amount has a decimal comma or a text a comma, put it in quotation marks, such as "1250,50"`
		}
		rec.spoil("has %d values, the header row has %d columns%s", len(cells), len(h.columns), hint)
		return nil
	}
	h.assign(rec, cells)
	return cells
}

// isTotal recognises a row with the sum of the rows above: it names nobody, and says so or has nothing but an amount.
func (h *header) isTotal(cells []string) bool {
	for i, cell := range cells[:min(len(cells), len(h.columns))] {
		if f := h.columns[i].field; (f == recipientInfo || f == itemExternalID) && filled(cell) && !isTotal(cell) {
			return false
		}
	}
	return slices.ContainsFunc(cells, isTotal) || h.isNameless(cells)
}

// isSigned recognises a row for whoever made or approved the list. Onay is a name, too: where a first name or another id stands, it may be
// somebody's who is to be paid.
func (h *header) isSigned(cells []string) (is bool) {
	for i, cell := range cells[:min(len(cells), len(h.columns))] {
		switch c := h.columns[i]; {
		case c.name > 0 && filled(cell), c.field == itemExternalID && filled(cell) && !isSigner(cell):
			return false
		case isSigner(cell):
			is = true
		}
	}
	return is
}

// isNameless recognises a row that has nothing but an amount.
func (h *header) isNameless(cells []string) bool {
	return !isNoAmount(h.value(cells, amount)) && countFilled(cells) == 1
}

// isNoAmount reports whether nobody could mean an amount: nothing, words alone, or a signature. The error of a formula may stand for one.
func isNoAmount(value string) bool {
	return isSigner(value) || !strings.ContainsFunc(value, func(r rune) bool { return unicode.IsDigit(r) || r == '#' })
}

// value is what the cell of a field holds, "" if there is none.
func (h *header) value(cells []string, f field) string {
	at := slices.IndexFunc(h.columns, func(c column) bool { return c.field == f })
	if at < 0 || at >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[at])
}

// assign puts the cells into the fields that the header gives them.
func (h *header) assign(rec *record, cells []string) {
	var names [2]string
	for i, cell := range cells {
		switch c := h.columns[i]; {
		case c.name > 0:
			names[c.name-1] = strings.TrimSpace(cell)
		case c.field == amount && !rec.amountIsJSON:
			rec.values[amount], rec.shown = withoutCurrency(cell)
		case c.field != noField:
			rec.values[c.field] = cell
		case filled(cell) && !c.needless && !rec.total:
			rec.report(noField, "column %s holds a value and has no name in the header row", h.nth(i))
		}
	}
	switch first, last := names[0], names[1]; {
	case first != "" && last != "":
		rec.values[recipientName] = first + " " + last
	case first+last != "":
		rec.report(recipientName, "has a first name or a surname only")
	}
}

func filled(cell string) bool { return strings.TrimSpace(cell) != "" }

// mostTitleValues is how many values a line above the headings may have. A payment has more.
const mostTitleValues = 2

func countFilled(cells []string) (n int) {
	for _, cell := range cells {
		if filled(cell) {
			n++
		}
	}
	return n
}
