package update

import (
	"cmp"
	"fmt"
	"regexp"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/uncovered"
)

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
		add("", "change the overlays as their actions below say, and run make update-spec again")
	}
	for _, g := range r.Gaps {
		add(at("spec/rules.yaml", g.Line), advice(g))
	}
	for _, operation := range r.Unjudged {
		add("spec/rules.yaml", fmt.Sprintf("says nothing of %s: until it does, nothing repeats it. Say what may follow an unknown outcome (x-operation-retry), and whether it moves money (x-moves-money).", operation))
	}
	for _, place := range r.Texts {
		add("spec/rules.yaml", fmt.Sprintf("personal or not? `%s` is a new text. If it tells who is paid, or for what, give it x-personal: reports and recordings then mask it.", place))
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
		if (s.Name == stepTest || s.Name == stepCompile) && s.Err != nil {
			add("", "then run make update-spec again")
		}
	}
	for _, u := range r.Uncovered {
		add(at(uncovered.File, u.Line), fmt.Sprintf("no scenario exercises: %s. Write one, or say there why not.", u.Place))
	}
	return list
}

// advice says what a table of rules.yaml lacks, or has too much.
func advice(g Gap) string {
	switch {
	case g.Gone:
		return fmt.Sprintf("%s still speaks of %s, which is no longer listed for %s. If the vendor can still send it, add it back by an action of corrections.yaml; else take it out here.", g.Rule, g.Value, g.Schema)
	case g.Rule == "x-meaning":
		return fmt.Sprintf("x-meaning says nothing of %s, a new value of %s. Until it does, the client treats it as not settled: it concludes nothing and waits. Say what it means for whoever waits, once that is known.", g.Value, g.Schema)
	}
	return fmt.Sprintf("%s says nothing of %s, a new value of %s: say what may follow it, once that is known.", g.Rule, g.Value, g.Schema)
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
