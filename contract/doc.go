// Package contract answers one question about an HTTP exchange: is it what the document promises?
//
// A [Checker] is built from an OpenAPI document and, optionally, a [Baseline] learnt from recordings. It takes an
// [Exchange], or several in order, from wherever they come: cassettes, HAR files, live runs, production traffic. What
// it finds is a [Finding]: one drift, with operation, direction, kind, JSON pointer and message. Messages never hold
// personal data.
//
// The rules are those of the document: its schemas, and the x- extensions that spec/rules.yaml adds for what the pages
// say only in words. No field has a special case here.
package contract
