package contract

import (
	"strconv"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// flow remembers what exchanges have said so far and holds the next one against it.
type flow struct {
	batches  map[string]*batch  // by the vendor's id
	external map[string]*batch  // by the caller's id; nil for one that stands for several
	created  bool               // an operation that creates a batch has succeeded
	blind    bool               // and one of them has not said which id it gave out
	payments map[string]payment // by the vendor's id of a payment
	clock    []tick             // what the vendor's clock has said
}

func newFlow() *flow {
	return &flow{batches: map[string]*batch{}, external: map[string]*batch{}, payments: map[string]payment{}}
}

// payment is which line of which mass payout a payment of the vendor's is for.
type payment struct {
	batch *batch
	item  string // the caller's id
}

// follow takes one exchange in and returns what contradicts the ones before.
func (f *flow) follow(seen *inspected) []Finding {
	var findings []Finding
	if seen.operation == nil || seen.answered.value == nil || seen.answered.schema == nil {
		f.miss(seen)
		return nil
	}
	r := report{operationID: seen.operation.id, direction: InResponse, findings: &findings}
	if now, told := seen.clock(); told {
		if before, known := f.latest(now, seen.exchange); known && now < before {
			r.error(drift.Clock, jsonpointer.Join("", seen.answered.schema.time), "is %d ms before that of an earlier answer", before-now)
		}
	}
	if result, ok := seen.answered.first(roleResult); ok && result != "success" {
		return findings
	}
	b := f.identify(seen)
	if b == nil {
		return findings
	}
	f.lead(b, seen, r)
	b.observe(seen.asked, seen.answered, r)
	f.belong(b, seen, r)
	return findings
}

// belong reports payments that were another line's, or another mass payout's, in an earlier answer.
func (f *flow) belong(b *batch, seen *inspected, r report) {
	for told := range seen.answered.said(roleItemReference) {
		at := told.at()
		known, seenBefore := f.payments[told.text]
		switch {
		case seenBefore && known.batch != b && known.batch.id != "" && b.id != "":
			r.error(drift.Identity, at.String(), "is a payment of another mass payout in an earlier answer")
		case seenBefore && known.item != told.by.item && known.item != "" && told.by.isItem:
			r.error(drift.Identity, at.String(), "is the payment of another item in an earlier answer")
		case !seenBefore || known.item == "":
			f.payments[told.text] = payment{b, told.by.item}
		}
	}
	if seen.askedBatch() != "" {
		return // compared with what was asked for
	}
	for told := range seen.answered.said(roleItemBatch) {
		if b.id != "" && told.text != b.id {
			r.error(drift.Identity, told.at().String(), "is another mass payout than the one that the item belongs to")
		}
	}
}

// ofItem is the batch of the payment that an exchange is about, or nil.
func (f *flow) ofItem(seen *inspected) *batch {
	for _, p := range seen.operation.parameters {
		if p.schema != nil && p.schema.role == roleItemReference {
			if known, ok := f.payments[seen.path[p.name]]; ok {
				return known.batch
			}
		}
	}
	id, _ := seen.answered.first(roleItemBatch)
	return f.batches[id]
}

// identify finds or begins the batch that an exchange is about. The vendor's id decides. The caller's may stand for
// several, as nobody knows what a second creation under it does; then it identifies none.
func (f *flow) identify(seen *inspected) *batch {
	id := seen.batchID()
	external, named := seen.asked.first(roleBatchExternal)
	if !named {
		external, named = seen.answered.first(roleBatchExternal)
	}
	if id == "" && !named {
		return f.ofItem(seen)
	}
	b, ambiguous := f.batches[id], false
	if b == nil && named {
		known, seenBefore := f.external[external]
		ambiguous = seenBefore && (known == nil || id != "" && known.id != "" && known.id != id)
		if !ambiguous {
			b = known
		}
	}
	if id == "" && ambiguous {
		return nil
	}
	if b == nil {
		b = &batch{statuses: map[string]string{}, refused: map[string]bool{}, fixed: map[string]string{}, lists: map[string]*listing{}, late: map[string]bool{}}
	}
	if id != "" {
		b.id, f.batches[id] = id, b
	}
	if _, seenBefore := f.external[external]; named && ambiguous {
		f.external[external] = nil
	} else if named && !seenBefore {
		f.external[external] = b
	}
	return b
}

// batchID is the vendor's id that an exchange names, or "".
func (seen *inspected) batchID() string {
	if id := seen.askedBatch(); id != "" {
		return id
	}
	id, _ := seen.answered.first(roleBatch)
	return id
}

// askedBatch is the vendor's id that a request names, or "".
func (seen *inspected) askedBatch() string {
	for _, p := range seen.operation.parameters {
		if p.in == "path" && p.schema != nil && p.schema.role == roleBatch {
			return seen.path[p.name]
		}
	}
	id, _ := seen.asked.first(roleBatch)
	return id
}

// lead applies what a successful operation does to the batch (x-leads-to).
func (f *flow) lead(b *batch, seen *inspected, r report) {
	to := seen.operation.leadsTo
	if to == "" {
		return
	}
	b.led, b.barred = to, nil
	if seen.operation.creates {
		f.create(b, seen.asked, seen.answered)
		b.status = to
		return
	}
	if f.created && !f.blind && !b.issued {
		r.error(drift.Identity, "", "succeeds for an id that no answer before has given out")
	}
	b.move(to, seen.operation.transitions, "", r)
}

// create notes what a successful creation has stored.
func (f *flow) create(b *batch, asked, answered message) {
	_, told := answered.first(roleBatch)
	f.created, b.issued, f.blind = true, told, f.blind || !told
	b.sent, b.refused, b.lists = map[string]*value{}, map[string]bool{}, map[string]*listing{}
	if asked.unknown {
		b.sent = nil
	}
	for item := range asked.said(roleItem) { // none of what is unknown
		b.sent[item.text] = item.by.value
	}
	for item := range answered.said(roleRefusedItem) {
		b.refused[item.text] = true
	}
}

// miss notes a call of which the answer is not known: what it may have done is no fault of the calls after it.
func (f *flow) miss(seen *inspected) {
	if seen.exchange.Unread == "" && (seen.operation == nil || !seen.operation.creates) {
		return
	}
	f.blind = true
	if external, named := seen.asked.first(roleBatchExternal); named {
		if _, known := f.external[external]; known {
			f.external[external] = nil
		}
	}
}

// tick is what an answer has said of the vendor's clock.
type tick struct {
	at    int64 // milliseconds
	ended time.Time
}

// latest is the greatest time that an answer has told which was there before this call began, and takes this one in. Calls that
// overlap may have been answered in any order.
func (f *flow) latest(now int64, e Exchange) (before int64, known bool) {
	later := false
	for _, t := range f.clock {
		if t.ended.After(e.Started) {
			later = true
		} else if !known || t.at > before {
			before, known = t.at, true
		}
	}
	if !later { // nor will any call that is still to come have begun before one of them ended
		f.clock = f.clock[:0]
		if known {
			f.clock = append(f.clock, tick{at: before})
		}
	}
	f.clock = append(f.clock, tick{now, e.Ended})
	return before, known
}

// clock is the time that the answer tells.
func (seen *inspected) clock() (at int64, told bool) {
	if seen.answered.schema == nil || seen.answered.schema.time == "" {
		return 0, false
	}
	text, _ := seen.answered.value.lookup(seen.answered.schema.time)
	at, err := strconv.ParseInt(text, 10, 64)
	return at, err == nil
}
