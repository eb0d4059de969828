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

// caller is what the scenarios are written with: a client of their world, and short words for what they do often. A step whose
// answer is not the expected one ends the scenario; see [must].
type caller struct {
	*payout.Client
	ctx    context.Context
	world  *World
	signer *signing.Signer
	people people
}

// failure is what a scenario panics with to end itself; [play] returns it.
type failure struct{ error }

// must returns what a step gave, or ends the scenario with the step's error, as require ends a test.
func must[T any](got T, err error) T {
	check(err)
	return got
}

// check ends the scenario with these errors, unless all are nil.
func check(errs ...error) {
	if err := errors.Join(errs...); err != nil {
		panic(failure{err})
	}
}

// play makes a Run of steps.
func play(steps func(*caller)) func(context.Context, *World) error {
	return func(ctx context.Context, w *World) (err error) {
		defer func() {
			switch p := recover().(type) {
			case nil:
			case failure:
				err = p.error
			default:
				panic(p)
			}
		}()
		steps(newCaller(ctx, w, w.Locale))
		return nil
	}
}

func newCaller(ctx context.Context, w *World, locale gen.Locale) *caller {
	return &caller{
		ctx: ctx, world: w, people: newPeople(),
		Client: must(w.Client(payout.WithLocale(locale))),
		// Some scenarios sign what the guards refuse.
		signer: must(signing.New(w.Credentials, signing.WithUncheckedPath())),
	}
}

// pay is one line of a batch, in lira. Its id is id made unique.
func (c *caller) pay(id string, to payout.Recipient, amount, description string) payout.Item {
	return payout.Item{ExternalID: c.world.ID(id), Recipient: to, Amount: must(payout.TRY(amount)), Description: description}
}

// batch is a mass payout of these lines. Its id is id made unique.
func (c *caller) batch(id string, items ...payout.Item) payout.Batch {
	return payout.Batch{ExternalID: c.world.ID(id), ConversationID: c.world.ID("conversation"), Purpose: gen.PurposeSalary, Items: items}
}

// one is a batch of one line, which is paid.
func (c *caller) one(id string) payout.Batch {
	return c.batch(id, c.pay("line", c.people.iban, "100", publishedText))
}

// small is [caller.one] where a scenario has no other.
func (c *caller) small() payout.Batch { return c.one("batch") }

// start hands a batch over.
func (c *caller) start(b payout.Batch) *payout.InitResult { return must(c.Init(c.ctx, b)) }

// authorise hands a batch over and pays its accepted lines.
func (c *caller) authorise(b payout.Batch) *payout.InitResult {
	result := c.start(b)
	must(c.Auth(c.ctx, must(result.ApproveAccepted())))
	return result
}

// authID sends an auth whatever was refused or authorised before.
func (c *caller) authID(id string) error {
	_, err := c.Auth(c.ctx, must(payout.ApproveRequest(id)))
	return err
}

func (c *caller) authAgain(result *payout.InitResult) error { return c.authID(result.RequestID()) }

// cancel gives a batch up.
func (c *caller) cancel(id string) error {
	_, err := c.Cancel(c.ctx, id)
	return err
}

// pollEvery is how long scenarios wait between two questions.
const pollEvery = 500 * time.Millisecond

// settle waits until every line has its outcome, and reports.
func (c *caller) settle(result *payout.InitResult) payout.Report {
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
	check(paused)
	check(err)
	return payout.NewReport(result, true, settlement)
}

// lines asks for all lines of one kind.
func (c *caller) lines(result *payout.InitResult, kind gen.ItemType) *payout.Retrieved {
	return must(c.Retrieve(c.ctx, result.Ref(), payout.Page{Size: 100, ItemType: kind}))
}

// accepts asks for the accepted lines and expects that there are so many.
func (c *caller) accepts(result *payout.InitResult, want int) *payout.Retrieved {
	listed := c.lines(result, gen.ItemTypeValid)
	check(expect("number of lines", len(listed.Items), want))
	return listed
}

// pays waits for the outcome and expects that so many lines are paid.
func (c *caller) pays(result *payout.InitResult, want int) payout.Report {
	report := c.settle(result)
	check(expect("lines that are paid", report.Count(payout.StatePaid), want))
	return report
}

// expect compares what a scenario got with what it should have got.
func expect[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	return nil
}
