// Package fetch asks whether the vendor's pages have moved, and brings new ones in.
//
// [Run] downloads the pages that spec/vendor/sources.yaml lists, one request at a time, holds each against the vendored bytes
// and gives it a [State]. It looks through the vendor's index for pages about mass payout that are not vendored, and for the
// place where a page that is gone may have moved to. Without [Options.Check] it then writes what changed.
//
// Either every changed page is written, with its sha256 and version in sources.yaml, or nothing is: pages of one version
// share components and must agree, so half an update would not build. One page that cannot be read therefore stops the
// writing. A page whose fragment is unchanged leaves the tree alone, whatever its text says.
package fetch
