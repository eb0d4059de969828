package runner

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/pause"
)

// Runner takes a batch to its end and pays every accepted line once, whatever fails on the way: an answer, the network, this
// process, the machine. Before each call that changes something it writes what it is about to do into a [Store], and behind it
// what came back. Run again with the same batch it goes on from there.
//
// It is safe for concurrent use.
type Runner struct {
	client *payout.Client
	store  Store
	config config
}

// New makes a runner.
func New(client *payout.Client, store Store, opts ...Option) (*Runner, error) {
	if client.Environment() == "" || store == nil {
		return nil, errors.New("runner: New needs a client and a store")
	}
	cfg := defaults()
	for _, opt := range opts {
		if opt == nil {
			return nil, errors.New("runner: an option is nil")
		}
		if err := opt(&cfg); err != nil {
			return nil, err
		}
	}
	return &Runner{client: client, store: store, config: cfg}, nil
}

// Run takes a batch to its end. An empty ExternalID is derived from the content, see [ContentID]: then the same batch
// twice is one payout.
//
// Before anything is sent the run claims its lines in the store. A line that another payout holds, and that is not proven to be
// unpaid, ends it with a *[HeldError].
//
// Without an error every line of the report is paid or not paid. With one the report says what is known, and is nil where the
// service is not known to have the batch; [payout.OutcomeOf] tells whether money may have moved. A batch that is not valid is a
// *[payout.ValidationError], one that is not as it was when its journal was begun a *[ChangedError], anything else a *[Error].
// After any of them it is safe to call Run again with the same batch, and no other way to pay its lines is.
func (r *Runner) Run(ctx context.Context, batch payout.Batch) (*payout.Report, error) {
	content := contentOf(batch).sums()
	id, err := r.name(ctx, batch.ExternalID, content.id, content.earlierID)
	if err != nil {
		return nil, err
	}
	batch.ExternalID = id
	end := r.runTo(ctx, planned{batch: batch, content: content}, goalSettled)
	return end.report, end.err
}

// name is the externalId of a payout: the one that was given, or the one that stands for the content. Where a journal was begun under
// the one that earlier versions derived, it stays that.
func (r *Runner) name(ctx context.Context, given, contentID, earlierID string) (string, error) {
	id := given
	if id == "" {
		id = contentID
		begun, err := r.peek(ctx, earlierID)
		if err != nil && !errors.Is(err, ErrLocked) {
			return "", unreadable(earlierID, err)
		}
		if err != nil || begun.begin != nil {
			id = earlierID
		}
	}
	if r.config.payAgain {
		id += again
	}
	return id, nil
}

// again stands behind the externalId of a payout that pays lines once more.
const again = "-again"

// read takes a journal and reads what it says. Its error is a damagedError where the records are not understood.
func (r *Runner) read(ctx context.Context, batch payout.Batch) (*run, error) {
	journal, err := r.open(ctx, batch.ExternalID)
	if err != nil {
		return nil, err
	}
	u := &run{Runner: r, batch: batch, journal: journal, step: StepJournal}
	// Whoever wants to stop still gets to know what is on record.
	records, err := journal.Records(context.WithoutCancel(ctx))
	if err == nil {
		u.state, err = readJournal(records)
	}
	if err != nil {
		return nil, errors.Join(err, journal.Close())
	}
	return u, nil
}

// peek reads what a journal says. No id has none.
func (r *Runner) peek(ctx context.Context, id string) (state, error) {
	if id == "" {
		return state{}, nil
	}
	u, err := r.read(ctx, payout.Batch{ExternalID: id})
	if err != nil {
		return state{}, err
	}
	defer func() { _ = u.journal.Close() }()
	return u.state, nil
}

// ending is how a run of one batch ended.
type ending struct {
	number   int // of the batch in its plan
	report   *payout.Report
	result   *payout.InitResult
	refused  int  // lines that init refused
	paying   bool // auth is on record
	canceled bool // cancel is
	err      error
}

// goal is how far a run goes.
type goal int

const (
	goalClaimed    goal = iota // the lines are claimed; nothing was sent
	goalAccepted               // and init is through
	goalDecided                // and canceled where that is the policy
	goalAuthorised             // and auth
	goalSettled
)

