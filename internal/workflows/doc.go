// Package workflows holds the tests of .github/workflows: that they are valid, pinned, of few rights, and call make targets
// only, so that everything in them can be run by hand.
package workflows
