// Package emulator is iyzico's mass payout service on loopback, for tests and for trying things out; in memory, or kept in a file. In a
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
// [MarkBankFail], meets the fate that the marker names, and one to a recipient of [TestRecipients] or of a [Seed] what is said there;
// [WithLineOutcome] decides in Go instead. All others are paid.
//
// # A service that stays
//
// [WithStateFile] keeps money, mass payouts and clock, the same after a kill; [Seed] is where it begins; [WithClockSpeed] and
// [WithRandomSeed] make two runs the same; [WithLog] writes a line about each call.
//
// # What can go wrong
//
// [WithFaults], [Emulator.InjectFaults] and POST /_emulator/faults plan [Fault]s: connections that are refused or reset before
// or after the call took effect, answers that are cut, stall or come late, pages of a gateway, rate limits, calls that are
// delivered twice. Each says which operation it befalls, from which call on and how often; see [FaultKind] for what a client
// sees.
//
// # A page to look at
//
// GET /_emulator/, to which / leads, is a page for people: the money, the mass payouts and their lines, which move while one looks; the
// newest 500 calls, with what is personal in them masked, why a signature was refused, what package contract finds, and what each answer
// rests on; and buttons that do what [Emulator.Advance], [Emulator.Settle], [Emulator.Decide], [Emulator.TopUp], [Emulator.InjectFaults] and
// [Emulator.Reset] do in Go, or make a call as a client would. It loads nothing from anywhere else.
//
// # Paths of its own
//
// These are not the vendor's. They need no signature, and they answer only calls that come over loopback and name a loopback
// host, and no pages of other sites in a browser:
//
//	GET    /_emulator/ledger   {"batches": [{"externalId", "requestId", "status", "authorized": n,
//	                            "items": [{"itemExternalId", "status", "paid": n}]}]}
//	POST   /_emulator/faults   {"faults": [{"kind": "reset_after_commit", "operation": "authMassPayout", "nth": 1, "times": 1}]}
//	GET    /_emulator/faults   {"faults": [what is left], "met": {kind: n}}
//	DELETE /_emulator/faults   clears what is left
//	GET    /_emulator/health   200 while calls are answered
//	GET    /_emulator/         the page; below it /calls, /batches, /events (what changes, as server-sent events) and /assets
//	POST   /_emulator/do       what its buttons send: a form, with a token that only the page knows
//
// In the ledger n counts how often it really happened, whatever was answered: authorized counts the auth calls that did
// something, of which each but the first paid again, and paid the payments that reached the recipient. The members of a fault
// are those of [Fault], their names beginning with a small letter; for and retryAfter are strings such as "250ms", and every
// member but kind may be left out.
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
//   - SUCCESS, IYZICO_INSUFFICIENT_BALANCE, itemType massPayoutRequestId of an item,
//     an empty invalidItems and the JavaMembers of [Behaviour]: iyzipay-java pull request 184
//
// and is invented where there are none, much of it to be chosen by a [Behaviour]:
//
//   - how long anything takes, and that lines get their results one after the other
//   - which code and text a refused line has; that currencies other than TRY, USD and EUR are refused; that every line with a repeated itemExternalId is refused and only the first of
//     them stored; that the accepted lines of a batch have one currency and a total of 15 digits before the point at most
//   - that a missing or mistyped member of one line refuses the whole init, and so does a blank itemExternalId
//   - what a second init, a second auth, cancel after auth and auth after cancel do, what an unknown id is answered, and that two ids which name different mass payouts are refused
//   - the status of a mixed result, an auth that the balance does not cover, whether it goes on when the balance is topped up,
//     and an auth of a batch without accepted lines, which is refused
//   - the commission, when the balance is charged, what totalCommissionAmount counts (the lines that were paid), and one
//     balance for all currencies
//   - a retrieve without itemType lists accepted and refused lines; pages have no maximum size
//   - a body where there is none is refused but for {} and null, unknown members are ignored, duplicate members refuse the request
//   - every fault, and what is true after it; that a rate limit has HTTP status 200 and code 50000, or 429 and a page of HTML
package emulator
