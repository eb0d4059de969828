package diff

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// condition is a keyword that asks for one thing of a value: none before narrows, none now widens, and another one is compared.
type condition struct {
	keyword             string
	says                func(c conj, keyword string) []string // nothing where it asks for nothing
	compare             func(old, new []string) relation
	came, went, changed said // %s is where it stands
}

func conditions() []condition {
	all := []condition{
		{"multipleOf", conj.multiple, multiples, said{"multiple-of-set", "%s must now be a multiple"}, said{"multiple-of-unset", "%s need no longer be a multiple"},
			said{"multiple-of-changed", "%s must be a multiple of another number"}},
		{"pattern", conj.patterns, patterns, said{"pattern-added", "%s must now match a pattern"}, said{"pattern-removed", "%s need no longer match a pattern"},
			said{"pattern-changed", "%s must match another pattern"}},
		{"uniqueItems", conj.unique, nil, said{"unique-items-set", "the elements of %s must now be different"},
			said{"unique-items-unset", "the elements of %s may now be equal"}, said{}},
	}
	for _, keyword := range []string{"format", "contentEncoding", "contentMediaType"} {
		how := said{kebab(keyword) + "-changed", "%s has another " + keyword}
		all = append(all, condition{keyword, conj.formats, formats, how, how, how})
	}
	return all
}

// limits compares what keywords ask of one value: its range, length, form and so on.
func (s scope) limits(p conjs) {
	a, b := p.old.values(), p.new.values()
	if a != nil || b != nil {
		s.enum(p)
	}
	if a != nil && b != nil {
		return // the values that are left say it all
	}
	s.ranges(p)
	for _, c := range conditions() {
		a, b, at := c.says(p.old, c.keyword), c.says(p.new, c.keyword), p.first(c.keyword)
		in := func(how said) said { return said{how.id, strings.ReplaceAll(how.what, "%s", s.where())} }
		if s.turned(len(a) > 0, len(b) > 0, at, in(c.came), in(c.went)) && !slices.Equal(a, b) {
			s.judged(c.compare(a, b), c.changed.id, at, in(c.changed).what)
		}
	}
}

// values are those that enum allows and no other keyword refuses; nil without enum.
func (c conj) values() []any {
	var left []any
	for _, p := range c.parts {
		list := enumOf(p)
		switch {
		case list == nil:
		case left == nil:
			left = append([]any{}, list...)
		default:
			left = slices.DeleteFunc(left, func(v any) bool { return !has(list, v) })
		}
	}
	return slices.DeleteFunc(left, func(v any) bool { return v == nil || !c.accepts(v) })
}

func has(list []any, v any) bool {
	return slices.ContainsFunc(list, func(e any) bool { return same(e, v) })
}

// accepts reports whether a plain value keeps the other limits.
func (c conj) accepts(v any) bool {
	if _, ok := meet(c.kind, kindOf(v)); !ok && c.kind != "" {
		return false
	}
	size, keyword := new(big.Rat), "imum"
	switch v := v.(type) {
	case string:
		for _, n := range c.all("pattern") {
			if p, err := regexp.Compile(fmt.Sprint(n.v)); err == nil && !p.MatchString(v) {
				return false
			}
		}
		size.SetInt64(int64(utf8.RuneCountInString(v)))
		keyword = "Length"
	case json.Number:
		size, _ = rational(v)
	default:
		return true
	}
	return !c.bound(keyword, true).excludes(size, 1) && !c.bound(keyword, false).excludes(size, -1)
}

func (s scope) enum(p conjs) {
	a, b := p.old.values(), p.new.values()
	at := pair{p.old.enumPlace(), p.new.enumPlace()}
	if !s.turned(a != nil, b != nil, at, said{"enum-added", s.where() + " now has a list of values"},
		said{"enum-removed", s.where() + " no longer has a list of values, anything may stand there"}) {
		return
	}
	for _, v := range a {
		if at.old.v, at.new.v = v, nil; !has(b, v) {
			s.judged(narrower, "enum-value-removed", at, "`"+plain(v)+"` is no longer a value of "+s.where())
		}
	}
	for _, v := range b {
		if at.old.v, at.new.v = nil, v; !has(a, v) {
			s.judged(wider, "enum-value-added", at, "`"+plain(v)+"` is a new value of "+s.where())
		}
	}
}

func plain(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	return canonical(v)
}

func (c conj) enumPlace() node {
	if at := c.first("const"); at.ok && !c.first("enum").ok {
		return at
	}
	return c.first("enum")
}

func (c conj) multiple(keyword string) []string {
	if n, ok := rational(c.first(keyword).v); ok {
		return []string{n.RatString()}
	}
	return nil
}

