package diff

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestPatternRelation(t *testing.T) {
	for _, one := range []struct {
		old, new string
		want     relation
	}{
		{`^[A-Z]{3}$`, `^[A-Z][A-Z][A-Z]$`, unchanged},
		{`^[0-9]+$`, `^\d+$`, unchanged},
		{`^[A-Z]{3}$`, `^[A-Z]{2,4}$`, wider},
		{`^[A-Z]{3}$`, `^[A-Za-z]{3}$`, wider},
		{`^[A-Z]{3}$`, `^(TRY|USD)$`, narrower},
		{`^[A-Z]{3}$`, `^[A-Z]{4}$`, other},
		{`[A-Z]`, `^[A-Z]$`, narrower},
		{`TR`, `^TR`, narrower},
		{`^(?i:try)$`, `^(TRY|try)$`, narrower},
		{`^\+90[0-9]{10}$`, `^\+[0-9]{11,15}$`, wider},
		{`^TR[0-9]{2}[A-Z0-9]{22}$`, `^TR[0-9]{24}$`, narrower},
		{``, `^$`, narrower},
		{`^a$`, `^\ba$`, other}, // word boundaries are not compared
		{`^a$`, `(`, other},
		{`^(?=a)`, `^a`, other}, // look-ahead is no regular expression here
		{`^[\p{L}]{1,200}$`, `^[\p{L}]{1,300}$`, other},
	} {
		assert.Equal(t, one.want, patternRelation(one.old, one.new), "%s → %s", one.old, one.new)
	}
}

// TestPatternRelationAgainstTexts: what the machines say of all texts holds for any one of them.
func TestPatternRelationAgainstTexts(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "b", "[ab]", "[a-c]", "a*", "b+", "(a|b)", "c?", "a{2}", "^", "$", ".", "(?i:A)"})
	rapid.Check(t, func(t *rapid.T) {
		pattern := func(label string) string {
			text := ""
			for _, p := range rapid.SliceOfN(piece, 1, 4).Draw(t, label) {
				text += p
			}
			return text
		}
		old, new := pattern("old"), pattern("new")
		r := patternRelation(old, new)
		text := rapid.StringMatching(`[abcA]{0,5}`).Draw(t, "text")
		before, after := regexp.MustCompile(old).MatchString(text), regexp.MustCompile(new).MatchString(text)
		switch {
		case before && !after:
			assert.Contains(t, []relation{narrower, other}, r, "%s → %s refuses %q", old, new, text)
		case after && !before:
			assert.Contains(t, []relation{wider, other}, r, "%s → %s takes %q", old, new, text)
		}
	})
}
