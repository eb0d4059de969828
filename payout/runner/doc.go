// Package runner pays each line of a batch once, whatever fails on the way.
//
// A [Runner] takes a [payout.Batch], or a [Plan] of many, through its steps: it claims the lines, hands the batch over (init), authorises it
// (auth) and waits until every line is settled. What it is about to do it writes into a [Store] first, so that it can be killed
// anywhere and run again.
//
//	store, err := journal.New(dir)
//	r, err := runner.New(client, store)
//	report, err := r.Run(ctx, batch)
//
// What is paid once is a line: merchant, environment, period and itemExternalId. A line that another payout holds, and that is not
// proven to be unpaid, ends the run before anything is sent, with a *[HeldError]. "Nobody was paid" is said only on proof, see [Error].
//
// Errors, events and records hold no personal data.
package runner
