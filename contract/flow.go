package contract

import (
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// flow remembers what exchanges have said so far and holds the next one against it.
type flow struct {
	batches  map[string]*batch // by the vendor's id
	external map[string]*batch // by the caller's id; nil for one that stands for several
	created  bool              // an operation that creates a batch has succeeded
	blind    bool              // and one of them has not said which id it gave out
	clock    []tick            // what the vendor's clock has said
}

func newFlow() *flow {
	return &flow{batches: map[string]*batch{}, external: map[string]*batch{}}
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
	return findings
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
		return nil
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
		b = &batch{statuses: map[string]string{}, refused: map[string]bool{}, fixed: map[string]string{}}
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
	for _, p := range seen.operation.parameters {
		if p.in == "path" && p.schema != nil && p.schema.role == roleBatch {
			return seen.path[p.name]
		}
	}
	if id, ok := seen.asked.first(roleBatch); ok {
		return id
	}
	id, _ := seen.answered.first(roleBatch)
	return id
}

// lead applies what a successful operation does to the batch (x-leads-to).
func (f *flow) lead(b *batch, seen *inspected, r report) {
	to := seen.operation.leadsTo
	if to == "" {
		return
	}
	b.led = to
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
	b.sent, b.refused, b.listed, b.counted = map[string]*value{}, map[string]bool{}, nil, false
	if asked.unknown {
		b.sent = nil
	}
	for _, item := range asked.byRole[roleItem] { // none of what is unknown
		b.sent[item.text] = item.by.value
	}
	for _, item := range answered.byRole[roleRefusedItem] {
		b.refused[item.text] = true
	}
}
