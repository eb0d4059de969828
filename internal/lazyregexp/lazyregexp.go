// Package lazyregexp has regular expressions that are compiled when they are first used: compiled at start-up, the expressions of this
// module took a tenth of a short command.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New panics when it is first used if the expression is none: the tests of a package use all of its own.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
