package runner

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	iso "github.com/bojanz/currency"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/vendortext"
)

// Stage is how far a payout is, as its journals say.
type Stage string

// The stages in their order. A payout of several batches is where the one is that is the least far.
const (
	StageBegun      Stage = "begun"          // not handed over to its end
	StageWaiting    Stage = "waits"          // prepared, and waits for its release
	StageHandedOver Stage = "handed over"    // and not authorised
	StageDoubt      Stage = "auth in doubt"  // an auth was sent, and nothing says yet whether it took effect
	StageAuthorised Stage = "authorised"     // and not settled
	StageSettled    Stage = "settled"        // every line has its outcome
	StageCanceled   Stage = "canceled"       // nobody is paid by it
	StageUnreadable Stage = "cannot be read" // its journal is damaged, or of another version
)

// Known is what a store knows of a payout.
type Known struct {
	ExternalID, Environment, Period string
	RequestIDs                      []string // of the batches that were handed over
	Batches, Lines                  int
	Total                           payout.Amount
	Begun, Settled                  time.Time
	Paid, NotPaid, Unknown          int // lines, as they were when it was settled; one that was refused or canceled is not paid before
	Open                            int // the other lines of what is not settled
	Stage                           Stage
}

// List tells what the store knows, the oldest payout first. Nobody is asked, and nothing is locked: a payout that runs may be one step
// farther. It is an error where the store is no [Lister]; journals that cannot be read are an error beside the others.
func (r *Runner) List(ctx context.Context) ([]Known, error) {
	lister, ok := r.store.(Lister)
	if !ok {
		return nil, errors.New("runner: this store cannot list its journals")
	}
	payouts := map[string]*Known{}
	var broken error
	for records, err := range lister.Histories(ctx) {
		if err != nil {
			broken = errors.Join(broken, &journalError{err})
			continue
		}
		s, err := readJournal(records)
		if s.begin == nil {
			continue
		}
		id := s.begin.Part.whole(s.begin.ExternalID)
		key := s.begin.environment() + " " + id
		if payouts[key] == nil {
			payouts[key] = &Known{ExternalID: id, Environment: s.begin.environment(), Period: s.begin.Period, Begun: s.begun, Stage: s.stage(err)}
		}
		payouts[key].add(s, err)
	}
	var all []Known
	for _, known := range payouts {
		all = append(all, *known)
	}
	slices.SortFunc(all, func(a, b Known) int {
		return cmp.Or(a.Begun.Compare(b.Begun), strings.Compare(a.ExternalID, b.ExternalID))
	})
	return all, broken
}

func (k *Known) add(s state, err error) {
	stage := s.stage(err)
	stages := []Stage{StageUnreadable, StageBegun, StageWaiting, StageHandedOver, StageDoubt, StageAuthorised, StageSettled, StageCanceled}
	if slices.Index(stages, stage) < slices.Index(stages, k.Stage) {
		k.Stage = stage
	}
	if s.requestID != "" {
		k.RequestIDs = append(k.RequestIDs, s.requestID)
	}
	if s.begun.Before(k.Begun) {
		k.Begun = s.begun
	}
	if s.ended.After(k.Settled) {
		k.Settled = s.ended
	}
	k.Batches, k.Lines = k.Batches+1, k.Lines+s.begin.Lines
	value, currency, _ := strings.Cut(s.begin.Total, " ")
	if total, err := payout.ParseAmount(value, currency); err == nil {
		digits, _ := iso.GetDigits(currency)
		k.Total, _ = payout.NewAmount(money.Sum(money.FromMinor(0, digits), k.Total.Value(), total.Value()), currency)
	}
	switch stage {
	case StageSettled:
		k.Paid, k.NotPaid, k.Unknown = k.Paid+s.paid, k.NotPaid+s.notPaid, k.Unknown+s.unknown
	case StageCanceled:
		k.NotPaid += s.begin.Lines
	case StageUnreadable:
		k.Unknown += s.begin.Lines
	default:
		refused := s.refusedLines()
		k.NotPaid, k.Open = k.NotPaid+refused, k.Open+s.begin.Lines-refused
	}
}

func (s *state) stage(err error) Stage {
	switch {
	case err != nil:
		return StageUnreadable
	case s.canceled:
		return StageCanceled
	case s.settled, s.allRefused():
		return StageSettled
	case s.beyond:
		return StageAuthorised
	case s.auth.open():
		return StageDoubt
	case s.waiting() && s.taken:
		return StageWaiting
	case s.taken:
		return StageHandedOver
	}
	return StageBegun
}

// Status asks the service what became of a payout that the store knows, once, or with watch until every line is settled, and reports
// it a batch at a time. Nothing is written and nothing is locked: it may be asked while the payout runs. The lines are those that the
// service lists.
func (r *Runner) Status(ctx context.Context, id string, watch bool) ([]*payout.Report, error) {
	lister, ok := r.store.(Lister)
	if !ok {
		return nil, errors.New("runner: this store cannot list its journals")
	}
	var batches []*run
	for records, err := range lister.Histories(ctx) {
		if err != nil {
			return nil, &journalError{err}
		}
		s, err := readJournal(records)
		if s.begin == nil || s.begin.ExternalID != id && s.begin.Part.whole(s.begin.ExternalID) != id {
			continue
		}
		if err != nil {
			return nil, unreadable(s.begin.ExternalID, err)
		}
		batches = append(batches, &run{Runner: r, batch: payout.Batch{ExternalID: s.begin.ExternalID}, state: s})
	}
	slices.SortFunc(batches, func(a, b *run) int { return a.state.begin.number() - b.state.begin.number() })
	var reports []*payout.Report
	for _, u := range batches {
		report, err := u.ask(ctx, watch)
		if report != nil {
			reports = append(reports, report)
		}
		if err != nil {
			return reports, err
		}
	}
	if len(reports) == 0 {
		return nil, &NotReadyError{ExternalID: id, Reason: unknownHere}
	}
	return reports, nil
}

// ask reports on a batch by what the service shows of it.
func (u *run) ask(ctx context.Context, watch bool) (*payout.Report, error) {
	if !u.state.taken {
		return nil, &NotReadyError{ExternalID: u.batch.ExternalID, Reason: notHandedOver}
	}
	if _, err := u.recall(ctx); err != nil {
		return nil, err
	}
	status, err := u.status(ctx)
	if err != nil {
		return nil, err
	}
	if status == gen.MassPayoutStatusInit && (!watch || u.state.allRefused()) {
		report := u.report(nil)
		report.Status = vendortext.Status(status)
		return report, nil
	}
	options := append([]payout.WaitOption{payout.WithProgress(func(p payout.Progress) { u.tell(Event{Step: StepWait, Progress: p}) })}, u.config.wait...)
	if !watch {
		options = append(options, payout.WithOneLook())
	}
	settlement, err := u.client.Wait(ctx, u.ref(), options...)
	if unsettled, is := errors.AsType[*payout.NotSettledError](err); is {
		settlement = unsettled.Last
	}
	if errors.Is(err, payout.ErrLooked) {
		err = nil
	}
	u.settlement = settlement
	return u.report(err), err
}
