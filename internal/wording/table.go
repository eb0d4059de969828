package wording

import (
	"regexp"
	"strings"
)

var (
	tableHTML = regexp.MustCompile(`(?is)<table.*?</table>`)
	rowHTML   = regexp.MustCompile(`(?is)<tr[^>]*>(.*?)</tr>`)
	cellHTML  = regexp.MustCompile(`(?is)<t([dh])(?:\s[^>]*)?>(.*?)</t[dh]>`)
	rowText   = regexp.MustCompile(`^[ >]*\|(.+)\|[ \t]*$`)
	// underHead is the line between the head of a table in Markdown and its rows.
	underHead = regexp.MustCompile(`^[ >]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$|^[ >]*\|[ \t]*:?-+:?[ \t]*\|[ \t]*$`)
)

const bar = "&#124;" // within a cell

// tables takes the tables out of a text, in HTML or in Markdown: a site and its exports write one for the other. The heads are statements,
// since they name nothing and may give a unit.
func tables(text string) (Page, string) {
	lines := strings.Split(tableHTML.ReplaceAllStringFunc(text, inMarkdown), "\n")
	var p Page
	var rest []string
	table, open, bare := -1, false, false // bare: a table without bars at the ends of its lines, which the next empty one ends
	for i, line := range lines {
		head := i+1 < len(lines) && strings.Contains(line, "|") && underHead.MatchString(lines[i+1])
		switch {
		case head, rowText.MatchString(line), bare && strings.Contains(line, "|"), open && underHead.MatchString(line):
		default:
			open, bare, rest = false, false, append(rest, line)
			continue
		}
		if !open || head {
			table++
		}
		open, bare = true, bare || head && !rowText.MatchString(line)
		rest = append(rest, "")
		if cells := cells(line); head {
			p.Statements = append(p.Statements, strings.Join(strings.Fields(strings.Join(cells, " ")), " "))
		} else if !underHead.MatchString(line) && strings.Join(cells, "") != "" {
			p.Rows = append(p.Rows, Row{table, strings.Trim(cells[0], "`: "), strings.TrimSpace(strings.Join(cells[1:], " "))})
		}
	}
	return p, strings.Join(rest, "\n")
}

func cells(line string) []string {
	line = strings.Trim(strings.ReplaceAll(line, `\|`, bar), "> \t")
	line = strings.TrimSuffix(strings.TrimPrefix(line, "|"), "|")
	all := strings.Split(line, "|")
	for i, cell := range all {
		all[i] = plainWords(cell)
	}
	return all
}

// inMarkdown writes a table in HTML as one in Markdown.
func inMarkdown(table string) string {
	var b strings.Builder
	b.WriteString("\n\n")
	for i, r := range rowHTML.FindAllStringSubmatch(table, -1) {
		row, under := "|", "|"
		head := i == 0
		for _, c := range cellHTML.FindAllStringSubmatch(r[1], -1) {
			head = head && strings.EqualFold(c[1], "h")
			row += " " + strings.ReplaceAll(strings.Join(strings.Fields(c[2]), " "), "|", bar) + " |"
			under += "---|"
		}
		if row == "|" {
			continue
		}
		b.WriteString(row + "\n")
		if head {
			b.WriteString(under + "\n")
		}
	}
	b.WriteString("\n")
	return b.String()
}