func (r *Runner) runTo(ctx context.Context, p planned, to goal) ending {
	if !p.place.recalled() {
		if err := p.batch.Validate(); err != nil {
			return ending{err: err}
		}
	}
	u, err := r.begin(ctx, p)
	if err != nil {
		return ending{err: err}
	}
	// Every record is safe by now, whatever closing says.
	defer func() { _ = u.journal.Close() }()
	if err = u.take(ctx, to); err != nil {
		u.prove(ctx, err)
	}
	if err == nil && to == goalSettled {
		u.hearRefused(ctx)
	}
	report := u.report(err)
	if report != nil {
		u.release(ctx, report)
	}
	result := u.result()
	return ending{
		err: u.failed(err), report: report, result: result, refused: len(result.Refused()),
		paying: u.state.auth.sent || u.state.beyond, canceled: u.state.cancel.sent,
	}
}

// take goes through the steps. Each looks at the journal first and does nothing when it was done before.
func (u *run) take(ctx context.Context, to goal) error {
	if u.state.waiting() && u.config.released && to > goalAccepted {
		return &NotReadyError{ExternalID: u.batch.ExternalID, Reason: waitsForRelease}
	}
	steps := []struct {
		name Step
		goal goal
		do   func(context.Context) error
	}{
		{StepClaim, goalClaimed, u.hold},
		{StepInit, goalAccepted, u.handOver},
		{StepApprove, goalDecided, u.approve},
		{StepAuth, goalAuthorised, u.authorise},
		{StepWait, goalSettled, u.settle},
	}
	for _, step := range steps {
		if step.goal > to {
			return nil
		}
		u.step = step.name
		if err := ctx.Err(); err != nil {
			return pause.WithCause(ctx, err)
		}
		if err := step.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// run is one batch on its way.
type run struct {
	*Runner
	batch   payout.Batch
	content sums // where the run goes on with the batch
	journal Journal
	state   state
	step    Step
	offset  int        // of the first item in the plan
	keys    []ClaimKey // of the items, once they were asked for

	answer     *payout.InitResult // of the init of this process: it knows why lines were refused
	settlement *payout.Settlement
	said       map[string]string // why lines were refused, by the key of the line, where the service was asked: the journal does not hold it
	unrecorded error             // a result that could not be written; what it says was done

	seen   sight // by the last question that was answered since anything was sent
	silent bool  // the last question was not answered

	firstPage int  // what to ask for first: 0, or 1 where that was refused
	answered  bool // so that firstPage is right
}

// sight is what the service showed of a batch.
type sight int

const (
	sawNothing sight = iota
	sawUnpaid        // it knows no such batch, or the batch is at INIT or canceled
	sawBeyond        // anything else
)

// begin opens the journal and makes sure that it is about this batch at this place.
func (r *Runner) begin(ctx context.Context, p planned) (*run, error) {
	u, err := r.read(ctx, p.batch)
	if err != nil {
		return nil, unreadable(p.batch.ExternalID, err)
	}
	u.content = p.content
	if p.place != nil {
		u.offset = (p.place.Number - 1) * p.place.BatchSize
	}
	if err := u.isAbout(ctx, r.beginning(p)); err != nil {
		return nil, errors.Join(err, u.journal.Close())
	}
	return u, nil
}

// isAbout makes sure that the journal is about what is to be paid now, and begins one that is empty.
func (u *run) isAbout(ctx context.Context, now *beginning) error {
	if u.state.begin == nil && now.Part.recalled() {
		return &NotReadyError{ExternalID: u.batch.ExternalID, Reason: unknownHere}
	}
	if u.state.begin == nil {
		return u.failed(u.intend(ctx, record{Event: eventBegin, Begin: now}))
	}
	if differences := u.state.begin.differences(now); len(differences) > 0 {
		return changed(u.batch.ExternalID, differences)
	}
	u.tell(Event{Step: StepJournal})
	return nil
}

// intend writes what is about to be done. Unless it returns nil, it must not be done.
func (u *run) intend(ctx context.Context, r record) error {
	if err := ctx.Err(); err != nil {
		return pause.WithCause(ctx, err)
	}
	if err := u.append(ctx, r); err != nil {
		return &journalError{err}
	}
	return nil
}

// note writes what was done. Where that fails the run goes on while it can: after the intent that is on record the next run asks
// the service.
func (u *run) note(ctx context.Context, r record) {
	if err := u.append(ctx, r); err != nil {
		u.unrecorded = errors.Join(u.unrecorded, &journalError{err})
	}
}

func (u *run) append(ctx context.Context, r record) error {
	r.N, r.At = u.state.records+1, time.Now().UTC()
	next := u.state
	if err := next.apply(r); err != nil {
		return err
	}
	line, err := r.encode()
	if err != nil {
		return err
	}
	// What is written is not lost because somebody wants to stop.
	if err := u.journal.Append(context.WithoutCancel(ctx), line); err != nil {
		return err
	}
	u.state = next
	return nil
}

// noteFailure writes that a call failed. That auth was refused proves nothing by itself: the network may have delivered the call twice,
// or another machine have sent it, and the second one is what was refused. So it stays in doubt until refusedAuth has looked.
func (u *run) noteFailure(ctx context.Context, e event, err error) {
	outcome := payout.OutcomeOf(err)
	if e == eventAuthFailed && outcome == payout.OutcomeRefused {
		outcome = payout.OutcomeUnknown
	}
	r := record{Event: e, Outcome: outcome.String()}
	if refusal, ok := errors.AsType[*payout.Error](err); ok {
		r.Code = refusal.Code
	}
	u.note(ctx, r)
}

// ref names the batch: by the requestId, once it is known.
func (u *run) ref() payout.Ref {
	if u.state.requestID != "" {
		return payout.ByRequestID(u.state.requestID)
	}
	return payout.ByExternalID(u.batch.ExternalID)
}

// result is the answer to init, of this process or, without the reasons, of an earlier one.
func (u *run) result() *payout.InitResult {
	if u.answer != nil {
		return u.answer
	}
	var all []payout.RefusedItem
	index := map[string]int{}
	if len(u.state.refused) > 0 {
		for i, key := range u.lineKeys() {
			index[key.String()] = i
		}
	}
	for _, line := range u.state.refused {
		refused := payout.RefusedItem{Index: line.Index, Code: line.Code, Message: u.said[line.Line]}
		if i, named := index[line.Line]; named {
			refused.Index = i
		}
		if refused.Index >= 0 && refused.Index < len(u.batch.Items) {
			refused.ExternalID = u.batch.Items[refused.Index].ExternalID
		}
		all = append(all, refused)
	}
	return payout.RestoreInitResult(u.batch, u.state.requestID, all)
}

// report is that of a run that ended with err.
func (u *run) report(err error) *payout.Report {
	if !u.state.taken {
		return nil
	}
	report := payout.NewReport(u.result(), u.mayPay() || u.seen != sawUnpaid, u.settlement)
	report.Begun, report.Authorised, report.Settled = u.state.begun, u.state.paying, u.state.ended
	for i := range report.Lines {
		report.Lines[i].Free = report.Lines[i].Free || u.state.canceled
	}
	if u.settlement == nil && unanswered(err) {
		u.sayUnasked(report.Lines, err)
	}
	if len(u.state.replaced) > 0 && u.settlement == nil {
		u.markReplaced(report.Lines)
	}
	return &report
}

// sayUnasked says of lines about which iyzico could not be asked, because of err, that this is so, and what the journal knows of all of
// them: they stay unknown all the same, because what was paid may have come back since.
func (u *run) sayUnasked(lines []payout.Line, err error) {
	reason := notAsked
	if refusal, is := errors.AsType[*payout.Error](err); is {
		reason += "; " + strings.Trim(refusal.Code.String()+": "+refusal.Message, ": ") // which is a word of no language
	}
	switch all := u.state.begin.Lines; {
	case u.state.settled && u.state.paid == all:
		reason += "; " + settledPaid
	case u.state.settled && u.state.notPaid == all:
		reason += "; " + settledUnpaid
	}
	for i := range lines {
		if lines[i].State == payout.StateUnknown {
			lines[i].Reason = reason
		}
	}
}

// unanswered reports a question that was refused, or got no answer that can be understood.
func unanswered(err error) bool {
	silent, isSilent := errors.AsType[*payout.TransportError](err)
	refused, isRefused := errors.AsType[*payout.Error](err)
	odd, isOdd := errors.AsType[*payout.AnswerError](err)
	const question = gen.OperationRetrieveMassPayout
	return isSilent && silent.Operation == question || isRefused && refused.Operation == question || isOdd && odd.Operation == question
}

// mayPay reports whether an auth of this batch took effect, or may have.
func (u *run) mayPay() bool { return u.state.beyond || u.state.auth.open() }
