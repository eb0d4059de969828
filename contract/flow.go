package contract

import (
	"maps"
	"slices"
	"strconv"
)

// flow remembers what exchanges have said so far and holds the next one against it.
type flow struct {
	batches  map[string]*batch // by the vendor's id
	external map[string]*batch // by the caller's id; nil for one that stands for several
	created  bool              // an operation that creates a batch has succeeded
	blind    bool              // and one of them has not said which id it gave out
	clock    map[string]int64  // the vendor's clock, by the name of the member that tells it
}

// batch is what is known of one mass payout.
type batch struct {
	id       string            // the vendor's id; "" while none was seen
	issued   bool              // it came out of a successful creation in this flow
	external string            // the caller's id; "" while none was seen
	status   string            // "" while none was seen
	led      string            // the status that the last successful operation of this flow has taken it to
	sent     map[string]record // items that were sent, by their id; nil when the creation was not part of the flow
	refused  map[string]bool
	listed   map[string]bool // items of the last complete list
	counted  bool            // an answer has told the total
	total    int
	statuses map[string]string // of items
	fixed    map[string]string // what never changes, by the name of the member, of an item with its id before it
}

func newFlow() *flow {
	return &flow{batches: map[string]*batch{}, external: map[string]*batch{}, clock: map[string]int64{}}
}

// follow takes one exchange in and returns what contradicts the ones before.
func (f *flow) follow(seen *inspected) []Finding {
	var findings []Finding
	if seen.operation == nil || seen.response == nil || seen.media == nil {
		return nil
	}
	r := report{operationID: seen.operation.id, direction: InResponse, findings: &findings}
	request, response := seen.asked, seen.answered
	f.tick(seen, r)
	if result, ok := first(response, roleResult); ok && result != "success" {
		return findings
	}
	b := f.identify(seen, request, response)
	if b == nil {
		return findings
	}
	f.lead(b, seen, request, response, r)
	b.observe(request, response, r)
	return findings
}

// tick reports a clock that runs backwards.
func (f *flow) tick(seen *inspected, r report) {
	for i := range seen.response.members {
		m := &seen.response.members[i]
		p := seen.media.property(m.name)
		if p == nil || !p.clock {
			continue
		}
		now, err := strconv.ParseInt(m.value.text, 10, 64)
		if err != nil {
			continue
		}
		if before, known := f.clock[m.name]; known && now < before {
			r.error(KindClock, "/"+escapePointer.Replace(m.name), "is %d ms before that of an earlier answer", before-now)
		}
		f.clock[m.name] = max(now, f.clock[m.name])
	}
}

