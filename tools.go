//go:build tools

// Package tools pins the programs that `go generate`, `make test` and `.ci/run`
// build from go.mod, so that a fresh machine needs nothing but Go.
package tools

import (
	_ "github.com/rhysd/actionlint/cmd/actionlint"
	_ "honnef.co/go/tools/cmd/staticcheck"
)
