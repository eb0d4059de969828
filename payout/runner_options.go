package payout

import (
	"errors"
	"fmt"
	"time"
)

// RunnerOption configures a Runner.
type RunnerOption func(*runnerConfig) error

type runnerConfig struct {
	onRefused    OnRefused
	checkBalance bool
	skipLookUp   bool
	resendAfter  time.Duration
	waitLimit    time.Duration
	wait         []WaitOption
	parallel     int
	cancelAll    bool // lines of another batch of the plan were refused
	watch        func(RunEvent)
}

func defaultRunnerConfig() runnerConfig {
	return runnerConfig{resendAfter: 30 * time.Second, parallel: 4, watch: func(RunEvent) {}}
}

// OnRefused is what to do when init refuses some lines and accepts the others.
type OnRefused int

// The policies of [WithOnRefused].
const (
	// StopOnRefused authorises nothing and ends with a *[RefusedError]. The batch stays at INIT: run it again with another
	// policy to go on.
	StopOnRefused OnRefused = iota
	// PayAccepted pays the other lines.
	PayAccepted
	// CancelOnRefused cancels the batch: nobody is paid.
	CancelOnRefused
)

// WithOnRefused says what to do about refused lines. The default is [StopOnRefused]. What was decided once is not changed by a
// later run.
func WithOnRefused(what OnRefused) RunnerOption {
	return func(c *runnerConfig) error {
		if what < StopOnRefused || what > CancelOnRefused {
			return fmt.Errorf("payout: WithOnRefused: %d is no policy", what)
		}
		c.onRefused = what
		return nil
	}
}

// WithBalanceCheck asks for the mass payout balance before auth and stops when it does not cover the accepted lines. It cannot
// see what the vendor charges on top, which is not documented, and compares amounts of any currency with the one balance.
func WithBalanceCheck() RunnerOption {
	return func(c *runnerConfig) error {
		c.checkBalance = true
		return nil
	}
}

// WithResendAfter says for how long the service must go on reporting INIT before an auth whose outcome is unknown is sent again.
// The default is 30 seconds. 0 stands for never: then such a run ends with [OutcomeUnknown] and a person decides.
//
// The time is there because the service may take an auth in and show it later. What it does with a second auth for one requestId
// is not documented. If it pays twice, and takes longer than this to show the first, then the lines are paid twice: a longer
// time makes that less likely, 0 makes it impossible.
func WithResendAfter(d time.Duration) RunnerOption {
	return func(c *runnerConfig) error {
		if d < 0 {
			return errors.New("payout: WithResendAfter: must be 0 or more")
		}
		c.resendAfter = d
		return nil
	}
}

// WithoutLookUp leaves out the question whether the service knows the externalId before the first init under it. The question
// finds a payout whose journal was lost. Leave it out only if the service answers the question with a failure that stops the run:
// what it says about an externalId that it does not know is not documented.
func WithoutLookUp() RunnerOption {
	return func(c *runnerConfig) error {
		c.skipLookUp = true
		return nil
	}
}

// WithWait passes options to [Client.Wait].
func WithWait(opts ...WaitOption) RunnerOption {
	return func(c *runnerConfig) error {
		c.wait = append(c.wait, opts...)
		return nil
	}
}

// WithWaitLimit limits how long a run waits for the lines to settle. Without it only the context does.
func WithWaitLimit(d time.Duration) RunnerOption {
	return func(c *runnerConfig) error {
		if d <= 0 {
			return errors.New("payout: WithWaitLimit: must be greater than 0")
		}
		c.waitLimit = d
		return nil
	}
}

// WithParallel says how many batches of a [Plan] are under way at once. The default is 4: the vendor publishes limits of 50 to
// 100 calls a minute for other services and none for mass payout.
func WithParallel(n int) RunnerOption {
	return func(c *runnerConfig) error {
		if n < 1 {
			return errors.New("payout: WithParallel: must be 1 or more")
		}
		c.parallel = n
		return nil
	}
}

// Step is where a run is.
type Step string

// The steps in their order.
const (
	StepJournal Step = "journal" // the journal is opened and read
	StepInit    Step = "init"    // the batch is handed over
	StepApprove Step = "approve" // refused lines, the balance, and cancel where that is the policy
	StepAuth    Step = "auth"    // the payments are set off
	StepWait    Step = "wait"    // the lines settle
)

// RunEvent tells whoever watches a run that a step is done, or how far the waiting is. Of StepJournal: an earlier run is gone on
// with.
type RunEvent struct {
	Step                  Step
	ExternalID, RequestID string
	Refused               []RefusedItem // of StepInit
	Progress              Progress      // of StepWait
}

// WithRunEvents calls f at each event, one call at a time for one batch, and for several batches at once for those of a [Plan].
func WithRunEvents(f func(RunEvent)) RunnerOption {
	return func(c *runnerConfig) error {
		if f == nil {
			return errors.New("payout: WithRunEvents needs a function")
		}
		c.watch = f
		return nil
	}
}

func (u *run) tell(e RunEvent) {
	e.ExternalID, e.RequestID = u.batch.ExternalID, u.state.requestID
	u.config.watch(e)
}
