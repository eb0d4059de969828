package report

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// markdown is text on one line that stays text: what means something to GitHub's Markdown is written with a backslash, so that
// it can be read without being rendered. What stands between two backquotes is code.
func markdown(s string) string {
	pieces := strings.Split(plaintext.OneLine(s), "`")
	if len(pieces)%2 == 0 { // the last backquote has no other
		last := len(pieces) - 1
		pieces = append(pieces[:last-1], pieces[last-1]+"ˋ"+pieces[last])
	}
	for i, piece := range pieces {
		if i%2 == 0 {
			pieces[i] = escaped(piece)
		} else {
			pieces[i] = markdownCode(piece)
		}
	}
	return strings.Join(pieces, "")
}

// escaped is text without backquotes. A zero-width space keeps GitHub from notifying whoever is called what stands behind an @.
func escaped(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		word := i > 0 && i+1 < len(runes) && wordRune(runes[i-1]) && wordRune(runes[i+1])
		switch {
		case strings.ContainsRune("\\*[]<>~$&", r), r == '_' && !word:
			b.WriteByte('\\')
		case r == '#' && b.Len() == 0, r == ':' && strings.HasPrefix(string(runes[i:]), "://"):
			b.WriteByte('\\')
		case r == '.' && i >= 3 && strings.EqualFold(string(runes[i-3:i]), "www"):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		if r == '@' {
			b.WriteRune('\u200B')
		}
	}
	return b.String()
}

func wordRune(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80
}

// markdownCode shows text as it is, between as many backquotes as it does not hold. Bars are left to the writer of tables, which
// puts a backslash before each; a backslash that stands there already cannot be written in code, so it is text after all.
func markdownCode(s string) string {
	s = plaintext.OneLine(s)
	if s == "" {
		return ""
	}
	if strings.Contains(s, `\|`) || strings.HasSuffix(s, `\`) {
		return escaped(strings.ReplaceAll(s, "`", "ˋ"))
	}
	fence := backquotes(s, "`")
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// fence shows text of several lines as it is. One that begins with ```markdown brings a fence of its own.
func fence(s string) string {
	mark := backquotes(s, "```")
	return fmt.Sprintf("%stext\n%s\n%s", mark, strings.TrimRight(s, "\n"), mark)
}

// backquotes is a run of them that the text does not hold.
func backquotes(s, least string) string {
	runs := map[int]bool{}
	for _, run := range regexp.MustCompile("`+").FindAllString(s, -1) {
		runs[len(run)] = true
	}
	for mark := least; ; mark += "`" {
		longer := false
		for n := range runs {
			longer = longer || len(least) > 1 && n >= len(mark)
		}
		if !runs[len(mark)] && !longer {
			return mark
		}
	}
}
