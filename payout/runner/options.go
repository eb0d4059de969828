package runner

import (
	"errors"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// Option configures a Runner.
type Option func(*config) error

// when is an option whose value was found right or wrong.
func when(right bool, problem string, set func(*config)) Option {
	return func(c *config) error {
		if !right {
			return errors.New("runner: " + problem)
		}
		set(c)
		return nil
	}
}

func always(set func(*config)) Option { return when(true, "", set) }

type config struct {
	onRefused    OnRefused
	checkBalance bool
	skipLookUp   bool
	resendAfter  time.Duration
	waitLimit    time.Duration
	wait         []payout.WaitOption
	parallel     int
	cancelAll    bool // lines of another batch of the plan were refused
	merchant     string
	takeOver     bool
	payAgain     bool
	secondLook   time.Duration
	lookedTwice  bool // the plan has paused already, before its first init or its first auth
	balanceLimit time.Duration
	prepare      bool           // what is handed over waits for a release
	known        bool           // the lines are claimed and handed over, and that is not done anew
	released     bool           // nothing that waits for a release is authorised
	claimed      func(ClaimKey) // told of each line that nobody held before
	watch        func(Event)
}

func defaults() config {
	return config{
		resendAfter: 30 * time.Second, parallel: 4, secondLook: 2 * time.Second, balanceLimit: 24 * time.Hour,
		claimed: func(ClaimKey) {}, watch: func(Event) {},
	}
}

// OnRefused is what to do when init refuses some lines and accepts the others.
type OnRefused int

// The policies of [WithOnRefused].
const (
	// StopOnRefused authorises nothing and ends with a *[payout.RefusedError]. The batch stays at INIT: run it again with another
	// policy to go on.
	StopOnRefused OnRefused = iota
	// PayAccepted pays the other lines.
	PayAccepted
	// CancelOnRefused cancels the batch: nobody is paid.
	CancelOnRefused
)

// WithOnRefused says what to do about refused lines. The default is [StopOnRefused]. What was decided once is not changed by a
// later run.
func WithOnRefused(what OnRefused) Option {
	return when(what >= StopOnRefused && what <= CancelOnRefused, "WithOnRefused: is no policy", func(c *config) { c.onRefused = what })
}

// WithBalanceCheck asks for the mass payout balance before auth and stops when it does not cover the accepted lines. It cannot
// see what the vendor charges on top, which is not documented, and compares amounts of any currency with the one balance.
func WithBalanceCheck() Option {
	return always(func(c *config) { c.checkBalance = true })
}

// WithResendAfter says for how long the service must go on reporting INIT before an auth whose outcome is unknown is sent again.
// The default is 30 seconds. 0 stands for never: then such a run ends with [payout.OutcomeUnknown] and a person decides.
//
// The time is there because the service may take an auth in and show it later. What it does with a second auth for one requestId
// is not documented. If it pays twice, and takes longer than this to show the first, then the lines are paid twice: a longer
// time makes that less likely, 0 makes it impossible.
func WithResendAfter(d time.Duration) Option {
	return when(d >= 0, "WithResendAfter: must be 0 or more", func(c *config) { c.resendAfter = d })
}

// WithoutLookUp leaves out the question whether the service knows the externalId before the first init under it, and takes any
// refusal of it after an init of unknown outcome for a no. The question finds a payout whose journal was lost. Leave it out only if
// the service answers the question with a failure that stops the run: what it says about an externalId that it does not know is not
// documented.
func WithoutLookUp() Option {
	return always(func(c *config) { c.skipLookUp = true })
}

// WithTakeOver authorises also a batch that the service has at INIT and that this store did not hand over. Without it such a run ends
// with a *[ForeignError]: the journal is on another machine or in another folder, and may be about to authorise it from there.
func WithTakeOver() Option {
	return always(func(c *config) { c.takeOver = true })
}

// WithPayAgain pays lines once more that other payouts hold, see [HeldError]; a payout of them that was never authorised is canceled
// first. The externalId gets "-again" behind it, so that the same run once more goes on with the second payment and makes no third.
// What another process is paying right now it does not touch, nor a payout of which it is not known whether it was authorised. A second
// payment that comes to nothing gives the lines back to the payouts that held them.
func WithPayAgain() Option {
	return always(func(c *config) { c.payAgain = true })
}

// WithMerchant names the merchant whose lines these are, in a store that several share: an itemExternalId of one is no payment of
// another. The name must stay the same for ever. Without it all runs of a store are of one merchant, also those with another API key:
// keys are exchanged.
func WithMerchant(name string) Option {
	return when(name != "", "WithMerchant needs a name", func(c *config) { c.merchant = name })
}

// WithSecondLook sets the longest of the pauses, of random length, after which a run looks a second time: before it believes that
// the service does not know an externalId that its store does not know either, and before its first auth. Of two machines without a
// common store that begin the same payout at the same moment one then mostly sees what the other did. The default is 2 seconds.
func WithSecondLook(most time.Duration) Option {
	return when(most >= 0, "WithSecondLook: must be 0 or more", func(c *config) { c.secondLook = most })
}

// WithBalanceLimit says how long after auth a payout that waits for balance (INSUFFICIENT_BALANCE) is taken to be over: its lines are
// then reported as not paid. The default is a day. Whether the vendor goes on when the balance is topped up is not documented; until
// then such a run ends with [payout.OutcomeUnknown] when its wait is over, and no line is free for another payout.
func WithBalanceLimit(d time.Duration) Option {
	return when(d > 0, "WithBalanceLimit: must be greater than 0", func(c *config) { c.balanceLimit = d })
}

// WithWait passes options to [payout.Client.Wait].
func WithWait(opts ...payout.WaitOption) Option {
	return always(func(c *config) { c.wait = append(c.wait, opts...) })
}

// WithWaitLimit limits how long a run waits for the lines to settle. Without it only the context does.
func WithWaitLimit(d time.Duration) Option {
	return when(d > 0, "WithWaitLimit: must be greater than 0", func(c *config) { c.waitLimit = d })
}

// WithParallel says how many batches of a [Plan] are under way at once. The default is 4: the vendor publishes limits of 50 to
// 100 calls a minute for other services and none for mass payout.
func WithParallel(n int) Option {
	return when(n >= 1, "WithParallel: must be 1 or more", func(c *config) { c.parallel = n })
}

// Step is where a run is.
type Step string

// The steps in their order.
const (
	StepJournal Step = "journal" // the journal is opened and read
	StepClaim   Step = "claim"   // the lines are claimed: no other payout may pay them
	StepInit    Step = "init"    // the batch is handed over
	StepApprove Step = "approve" // refused lines, the balance, and cancel where that is the policy
	StepAuth    Step = "auth"    // the payments are set off
	StepWait    Step = "wait"    // the lines settle
)

// Event tells whoever watches a run that a step is done, or how far the waiting is. Of StepJournal: an earlier run is gone on
// with.
type Event struct {
	Step                  Step
	ExternalID, RequestID string
	Refused               []payout.RefusedItem // of StepInit
	Progress              payout.Progress      // of StepWait
	// Elsewhere, of StepInit, is the status of a mass payout that another store handed over and somebody authorised or canceled since:
	// nothing is sent about it.
	Elsewhere gen.MassPayoutStatus
}

// WithEvents calls f at each event, one call at a time for one batch, and for several batches at once for those of a [Plan].
func WithEvents(f func(Event)) Option {
	return when(f != nil, "WithEvents needs a function", func(c *config) { c.watch = f })
}

func (u *run) tell(e Event) {
	e.ExternalID, e.RequestID = u.batch.ExternalID, u.state.requestID
	u.config.watch(e)
}
