package emulator

import (
	"strconv"
	"strings"
)

// lineOf reads the index of an item out of a JSON pointer into an init body, such as /items/3/recipientInfo.
func lineOf(pointer string) (line int, ok bool) {
	rest, found := strings.CutPrefix(pointer, "/items/")
	if !found {
		return 0, false
	}
	index, _, _ := strings.Cut(rest, "/")
	line, err := strconv.Atoi(index)
	return line, err == nil
}

// lineField names the member of an item that such a pointer leads to, such as amount.currency.
func lineField(pointer string) string {
	parts := strings.SplitN(pointer, "/", 4) // "", items, index, the rest
	if len(parts) < 4 {
		return "item"
	}
	return field(strings.Split(parts[3], "/"))
}

// pointerField names the member that a JSON pointer leads to.
func pointerField(pointer string) string {
	return field(strings.FieldsFunc(pointer, func(r rune) bool { return r == '/' }))
}

// field writes the way to a member as people do: items[3].recipientInfo.
func field(path []string) string {
	var b strings.Builder
	for _, name := range path {
		if _, err := strconv.Atoi(name); err == nil {
			b.WriteString("[" + name + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(name)
	}
	if b.Len() == 0 {
		return "body"
	}
	return b.String()
}
