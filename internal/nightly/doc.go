// Package nightly looks every night whether the vendor has moved. Three parts look at three things: the vendor's pages
// (package internal/fetch, and spec/diff for what a change means), the vendor's service (package internal/live), and our cassettes
// (package contract/vcr). Each may be left out, and each may fail without keeping the others from their work.
//
// What comes out is a [Result], and [Result.Write] makes one folder of it: one file for each format of package
// contract/report, and exit-code, which holds the number of [Result.ExitCode].
// Nothing in it identifies a person or a key.
package nightly
