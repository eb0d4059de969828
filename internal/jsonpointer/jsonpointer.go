// Package jsonpointer writes and reads JSON pointers (RFC 6901), such as /items/0/amount.
package jsonpointer

import (
	"strconv"
	"strings"
)

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

// Join appends a member's name or a place in a list.
func Join[T string | int](pointer string, token T) string {
	switch t := any(token).(type) {
	case int:
		return pointer + "/" + strconv.Itoa(t)
	default:
		return pointer + "/" + Escape(t.(string))
	}
}

// Split returns the pointer of what holds the value, and the value's own name in it. The root has neither.
func Split(pointer string) (parent, name string) {
	at := strings.LastIndexByte(pointer, '/')
	if at < 0 {
		return "", ""
	}
	return pointer[:at], Unescape(pointer[at+1:])
}

// Tokens are the names and indexes that a pointer is made of. What stands before the first slash is passed over.
func Tokens(pointer string) []string {
	tokens := strings.Split(pointer, "/")[1:]
	for i, token := range tokens {
		tokens[i] = Unescape(token)
	}
	return tokens
}

// AnyIndex writes * for the places in lists: of /items/0/amount it makes /items/*/amount.
func AnyIndex(pointer string) string {
	tokens := strings.Split(pointer, "/")
	for i, token := range tokens {
		if i > 0 && token != "" && strings.Trim(token, "0123456789") == "" {
			tokens[i] = "*"
		}
	}
	return strings.Join(tokens, "/")
}
