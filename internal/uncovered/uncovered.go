// Package uncovered is the list of what the document has and no scenario exercises, with the reasons.
package uncovered

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// File lists what the document has and no scenario exercises, in the repository.
const File = "contract/vcr/testdata/uncovered.txt"

// NoScenario is the reason of an entry that nobody has looked at yet.
const NoScenario = "no scenario yet"

// Entry is a member, value, parameter or HTTP status of the document that no recording of the emulator has.
type Entry struct {
	Place  string // such as "initMassPayout response has errorGroup"
	Reason string
	Line   int // in File
}

// Kind is what the place is of: value, member, status or parameter.
func (u Entry) Kind() string {
	fields := strings.Fields(u.Place)
	switch {
	case slices.Contains(fields, "="):
		return "value"
	case slices.Contains(fields, "has"):
		return "member"
	case len(fields) > 1 && fields[1] == "status":
		return "status"
	}
	return "parameter"
}

const head = `# What the document has and no scenario exercises (TestScenariosCoverTheDocument): PLACE # REASON, sorted.
# Written by make record, which keeps the reasons. "` + NoScenario + `": write a scenario (internal/scenario), or the reason why not.
`

// Parse reads a list.
func Parse(data []byte) ([]Entry, error) {
	var all []Entry
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		place, reason, ok := strings.Cut(line, " # ")
		if !ok || place == "" || strings.TrimSpace(reason) == "" {
			return nil, fmt.Errorf("%s:%d: must be PLACE # REASON", File, n)
		}
		all = append(all, Entry{Place: place, Reason: strings.TrimSpace(reason), Line: n})
	}
	return all, nil
}

// Format writes a list, sorted.
func Format(all []Entry) []byte {
	var b bytes.Buffer
	b.WriteString(head)
	for _, u := range slices.SortedFunc(slices.Values(all), func(a, b Entry) int { return cmp.Compare(a.Place, b.Place) }) {
		fmt.Fprintf(&b, "%s # %s\n", u.Place, u.Reason)
	}
	return b.Bytes()
}
