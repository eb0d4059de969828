// Package itemid compares itemExternalIds.
package itemid

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Normal writes an id in one way: programs change the Unicode form of a file when they save it, and the blanks around a cell.
func Normal(id string) string { return strings.TrimSpace(norm.NFC.String(id)) }
