package payout

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"iter"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// Source gives the items of a large payout, the same in the same order each time it is called. It is read once to make a [Plan]
// and three times to run it.
type Source func(context.Context) iter.Seq2[Item, error]

// Plan is a large payout that was read once and found to be valid. It is cut into batches, of which only those under way are in
// memory; [Runner.RunPlan] takes it to its end.
type Plan struct {
	ExternalID string // of the whole and of the first batch; the others have it with a hyphen and their number behind it
	ContentID  string // see [Batch.ContentID]
	Period     string // see [Batch]
	Purpose    gen.Purpose
	BatchSize  int // most items of a batch
	Lines      int
	Total      Amount    // what all recipients together are paid
	Warnings   []Warning // what is rarely meant, such as one payment under two ids; at most 100

	source  Source
	order   [sha256.Size]byte // of the items one after the other
	derived bool              // ExternalID is the ContentID
	earlier string            // the ContentID of earlier versions
}

// NewPlan reads all items and checks what [Batch.Validate] checks, also across the batches: ids that occur twice and mixed
// currencies. Of each item it keeps hashes only. Of header the ExternalID, Period and Purpose count. An empty ExternalID is derived from
// the content: it is the one of a [Batch] of all items, so that the same file is one payout whether it is cut or not. The vendor
// documents no limit for the size of a batch.
//
// The error is that of the source, or a *[ValidationError].
func NewPlan(ctx context.Context, header Batch, batchSize int, source Source) (*Plan, error) {
	if batchSize < 1 || source == nil {
		return nil, errors.New("payout: a plan needs a source and a batch size of 1 or more")
	}
	p := &Plan{ExternalID: header.ExternalID, Period: header.Period, Purpose: header.Purpose, BatchSize: batchSize, source: source}
	scan := &scanner{plan: p, content: newContent(header.Purpose, header.Period), order: sha256.New(), first: map[[16]byte]int{}, suspicion: newSuspicion()}
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
	scan.order.Sum(p.order[:0])
	p.ContentID, p.earlier = scan.content.id(), scan.content.earlierID()
	if p.derived = p.ExternalID == ""; p.derived {
		p.ExternalID = p.ContentID
	}
	scan.header(Batch{ExternalID: p.ExternalID, Period: p.Period, Purpose: p.Purpose})
	if p.Lines == 0 {
		scan.add(-1, "", "Items", "must hold at least one item")
	}
	if len(scan.problems) > 0 {
		return nil, &ValidationError{Problems: scan.problems}
	}
	p.Warnings = scan.suspicion.found
	return p, nil
}

// mostProblems ends the reading of a file of which every line is wrong.
const mostProblems = 1000

// scanner checks items one after the other.
type scanner struct {
	validator
	plan      *Plan
	content   *content
	order     hash.Hash
	first     map[[16]byte]int // where each id was seen first, by its hash
	currency  string           // of the first amount
	suspicion *suspicion
}

func (s *scanner) take(item Item) {
	p := s.plan
	if s.currency == "" && item.Amount.IsSet() {
		s.currency = item.Amount.currency
	}
	// So long a hash that no two ids of a file share it.
	sum := sha256.Sum256([]byte(sameID(item.ExternalID)))
	key := [16]byte(sum[:16])
	earlier, twice := s.first[key]
	if !twice {
		s.first[key], earlier = p.Lines, -1
	}
	s.item(p.Lines, item, earlier, s.currency)
	s.content.add(item)
	s.suspicion.take(p.Lines, item)
	s.order.Write(itemFields(item))
	p.Total = Amount{value: money.Sum(p.Total.value, item.Amount.value), currency: s.currency}
	p.Lines++
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
	if p.Batches() == 1 {
		return nil
	}
	return &part{Number: number, Of: p.Batches(), BatchSize: p.BatchSize, ContentID: p.ContentID}
}

// numbered is a batch and its place.
type numbered struct {
	number int
	batch  Batch
}

// ErrSourceChanged says that a source did not give the same items again.
var ErrSourceChanged = errors.New("the items are not the same as before: the file was changed in the meantime")

// batches reads the source again and cuts it. The last one is followed by [ErrSourceChanged] if the items or their order were others.
func (p *Plan) batches(ctx context.Context) iter.Seq2[numbered, error] {
	return func(yield func(numbered, error) bool) {
		order, lines := sha256.New(), 0
		same := func() bool { return lines == p.Lines && [sha256.Size]byte(order.Sum(nil)) == p.order }
		next := numbered{number: 1}
		for item, err := range p.source(ctx) {
			if lines++; err == nil && lines > p.Lines {
				err = ErrSourceChanged
			}
			if err != nil {
				yield(numbered{}, err)
				return
			}
			order.Write(itemFields(item))
			next.batch.Items = append(next.batch.Items, item)
			if len(next.batch.Items) < p.BatchSize && lines < p.Lines {
				continue
			}
			if lines == p.Lines && !same() {
				break
			}
			next.batch.ExternalID, next.batch.Period, next.batch.Purpose = p.batchID(next.number), p.Period, p.Purpose
			if !yield(next, nil) {
				return
			}
			next = numbered{number: next.number + 1}
		}
		if !same() {
			yield(numbered{}, ErrSourceChanged)
		}
	}
}
