package main

import (
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// drawn is a table that fits the screen: where it is wider, cells of its widest columns are broken into lines. Columns of numbers, counted
// from 1, are right-aligned and never broken: half an amount is another amount. Nor are those of states.
func (v view) drawn(head []string, rows [][]string, numbers []int, states ...int) string {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	columns, narrow := make([]column, len(head)), v.screen.width > 0 // otherwise nothing needs to be measured
	var header table.Row
	for i, name := range head {
		name = v.say.capitals(v.say.word(name))
		header = append(header, name)
		columns[i].take(name)
		columns[i].whole = slices.Contains(numbers, i+1) || slices.Contains(states, i+1)
	}
	t.AppendHeader(header)
	for _, cells := range rows {
		row := make(table.Row, len(cells))
		for i, cell := range cells {
			row[i] = cell
			if narrow {
				columns[i].take(cell)
			}
		}
		t.AppendRow(row)
	}
	fit(columns, v.screen.width)
	var configs []table.ColumnConfig
	for i, c := range columns {
		config := table.ColumnConfig{Number: i + 1}
		if narrow {
			config.WidthMax, config.WidthMaxEnforcer = c.width, broken
		}
		if slices.Contains(numbers, i+1) {
			config.Align, config.AlignHeader = text.AlignRight, text.AlignRight
		}
		configs = append(configs, config)
	}
	t.SetColumnConfigs(configs)
	return t.Render()
}

// column is how wide a column is, and how narrow it can be without a word being broken.
type column struct {
	width, word int
	whole       bool
}

func (c *column) take(cell string) {
	c.width = max(c.width, text.StringWidthWithoutEscSequences(cell))
	for word := range strings.FieldsSeq(cell) {
		c.word = max(c.word, text.StringWidthWithoutEscSequences(word))
	}
}

// narrowest is how far columns are cut down, also through words, where a table is too wide otherwise.
const narrowest = 5

// fit takes from the widest columns what a table is too wide for a screen, first between words and then within them. Each column has a
// border and two blanks beside it. A screen without a width has room for everything.
func fit(columns []column, screen int) {
	wide := 1
	for _, c := range columns {
		wide += c.width + 3
	}
	for _, least := range []func(column) int{func(c column) int { return max(c.word, narrowest) }, func(column) int { return narrowest }} {
		for ; screen > 0 && wide > screen; wide-- {
			widest := -1
			for i, c := range columns {
				if !c.whole && c.width > least(c) && (widest < 0 || c.width > columns[widest].width) {
					widest = i
				}
			}
			if widest < 0 {
				break
			}
			columns[widest].width--
		}
	}
}

// broken breaks a text into lines of a width, between words where that is possible. The library's own way counts wide letters wrong.
func broken(cell string, width int) string {
	if text.StringWidthWithoutEscSequences(cell) <= width {
		return cell
	}
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsSeq(cell) {
		long := text.StringWidthWithoutEscSequences(word)
		switch {
		case used > 0 && used+1+long <= width:
			line, used = line+" "+word, used+1+long
			continue
		case used > 0:
			lines = append(lines, line)
			line, used = "", 0
		}
		for _, r := range word {
			if w := text.RuneWidth(r); used+w > width && used > 0 {
				lines = append(lines, line)
				line, used = "", 0
			}
			line, used = line+string(r), used+text.RuneWidth(r)
		}
	}
	return strings.Join(append(lines, line), "\n")
}
