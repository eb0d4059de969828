package contract

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/money"
)

// schemaCheck compares a value with a schema. Every fault is reported once, at the place where it is.
type schemaCheck struct{ report report }

func (c schemaCheck) check(s *schema, v *value, at path) {
	if s == nil {
		return
	}
	if s.closed {
		c.unknown(s, v, at)
	}
	c.described(s, v, at)
}

// described is check without the closed world, which concerns an object as a whole and not the parts it is made of.
func (c schemaCheck) described(s *schema, v *value, at path) {
	if v.kind == nullValue {
		c.null(s, at)
		return
	}
	for _, part := range s.allOf {
		c.described(part, v, at)
	}
	c.alternatives(s, v, at)
	if !c.hasType(s, v, at) {
		return
	}
	c.enum(s, v, at)
	switch v.kind {
	case stringValue:
		c.string(s, v, at)
	case numberValue:
		c.number(s, v, at)
	case arrayValue:
		c.array(s, v, at)
	case objectValue:
		c.object(s, v, at)
	}
	if s.rules != nil {
		for _, broken := range s.rules(v.plain()) {
			c.report.error(drift.Rule, at.String()+broken.Pointer, "%s (%s)", broken.Message, broken.Rule)
		}
	}
}

func (c schemaCheck) null(s *schema, at path) {
	if s.nullable || len(s.types) == 0 && slices.ContainsFunc(s.parts(), func(p *schema) bool { return p.nullable }) {
		return
	}
	c.report.error(drift.Null, at.String(), "is null, must be %s", s.describe())
}

func (c schemaCheck) hasType(s *schema, v *value, at path) bool {
	if len(s.types) == 0 || slices.Contains(s.types, v.kind.String()) || v.kind == numberValue && slices.Contains(s.types, "integer") {
		return true
	}
	c.report.error(drift.Type, at.String(), "is a JSON %s, must be %s", v.kind, s.describe())
	return false
}

// alternatives checks anyOf, oneOf and not.
func (c schemaCheck) alternatives(s *schema, v *value, at path) {
	for i, alternatives := range [][]*schema{s.anyOf, s.oneOf} {
		n, broken := c.fitting(alternatives, v, at)
		if len(alternatives) > 0 && n == 0 {
			c.report.error(drift.Alternative, at.String(), "fits none of the documented alternatives: %s", listAlternatives(alternatives))
		}
		if isOneOf := i == 1; isOneOf && n > 1 {
			c.report.error(drift.Alternative, at.String(), "fits %d of the documented alternatives, must fit exactly one", n)
		}
		*c.report.findings = append(*c.report.findings, broken...)
	}
	if s.not != nil {
		if n, _ := c.fitting([]*schema{s.not}, v, at); n == 1 {
			c.report.error(drift.Alternative, at.String(), "is what the document excludes (not)")
		}
	}
}

// fitting counts the alternatives that the value is valid against, and returns the rules that it breaks: those of the first that is
// valid, or none if there is one without.
func (c schemaCheck) fitting(alternatives []*schema, v *value, at path) (n int, broken []Finding) {
	for _, alternative := range alternatives {
		var found []Finding
		quiet := c.report
		quiet.findings, quiet.before = &found, 0
		schemaCheck{quiet}.described(alternative, v, at)
		if slices.ContainsFunc(found, func(f Finding) bool { return f.Kind != drift.Rule }) {
			continue
		}
		if n == 0 || len(found) == 0 {
			broken = found
		}
		n++
	}
	return n, broken
}

func listAlternatives(alternatives []*schema) string {
	var words []string
	for _, a := range alternatives {
		switch {
		case len(a.types) > 0:
			words = append(words, a.describe())
		case len(a.required) > 0:
			words = append(words, "with "+strings.Join(a.required, " and "))
		default:
			words = append(words, "another schema")
		}
	}
	return strings.Join(words, "; ")
}

func (c schemaCheck) enum(s *schema, v *value, at path) {
	if len(s.enum) == 0 || slices.ContainsFunc(s.enum, func(word value) bool { return word.kind == v.kind && word.text == v.text }) {
		return
	}
	var words []string
	for _, word := range s.enum {
		words = append(words, word.text)
		if v.kind == stringValue && strings.EqualFold(word.text, v.text) {
			c.report.error(drift.EnumCase, at.String(), "is %q but for capitals; they count", word.text)
			return
		}
	}
	c.report.error(drift.Enum, at.String(), "%s is none of the documented values %s", enumWord(v), strings.Join(words, ", "))
}

// enumWord shows a value that stands where an enum belongs only when it looks like a word of one: anything else may be
// personal data in the wrong place.
func enumWord(v *value) string {
	const longest = 40
	word := func(r rune) bool { return r == '_' || r == '-' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }
	if v.kind == stringValue && v.text != "" && len(v.text) <= longest && strings.IndexFunc(v.text, func(r rune) bool { return !word(r) }) < 0 {
		return "\"" + v.text + "\""
	}
	return "the " + v.kind.String()
}

func (c schemaCheck) array(s *schema, v *value, at path) {
	c.count(len(v.elements), "elements", s.source.MinItems, s.source.MaxItems, at)
	if s.source.UniqueItems && hasTwins(v.elements) {
		c.report.error(drift.Constraint, at.String(), "has equal elements, which the document excludes")
	}
	for i := range v.elements {
		c.check(s.items, &v.elements[i], path{up: &at, index: i, list: true})
	}
}

