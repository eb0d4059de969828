// Package payout pays many people at once through iyzico's Mass Payout API.
//
// A payment takes two calls. [Client.Init] hands over a [Batch] and moves no money; its answer may refuse single lines,
// and a success is not an acceptance: [InitResult.ApproveAll] says so. [Client.Auth] then pays what was approved and has
// no undo. There is no webhook: [Client.Wait] asks until every line is settled, and [NewReport] says who was paid.
//
//	client, err := payout.New(credentials)
//	result, err := client.Init(ctx, batch)
//	approval, err := result.ApproveAll() // an error names the refused lines
//	_, err = client.Auth(ctx, approval)
//	settlement, err := client.Wait(ctx, result.Ref())
//
// Package runner, below this one, does all of it and writes down what it is about to do, so that it can be killed anywhere and run again.
//
// Every failed call is an error that says whether it may have taken effect, see [OutcomeOf], and which call settles that, see
// [RecoveryOf]. A call is repeated where that is known to be safe, see [WithRetries]: after an attempt that may have taken
// effect, none but a reading one before the client has asked. Nothing else is sent twice: no redirect is followed, and
// net/http is kept from repeating what it has written. The client is safe for concurrent use and keeps no state but its
// options and, where [WithRateLimit] is given, the limit.
//
// Nothing that this package prints, formats or logs, errors included, shows an IBAN, a phone, identity or member number, a
// name or a key that it was given. Where the vendor's own words repeat a name, it is found in answers to Init and in
// reports, where the batch is known. What the vendor sends back holds all of it unmasked: the items of Retrieve, Items,
// Item and Wait.
package payout
