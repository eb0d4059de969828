// Package live runs the contract suite against a service that answers: every scenario of package scenario, with the
// checker of package contract on every exchange. What comes out is a [Result]: what was exercised and what was not, as the
// document counts it, and every drift with its request and response. [Result.Report] makes
// a report of it.
//
// A Result holds nothing that identifies a person or a key. What may be shown of a message is what the document knows to
// be harmless; see [masker].
package live