func multiples(old, new []string) relation {
	divides := func(x, y []string) bool {
		a, _ := rational(json.Number(x[0]))
		b, _ := rational(json.Number(y[0]))
		return a.Sign() != 0 && b.Quo(b, a).IsInt()
	}
	return relationOf(divides(new, old), divides(old, new))
}

func (c conj) unique(keyword string) []string {
	if slices.ContainsFunc(c.all(keyword), func(n node) bool { return same(n.v, true) }) {
		return []string{"true"}
	}
	return nil
}

func (c conj) patterns(keyword string) []string {
	var all []string
	for _, n := range c.all(keyword) {
		if text := fmt.Sprint(n.v); text != "" && text != ".*" && text != "^.*$" {
			all = append(all, text)
		}
	}
	return sorted(all)
}

func patterns(old, new []string) relation {
	if len(old) == 1 && len(new) == 1 {
		return patternRelation(old[0], new[0])
	}
	return other
}

// formats are those that say something of what is valid. decimal says that the digits of a JSON number count, which it promises
// anyhow; the integer formats are ranges and compared as such.
func (c conj) formats(keyword string) []string {
	var all []string
	numeric := c.kind == "number" || c.kind == "integer"
	for _, n := range c.all(keyword) {
		if text, _ := n.v.(string); text != "" && (!numeric || text == "float" || text == "double") {
			all = append(all, text)
		}
	}
	return sorted(all)
}

// formats: float holds fewer numbers than double, and more formats at once hold fewer texts.
func formats(old, new []string) relation {
	switch {
	case slices.Equal(old, []string{"double"}) && slices.Equal(new, []string{"float"}):
		return narrower
	case slices.Equal(old, []string{"float"}) && slices.Equal(new, []string{"double"}):
		return wider
	}
	contained := func(x, y []string) bool {
		return !slices.ContainsFunc(x, func(f string) bool { return !slices.Contains(y, f) })
	}
	return relationOf(contained(new, old), contained(old, new))
}

// otherKeywords compares the keywords that this package knows by name only: a condition that comes in narrows, one that goes away widens, and one that
// changes may do both.
func (s scope) otherKeywords(p conjs) {
	var names []string
	for _, part := range slices.Concat(p.old.parts, p.new.parts) {
		names = append(names, part.keys()...)
	}
	for _, key := range sorted(names) {
		a, b, at := values(p.old.all(key)), values(p.new.all(key)), p.first(key)
		switch {
		case slices.Contains(understood(), key), strings.HasPrefix(key, "x-"), same(a, b) && !refers(a):
		case key == "deprecated":
			s.deprecated(at)
		case len(a) == 1 && len(b) == 1 && expanded(at.old, nil) == expanded(at.new, nil):
		default:
			how := said{kebab(strings.Trim(key, "$")) + "-changed", "`" + key + "` of " + s.where() + " changed"}
			if s.turned(len(a) > 0, len(b) > 0, at, how, how) {
				s.judged(other, how.id, at, how.what)
			}
		}
	}
}

// understood are the keywords that are compared by what they mean, and those that say nothing about which messages are valid.
func understood() []string {
	return []string{"$ref", "type", "nullable", "enum", "const", "allOf", "anyOf", "oneOf", "properties", "required", "additionalProperties", "items",
		"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
		"multipleOf", "uniqueItems", "pattern", "format", "contentEncoding", "contentMediaType", "readOnly", "writeOnly", "default", "description",
		"title", "summary", "example", "examples", "externalDocs", "xml", "$comment", "$id", "$schema", "$anchor", "$defs", "definitions", "tags"}
}

func values(nodes []node) []any {
	all := make([]any, len(nodes))
	for i, n := range nodes {
		all[i] = n.v
	}
	return all
}

func (s scope) deprecated(p pair) {
	switch is := same(p.new.v, true); {
	case is == same(p.old.v, true):
	case is:
		s.report(Compatible, "deprecated", p, s.where()+" is deprecated: it still works, look for what takes its place.")
	default:
		s.report(Compatible, "no-longer-deprecated", p, s.where()+" is no longer deprecated.")
	}
}

// expanded is the text of a value with its references written out.
func expanded(n node, open []string) string {
	n = n.resolve()
	if slices.Contains(open, n.at) {
		return "…"
	}
	open = append(open, n.at)
	var b strings.Builder
	switch n.v.(type) {
	case map[string]any:
		for _, key := range n.keys() {
			fmt.Fprintf(&b, "%q:%s,", key, expanded(n.get(key), open))
		}
		return "{" + b.String() + "}"
	case []any:
		for _, e := range n.elements() {
			b.WriteString(expanded(e, open) + ",")
		}
		return "[" + b.String() + "]"
	}
	return canonical(n.v)
}

func kebab(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}
