package payout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout/internal/pause"
)

// Progress is what Wait has seen so far. Status is always new; the items of more than one page are counted only now and then.
type Progress struct {
	Status  gen.MassPayoutStatus
	Settled int // items whose outcome is known
	Total   int // accepted items
}

// WaitsForBalance reports whether the mass payout waits for balance, see [Settlement.WaitsForBalance].
func (p Progress) WaitsForBalance() bool { return short(p.Status) }

// NotSettledError is a Wait that ended before the outcome was known. It says nothing about who was paid: ask again.
type NotSettledError struct {
	Ref  Ref
	Last *Settlement // the last state that was seen, with its items where they were listed; nil when none was
	Err  error       // the context's error and its cause, or that of the call which failed
}

func (e *NotSettledError) Error() string { return e.Localize(fmt.Sprintf) }

// Localize is Error in another language: say is what [fmt.Sprintf] is to English.
func (e *NotSettledError) Localize(say func(format string, args ...any) string) string {
	status := say("no state was seen")
	if e.Last != nil {
		status = say("last seen: %s", e.Last.sentence())
	}
	return say("payout: %s: the outcome is not known yet (%s): %v", e.Ref, status, e.Err)
}

func (e *NotSettledError) Unwrap() error { return e.Err }

// Outcome is always OutcomeUnknown.
func (e *NotSettledError) Outcome() Outcome { return OutcomeUnknown }

// Recovery is a retrieve; false where the Ref names nothing.
func (e *NotSettledError) Recovery() (Recovery, bool) {
	return Recovery{Operation: recoverBy, Ref: e.Ref, Settles: gen.OperationAuthMassPayout}, e.Ref != Ref{}
}

// WaitOption changes how Wait asks.
type WaitOption func(*waitOptions)

type waitOptions struct {
	first, most time.Duration
	progress    func(Progress)
	balanceEnd  time.Time // zero: never
	once        bool
	items       []ItemsOption
}

// WithPollInterval sets the pause after the first question and the longest one; in between it grows by half each time. The
// default is 2 and 30 seconds. The vendor publishes limits of 50 to 100 calls a minute for other services and none for mass
// payout.
func WithPollInterval(first, most time.Duration) WaitOption {
	return func(o *waitOptions) { o.first, o.most = first, most }
}

// WithProgress calls f after each poll, from the goroutine of Wait. A mass payout whose items fit on one page is then listed
// each time, so that they are counted.
func WithProgress(f func(Progress)) WaitOption {
	return func(o *waitOptions) { o.progress = f }
}

// WithBalanceEnd says when a mass payout that still waits for balance (INSUFFICIENT_BALANCE) is taken to be over: its items that were
// not started then count as never started. Without it Wait goes on: whether the vendor does when the balance is topped up is not
// documented.
func WithBalanceEnd(at time.Time) WaitOption { return func(o *waitOptions) { o.balanceEnd = at } }

// ErrLooked is why a Wait with [WithOneLook] ended: not everything is settled yet.
var ErrLooked = errors.New("looked once")

// WithOneLook makes Wait list the items once and wait for nothing: for who looks again later, such as a job queue. Where not every item
// is settled it ends with a *[NotSettledError] that wraps [ErrLooked] and has what it saw.
func WithOneLook() WaitOption { return func(o *waitOptions) { o.once = true } }

// WithItems passes options to the listing of items, such as [WithPageSize]. Wait always lists the accepted items, whatever
// [WithItemType] says.
func WithItems(opts ...ItemsOption) WaitOption {
	return func(o *waitOptions) { o.items = append(o.items, opts...) }
}

func newWaitOptions(opts []WaitOption) (waitOptions, error) {
	o := waitOptions{first: 2 * time.Second, most: 30 * time.Second}
	for _, opt := range opts {
		if opt != nil {
			opt(&o)
		}
	}
	if o.first <= 0 || o.most < o.first {
		return o, errors.New("WithPollInterval: the first pause must be greater than 0, the longest not shorter than it")
	}
	// The refused ones are settled from the beginning.
	o.items = append(o.items, WithItemType(gen.ItemTypeValid))
	return o, nil
}

// Wait asks until every accepted item of an authorised mass payout is settled (POST /v1/mass/payout/retrieve). The items
// decide, not the status of the whole: the vendor documents none for a mixed result. A status that this version does not
// know counts as not settled, and so does a mass payout that was not authorised or that waits for balance: give ctx a deadline.
//
// A line that is settled may still change: SUCCESS becomes DEPOSIT_SUCCESS when the bank sends the money back, days later.
//
// It ends with a *[NotSettledError], never with a guess, when the context ends or a call fails after all its attempts. Most
// polls are one call that asks for one item; the items are listed when the status of the whole is a final one, when that item
// is settled, and now and then.
func (c *Client) Wait(ctx context.Context, ref Ref, opts ...WaitOption) (*Settlement, error) {
	o, err := newWaitOptions(opts)
	if err != nil {
		return nil, &NotSettledError{Ref: ref, Err: err}
	}
	f := follower{items: c.lister(ref, o.items), curious: o.progress != nil}
	var last *Settlement
	interval := o.first
	for polls := 1; ; polls++ {
		look := f.look
		if o.once {
			look = f.items.settlement
		}
		now, err := look(ctx)
		if err != nil {
			return nil, &NotSettledError{Ref: ref, Last: f.newest(last), Err: err}
		}
		now.Polls, last = polls, now
		now.givenUp = !o.balanceEnd.IsZero() && time.Now().After(o.balanceEnd)
		if o.progress != nil {
			o.progress(f.progress(now))
		}
		if now.settled() {
			return now, nil
		}
		if o.once {
			return nil, &NotSettledError{Ref: ref, Last: now, Err: ErrLooked}
		}
		if err := pause.For(ctx, interval); err != nil {
			return nil, &NotSettledError{Ref: ref, Last: f.newest(last), Err: err}
		}
		interval += min(interval/2, o.most-interval)
	}
}
