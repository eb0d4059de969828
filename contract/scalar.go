package contract

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/money"
)

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
	if whole && short(v.text) && s.source.Format != "int32" && !s.bounded() {
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
	if s.bounded() {
		c.bounds(s.source, d, at)
	}
}

// short reports whether a number is plainly an integer of 64 bits: no sign, fraction or exponent, and at most 18 digits.
func short(text string) bool {
	return len(text) <= 18 && strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// bounded reports whether the document limits the range of a number.
func (s *schema) bounded() bool {
	return s.source.Min != nil || s.source.Max != nil || s.source.MultipleOf != nil
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
		// Values that were parsed from JSON can always be written again.
		text, _ := json.Marshal(elements[i].plain())
		if seen[string(text)] {
			return true
		}
		seen[string(text)] = true
	}
	return false
}
