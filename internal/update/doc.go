// Package update leads from "a page changed" to a regenerated, tested client: it fetches the vendor's pages, builds the
// document, has the client generated, the emulator's cassettes recorded anew and the tests run, and writes what happened
// as Markdown for a pull request.
//
// # What is left behind when it stops
//
// Pages and document are made in a folder of their own first. Where a page cannot be read, or an overlay action stops the
// build, the tree is as it was. Where generating fails, it is put back. Where recording or a test fails, the tree is the
// updated one: that is where somebody has to look.
package update
