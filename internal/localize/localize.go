// Package localize says in another language what is written in English. The key of a sentence is its English format: whoever writes it has
// nothing to look up, and English needs no catalog. What has more to it than a format, such as an error with fields, implements [Sentence].
package localize

import (
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// Sprintf is [fmt.Sprintf], or writes the same in another language. Arguments that are errors or sentences are said in it, too.
type Sprintf = func(format string, args ...any) string

// Sentence is something that is said by formats. In English it says what [fmt.Sprintf] makes of them.
type Sentence interface {
	Localize(say Sprintf) string
}

// Said is a sentence: a format and what it is filled with.
type Said struct {
	Format string
	Args   []any
}

// Sayf makes one.
func Sayf(format string, args ...any) Said { return Said{format, args} }

// String is the sentence in English.
func (s Said) String() string { return s.Localize(fmt.Sprintf) }

// Localize is the sentence in a language.
func (s Said) Localize(say Sprintf) string { return say(s.Format, s.Args...) }

// Term is a text of ours that stands within a sentence, where any other text is a name that stays as it is.
type Term string

// Localize is the text in a language. There may be none.
func (t Term) Localize(say Sprintf) string { return Text(string(t), say) }

// Count is a number with its noun. Its key is "%d line" for lines.
type Count struct {
	N    int
	Noun string
}

// String is the count in English.
func (c Count) String() string { return plaintext.Plural(c.N, c.Noun) }

// Localize is the count in another language. Turkish nouns have no plural behind a number.
func (c Count) Localize(say Sprintf) string { return say("%d "+c.Noun, c.N) }

// Error says an error in a language. Of one that is not written for that, which wraps others, those are said in it.
func Error(err error, say Sprintf) string {
	switch e := err.(type) {
	case Sentence:
		return e.Localize(say)
	case interface{ Unwrap() []error }:
		return within(err.Error(), say, e.Unwrap()...)
	case interface{ Unwrap() error }:
		return within(err.Error(), say, e.Unwrap())
	}
	return Text(err.Error(), say)
}

// Text says a text that has no arguments.
func Text(text string, say Sprintf) string {
	if text == "" {
		return ""
	}
	return say(strings.ReplaceAll(text, "%", "%%"))
}

// within replaces the errors within a text.
func within(text string, say Sprintf, inner ...error) string {
	var done strings.Builder
	for _, err := range inner {
		if err == nil {
			continue
		}
		before, after, found := strings.Cut(text, err.Error())
		if !found {
			continue
		}
		done.WriteString(before + Error(err, say))
		text = after
	}
	return done.String() + text
}

// Errorf is [fmt.Errorf], and a sentence.
func Errorf(format string, args ...any) error {
	return &formatted{fmt.Errorf(format, args...), format, args}
}

type formatted struct {
	error
	format string
	args   []any
}

func (e *formatted) Unwrap() error { return e.error }

func (e *formatted) Localize(say Sprintf) string {
	// Only fmt.Errorf knows %w.
	return say(strings.NewReplacer("%%", "%%", "%w", "%v").Replace(e.format), e.args...)
}
