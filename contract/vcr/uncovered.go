package vcr

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// UncoveredFile lists what the document has and no scenario exercises, in the repository.
const UncoveredFile = "contract/vcr/testdata/uncovered.txt"

// NoScenario is the reason of an entry that nobody has looked at yet.
const NoScenario = "no scenario yet"

// Uncovered is a member, value, parameter or HTTP status of the document that no recording of the emulator has.
type Uncovered struct {
	Place  string // such as "initMassPayout response has errorGroup"
	Reason string
	Line   int // in UncoveredFile
}

// Kind is what the place is of: value, member, status or parameter.
func (u Uncovered) Kind() string {
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

const uncoveredHead = `# What the document has and no scenario exercises (TestScenariosCoverTheDocument): PLACE # REASON, sorted.
# Written by make record, which keeps the reasons. "` + NoScenario + `": write a scenario (contract/scenario), or the reason why not.
`

// ParseUncovered reads a list.
func ParseUncovered(data []byte) ([]Uncovered, error) {
	var all []Uncovered
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		place, reason, ok := strings.Cut(line, " # ")
		if !ok || place == "" || strings.TrimSpace(reason) == "" {
			return nil, fmt.Errorf("%s:%d: must be PLACE # REASON", UncoveredFile, n)
		}
		all = append(all, Uncovered{Place: place, Reason: strings.TrimSpace(reason), Line: n})
	}
	return all, nil
}

// FormatUncovered writes a list, sorted.
func FormatUncovered(all []Uncovered) []byte {
	var b bytes.Buffer
	b.WriteString(uncoveredHead)
	for _, u := range slices.SortedFunc(slices.Values(all), func(a, b Uncovered) int { return cmp.Compare(a.Place, b.Place) }) {
		fmt.Fprintf(&b, "%s # %s\n", u.Place, u.Reason)
	}
	return b.Bytes()
}
