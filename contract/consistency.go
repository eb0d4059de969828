package contract

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/money"
)

// checkConsistency holds an answer against the request it belongs to and against itself.
func (c *Checker) checkConsistency(seen *inspected, r report) {
	if seen.answered.value == nil || seen.answered.schema == nil {
		return
	}
	checkEchoes(seen, r)
	checkSums(seen.answered, r)
	checkSelected(seen, r)
	checkBelongs(seen, r)
	checkPathEchoes(seen, r)
	checkRefused(seen, r)
	checkCounts(seen.answered, r)
	checkResult(seen, r)
	checkExcluded(seen.answered, r)
	items := seen.answered.items()
	if total, told := seen.answered.number(roleTotal); told && total == len(items) {
		checkWhole(seen.answered, items, r)
	}
}

// repeatable is what the request said that an answer may repeat: the members of its body and, where the call was accepted, the
// parameters of its query. A call that was refused may have been refused before anybody looked at them.
func (seen *inspected) repeatable() map[string]*value {
	all := map[string]*value{}
	if result, _ := seen.answered.first(roleResult); result == "success" {
		for name, text := range seen.query {
			all[name] = &value{kind: stringValue, text: text}
		}
	}
	if seen.asked.value != nil {
		for i := range seen.asked.value.members {
			m := &seen.asked.value.members[i]
			all[m.name] = &m.value
		}
	}
	return all
}

// checkEchoes reports members that are not what the request said (x-echoes).
func checkEchoes(seen *inspected, r report) {
	sent := seen.repeatable()
	for _, each := range seen.answered.records {
		for i := range each.value.members {
			m := &each.value.members[i]
			if of := each.schema.echoes[m.name]; sent[of] != nil && m.value.differs(sent[of]) {
				r.error(drift.Echo, each.at.member(m.name).String(), "must repeat the %s of the request", of)
			}
		}
	}
}

// checkResult reports an answer whose result and content contradict each other.
func checkResult(seen *inspected, r report) {
	result, _ := seen.answered.first(roleResult)
	_, hasCode := seen.answered.first(roleErrorCode)
	_, hasID := seen.answered.first(roleBatch)
	switch {
	case result == "success" && hasCode:
		r.error(drift.Contradiction, "", "reports success and carries an error code")
	case result == "failure" && hasID && seen.operation.leadsTo != "":
		r.error(drift.Contradiction, "", "reports failure and gives out an id")
	case result == "success" && seen.exchange.Response.Status >= http.StatusBadRequest:
		r.error(drift.Contradiction, "", "reports success at HTTP %d", seen.exchange.Response.Status)
	}
}

// checkExcluded compares the status of the whole with those of the items (x-excludes). The words of the pages say so much
// and no more, so it is a warning.
func checkExcluded(answered message, r report) {
	for _, each := range answered.records {
		whole := each.status
		if whole == nil || len(whole.excludes[whole.value]) == 0 {
			continue
		}
		for item := range answered.said(roleItem) {
			if status := item.by.status; status != nil && slices.Contains(whole.excludes[whole.value], status.value) {
				r.warn(drift.Contradiction, status.at().String(), "is %s in a mass payout that is %s", status.value, whole.value)
			}
		}
	}
}

// checkPathEchoes compares ids in the path with those of the answer.
func checkPathEchoes(seen *inspected, r report) {
	for _, p := range seen.operation.parameters {
		if p.in != "path" || p.schema == nil || p.schema.role == "" {
			continue
		}
		if answered, ok := seen.answered.first(p.schema.role); ok && answered != seen.path[p.name] {
			r.error(drift.Echo, "", "answers about another %s than the path asks for", p.name)
		}
	}
}

// checkSums reports amounts that are greater than their limit (x-not-above), and times that are before theirs (x-not-before).
func checkSums(answered message, r report) {
	for _, each := range answered.records {
		if len(each.schema.limits)+len(each.schema.starts) == 0 {
			continue
		}
		for i := range each.value.members {
			m := &each.value.members[i]
			if of, limited := each.schema.limits[m.name]; limited {
				if limit := each.value.get(of); limit != nil && above(&m.value, limit) {
					r.error(drift.Sum, each.at.member(m.name).String(), "is greater than %s", of)
				}
			}
			if of, limited := each.schema.starts[m.name]; limited {
				if start, told := each.value.lookup(of); told && before(m.value.text, start) {
					r.error(drift.Clock, each.at.member(m.name).String(), "is before %s", of)
				}
			}
		}
	}
}

func above(v, limit *value) bool {
	a, errA := money.Parse(v.text)
	b, errB := money.Parse(limit.text)
	return errA == nil && errB == nil && a.Cmp(b) > 0
}

// checkRefused reports refused items that were never sent, and items that are refused twice.
func checkRefused(seen *inspected, r report) {
	sent := map[string]bool{}
	for item := range seen.asked.said(roleItem) {
		sent[item.text] = true
	}
	if len(sent) == 0 {
		return
	}
	refused := map[string]bool{}
	for item := range seen.answered.said(roleRefusedItem) {
		if !sent[item.text] {
			r.warn(drift.Items, item.by.at.String(), "refuses an item that was not sent")
		}
		if refused[item.text] {
			r.error(drift.Items, item.by.at.String(), "refuses an item twice")
		}
		refused[item.text] = true
	}
}

// checkCounts compares the number of listed items with the total of all pages and the size of one, wherever an answer
// tells them.
func checkCounts(answered message, r report) {
	listed := len(slices.Collect(answered.said(roleItem)))
	totals := map[int]bool{}
	for told := range answered.said(roleTotal) {
		total, err := strconv.Atoi(told.text)
		if err != nil {
			continue
		}
		totals[total] = true
		if listed > total {
			r.error(drift.Sum, told.by.at.String(), "%d items are listed, the total says %d", listed, total)
		}
	}
	for told := range answered.said(rolePageSize) {
		if size, err := strconv.Atoi(told.text); err == nil && listed > size {
			r.error(drift.Sum, told.by.at.String(), "%d items are listed on a page of %d", listed, size)
		}
	}
	if len(totals) > 1 {
		r.error(drift.Contradiction, "", "tells %d different totals", len(totals))
	}
}

// before reports whether a time is before another of the same form. What form the vendor writes is not documented; one that is not
// known, or not plain, is passed over.
func before(text, start string) bool {
	if text == "" || !isDigits(text[:1]) {
		return false
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, time.DateOnly, "02.01.2006 15:04:05", "02.01.2006"} {
		if a, err := time.Parse(form, text); err == nil {
			b, err := time.Parse(form, start)
			return err == nil && a.Before(b)
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
			r.warn(drift.Contradiction, status.at().String(), "is %s in a list of %s items", status.value, list.name)
		}
	}
}

// checkBelongs reports items that are not of the mass payout that was asked for, or differ from the one beside them (x-agrees).
func checkBelongs(seen *inspected, r report) {
	asked := seen.askedBatch()
	for told := range seen.answered.said(roleItemBatch) {
		if asked != "" && told.text != asked {
			r.error(drift.Echo, told.at().String(), "belongs to another mass payout than was asked for")
		} else if first, _ := seen.answered.first(roleItemBatch); asked == "" && told.text != first {
			r.error(drift.Contradiction, told.at().String(), "belongs to another mass payout than the first item")
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
		r.warn(drift.Contradiction, status.at().String(), "is %s, and no item of the mass payout is anything but failed or canceled", status.value)
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
