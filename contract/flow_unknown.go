package contract

import (
	"strconv"
	"time"
)

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
