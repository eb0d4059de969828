package scenario

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// caller is what the scenarios are written with: a client of their world, and short words for what they do often.
type caller struct {
	*payout.Client
	ctx    context.Context
	world  *World
	signer *signing.Signer
	people people
	broken []error // what could not be built; see start
}

// play makes a Run of a function that calls the service.
func play(f func(*caller) error) func(context.Context, *World) error {
	return func(ctx context.Context, w *World) error {
		c, err := newCaller(ctx, w, w.Locale)
		if err != nil {
			return err
		}
		return f(c)
	}
}

func newCaller(ctx context.Context, w *World, locale gen.Locale) (*caller, error) {
	client, err := w.Client(payout.WithLocale(locale))
	if err != nil {
		return nil, err
	}
	// Some scenarios sign what the guards refuse.
	signer, err := signing.New(w.Credentials, signing.WithUncheckedPath())
	if err != nil {
		return nil, err
	}
	people, err := newPeople()
	if err != nil {
		return nil, err
	}
	return &caller{Client: client, ctx: ctx, world: w, signer: signer, people: people}, nil
}

// pay is one line of a batch, in lira. Its id is id made unique.
func (c *caller) pay(id string, to payout.Recipient, amount, description string) payout.Item {
	sum, err := payout.TRY(amount)
	if err != nil {
		c.broken = append(c.broken, err)
	}
	return payout.Item{ExternalID: c.world.ID(id), Recipient: to, Amount: sum, Description: description}
}

// batch is a mass payout of these lines. Its id is id made unique.
func (c *caller) batch(id string, items ...payout.Item) payout.Batch {
	return payout.Batch{ExternalID: c.world.ID(id), ConversationID: c.world.ID("conversation"), Purpose: gen.PurposeSalary, Items: items}
}

// start hands a batch over.
func (c *caller) start(b payout.Batch) (*payout.InitResult, error) {
	if err := errors.Join(c.broken...); err != nil {
		return nil, err
	}
	return c.Init(c.ctx, b)
}

// authorise hands a batch over and pays its accepted lines.
func (c *caller) authorise(b payout.Batch) (*payout.InitResult, error) {
	result, err := c.start(b)
	if err != nil {
		return nil, err
	}
	approval, err := result.ApproveAccepted()
	if err != nil {
		return nil, err
	}
	_, err = c.Auth(c.ctx, approval)
	return result, err
}

// pollEvery is how long scenarios wait between two questions.
const pollEvery = 500 * time.Millisecond

// settle waits until every line has its outcome, and reports.
func (c *caller) settle(result *payout.InitResult) (payout.Report, error) {
	var paused error
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	settlement, err := c.Wait(ctx, result.Ref(),
		payout.WithPollInterval(time.Millisecond, time.Millisecond),
		payout.WithProgress(func(p payout.Progress) {
			if p.Settled == p.Total {
				return
			}
			if paused = c.world.Pause(ctx, pollEvery); paused != nil {
				cancel()
			}
		}))
	if paused != nil {
		return payout.Report{}, paused
	}
	if err != nil {
		return payout.Report{}, err
	}
	return payout.NewReport(result, true, settlement), nil
}

// lines asks for all lines of one kind.
func (c *caller) lines(result *payout.InitResult, kind gen.ItemType) (*payout.Retrieved, error) {
	return c.Retrieve(c.ctx, result.Ref(), payout.Page{Size: 100, ItemType: kind})
}

// accepts asks for the accepted lines and expects that there are so many.
func (c *caller) accepts(result *payout.InitResult, want int) (*payout.Retrieved, error) {
	listed, err := c.lines(result, gen.ItemTypeValid)
	if err != nil {
		return nil, err
	}
	return listed, expect("number of lines", len(listed.Items), want)
}

// pays waits for the outcome and expects that so many lines are paid.
func (c *caller) pays(result *payout.InitResult, want int) (payout.Report, error) {
	report, err := c.settle(result)
	if err != nil {
		return report, err
	}
	return report, expect("lines that are paid", report.Count(payout.StatePaid), want)
}

// expect compares what a scenario got with what it should have got.
func expect[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	return nil
}
