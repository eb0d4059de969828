package spec

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/money"
)

// The rules for single values. Messages tell lengths at most, never the value.

func textRule(want string, ok func(s string) bool) rule {
	return func(value any) []problem {
		if s, is := value.(string); is && !ok(s) {
			return []problem{{message: fmt.Sprintf("%s; it has %d characters", want, utf8.RuneCountInString(s))}}
		}
		return nil
	}
}

func notBlank(raw any) (rule, error) {
	return textRule("must hold more than white space", func(s string) bool { return strings.TrimSpace(s) != "" }), exactly(true, "must be true")(raw)
}

// form compiles the expression alone first: "a)|(b" would become valid by the anchors around it.
func form(raw any) (rule, error) {
	if err := nonEmpty(raw); err != nil {
		return nil, err
	}
	s := raw.(string)
	if _, err := regexp.Compile(s); err != nil {
		return nil, fmt.Errorf("is no regular expression of Go: %w", err)
	}
	pattern, err := regexp.Compile("^(?:" + s + ")$")
	if err != nil {
		return nil, err
	}
	return textRule("must have the form "+s, pattern.MatchString), nil
}

func values(raw any) (rule, error) {
	const otherwise = "must be a list of different values, and not empty"
	words, err := strict[[]string](raw, otherwise)
	if err != nil {
		return nil, err
	}
	if len(slices.Compact(slices.Sorted(slices.Values(words)))) != len(words) {
		return nil, errors.New(otherwise)
	}
	return textRule("must be one of "+strings.Join(words, ", "), func(s string) bool { return slices.Contains(words, s) }), nil
}

// epoch: milliseconds have 13 digits from 2001 to 2286, and seconds, the usual mistake, have ten until then. Precision does
// not matter: only the number of digits counts.
func epoch(raw any) (rule, error) {
	return func(value any) []problem {
		text, _ := number(value)
		n, err := text.Float64()
		if err != nil || n != math.Trunc(n) || 1e12 <= n && n < 1e13 {
			return nil
		}
		has := "is negative"
		if n >= 0 {
			has = fmt.Sprintf("has %d", len(fmt.Sprintf("%.0f", n)))
		}
		return []problem{{message: "must be milliseconds since 1970, which have 13 digits; it " + has}}
	}, exactly("milliseconds", "must be milliseconds")(raw)
}

// decimalRule makes a rule of what is wrong with a number, or "". It looks at the text, so it needs a value that was decoded
// with UseNumber and passes over float64.
func decimalRule(wrong func(d money.Decimal) string) rule {
	return func(value any) []problem {
		n, ok := value.(json.Number)
		if !ok {
			return nil
		}
		d, err := money.Parse(n.String())
		if err != nil {
			return nil
		}
		if message := wrong(d); message != "" {
			return []problem{{message: message}}
		}
		return nil
	}
}

func sign(raw any) (rule, error) {
	least, otherwise := 1, "must be greater than 0"
	if raw == "not-negative" {
		least, otherwise = 0, "must not be negative"
	} else if raw != "positive" {
		return nil, errors.New("must be positive or not-negative")
	}
	return decimalRule(func(d money.Decimal) string {
		if d.Sign() < least {
			return otherwise
		}
		return ""
	}), nil
}

// digits is how many a number has at the most, written without an exponent.
func digits(raw any) (rule, error) {
	type limits struct {
		Integer  int `json:"integer"`
		Fraction int `json:"fraction"`
	}
	l, err := strict[limits](raw, "")
	if err == nil && (l.Integer < 1 || l.Fraction < 0) {
		err = errors.New("must have integer of at least 1 and fraction of at least 0")
	}
	return decimalRule(func(d money.Decimal) string {
		whole, fraction, _ := strings.Cut(strings.TrimPrefix(d.Plain(), "-"), ".")
		if len(whole) <= l.Integer && len(fraction) <= l.Fraction {
			return ""
		}
		return fmt.Sprintf("must have at most %d digits before the point and %d behind it; it has %d and %d", l.Integer, l.Fraction, len(whole), len(fraction))
	}), err
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
