package amend

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// guard is the part of a removal's target that lists the values of an enum.
type guard struct {
	target string
	text   string // the part of target that counts and lists
	enum   string // what it lists, such as @.status.enum
	values []string
}

// readGuard finds the list of values in a target. One without a list, or with several, or that does not list as many as it
// counts, is no guard.
func readGuard(target string) (guard, bool) {
	counted := regexp.MustCompile(`length\((@[^\s()]*)\) == ([0-9]+)`)
	var found []guard
	for _, at := range counted.FindAllStringSubmatchIndex(target, -1) {
		enum, count := target[at[2]:at[3]], target[at[4]:at[5]]
		listed := regexp.MustCompile(`^(?: && ` + regexp.QuoteMeta(enum) + `\[\?@ == '(?:[^'\\]|\\.)*'\])+`).FindString(target[at[1]:])
		if listed == "" {
			continue
		}
		g := guard{target: target, text: target[at[0]:at[1]] + listed, enum: enum}
		for _, value := range regexp.MustCompile(`== '((?:[^'\\]|\\.)*)'\]`).FindAllStringSubmatch(listed, -1) {
			g.values = append(g.values, unquote(value[1]))
		}
		if strconv.Itoa(len(g.values)) == count {
			found = append(found, g)
		}
	}
	if len(found) != 1 {
		return guard{}, false
	}
	return found[0], true
}

// loose is the target for whatever values: that there is a list is all that is left.
func (g guard) loose() string { return strings.Replace(g.target, g.text, g.enum, 1) }

// with is the target for these values.
func (g guard) with(values []string) string {
	text := fmt.Sprintf("length(%s) == %d", g.enum, len(values))
	for _, v := range values {
		text += fmt.Sprintf(" && %s[?@ == '%s']", g.enum, quote(v))
	}
	return strings.Replace(g.target, g.text, text, 1)
}

// In JSONPath (RFC 9535) a quote and a backslash are escaped by a backslash.
func quote(s string) string   { return strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) }
func unquote(s string) string { return strings.NewReplacer(`\\`, `\`, `\'`, `'`).Replace(s) }
