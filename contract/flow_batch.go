package contract

import (
	"maps"
	"slices"
	"strconv"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// batch is what is known of one mass payout.
type batch struct {
	id       string            // the vendor's id; "" while none was seen
	issued   bool              // it came out of a successful creation in this flow
	external string            // the caller's id; "" while none was seen
	status   string            // "" while none was seen
	led      string            // the status that the last successful operation of this flow has taken it to
	sent     map[string]*value // items that were sent, by their id; nil when the creation was not part of the flow
	refused  map[string]bool
	listed   map[string]bool // items of the last complete list
	counted  bool            // an answer has told the total
	total    int
	statuses map[string]string // of items
	fixed    map[string]string // what never changes, by the name of the member, of an item with its id before it
}

// move takes the batch to another status and reports it when the one before does not allow that.
func (b *batch) move(to string, next map[string][]string, pointer string, r report) {
	if b.status != "" && b.status != to && !allowed(next, b.status, to) {
		r.error(drift.State, pointer, "the mass payout goes from %s to %s, which cannot follow", b.status, statusWord(to))
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
func (b *batch) observe(asked, answered message, r report) {
	for _, told := range slices.Concat(asked.byRole[roleBatchExternal], answered.byRole[roleBatchExternal]) {
		if b.external != "" && b.external != told.text {
			r.error(drift.Identity, told.by.at.String(), "the mass payout goes by another of the caller's ids than before")
		}
		b.external = told.text
	}
	listed := map[string]bool{}
	var barred []string
	for i := range answered.records {
		rec := &answered.records[i]
		if rec.isItem || !rec.at.inList() {
			b.unchanged(rec, r)
		}
		switch status := rec.status; {
		case rec.isItem:
			listed[rec.item] = true
			b.observeItem(rec, barred, r)
		case status != nil && !rec.at.inList():
			if status.value == b.led {
				barred = status.excludes[b.led]
			}
			b.move(status.value, status.next, status.at.String(), r)
		}
	}
	b.lost(listed, asked, answered, r)
}

// unchanged reports members that have changed and never do.
func (b *batch) unchanged(rec *record, r report) {
	for _, name := range rec.schema.constant {
		now, ok := rec.value.lookup(name)
		if !ok {
			continue
		}
		key := rec.item + " " + name
		if before, known := b.fixed[key]; known && before != now {
			r.error(drift.Identity, rec.at.member(name).String(), "is another one than in an earlier answer about the same mass payout")
		}
		b.fixed[key] = now
	}
}

// observeItem holds an item against what was sent and seen of it. barred are the statuses that it cannot have because of
// what this flow itself has done: nothing runs that it has canceled, or not authorised yet.
func (b *batch) observeItem(rec *record, barred []string, r report) {
	b.moveItem(rec, barred, r)
	if b.sent == nil {
		return
	}
	sent, known := b.sent[rec.item]
	if !known {
		r.error(drift.Items, rec.at.String(), "lists an item that was not sent")
		return
	}
	for _, name := range slices.Sorted(maps.Keys(rec.schema.keeps)) {
		got, told := rec.value.lookup(name)
		if want, ok := sent.lookup(rec.schema.keeps[name]); ok && told && want != got {
			r.error(drift.Items, rec.at.member(name).String(), "is not the %s that was sent", rec.schema.keeps[name])
		}
	}
}

func (b *batch) moveItem(rec *record, barred []string, r report) {
	id, status := rec.item, rec.status
	if status == nil {
		return
	}
	now := status.value
	if before, known := b.statuses[id]; known && before != now && !allowed(status.next, before, now) {
		r.error(drift.State, status.at.String(), "the item goes from %s to %s, which cannot follow", before, statusWord(now))
	}
	b.statuses[id] = now
	if b.refused[id] && len(status.next[now]) > 0 {
		r.error(drift.State, status.at.String(), "the item was refused and is %s", now)
	}
	if slices.Contains(barred, now) {
		r.error(drift.State, status.at.String(), "the item is %s, and the mass payout was taken to %s", now, b.led)
	}
}

// lost reports a total, and a complete list, that is not the one of what was sent or listed before. A list that was asked
// for by a selection is none of all items. Whether a list has the refused items too is not documented.
func (b *batch) lost(listed map[string]bool, asked, answered message, r report) {
	if _, selected := asked.first(roleSelection); selected || asked.unknown {
		return
	}
	text, _ := answered.first(roleTotal)
	total, err := strconv.Atoi(text)
	if err != nil {
		return
	}
	if accepted := len(b.sent) - len(b.refused); b.sent != nil && (total < accepted || total > len(b.sent)) {
		r.error(drift.Items, "", "the total is %d, of %d items that were sent %d were accepted", total, len(b.sent), accepted)
	}
	if b.counted && total != b.total {
		r.error(drift.Items, "", "the total is %d, and was %d in an earlier answer", total, b.total)
	}
	b.counted, b.total = true, total
	if total != len(listed) {
		return
	}
	for id := range b.sent {
		if !listed[id] && !b.refused[id] {
			r.error(drift.Items, "", "an item that was sent and accepted is missing from the complete list")
			break
		}
	}
	for id := range b.listed {
		if !listed[id] {
			r.error(drift.Items, "", "an item of an earlier complete list is missing from this one")
			break
		}
	}
	b.listed = listed
}
