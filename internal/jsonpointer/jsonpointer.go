// Package jsonpointer writes and reads JSON pointers (RFC 6901).
package jsonpointer

import (
	"strconv"
	"strings"
)

// Join appends a member name or an index to a pointer.
func Join[T string | int](pointer string, token T) string {
	switch t := any(token).(type) {
	case int:
		return pointer + "/" + strconv.Itoa(t)
	default:
		return pointer + "/" + Escape(t.(string))
	}
}

// Escape writes one reference token.
func Escape(token string) string {
	if !strings.ContainsAny(token, "~/") {
		return token
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
}

// Unescape reads one reference token.
func Unescape(token string) string {
	if !strings.Contains(token, "~") {
		return token
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
}

// Tokens are the names and indexes that a pointer is made of. What stands before the first slash is passed over.
func Tokens(pointer string) []string {
	tokens := strings.Split(pointer, "/")[1:]
	for i, token := range tokens {
		tokens[i] = Unescape(token)
	}
	return tokens
}
