package fetch

import (
	"html"
	"regexp"
	"slices"
	"strings"
)

// The vendor says part of the contract outside of the fragments: what each status means stands in tables. So a page with
// the same fragment is read for statements that came or went, without what the site adds to every page.

var (
	// navigation is what the vendor's site puts in front of a page.
	navigation = regexp.MustCompile(`(?m)^>[^\n]*\bllms\.txt\b[^\n]*$`)
	// instructions is what it puts behind: how to ask the site questions. Seen in two wordings of the heading.
	instructions = regexp.MustCompile(`(?ms)^(?:-{3,}\s*)?^# Agent Instructions\b.*\z`)
	fence        = regexp.MustCompile("^[ \t>]*(`{3,}|~{3,})")
	// rowEnd matches the tags that end a statement within one line.
	rowEnd    = regexp.MustCompile(`(?i)</(?:tr|p|li|h[1-6]|thead|tbody|table|div)>|<br\s*/?>`)
	tag       = regexp.MustCompile(`(?i)</?[a-z][^>]*>`)
	escape    = regexp.MustCompile(`\\([[:punct:]])`)
	lineStart = regexp.MustCompile(`^(?:[#>|*+-]+\s+|\d+[.)]\s+|>\s*|\|)+`)
	ends      = regexp.MustCompile(`^(?:#|[*+-]\s|\d+[.)]\s|\|)`)

	// binding matches what makes a sentence a rule: names of statuses and members, numbers, and words that oblige, forbid, limit
	// or exempt, or say where money goes.
	binding = regexp.MustCompile(`[A-Z]{2,}|[a-z][A-Z]|\d|` + "`" + `|\b(?i:` +
		`must|shall|should|may|can|cannot|need|require[sd]?|mandatory|optional|only|always|never|not|no|unless|except|if|when|` +
		`until|before|after|within|at (?:most|least)|max\w*|min\w*|limit\w*|unique|idempoten\w*|allowed|supported|deprecated|removed|` +
		`refund\w*|return\w*|credit\w*|debit\w*|charge\w*|deduct\w*|commission|fee|balance|fail\w*|success\w*|cancel\w*|reject\w*|refuse\w*)\b`)
)

// statements are the paragraphs, headings, list items and table rows of a page outside of code blocks, in plain words.
func statements(page []byte) []string {
	text := strings.ReplaceAll(strings.TrimPrefix(string(page), "\ufeff"), "\r\n", "\n")
	text = withoutCode(text)
	text = instructions.ReplaceAllString(navigation.ReplaceAllString(text, ""), "")
	var all []string
	var paragraph []string
	end := func() {
		if len(paragraph) > 0 {
			all = append(all, strings.Join(paragraph, " "))
			paragraph = nil
		}
	}
	for _, line := range strings.Split(rowEnd.ReplaceAllString(text, "\n\n"), "\n") {
		if ends.MatchString(strings.TrimLeft(line, " >")) {
			end()
		}
		words := plainWords(line)
		if words == "" {
			end()
			continue
		}
		paragraph = append(paragraph, words)
	}
	end()
	return all
}

// withoutCode drops fenced blocks: fragments are compared by what they say, and samples bind nobody.
func withoutCode(text string) string {
	var kept []string
	closing := ""
	for _, line := range strings.Split(text, "\n") {
		mark := ""
		if m := fence.FindStringSubmatch(line); m != nil {
			mark = m[1]
		}
		switch {
		case closing == "" && mark != "":
			closing = mark
			kept = append(kept, "")
		case closing == "":
			kept = append(kept, line)
		case strings.HasPrefix(mark, closing):
			closing = ""
		}
	}
	return strings.Join(kept, "\n")
}

// plainWords is a line without the marks of Markdown and HTML.
func plainWords(line string) string {
	line = tag.ReplaceAllString(line, " ")
	line = html.UnescapeString(line)
	line = lineStart.ReplaceAllString(strings.TrimSpace(line), "")
	line = strings.TrimSuffix(strings.TrimSpace(line), `\`)
	line = escape.ReplaceAllString(line, "$1")
	line = strings.NewReplacer("**", "", "__", "", "|", " ").Replace(line)
	return strings.Trim(strings.Join(strings.Fields(line), " "), "-=*_ ")
}

// without returns the elements of a that b lacks, as often as it lacks them.
func without(a, b []string) []string {
	left := slices.Clone(b)
	var only []string
	for _, each := range a {
		if i := slices.Index(left, each); i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		only = append(only, each)
	}
	return only
}

func statesSomething(list []string) bool { return slices.ContainsFunc(list, binding.MatchString) }
