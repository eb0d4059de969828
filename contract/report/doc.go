// Package report writes what a command found, for people and for programs: plain text, JSON, JUnit XML, SARIF 2.1.0, Markdown
// and a single HTML page.
//
// There is one model, [Report], which every command fills, and one writer for each format, in a file of its own. A format
// more is such a file and a line in formats. What a report shows is made safe in one place before any writer sees it: whatever
// looks like an IBAN, a phone, identity or member number or a key is masked, and control characters are written out.
//
// [Check] collects what a [contract.Checker] found.
package report
