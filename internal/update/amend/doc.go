// Package amend does the clerical part of a changed enum: where a page lists other values than the guard of
// spec/corrections.yaml, it writes the new values into the guard and into the list of the schema that the guard's enum was
// moved to.
//
// A guard is a removal whose target lists every value of an inline enum and counts them with length(), so that a value
// that comes or goes stops the build instead of being taken in silence. It is told by that form alone; no name of a
// schema or member is known here. Whatever else a target says, such as how many members the place has, is not touched,
// so that anything but a changed list still stops the build.
package amend
