package spec

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The rules for single values. Messages tell lengths at most, never the value.

// notBlank is x-not-blank.
type notBlank struct{}

func (notBlank) check(value any) []problem {
	if s, ok := value.(string); ok && strings.TrimSpace(s) == "" {
		return []problem{{message: "must hold more than white space; it has " + characters(s)}}
	}
	return nil
}

// form is x-form.
type form struct {
	text    string
	pattern *regexp.Regexp
}

func (f form) check(value any) []problem {
	if s, ok := value.(string); ok && !f.pattern.MatchString(s) {
		return []problem{{message: fmt.Sprintf("must have the form %s; it has %s", f.text, characters(s))}}
	}
	return nil
}

// values is x-values.
type values struct{ words []string }

func (v values) check(value any) []problem {
	if s, ok := value.(string); ok && !slices.Contains(v.words, s) {
		return []problem{{message: fmt.Sprintf("must be one of %s; it has %s", strings.Join(v.words, ", "), characters(s))}}
	}
	return nil
}

// epoch is x-epoch. Milliseconds have 13 digits from 2001 to 2286, and seconds, the usual mistake, have ten until then.
type epoch struct{}

func (epoch) check(value any) []problem {
	n, ok := integer(value)
	if !ok || 1e12 <= n && n < 1e13 {
		return nil
	}
	has := "is negative"
	if n >= 0 {
		has = fmt.Sprintf("has %d", len(fmt.Sprintf("%.0f", n)))
	}
	return []problem{{message: "must be milliseconds since 1970, which have 13 digits; it " + has}}
}

// integer reads a JSON number that has no decimals. Precision does not matter here: only the number of digits counts.
func integer(value any) (float64, bool) {
	var n float64
	switch v := value.(type) {
	case float64:
		n = v
	case json.Number:
		var err error
		if n, err = v.Float64(); err != nil {
			return 0, false
		}
	default:
		return 0, false
	}
	return n, n == math.Trunc(n) && !math.IsInf(n, 0)
}

func characters(s string) string {
	return fmt.Sprintf("%d characters", utf8.RuneCountInString(s))
}

// differ reports whether a response's value is another than the request's. Values that are not of one kind, or lists and
// objects, do not count as different: what kind a value must be of is for the schema to say.
func differ(sent, got any) bool {
	switch s := sent.(type) {
	case string:
		g, ok := got.(string)
		return ok && s != g
	case bool:
		g, ok := got.(bool)
		return ok && s != g
	}
	s, isNumber := number(sent)
	g, bothNumbers := number(got)
	return isNumber && bothNumbers && !sameNumber(s, g)
}

func number(value any) (json.Number, bool) {
	switch v := value.(type) {
	case json.Number:
		return v, true
	case float64:
		data, err := json.Marshal(v)
		return json.Number(data), err == nil
	}
	return "", false
}

// sameNumber compares as texts what a float cannot hold exactly, so that two large numbers never pass for one.
func sameNumber(a, b json.Number) bool {
	if a == b {
		return true
	}
	x, errX := a.Float64()
	y, errY := b.Float64()
	const exact = 1 << 53
	return errX == nil && errY == nil && x == y && math.Abs(x) < exact
}
