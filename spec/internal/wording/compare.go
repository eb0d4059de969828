package wording

import "slices"

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
	return append(rowDifferences(old.Rows, new.Rows), statementDifferences(old.Statements, new.Statements)...)
}

func rowDifferences(before, after []Row) []Difference {
	find := func(list []Row, r Row) int {
		return slices.IndexFunc(list, func(o Row) bool { return o.Table == r.Table && o.Name == r.Name })
	}
	var all []Difference
	for _, r := range before {
		switch i := find(after, r); {
		case i < 0:
			all = append(all, Difference{Row: r.Name, IsRow: true, Old: r.Text, Had: true})
		case after[i].Text != r.Text:
			all = append(all, Difference{Row: r.Name, IsRow: true, Old: r.Text, New: after[i].Text, Had: true, Has: true})
		}
	}
	for _, r := range after {
		if find(before, r) < 0 {
			all = append(all, Difference{Row: r.Name, IsRow: true, New: r.Text, Has: true})
		}
	}
	return all
}

func statementDifferences(before, after []string) []Difference {
	gone, come := Lacking(before, after), Lacking(after, before)
	all := make([]Difference, max(len(gone), len(come)))
	for i := range all {
		if i < len(gone) {
			all[i].Old, all[i].Had = gone[i], true
		}
		if i < len(come) {
			all[i].New, all[i].Has = come[i], true
		}
	}
	return all
}

// SameRules reports whether a difference changes no rule. A row that came or went speaks of something that was not spoken of before, or is
// not any more.
func (w *Reader) SameRules(d Difference) bool {
	return (!d.IsRow || d.Had && d.Has) && w.Same(d.Old, d.New)
}
