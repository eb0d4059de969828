// Package codec reads and writes JSON for the generated models of package gen, in one pass and without reflection. Which members a
// model has is generated from the document; what JSON is, and what is refused, is here.
//
// Beyond what encoding/json refuses, a [Reader] refuses two members of one name in an object, because programs differ in which of the
// two they take; an object of more than 256 members; and, unless it is lenient, text that is not UTF-8 and a list of almost empty elements. Like
// encoding/json it takes names in any case.
package codec
