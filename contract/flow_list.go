package contract

import (
	"github.com/iyzipayout/iyzipayout/internal/drift"
)

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
