package contract

import (
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/money"
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
	barred   []string            // statuses that no item can have, because of what this flow itself has done
	lists    map[string]*listing // the last one of each selection
	statuses map[string]string   // of items
	late     map[string]bool     // items that are refused now, whatever they were before
	fixed    map[string]string   // what never changes, by the name of the member, of an item with its id before it
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
	for _, told := range slices.Concat(slices.Collect(asked.said(roleBatchExternal)), slices.Collect(answered.said(roleBatchExternal))) {
		if b.external != "" && b.external != told.text {
			r.error(drift.Identity, told.by.at.String(), "the mass payout goes by another of the caller's ids than before")
		}
		b.external = told.text
	}
	for i := range answered.records {
		rec := &answered.records[i]
		if rec.isItem || !rec.at.inList() {
			b.unchanged(rec, r)
		}
		switch status := rec.status; {
		case rec.isItem:
			b.observeItem(rec, r)
		case status != nil && !rec.at.inList():
			b.barred = nil
			if status.value == b.led {
				b.barred = status.excludes[b.led]
			}
			b.move(status.value, status.next, status.at().String(), r)
		}
	}
	b.page(asked, answered, r)
}

// unchanged reports members that have changed and never do.
func (b *batch) unchanged(rec *record, r report) {
	for _, name := range rec.schema.constant {
		now, ok := rec.value.lookup(name)
		if !ok {
			continue
		}
		key := rec.item + " " + name
		if before, known := b.fixed[key]; known && differs(rec.schema.property(name), before, now) && differs(rec.schema.property(name), now, before) {
			r.error(drift.Identity, rec.at.member(name).String(), "is another one than in an earlier answer about the same mass payout")
		}
		b.fixed[key] = now
	}
}

