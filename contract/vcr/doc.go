// Package vcr records scenarios to cassettes, the files of go-vcr, and plays them back. A cassette says what a service
// answered once; where it comes from decides what it proves. So every [Source] has a folder, a host and keys of its own,
// and an index says for each cassette how it came about: what the emulator answered can never pass for the vendor's word.
// [Test] does the same in tests of a client of one's own, and what the index would say stands in the cassette.
//
// # Replay is strict
//
// Nothing reaches a network. A request must be the next one of the cassette, by method, path, query, media type and JSON
// body, and signed as that one was; the first that is not ends the replay and shows what differs. An interaction that is
// left over fails it too. go-vcr alone would take requests in any order and leave some out.
//
// # What a cassette holds of secrets
//
// Nothing. Headers are kept by an allow-list. Each recorded request is signed anew with published keys, so signatures in
// cassettes can be verified and no real key can be found out from one. What the document marks with x-personal, numbers and mail addresses are
// replaced by fakes of the same form, numbered in the order in which they first appear: the same value has the same fake
// throughout a cassette, and replay, which sees values in the same order, finds the same fakes again. There is no salt that
// somebody could try all identity numbers against.
package vcr
