// Package diff compares two versions of the contract and says what each change means for callers.
//
// [Load] reads a file, a folder of the vendor's pages or a git revision; [Compare] lists every difference between two
// of them. A change is breaking when a correct client of the old document, its recordings or its tests can now send
// something refused or receive something it does not know; compatible when the contract changed and old clients keep
// working; cosmetic when no message changed its validity.
//
// Two readers look at the documents. The first follows every operation and compares what may be sent and what may be
// answered (operation.go, schema.go), a change of a shared schema once for each operation and direction that uses it, and the words
// of descriptions by what they commit to. The second compares the two texts member by member: a difference that nobody has named
// becomes a change of its own, so that nothing is missing from the list.
//
// github.com/oasdiff/oasdiff is not asked. Alone it found 50 of 67 breaking changes and called 6 others breaking; asked besides, on
// 125 documents and 695 judgements that neither had seen, it changed nothing. Its levels differ from those here: a member that is gone
// from an answer is information there and breaking here; a format that is dropped is an error there, and here it depends on the
// direction.
//
// The vendor's pages are compared as the vendor published them, merged but not corrected. What the overlays
// (corrections.yaml, rules.yaml) can no longer do with the newer pages is listed besides.
package diff
