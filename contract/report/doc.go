// Package report writes what a [contract.Checker] found for people and for programs: plain text, JSON, JUnit XML, SARIF
// 2.1.0, Markdown and a single HTML page.
//
// Every format is one function of the type [Writer] in one file. What a report shows is made safe in one place before any
// of them sees it: see [Report].
package report
