package contract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/editdistance"
)

// unknown reports the members of an object that nothing in the document describes. One that looks like a documented
// member which is missing is reported as renamed.
func (c schemaCheck) unknown(s *schema, v *value, at path) {
	for i, compared := 0, 0; i < len(v.members) && !c.report.full(); i++ {
		name := v.members[i].name
		if s.property(name) != nil {
			continue
		}
		pointer := at.member(name).String()
		// An object of a million unknown members is not worth a million comparisons.
		if compared++; compared <= mostCompared {
			if likely := mostSimilar(name, s.missing(v)); likely != "" {
				c.report.error(drift.RenamedProperty, pointer, "is not documented and looks like %s, which is missing", likely)
				continue
			}
		}
		c.report.error(drift.UnknownProperty, pointer, "is not documented")
	}
}

// mostCompared is how many unknown members of one object are compared with the missing ones.
const mostCompared = 100

// missing lists the members that s describes and v does not have.
func (s *schema) missing(v *value) []string {
	return slices.DeleteFunc(s.names(), func(name string) bool { return v.get(name) != nil })
}

// renamed reports whether a missing member is there under another name, which unknown reports.
func (c schemaCheck) renamed(s *schema, v *value, wanted string) bool {
	missing, compared := s.missing(v), 0
	return slices.ContainsFunc(v.members, func(m member) bool {
		if s.property(m.name) != nil || compared >= mostCompared {
			return false
		}
		compared++
		return mostSimilar(m.name, missing) == wanted
	})
}

// shownName is how the name of a member is shown: the vendor's look like identifiers, new ones too, and anything else may
// be a person's data that has become a key.
func shownName(name string) string {
	identifier := func(r rune) bool {
		return r == '_' || r == '-' || r == '.' || r == '$' || r == '@' || unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	if name == "" || strings.IndexFunc(name, func(r rune) bool { return !identifier(r) }) >= 0 {
		return "***"
	}
	return shorten(name)
}

// longestName is longer than any name of a member that somebody chose.
const longestName = 64

// shorten keeps a key that is as long as a book out of a message.
func shorten(name string) string {
	if len(name) <= longestName {
		return name
	}
	return strings.ToValidUTF8(name[:longestName], "") + "…"
}

// mostSimilar returns the candidate that name is most likely a new spelling of, or "": the same but for capitals and
// separators, one within the other, or few letters apart.
func mostSimilar(name string, candidates []string) string {
	if len(name) > longestName {
		return ""
	}
	folded := fold(name)
	best, distance := "", len(folded)/3+1
	for _, candidate := range candidates {
		other := fold(candidate)
		if folded == other {
			return candidate
		}
		if d := editdistance.Of([]byte(folded), []byte(other)); d < distance && d*3 <= max(len(folded), len(other)) {
			best, distance = candidate, d
		}
	}
	if best != "" {
		return best
	}
	for _, candidate := range candidates {
		short, long := folded, fold(candidate)
		if len(short) > len(long) {
			short, long = long, short
		}
		if len(short) >= 4 && (strings.HasPrefix(long, short) || strings.HasSuffix(long, short)) {
			return candidate
		}
	}
	return ""
}

func fold(name string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune("_-. ", r) {
			return -1
		}
		return r
	}, name))
}
