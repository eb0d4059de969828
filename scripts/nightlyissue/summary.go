package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/nightly"
)

// summary is what `make nightly` wrote.
type summary struct {
	code    int
	verdict string
	states  map[string]report.State
	report  string
}

func readSummary(dir string) (summary, error) {
	n := summary{states: map[string]report.State{}}
	data, err := os.ReadFile(filepath.Join(dir, "exit-code"))
	if err != nil {
		return n, fmt.Errorf("`make nightly` did not get to its end: %w", err)
	}
	if n.code, err = strconv.Atoi(strings.TrimSpace(string(data))); err != nil || n.code < 0 || n.code > 7 {
		return n, fmt.Errorf("%s: %q: must be a number from 0 to 7", filepath.Join(dir, "exit-code"), strings.TrimSpace(string(data)))
	}
	name := filepath.Join(dir, "summary.json")
	if data, err = os.ReadFile(name); err != nil {
		return n, err
	}
	var written struct {
		Verdict string `json:"verdict"`
		Parts   []struct {
			Name  string       `json:"name"`
			State report.State `json:"state"`
		} `json:"parts"`
	}
	if err := decode(data, name, &written); err != nil {
		return n, err
	}
	n.verdict = written.Verdict
	for _, part := range written.Parts {
		n.states[part.Name] = part.State
	}
	data, err = os.ReadFile(filepath.Join(dir, "report.md"))
	n.report = string(data)
	return n, err
}

// drifted are the parts in which the vendor moved: what the exit code says.
func (n summary) drifted() []string {
	var kinds []string
	if n.code&nightly.CodePages != 0 {
		kinds = append(kinds, nightly.Pages)
	}
	if n.code&nightly.CodeWire != 0 {
		kinds = append(kinds, nightly.Wire)
	}
	return kinds
}

// kinds are the parts that the issue has to be about: those that drifted, and those that had drifted before and were not looked
// at to the end tonight.
func (n summary) kinds(before []string) []string {
	drifted := n.drifted()
	for _, kind := range before {
		if !n.lookedAt(kind) && !slices.Contains(drifted, kind) {
			drifted = append(drifted, kind)
		}
	}
	slices.Sort(drifted)
	return drifted
}

func (n summary) lookedAt(kind string) bool {
	state := n.states[kind]
	return state != "" && state != report.LeftOut && state != report.CouldNotRun
}
