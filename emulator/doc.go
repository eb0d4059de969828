// Package emulator is iyzico's mass payout service on loopback and in memory, for tests and for trying things out. In a
// test it takes two lines:
//
//	srv := emulator.Start(t)
//	client, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(srv.Client()))
//
// It checks signatures, holds every request against the document of package spec, keeps a balance to the last decimal, and
// lets mass payouts go through their documented statuses. Time is real, and [Server.Advance] pushes it ahead, so that no
// test has to wait. [Emulator.Ledger] says who was really paid, and how often.
//
// # What becomes of a line
//
// A line that breaks a rule of the document is refused by init. A line with a marker in its description, such as
// [MarkBankFail], meets the fate that the marker names; [WithLineOutcome] decides in Go instead. All others are paid.
//
// # It is not the vendor
//
// Nobody has compared it with the real service. It rests on documents where there are any:
//
//   - the six operations, their members, the batch and item statuses, what cancel does to INIT, the two phases, paging
//     from 0: the vendor's pages (package spec has them)
//   - a success of init that lists refused lines; DEPOSIT_SUCCESS as a failed line whose money came back: the same pages
//   - the codes 1000, 1001, 1007, 1009, 1, 8, 11, 24, 10051 and their texts, HTTP status 200 for a failure, 401 for a
//     doubled or trailing slash: the vendor's list of codes and answers recorded from its other services
//   - SUCCESS, IYZICO_INSUFFICIENT_BALANCE, itemType and the members of [WithJavaMembers]: iyzipay-java pull request 184
//
// and is invented where there are none:
//
//   - how long anything takes, and that lines get their results one after the other
//   - which code and text a refused line has; that every line with a repeated itemExternalId is refused and only the first of
//     them stored; that the accepted lines of a batch have one currency and a total of 15 digits before the point at most
//   - that a missing or mistyped member of one line refuses the whole init, and so does a blank itemExternalId
//   - what a second init ([WithDuplicateInit]), a second auth ([WithDuplicateAuth]), cancel after auth and auth after
//     cancel do, what an unknown id is answered, and that two ids which name different mass payouts are refused
//   - the status of a mixed result ([WithMixedStatus]), an auth that the balance does not cover ([WithShortage]), and an
//     auth of a batch without accepted lines, which is refused
//   - the commission, when the balance is charged, what totalCommissionAmount counts (the lines that were paid), and one
//     balance for all currencies
//   - a retrieve without itemType lists accepted and refused lines; pages have no maximum size
//   - a body on cancel is refused, unknown members are ignored, duplicate members refuse the request
package emulator
