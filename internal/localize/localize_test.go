package localize_test

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/internal/localize"
)

// german stands for a language with a catalog. Like that of the command line it says arguments in the language, too.
func german(format string, args ...any) string {
	args = slices.Clone(args)
	for i, arg := range args {
		switch arg := arg.(type) {
		case localize.Sentence:
			args[i] = arg.Localize(german)
		case error:
			args[i] = localize.Error(arg, german)
		}
	}
	if said, known := map[string]string{"%d line": "%d Zeile", "in %s: %v": "%[2]v (in %[1]s)", "closed": "zu", "100%%": "alles", "comma": "Komma"}[format]; known {
		format = said
	}
	return fmt.Sprintf(format, args...)
}

func TestSentences(t *testing.T) {
	t.Parallel()
	closed := errors.New("closed")
	for want, sentence := range map[[2]string]localize.Sentence{
		{"1 line", "1 Zeile"}:                 localize.Count{N: 1, Noun: "line"},
		{"2 lines", "2 Zeile"}:                localize.Count{N: 2, Noun: "line"},
		{"in a: closed", "zu (in a)"}:         localize.Sayf("in %s: %v", "a", closed),
		{"in comma: closed", "zu (in Komma)"}: localize.Sayf("in %s: %v", localize.Term("comma"), closed),
		{"new: 3 lines", "new: 3 Zeile"}:      localize.Sayf("new: %s", localize.Count{N: 3, Noun: "line"}),
	} {
		assert.Equal(t, want[0], fmt.Sprint(sentence))
		assert.Equal(t, want[1], sentence.Localize(german))
	}
	assert.Empty(t, localize.Term("").Localize(german))
}

func TestErrors(t *testing.T) {
	t.Parallel()
	closed := errors.New("closed")
	wrapped := localize.Errorf("in %s: %w", "a", closed)
	for _, test := range []struct {
		err  error
		want string
	}{
		{closed, "zu"},
		{errors.New("100%"), "alles"},
		{errors.New("5% of %d"), "5% of %d"}, // which no catalog has
		{wrapped, "zu (in a)"},
		{errors.Join(wrapped, closed), "zu (in a)\nzu"},
		{fmt.Errorf("outside: %w", wrapped), "outside: zu (in a)"},
		{fmt.Errorf("twice: %w, %w", closed, closed), "twice: zu, zu"},
		{&fs.PathError{Op: "open", Path: "x", Err: closed}, "open x: zu"},
	} {
		assert.Equal(t, test.want, localize.Error(test.err, german))
		assert.Equal(t, test.err.Error(), localize.Error(test.err, fmt.Sprintf), "English is what it was")
	}
	require.ErrorIs(t, wrapped, closed)
	path, is := errors.AsType[*fs.PathError](localize.Errorf("x: %w", &fs.PathError{}))
	require.True(t, is && path != nil)
}

// In English an error says what fmt.Errorf says, whatever it wraps.
func TestErrorfIsThatOfFmt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-z%: ]{0,12}`)
		inner, format := errors.New(text.Draw(t, "inner")), strings.ReplaceAll(text.Draw(t, "format"), "%", "%%")+" %d %w"
		require.Equal(t, fmt.Errorf(format, 7, inner).Error(), localize.Errorf(format, 7, inner).Error())
		require.Equal(t, fmt.Errorf(format, 7, inner).Error(), localize.Error(localize.Errorf(format, 7, inner), fmt.Sprintf))
	})
}
