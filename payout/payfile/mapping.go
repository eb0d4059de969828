package payfile

import (
	"errors"
	"strings"
)

// ParseMapping reads what a column holds, as people write it: MEMBER=HEADING for [WithColumn], or ignore=HEADING for [WithIgnoredColumns].
func ParseMapping(said string) (Option, error) {
	member, heading, found := strings.Cut(said, "=")
	member, heading = strings.TrimSpace(member), strings.TrimSpace(heading)
	switch {
	case !found || member == "" || heading == "":
		return nil, errors.New("must be MEMBER=HEADING, such as id=\"Personel Kodu\"")
	case member == "ignore":
		return WithIgnoredColumns(heading), nil
	}
	return WithColumn(member, heading), nil
}

// ParseMappings reads a file of them, one on each line. Lines that are empty or begin with # are passed over. An error is that of the line
// with this number.
func ParseMappings(text string) (all []Option, number int, err error) {
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		number++
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		option, err := ParseMapping(line)
		if err != nil {
			return nil, number, err
		}
		all = append(all, option)
	}
	return all, number, nil
}
