package amend

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// text is a YAML file in which single values are changed: every other byte stays.
type text struct {
	file         string
	lines        []string // each with its line break
	above, below map[int][]string
	gone         map[int]bool
}

func newText(file string, data []byte) *text {
	return &text{file: file, lines: strings.SplitAfter(string(data), "\n"),
		above: map[int][]string{}, below: map[int][]string{}, gone: map[int]bool{}}
}

// bytes is the file with the changes.
func (t *text) bytes() []byte {
	var b strings.Builder
	for i, line := range t.lines {
		body := strings.TrimRight(line, "\r\n")
		end := line[len(body):]
		newline := end
		if newline == "" {
			newline = "\n"
		}
		all := slices.Clone(t.above[i])
		if !t.gone[i] {
			all = append(all, body)
		}
		all = append(all, t.below[i]...)
		if len(all) > 0 {
			b.WriteString(strings.Join(all, newline) + end)
		}
	}
	return []byte(b.String())
}

// byHand is the error for a value that is written in a way that is not changed here.
func (t *text) byHand(node *yaml.Node) error {
	return fmt.Errorf("%s:%d: this is not written on one line as package amend can change it: change it by hand", t.file, node.Line)
}

// split parts a line where a value begins. Columns count characters.
func (t *text) split(node *yaml.Node) (before, after string) {
	line := []rune(t.lines[node.Line-1])
	return string(line[:node.Column-1]), string(line[node.Column-1:])
}

// set writes another text in the place of one, in the same kind of quotes.
func (t *text) set(node *yaml.Node, value string) error {
	old, ok := written(node.Value, node.Style)
	is, ok2 := written(value, node.Style)
	before, after := t.split(node)
	if !ok || !ok2 || !strings.HasPrefix(after, old) {
		return t.byHand(node)
	}
	t.lines[node.Line-1] = before + is + strings.TrimPrefix(after, old)
	return nil
}

// written is how a text stands on a line in quotes of a kind.
func written(value string, style yaml.Style) (string, bool) {
	if value == "" || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", false
	}
	switch style {
	case 0:
		return value, true
	case yaml.SingleQuotedStyle:
		return "'" + strings.ReplaceAll(value, "'", "''") + "'", true
	case yaml.DoubleQuotedStyle:
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`, true
	}
	return "", false
}

// element is how a new value stands in a list whose other values are in quotes of a kind.
func element(value string, style yaml.Style) (string, bool) {
	plain := regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
	var read any
	if style == 0 && (!plain.MatchString(value) || yaml.Unmarshal([]byte(value), &read) != nil || read != value) {
		style = yaml.SingleQuotedStyle
	}
	return written(value, style)
}

// list makes a list hold the wanted values: those that are there and stay are not touched.
func (t *text) list(sequence *yaml.Node, wanted []string) error {
	if len(sequence.Content) == 0 || len(wanted) == 0 {
		return t.byHand(sequence)
	}
	if sequence.Style&yaml.FlowStyle != 0 {
		return t.flow(sequence, wanted)
	}
	anchor := -1 // the line of the value before
	first := sequence.Content[0]
	for _, value := range wanted {
		i := slices.IndexFunc(sequence.Content, func(e *yaml.Node) bool { return e.Value == value })
		if i >= 0 {
			anchor = sequence.Content[i].Line - 1
			continue
		}
		dash, _ := t.split(first)
		new, ok := element(value, first.Style)
		if !ok || strings.TrimSpace(dash) != "-" {
			return t.byHand(sequence)
		}
		if anchor < 0 {
			t.above[first.Line-1] = append(t.above[first.Line-1], dash+new)
		} else {
			t.below[anchor] = append(t.below[anchor], dash+new)
		}
	}
	for _, e := range sequence.Content {
		if !slices.Contains(wanted, e.Value) {
			t.gone[e.Line-1] = true
		}
	}
	return nil
}

// flow is list for [a, b] on one line.
func (t *text) flow(sequence *yaml.Node, wanted []string) error {
	first, last := sequence.Content[0], sequence.Content[len(sequence.Content)-1]
	_, after := t.split(last)
	old, ok := written(last.Value, last.Style)
	if !ok || first.Line != sequence.Line || last.Line != sequence.Line || !strings.HasPrefix(after, old) {
		return t.byHand(sequence)
	}
	after = strings.TrimPrefix(after, old)
	if !strings.HasPrefix(strings.TrimSpace(after), "]") {
		return t.byHand(sequence)
	}
	var all []string
	for _, value := range wanted {
		style := first.Style
		if i := slices.IndexFunc(sequence.Content, func(e *yaml.Node) bool { return e.Value == value }); i >= 0 {
			style = sequence.Content[i].Style
		}
		is, ok := element(value, style)
		if !ok {
			return t.byHand(sequence)
		}
		all = append(all, is)
	}
	before, _ := t.split(first)
	t.lines[sequence.Line-1] = before + strings.Join(all, ", ") + after
	return nil
}
