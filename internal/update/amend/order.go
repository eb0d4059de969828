package amend

import "slices"

// arrange gives a list the values that are wanted. What it has keeps its order; a new value comes behind the one that is
// before it on the page.
func arrange(list, wanted []string) []string {
	all := without(list, without(list, wanted))
	for i, value := range wanted {
		if slices.Contains(all, value) {
			continue
		}
		at := 0
		if i > 0 { // the one before is there by now
			at = slices.Index(all, wanted[i-1]) + 1
		}
		all = slices.Insert(all, at, value)
	}
	return all
}

// without are the values of a list that are not among others.
func without(list, others []string) []string {
	var left []string
	for _, value := range list {
		if !slices.Contains(others, value) {
			left = append(left, value)
		}
	}
	return left
}

// union joins lists, each value once.
func union(lists ...[]string) []string {
	var all []string
	for _, list := range lists {
		all = append(all, without(list, all)...)
	}
	return all
}
