package update

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/uncovered"
	"github.com/iyzipayout/iyzipayout/internal/update/amend"
)

// amended tells which lists were brought up to date, and where.
func (r *Result) amended() report.Section {
	if r.Amended == nil {
		return report.Section{}
	}
	s := warning("amended", "Lists that were amended in spec/corrections.yaml", nil)
	for _, c := range r.Amended.Changes {
		text := fmt.Sprintf("%s: in %s, which stops the build at a changed list, and in the list of %s at %s",
			gains(c), at("spec/corrections.yaml", c.Line), c.Schema, at("spec/corrections.yaml", c.List))
		for _, other := range c.Differing {
			text += fmt.Sprintf(". %s also is %s and has other values: the schema has those of both. Look whether one page is out of date", other, c.Schema)
		}
		s.Cases[0].Findings = append(s.Cases[0].Findings, report.Finding{ID: "list-amended", Level: string(report.Warning), Pointer: c.Place, Text: text})
	}
	return s
}

func gains(c amend.Change) string {
	var all []string
	if len(c.Added) > 0 {
		all = append(all, "added "+strings.Join(c.Added, ", "))
	}
	if len(c.Removed) > 0 {
		all = append(all, "removed "+strings.Join(c.Removed, ", "))
	}
	return strings.Join(all, "; ")
}

func at(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// todo lists what only a person can do. What has a section of its own (overlay actions, pages, cassettes) is named once.
func (r *Result) todo() []report.ToDo {
	var list []report.ToDo
	add := func(place, text string) { list = append(list, report.ToDo{Place: place, Text: text}) }
	if failed := r.step(stepBuild); failed != nil && failed.Err != nil && len(r.Actions) > 0 {
		add("spec/corrections.yaml", "change the overlay as its actions below say, and run make update-spec again")
	}
	if r.Amended != nil {
		for _, t := range r.Amended.ToDo {
			add(at("spec/rules.yaml", t.Line), advice(t))
		}
	}
	for _, n := range r.Named {
		add(at(amend.NamesFile, n.Line), fmt.Sprintf("the value %s of %s is called %s in Go: look whether that reads well.", n.Value, n.Schema, n.Schema+n.Name))
	}
	for _, s := range r.Steps {
		const most = 30
		for i, text := range byPlace(s.ToDo) {
			if i == most {
				add("", fmt.Sprintf("and %d places more, of the step %s", len(byPlace(s.ToDo))-most, s.Name))
				break
			}
			add("", s.Name+": "+text)
		}
		if s.Name == stepTest && s.Err != nil {
			add("", "then run make update-spec again")
		}
	}
	for _, u := range r.Uncovered {
		add(at(uncovered.File, u.Line), fmt.Sprintf("no scenario exercises: %s. Write one, or say there why not.", u.Place))
	}
	return list
}

// advice says what a list in rules.yaml lacks, or has too much.
func advice(t amend.ToDo) string {
	values := strings.Join(t.Values, ", ")
	switch {
	case t.Gone:
		return fmt.Sprintf("%s still speaks of %s, which the pages no longer list for %s. If the vendor can still send it, add it back by an action of its own; else take it out here.", t.Rule, values, t.Schema)
	case t.Rule == "x-meaning":
		return fmt.Sprintf("x-meaning says nothing of %s, a new value of %s. Until it does, the client treats it as not settled: it concludes nothing and waits. Say what it means for whoever waits, once that is known.", values, t.Schema)
	}
	return fmt.Sprintf("%s speaks of every value of %s but the new %s: look whether it has to.", t.Rule, t.Schema, values)
}

// byPlace keeps one complaint of each place, the first, and says how many more there are: a test in a loop says the same of many.
func byPlace(complaints []string) []string {
	place := regexp.MustCompile(`^\S+\.go:[0-9]+`)
	var order []string
	first, more := map[string]string{}, map[string]int{}
	for _, text := range complaints {
		key := cmp.Or(place.FindString(text), text)
		if _, known := first[key]; known {
			more[key]++
			continue
		}
		order, first[key] = append(order, key), text
	}
	for i, key := range order {
		order[i] = first[key]
		if more[key] > 0 {
			order[i] += fmt.Sprintf(" (and %d more like it)", more[key])
		}
	}
	return order
}
