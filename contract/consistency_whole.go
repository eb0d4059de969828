package contract

import (
	"maps"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/money"
)

// before reports whether a time is before another of the same form. What form the vendor writes is not documented; one that is not
// known, or not plain, is passed over.
func before(text, start string) bool {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, time.DateOnly, "02.01.2006 15:04:05", "02.01.2006"} {
		a, errA := time.Parse(form, text)
		b, errB := time.Parse(form, start)
		if errA == nil && errB == nil {
			return a.Before(b)
		}
	}
	const millis = 13
	return len(text) == millis && len(start) == millis && isDigits(text) && isDigits(start) && text < start
}

func isDigits(text string) bool {
	return !slices.ContainsFunc([]byte(text), func(b byte) bool { return b < '0' || b > '9' })
}

// checkSelected reports items that the list that was asked for does not have (x-lists).
func checkSelected(seen *inspected, r report) {
	list := seen.asked.selected()
	if list.statuses == nil {
		return
	}
	for _, item := range seen.answered.items() {
		status := item.status
		if status == nil {
			continue
		}
		if _, known := status.next[status.value]; known && !slices.Contains(list.statuses, status.value) {
			r.warn(drift.Contradiction, status.at.String(), "is %s in a list of %s items", status.value, list.name)
		}
	}
}

// checkBelongs reports items that are not of the mass payout that was asked for, or differ from the one beside them (x-agrees).
func checkBelongs(seen *inspected, r report) {
	asked := seen.askedBatch()
	for _, told := range seen.answered.byRole[roleItemBatch] {
		if asked != "" && told.text != asked {
			r.error(drift.Echo, told.by.at.member(told.by.schema.byRole[roleItemBatch]).String(), "belongs to another mass payout than was asked for")
		} else if first := seen.answered.byRole[roleItemBatch][0].text; asked == "" && told.text != first {
			r.error(drift.Contradiction, told.by.at.member(told.by.schema.byRole[roleItemBatch]).String(), "belongs to another mass payout than the first item")
		}
	}
	whole := seen.answered.whole()
	for i := range seen.answered.records {
		item := &seen.answered.records[i]
		if whole == nil {
			return
		}
		for name, of := range item.schema.agrees {
			got, told := item.value.lookup(name)
			if want, ok := whole.value.lookup(of); ok && told && got != want {
				r.warn(drift.Contradiction, item.at.member(name).String(), "is not the %s of the mass payout", of)
			}
		}
	}
}

// checkWhole compares all items of a mass payout with what the answer says of it: amounts that do not add up (x-adds-up), and a
// status that not all of them can have (x-not-all). A list of refused items alone adds up to nothing.
func checkWhole(answered message, items []*record, r report) {
	whole := answered.whole()
	if whole == nil {
		return
	}
	items = slices.DeleteFunc(slices.Clone(items), func(item *record) bool { return item.status.refused() })
	if len(items) == 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(items[0].schema.addsUp)) {
		of := items[0].schema.addsUp[name]
		if want, told := amount(whole.value, of); told {
			if sum, known := add(items, name); known && !sum.Equal(want) {
				r.warn(drift.Sum, whole.at.member(of).String(), "is not the sum of the %s of its items", name)
			}
		}
	}
	if status := whole.status; status != nil && !slices.ContainsFunc(items, func(item *record) bool {
		return item.status == nil || !slices.Contains(status.notAll[status.value], item.status.value)
	}) {
		r.warn(drift.Contradiction, status.at.String(), "is %s, and no item of the mass payout is anything but failed or canceled", status.value)
	}
}

func amount(v *value, name string) (money.Decimal, bool) {
	text, _ := v.lookup(name)
	d, err := money.Parse(text)
	return d, err == nil
}

// add adds up amounts of items, all of which must be known.
func add(items []*record, name string) (money.Decimal, bool) {
	amounts := make([]money.Decimal, len(items))
	for i, item := range items {
		var told bool
		if amounts[i], told = amount(item.value, name); !told {
			return money.Decimal{}, false
		}
	}
	return money.Sum(amounts...), true
}
