// Package wording reads what the vendor says in words: descriptions of the document and the text around the fragments of a page.
//
// [ReadPage] takes a page apart, and [Differences] compares two versions of it. A [Reader] tells whether a text was only reworded:
// it holds the obligations, conditions, numbers and names of the two against each other. Both the comparison of documents and the
// fetching of pages read by it, so that they cannot disagree about a page.
package wording
