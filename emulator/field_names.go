package emulator

import (
	"strconv"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// lineOf reads the index of an item out of a JSON pointer into an init body, such as /items/3/recipientInfo.
func lineOf(pointer string) (line int, ok bool) {
	path := jsonpointer.Tokens(pointer)
	if len(path) < 2 || path[0] != "items" {
		return 0, false
	}
	line, err := strconv.Atoi(path[1])
	return line, err == nil
}

// lineField names the member of an item that such a pointer leads to, such as amount.currency.
func lineField(pointer string) string {
	if path := jsonpointer.Tokens(pointer); len(path) > 2 {
		return field(path[2:])
	}
	return "item"
}

// pointerField names the member that a JSON pointer leads to.
func pointerField(pointer string) string { return field(jsonpointer.Tokens(pointer)) }

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
