package nightly

import (
	"cmp"
	"fmt"
	"slices"
)

// told are the cases that there is something to say about, the worst first.
func (p Part) told() []Case {
	cases := slices.DeleteFunc(slices.Clone(p.Cases), func(c Case) bool { return c.State == Clean })
	order := []State{CouldNotRun, Drift, Warning, LeftOut}
	slices.SortStableFunc(cases, func(a, b Case) int { return cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State)) })
	return cases
}

// group is cases of which the same is to be said: after a change of the document fifty cassettes are stale for one reason.
type group struct {
	Names []string
	Case  Case // the first; the others differ in name and file only
}

func grouped(cases []Case) []group {
	var groups []group
	for _, c := range cases {
		same := func(g group) bool {
			return g.Case.State == c.State && g.Case.Level == c.Level && g.Case.Text == c.Text && slices.Equal(g.Case.Points, c.Points)
		}
		if i := slices.IndexFunc(groups, same); i >= 0 {
			groups[i].Names = append(groups[i].Names, c.Name)
			continue
		}
		groups = append(groups, group{Names: []string{c.Name}, Case: c})
	}
	return groups
}

// More says how many cases there are besides the first.
func (g group) More() string {
	if len(g.Names) == 1 {
		return ""
	}
	return fmt.Sprintf(" and %d more", len(g.Names)-1)
}