// count reports a number of characters, elements or members that is beyond the documented limits.
func (c schemaCheck) count(n int, what string, least uint64, most *uint64, at path) {
	if uint64(n) < least {
		c.report.error(drift.Constraint, at.String(), "has %d %s, at least %d are documented", n, what, least)
	}
	if most != nil && uint64(n) > *most {
		c.report.error(drift.Constraint, at.String(), "has %d %s, at most %d are documented", n, what, *most)
	}
}

func (c schemaCheck) object(s *schema, v *value, at path) {
	for _, name := range s.required {
		if v.get(name) == nil && !c.renamed(s, v, name) {
			c.report.error(drift.MissingProperty, at.member(name).String(), "is required and missing")
		}
	}
	c.count(len(v.members), "members", s.source.MinProps, s.source.MaxProps, at)
	for i := range v.members {
		m := &v.members[i]
		p, described := s.properties[m.name]
		if !described {
			p = s.extra
		}
		c.check(p, &m.value, path{up: &at, name: m.name})
	}
}

func (c schemaCheck) string(s *schema, v *value, at path) {
	c.count(utf8.RuneCountInString(v.text), "characters", s.source.MinLength, s.source.MaxLength, at)
	if s.pattern != nil && !s.pattern.MatchString(v.text) {
		c.report.error(drift.Constraint, at.String(), "does not match the documented pattern %s", s.source.Pattern)
	}
	// decimal is the vendor's own type; where a string may stand for a number, it must hold one.
	if s.source.Format == "decimal" {
		if _, err := money.Parse(v.text); err != nil {
			c.report.error(drift.Constraint, at.String(), "is a string that holds no decimal number")
		}
	}
}

// number checks the text of a number: encoding/json would round it before anybody could look.
func (c schemaCheck) number(s *schema, v *value, at path) {
	whole := slices.Contains(s.types, "integer") && !slices.Contains(s.types, "number")
	if s.short(v.text, whole) && s.within(v.text) {
		return
	}
	d, err := money.Parse(v.text)
	if err != nil {
		c.report.error(drift.NumberRange, at.String(), "has more digits than can be held exactly (%d before the point, %d behind it)", money.MaxIntegerDigits, money.MaxFractionDigits)
		return
	}
	if whole {
		c.integer(s, v, d, at)
	}
	if !s.within(v.text) {
		c.bounds(s.source, d, at)
	}
}

// short reports whether a number is plainly one that fits: no sign, exponent or, for an integer, point, and few digits.
func (s *schema) short(text string, whole bool) bool {
	most, chars := 18, "0123456789."
	if whole {
		chars = chars[:10]
	}
	if s.source.Format == "int32" {
		most = 9
	}
	return len(text) <= most && strings.Trim(text, chars) == ""
}

// within reports whether a number is plainly between the limits of the document, if it has any: rounding changes nothing about that.
func (s *schema) within(text string) bool {
	least, most := s.source.Min, s.source.Max
	if s.source.MultipleOf != nil {
		return false
	}
	if least == nil && most == nil {
		return true
	}
	n, err := strconv.ParseFloat(text, 64)
	// So few digits and a whole limit are exact: what is equal to it is the limit itself.
	const exact = 15
	at := func(limit *float64, exclusive openapi3.ExclusiveBound) bool {
		return n == *limit && len(text) <= exact && *limit == math.Trunc(*limit) && !exclusive.IsTrue()
	}
	return err == nil && (least == nil || n > *least || at(least, s.source.ExclusiveMin)) && (most == nil || n < *most || at(most, s.source.ExclusiveMax))
}

func (c schemaCheck) integer(s *schema, v *value, d money.Decimal, at path) {
	r := d.Rat()
	if !r.IsInt() {
		c.report.error(drift.Type, at.String(), "is a number with a fraction, must be integer")
		return
	}
	if strings.ContainsAny(v.text, ".eE") {
		c.report.error(drift.IntegerForm, at.String(), "is an integer written with a fraction or an exponent, which typed clients refuse")
	}
	bits, n := 64, r.Num()
	if s.source.Format == "int32" {
		bits = 32
	}
	// Two's complement has one more negative number than positive ones.
	if n.Sign() < 0 {
		n = new(big.Int).Not(n)
	}
	if n.BitLen() >= bits {
		c.report.error(drift.NumberRange, at.String(), "is beyond a signed integer of %d bits", bits)
	}
}

func (c schemaCheck) bounds(source *openapi3.Schema, d money.Decimal, at path) {
	n := d.Rat()
	if least := source.Min; least != nil && (n.Cmp(rational(*least)) < 0 || n.Cmp(rational(*least)) == 0 && source.ExclusiveMin.IsTrue()) {
		c.report.error(drift.Constraint, at.String(), "is below the documented minimum %v", *least)
	}
	if most := source.Max; most != nil && (n.Cmp(rational(*most)) > 0 || n.Cmp(rational(*most)) == 0 && source.ExclusiveMax.IsTrue()) {
		c.report.error(drift.Constraint, at.String(), "is above the documented maximum %v", *most)
	}
	if step := source.MultipleOf; step != nil && rational(*step).Sign() != 0 && !new(big.Rat).Quo(n, rational(*step)).IsInt() {
		c.report.error(drift.Constraint, at.String(), "is no multiple of %v", *step)
	}
}

// rational is the number itself; 0 for an infinite one.
func rational(f float64) *big.Rat {
	r := new(big.Rat)
	r.SetFloat64(f)
	return r
}

// hasTwins reports whether two elements are equal as JSON values.
func hasTwins(elements []value) bool {
	seen := map[string]bool{}
	for i := range elements {
		text := fmt.Sprintf("%#v", elements[i].sorted())
		if seen[text] {
			return true
		}
		seen[text] = true
	}
	return false
}
