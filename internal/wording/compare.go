package wording

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

// place tells rows apart: two tables, and one table in Markdown after the other, may explain the same name.
type place struct {
	table, count int
	name         string
}

func places(rows []Row) (order []place, texts map[place]string) {
	texts = map[place]string{}
	for _, r := range rows {
		p := place{table: r.Table, name: r.Name}
		for _, taken := texts[p]; taken; _, taken = texts[p] {
			p.count++
		}
		order, texts[p] = append(order, p), r.Text
	}
	return order, texts
}

func rowDifferences(before, after []Row) []Difference {
	old, was := places(before)
	new, is := places(after)
	var all []Difference
	for _, p := range old {
		text, has := is[p]
		if !has || text != was[p] {
			all = append(all, Difference{Row: p.name, IsRow: true, Old: was[p], New: text, Had: true, Has: has})
		}
	}
	for _, p := range new {
		if _, had := was[p]; !had {
			all = append(all, Difference{Row: p.name, IsRow: true, New: is[p], Has: true})
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