// observeItem holds an item against what was sent and seen of it.
func (b *batch) observeItem(rec *record, r report) {
	b.moveItem(rec, r)
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
		if want, ok := sent.lookup(rec.schema.keeps[name]); ok && told && differs(rec.schema.property(name), want, got) {
			r.error(drift.Items, rec.at.member(name).String(), "is not the %s that was sent", rec.schema.keeps[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(rec.schema.likely)) {
		got, told := rec.value.lookup(name)
		want, ok := sent.lookup(rec.schema.likely[name])
		a, errA := money.Parse(got)
		b, errB := money.Parse(want)
		if numbers := errA == nil && errB == nil; ok && told && (numbers && a.Cmp(b) != 0 || !numbers && got != want) {
			r.warn(drift.Items, rec.at.member(name).String(), "is not the %s that was sent%s", rec.schema.likely[name], factor(a, b))
		}
	}
}

// factor says by how much an amount is off, where its point has moved.
func factor(got, sent money.Decimal) string {
	hundred := money.MustParse("100")
	switch {
	case got.Sign() == 0 || sent.Sign() == 0:
		return ""
	case got.Rat().Cmp(new(big.Rat).Mul(sent.Rat(), hundred.Rat())) == 0:
		return ", but a hundred times as much"
	case sent.Rat().Cmp(new(big.Rat).Mul(got.Rat(), hundred.Rat())) == 0:
		return ", but a hundredth of it"
	}
	return ""
}

// differs reports whether a text is another than it was, apart from what it hides (x-masks). Blanks do not count then.
func differs(s *schema, was, now string) bool {
	if was == now || s == nil || s.masks == nil || !s.masks.MatchString(now) {
		return was != now
	}
	plain := strings.NewReplacer(" ", "")
	rest := plain.Replace(was)
	shown := s.masks.Split(plain.Replace(now), -1)
	for i, part := range shown {
		at := strings.Index(rest, part)
		if i == len(shown)-1 && strings.HasSuffix(rest, part) {
			return false
		}
		if at < 0 || i == 0 && at > 0 {
			return true
		}
		rest = rest[at+len(part):]
	}
	return true
}

func (b *batch) moveItem(rec *record, r report) {
	id, status := rec.item, rec.status
	if status == nil {
		return
	}
	now := status.value
	if before, known := b.statuses[id]; known && before != now && !allowed(status.next, before, now) {
		r.error(drift.State, status.at().String(), "the item goes from %s to %s, which cannot follow", before, statusWord(now))
	}
	b.statuses[id] = now
	if status.refused() {
		b.late[id] = true
	}
	if b.refused[id] && len(status.next[now]) > 0 {
		r.error(drift.State, status.at().String(), "the item was refused and is %s", now)
	}
	if slices.Contains(b.barred, now) {
		r.error(drift.State, status.at().String(), "the item is %s, and the mass payout was taken to %s", now, b.led)
	}
}

// listing is a list of items, asked for page by page.
type listing struct {
	next     int  // the page that goes on with it
	whole    bool // it has begun with the first page
	counted  bool // an answer has told the total
	total    int
	items    []*record       // of all its pages so far
	ids      map[string]bool // of them
	complete map[string]bool // ids of the last complete list
}

// page takes in a page of items and reports what does not fit the pages before it, or what was sent. A list is gone on with by
// asking for its next page; any other page begins it anew.
func (b *batch) page(asked, answered message, r report) {
	items := answered.items()
	number, paged := asked.number(rolePage)
	total, told := answered.number(roleTotal)
	if asked.unknown || !paged && !told && len(items) == 0 {
		return
	}
	selection := asked.selected()
	l, known := b.lists[selection.name]
	if !known {
		l = &listing{}
		b.lists[selection.name] = l
	}
	goesOn := known && number > 0 && number == l.next
	if !goesOn {
		l.whole, l.items, l.ids = number == 0, nil, map[string]bool{}
	}
	l.next = number + 1
	l.add(items, r)
	switch {
	case !told && goesOn && l.counted:
		r.error(drift.Items, "", "tells no total, and an earlier answer did")
	case told && l.counted && total != l.total:
		r.error(drift.Items, "", "the total is %d, and was %d in an earlier answer", total, l.total)
	}
	if !told {
		return
	}
	l.counted, l.total = true, total
	b.count(total, selection, r)
	l.full(number, items, asked, answered, r)
	if len(l.items) == total && (l.whole || len(items) == total) {
		if len(l.ids) == total {
			b.lost(l, selection, r)
		}
		if len(items) < total { // else the answer tells by itself
			checkWhole(answered, l.items, r)
		}
	}
}

// full reports a page that has fewer items than it must have, by the total and the size of a page.
func (l *listing) full(page int, items []*record, asked, answered message, r report) {
	size, told := answered.number(rolePageSize)
	if !told {
		size, told = asked.number(rolePageSize)
	}
	if !told || size < 1 || page < 0 || page > l.total/size {
		return
	}
	if due := min(size, l.total-page*size); len(items) < due {
		r.error(drift.Items, "", "has %d items; page %d of %d items, %d on a page, has %d", len(items), page, l.total, size, due)
	}
}

// add takes in the items of a page and reports those that an earlier page has.
func (l *listing) add(items []*record, r report) {
	earlier := len(l.items)
	repeated := 0
	for _, item := range items {
		if item.isItem && l.ids[item.item] {
			repeated++
		}
	}
	for _, item := range items {
		l.items = append(l.items, item)
		if item.isItem {
			l.ids[item.item] = true
		}
	}
	if repeated > 0 && earlier > 0 {
		r.error(drift.Items, "", "lists %d items that an earlier page of the list has", repeated)
	}
}

// count reports a total that is not that of what was sent. Whether a list of all items has the refused ones too is not documented.
func (b *batch) count(total int, asked selection, r report) {
	if b.sent == nil || !asked.known {
		return
	}
	least, most := len(b.sent)-len(b.refused), len(b.sent)
	if !asked.refused {
		least, most = least-b.turned(), least
	} else if !asked.accepted {
		least = len(b.refused)
	}
	if total < least || total > most {
		r.error(drift.Items, "", "the total is %d, of %d items that were sent %d were accepted", total, len(b.sent), len(b.sent)-len(b.refused))
	}
}

// turned counts items that were accepted and have been refused since.
func (b *batch) turned() int {
	n := 0
	for id := range b.late {
		if !b.refused[id] {
			n++
		}
	}
	return n
}

// lost reports items that are missing from a complete list: of what was sent, and of an earlier one.
func (b *batch) lost(l *listing, asked selection, r report) {
	for id := range b.sent {
		if asked.known && !l.ids[id] && !b.late[id] && b.refused[id] != asked.accepted {
			r.error(drift.Items, "", "an item that was sent and belongs into the complete list is missing from it")
			break
		}
	}
	for id := range l.complete {
		if !l.ids[id] && !b.late[id] {
			r.error(drift.Items, "", "an item of an earlier complete list is missing from this one")
			break
		}
	}
	l.complete = l.ids
}
