package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func (f file) incomplete() bool { return f.Exchanges == 0 || len(f.Unseen) > 0 }

// mostEntries is how many entries a line lists.
const mostEntries = 10

// coverage is what was not seen of a file, with numbers; empty for nothing.
func (f file) coverage() string {
	if !f.incomplete() && len(f.Ignored) == 0 {
		return ""
	}
	parts := []string{fmt.Sprintf("%d of %d entries checked", f.Exchanges, f.Entries)}
	unseen := map[string][]int{}
	for _, each := range f.Unseen {
		unseen[each.String()] = append(unseen[each.String()], each.Entry)
	}
	for _, what := range slices.Sorted(maps.Keys(unseen)) {
		parts = append(parts, fmt.Sprintf("%d × %s (%s)", len(unseen[what]), what, entryList(unseen[what])))
	}
	ignored := map[string]int{}
	for _, each := range f.Ignored {
		ignored[each.What]++
	}
	if len(ignored) > 0 {
		var all []string
		for _, what := range slices.Sorted(maps.Keys(ignored)) {
			all = append(all, fmt.Sprintf("%d × %s", ignored[what], what))
		}
		parts = append(parts, "no calls of a program: "+strings.Join(all, ", "))
	}
	return strings.Join(parts, "; ")
}

func entryList(entries []int) string {
	var shown []string
	for _, entry := range entries[:min(len(entries), mostEntries)] {
		shown = append(shown, fmt.Sprint(entry))
	}
	list := "entry " + strings.Join(shown, ", ")
	if more := len(entries) - len(shown); more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}
