package payout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
)

// Progress is what Wait has seen so far.
type Progress struct {
	Status  gen.MassPayoutStatus
	Settled int // items whose outcome is known
	Total   int // accepted items
}

// NotSettledError is a Wait that ended before the outcome was known. It says nothing about who was paid: ask again.
type NotSettledError struct {
	Ref  Ref
	Last *Settlement // the last state that was seen; nil when none was
	Err  error       // the context's error and its cause, or that of the call which failed
}

func (e *NotSettledError) Error() string {
	status := "no state was seen"
	if e.Last != nil {
		status = "last seen: " + e.Last.String()
	}
	return fmt.Sprintf("payout: %s: the outcome is not known yet (%s): %v", e.Ref, status, e.Err)
}

func (e *NotSettledError) Unwrap() error { return e.Err }

// Outcome is always OutcomeUnknown.
func (e *NotSettledError) Outcome() Outcome { return OutcomeUnknown }

// WaitOption changes how Wait asks.
type WaitOption func(*waitOptions)

type waitOptions struct {
	first, most time.Duration
	progress    func(Progress)
	items       []ItemsOption
}

// WithPollInterval sets the pause after the first question and the longest one; in between it grows by half each time. The
// default is 2 and 30 seconds. The vendor publishes limits of 50 to 100 calls a minute for other services and none for mass
// payout.
func WithPollInterval(first, most time.Duration) WaitOption {
	return func(o *waitOptions) { o.first, o.most = first, most }
}

// WithProgress calls f after each answer, from the goroutine of Wait.
func WithProgress(f func(Progress)) WaitOption {
	return func(o *waitOptions) { o.progress = f }
}

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
// know counts as not settled, and so does a mass payout that was not authorised: give ctx a deadline.
//
// It ends with a *[NotSettledError], never with a guess, when the context ends or a call fails. Each time it asks for every
// page, so it costs one call per page and poll.
func (c *Client) Wait(ctx context.Context, ref Ref, opts ...WaitOption) (*Settlement, error) {
	o, err := newWaitOptions(opts)
	if err != nil {
		return nil, &NotSettledError{Ref: ref, Err: err}
	}
	var last *Settlement
	pause := o.first
	for polls := 1; ; polls++ {
		now, err := c.settlement(ctx, ref, o.items)
		if err != nil {
			return nil, &NotSettledError{Ref: ref, Last: last, Err: err}
		}
		now.Polls, last = polls, now
		if o.progress != nil {
			o.progress(now.progress())
		}
		if now.settled() {
			return now, nil
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, &NotSettledError{Ref: ref, Last: last, Err: err}
		}
		pause += min(pause/2, o.most-pause)
	}
}

func (c *Client) settlement(ctx context.Context, ref Ref, opts []ItemsOption) (*Settlement, error) {
	s := &Settlement{}
	for page, err := range c.pages(ctx, ref, opts...) {
		if err != nil {
			return nil, err
		}
		s.Summary = page.Summary
		s.Items = append(s.Items, page.Items...)
	}
	return s, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return withCause(ctx, ctx.Err())
	case <-timer.C:
		return nil
	}
}