// identify finds or begins the batch that an exchange is about. The vendor's id decides. The caller's may stand for
// several, as nobody knows what a second creation under it does; then it identifies none.
func (f *flow) identify(seen *inspected, request, response []record) *batch {
	id := seen.batchID(request, response)
	external, named := first(request, roleBatchExternal)
	if !named {
		external, named = first(response, roleBatchExternal)
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
func (seen *inspected) batchID(request, response []record) string {
	for _, p := range seen.operation.parameters {
		if p.in == "path" && p.schema != nil && p.schema.role == roleBatch {
			return seen.path[p.name]
		}
	}
	if id, ok := first(request, roleBatch); ok {
		return id
	}
	id, _ := first(response, roleBatch)
	return id
}

// lead applies what a successful operation does to the batch (x-leads-to).
func (f *flow) lead(b *batch, seen *inspected, request, response []record, r report) {
	to := seen.operation.leadsTo
	if to == "" {
		return
	}
	b.led = to
	if seen.operation.creates {
		f.create(b, request, response)
		b.status = to
		return
	}
	if f.created && !f.blind && !b.issued {
		r.error(KindIdentity, "", "succeeds for an id that no answer before has given out")
	}
	b.move(to, seen.operation.transitions, "", r)
}

// create notes what a successful creation has stored.
func (f *flow) create(b *batch, request, response []record) {
	_, told := first(response, roleBatch)
	f.created, b.issued, f.blind = true, told, f.blind || !told
	b.sent, b.refused, b.listed, b.counted = map[string]record{}, map[string]bool{}, nil, false
	for id, item := range with(request, roleItem) {
		b.sent[id] = item
	}
	for id := range with(response, roleRefusedItem) {
		b.refused[id] = true
	}
}

// move takes the batch to another status and reports it when the one before does not allow that.
func (b *batch) move(to string, next map[string][]string, pointer string, r report) {
	if b.status != "" && b.status != to && !allowed(next, b.status, to) {
		r.error(KindState, pointer, "the mass payout goes from %s to %s, which cannot follow", b.status, statusWord(to))
	}
	b.status = to
}

// statusWord shows a status only when it looks like one.
func statusWord(s string) string { return enumWord(&value{kind: stringValue, text: s}) }

// allowed reports whether a status may come after another, which must be one that the document knows.
func allowed(next map[string][]string, from, to string) bool {
	followers, known := next[from]
	return !known || slices.Contains(followers, to)
}

// observe holds the statuses and items of an answer against what is known of the batch.
func (b *batch) observe(request, response []record, r report) {
	for external, rec := range with(slices.Concat(request, response), roleBatchExternal) {
		b.named(external, rec, r)
	}
	listed := map[string]bool{}
	var barred []string
	for _, rec := range response {
		id, isItem := rec.role(roleItem)
		status, hasStatus := rec.status()
		if isItem || !rec.at.inList() {
			b.unchanged(id, rec, r)
		}
		switch {
		case isItem:
			listed[id] = true
			b.observeItem(id, rec, barred, r)
		case hasStatus && !rec.at.inList():
			if status.value == b.led {
				barred = status.excludes[b.led]
			}
			b.move(status.value, status.next, status.at.String(), r)
		}
	}
	b.lost(listed, request, response, r)
}

// named reports a mass payout that suddenly goes by another of the caller's ids.
func (b *batch) named(external string, rec record, r report) {
	if b.external != "" && b.external != external {
		r.error(KindIdentity, rec.at.String(), "the mass payout goes by another of the caller's ids than before")
	}
	b.external = external
}

// unchanged reports members that have changed and never do.
func (b *batch) unchanged(id string, rec record, r report) {
	for _, name := range rec.schema.constant {
		now, ok := rec.member(name)
		if !ok {
			continue
		}
		key := id + " " + name
		if before, known := b.fixed[key]; known && before != now {
			r.error(KindIdentity, rec.at.member(name).String(), "is another one than in an earlier answer about the same mass payout")
		}
		b.fixed[key] = now
	}
}

// observeItem holds an item against what was sent and seen of it. barred are the statuses that it cannot have because of
// what this flow itself has done: nothing runs that it has canceled, or not authorised yet.
func (b *batch) observeItem(id string, rec record, barred []string, r report) {
	b.moveItem(id, rec, barred, r)
	if b.sent == nil {
		return
	}
	sent, known := b.sent[id]
	if !known {
		r.error(KindItems, rec.at.String(), "lists an item that was not sent")
		return
	}
	for _, name := range slices.Sorted(maps.Keys(rec.schema.keeps)) {
		got, told := rec.member(name)
		if want, ok := sent.member(rec.schema.keeps[name]); ok && told && want != got {
			r.error(KindItems, rec.at.member(name).String(), "is not the %s that was sent", rec.schema.keeps[name])
		}
	}
}

func (b *batch) moveItem(id string, rec record, barred []string, r report) {
	status, ok := rec.status()
	if !ok {
		return
	}
	now := status.value
	if before, known := b.statuses[id]; known && before != now && !allowed(status.next, before, now) {
		r.error(KindState, status.at.String(), "the item goes from %s to %s, which cannot follow", before, statusWord(now))
	}
	b.statuses[id] = now
	if b.refused[id] && len(status.next[now]) > 0 {
		r.error(KindState, status.at.String(), "the item was refused and is %s", now)
	}
	if slices.Contains(barred, now) {
		r.error(KindState, status.at.String(), "the item is %s, and the mass payout was taken to %s", now, b.led)
	}
}

// lost reports a total, and a complete list, that is not the one of what was sent or listed before. A list that was asked
// for by a selection is none of all items. Whether a list has the refused items too is not documented.
func (b *batch) lost(listed map[string]bool, request, response []record, r report) {
	if _, selected := first(request, roleSelection); selected {
		return
	}
	text, _ := first(response, roleTotal)
	total, err := strconv.Atoi(text)
	if err != nil {
		return
	}
	if accepted := len(b.sent) - len(b.refused); b.sent != nil && (total < accepted || total > len(b.sent)) {
		r.error(KindItems, "", "the total is %d, of %d items that were sent %d were accepted", total, len(b.sent), accepted)
	}
	if b.counted && total != b.total {
		r.error(KindItems, "", "the total is %d, and was %d in an earlier answer", total, b.total)
	}
	b.counted, b.total = true, total
	if total != len(listed) {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(b.sent)) {
		if !listed[id] && !b.refused[id] {
			r.error(KindItems, "", "an item that was sent and accepted is missing from the complete list")
			break
		}
	}
	for _, id := range slices.Sorted(maps.Keys(b.listed)) {
		if !listed[id] {
			r.error(KindItems, "", "an item of an earlier complete list is missing from this one")
			break
		}
	}
	b.listed = listed
}
