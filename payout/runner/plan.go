package runner

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/internal/together"
)

// Source gives the items of a large payout, the same in the same order each time it is called. It is read once to make a [Plan]
// and three times to run it.
type Source func(context.Context) iter.Seq2[payout.Item, error]

// Plan is a large payout that was read once and found to be valid. It is cut into batches, of which only those under way are in
// memory; [Runner.RunPlan] takes it to its end.
type Plan struct {
	ExternalID string // of the whole and of the first batch; the others have it with a hyphen and their number behind it
	ContentID  string // see [ContentID]
	Period     string // see [payout.Batch]
	Purpose    gen.Purpose
	BatchSize  int // most items of a batch
	Lines      int
	Total      payout.Amount // what all recipients together are paid
	Warnings   []Warning     // what is rarely meant, such as one payment under two ids; at most 100

	source  Source
	content []sums // of the batches
	derived bool   // ExternalID is the ContentID
	recall  bool   // the items are those that the service lists, see [Runner.Find]
	earlier string // the ContentID of earlier versions
}

// NewPlan reads all items and checks what [payout.Batch.Validate] checks, also across the batches: ids that occur twice and mixed
// currencies. Of each item it keeps hashes only. Of header the ExternalID, Period and Purpose count. An empty ExternalID is derived from
// the content: it is the one of a [payout.Batch] of all items, so that the same file is one payout whether it is cut or not. The vendor
// documents no limit for the size of a batch.
//
// The error is that of the source, or a *[payout.ValidationError].
func NewPlan(ctx context.Context, header payout.Batch, batchSize int, source Source) (*Plan, error) {
	if batchSize < 1 || source == nil {
		return nil, errors.New("payout: a plan needs a source and a batch size of 1 or more")
	}
	p := &Plan{ExternalID: header.ExternalID, Period: header.Period, Purpose: header.Purpose, BatchSize: batchSize, source: source}
	scan := &scanner{plan: p, content: newContent(header.Purpose, header.Period), cut: cutter{plan: p}, suspicion: newSuspicion()}
	for item, err := range source(ctx) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if scan.take(item); len(scan.problems) >= mostProblems {
			break
		}
	}
	scan.cut.end()
	p.ContentID, p.earlier = scan.content.id(), scan.content.earlierID()
	if p.derived = p.ExternalID == ""; p.derived {
		p.ExternalID = p.ContentID
	}
	scan.header()
	if len(scan.problems) > 0 {
		return nil, &payout.ValidationError{Problems: scan.problems}
	}
	p.Warnings = scan.suspicion.found
	var err error
	p.Total, err = payout.NewAmount(scan.total, scan.all.Currency())
	return p, err
}

// mostProblems ends the reading of a file of which every line is wrong.
const mostProblems = 1000

// scanner checks items one after the other.
type scanner struct {
	plan      *Plan
	problems  []payout.Problem
	content   *content
	cut       cutter
	all       together.Items
	total     money.Decimal
	suspicion *suspicion
}

func (s *scanner) take(item payout.Item) {
	sameID, otherCurrency := s.all.Add(item.ExternalID, item.Amount.Currency())
	var found []payout.Problem
	if invalid, ok := errors.AsType[*payout.ValidationError](item.Validate()); ok {
		found = invalid.Problems
	}
	if sameID.Format != "" {
		found = append(found, payout.NewProblem(0, item.ExternalID, "ExternalID", sameID.Format, sameID.Args...))
	}
	if otherCurrency.Format != "" {
		found = append(found, payout.NewProblem(0, item.ExternalID, "Amount", otherCurrency.Format, otherCurrency.Args...))
	}
	for _, problem := range found {
		problem.Index = s.plan.Lines
		s.problems = append(s.problems, problem)
	}
	fields, line := described(item)
	s.content.add(fields, line)
	s.cut.add(fields, line)
	s.suspicion.take(s.plan.Lines, item)
	s.total = money.Sum(s.total, item.Amount.Value())
	s.plan.Lines++
}

// cutter notes the contents of the batches into which a plan is cut.
type cutter struct {
	plan *Plan
	now  *content // of the batch that is not full; nil for none
}

func (c *cutter) add(fields []byte, line [sha256.Size]byte) {
	if c.now == nil {
		c.now = newContent(c.plan.Purpose, c.plan.Period)
	}
	if c.now.add(fields, line); len(c.now.lines) == c.plan.BatchSize {
		c.end()
	}
}

func (c *cutter) end() {
	if c.now != nil {
		c.plan.content, c.now = append(c.plan.content, c.now.sums()), nil
	}
}

// header checks what is not an item.
func (s *scanner) header() {
	header := payout.Batch{ExternalID: s.plan.ExternalID, Period: s.plan.Period, Purpose: s.plan.Purpose}
	invalid, _ := errors.AsType[*payout.ValidationError](header.Validate())
	for _, problem := range invalid.Problems { // at least that it has no items
		if problem.Field != "Items" || s.plan.Lines == 0 {
			s.problems = append(s.problems, problem)
		}
	}
}

// Batches is into how many batches the plan is cut.
func (p *Plan) Batches() int { return (p.Lines + p.BatchSize - 1) / p.BatchSize }

// batchID is the externalId of a batch, counted from 1. The first has that of the whole, so that a plan of another batch size,
// whose journal may be lost, meets what the first one did.
func (p *Plan) batchID(number int) string {
	if number == 1 {
		return p.ExternalID
	}
	return fmt.Sprintf("%s-%d", p.ExternalID, number)
}

// place is the part of the plan that a batch is. A plan of one batch is like a batch of its own.
func (p *Plan) place(number int) *part {
	if p.recall {
		return &part{Number: number, Of: p.Batches(), BatchSize: p.BatchSize, recall: true}
	}
	if p.Batches() == 1 {
		return nil
	}
	return &part{Number: number, Of: p.Batches(), BatchSize: p.BatchSize, ContentID: p.ContentID}
}

// planned is a batch of a plan.
type planned struct {
	number  int
	batch   payout.Batch
	place   *part
	content sums
}

// ErrSourceChanged says that a source did not give the same items again.
var ErrSourceChanged = errors.New("the items are not the same as before: the file was changed in the meantime")

// batches reads the source again and cuts it. [ErrSourceChanged] comes in place of a batch whose items or their order are others, and where
// there are more of them.
func (p *Plan) batches(ctx context.Context) iter.Seq2[planned, error] {
	return func(yield func(planned, error) bool) {
		lines, number := 0, 1
		var items []payout.Item
		var now *content
		for item, err := range p.source(ctx) {
			if lines++; err == nil && lines > p.Lines {
				err = ErrSourceChanged
			}
			if err != nil {
				yield(planned{}, err)
				return
			}
			if items == nil {
				items, now = make([]payout.Item, 0, min(p.BatchSize, p.Lines-lines+1)), newContent(p.Purpose, p.Period)
			}
			items = append(items, item)
			now.earlier.Write(itemFields(item))
			if len(items) < p.BatchSize && lines < p.Lines {
				continue
			}
			content := p.content[number-1]
			if now.order() != content.order {
				break
			}
			batch := payout.Batch{ExternalID: p.batchID(number), Period: p.Period, Purpose: p.Purpose, Items: items}
			if !yield(planned{number: number, batch: batch, place: p.place(number), content: content}, nil) {
				return
			}
			items, number = nil, number+1
		}
		if number <= len(p.content) {
			yield(planned{}, ErrSourceChanged)
		}
	}
}
