package contract

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// Outcome is what came of checking a recording: what was found in it and, which is as important, what could not be looked at.
type Outcome struct {
	Exchanges int       // that were checked, if only in parts
	Findings  []Finding // Entry is the place in the recording
	Unseen    []Unseen
	Ignored   []Ignored
	Entries   int // in all
}

// Ignored is an entry that is no call of a program.
type Ignored struct {
	Entry int    `json:"entry"` // counted from 0
	What  string `json:"what"`  // such as "preflight"
}

// Unseen is something that a recording does not have, or not readably.
type Unseen struct {
	Entry int    `json:"entry"` // counted from 0
	Part  string `json:"part"`  // "method of a request", "body of a request", "body of an answer", "answer" or "entry"
	Why   string `json:"why"`
}

// CheckRecording checks the entries of one recording, which may be in any order, as a flow. They are put in order by their times
// where they have any; calls that overlap by what their answers say of the time.
func (c *Checker) CheckRecording(recorded []Exchange) Outcome {
	o := Outcome{Entries: len(recorded)}
	var calls []call
	for i, e := range recorded {
		if what := c.ignored(e); what != "" {
			o.Ignored = append(o.Ignored, Ignored{i, what})
			continue
		}
		if e.Unread == "" {
			o.Exchanges++
		}
		o.Unseen = append(o.Unseen, unseen(i, e)...)
		calls = append(calls, call{entry: i, exchange: e})
	}
	o.Findings = slices.DeleteFunc(c.checkCalls(inOrder(calls)), func(f Finding) bool {
		return f.Kind == drift.Method && recorded[f.Entry].Request.Method == "" // it was not recorded, which is said
	})
	return o
}

func unseen(entry int, e Exchange) []Unseen {
	if e.Unread != "" {
		return []Unseen{{entry, "entry", "cannot be read: " + e.Unread}}
	}
	var all []Unseen
	if e.Request.Method == "" {
		all = append(all, Unseen{entry, "method of a request", notInFile})
	}
	if e.Request.BodyUnknown {
		all = append(all, Unseen{entry, "body of a request", cmp.Or(e.Request.BodyMissing, notInFile)})
	}
	if e.Response.Status == 0 {
		return append(all, Unseen{entry, "answer", "was not recorded"})
	}
	if e.Response.BodyUnknown {
		all = append(all, Unseen{entry, "body of an answer", cmp.Or(e.Response.BodyMissing, notInFile)})
	}
	return all
}

// call is an exchange with its place in a recording.
type call struct {
	entry    int
	exchange Exchange
}

// checkCalls checks calls that come in groups: those of one group overlap, and those of the next came after them.
func (c *Checker) checkCalls(groups [][]call) []Finding {
	var all []Finding
	var flow *flow
	if len(groups) != 1 || len(groups[0]) != 1 { // one call alone has no past
		flow = newFlow()
	}
	for _, group := range groups {
		seen := make([]*inspected, len(group))
		for i, each := range group {
			seen[i] = c.inspect(each.exchange)
			seen[i].entry = each.entry
		}
		byAnswer(seen)
		for _, each := range seen {
			if flow != nil {
				each.findings = append(each.findings, flow.follow(each)...)
			}
			for _, f := range each.findings {
				f.Entry = each.entry
				all = append(all, f)
			}
		}
	}
	return sortFindings(c.baseline.tolerate(all))
}

// inOrder puts calls in order by when they began, and those that overlap into one group. A call without a time stays behind the
// one before it.
func inOrder(calls []call) [][]call {
	var before time.Time
	for i := range calls {
		e := &calls[i].exchange
		if e.Started.IsZero() {
			e.Started, e.Ended = before, before
		}
		if e.Ended.Before(e.Started) {
			e.Ended = e.Started
		}
		before = e.Started
	}
	slices.SortStableFunc(calls, func(a, b call) int { return a.exchange.Started.Compare(b.exchange.Started) })
	var groups [][]call
	var end time.Time
	for _, each := range calls {
		if n := len(groups); n > 0 && each.exchange.Started.Before(end) {
			groups[n-1] = append(groups[n-1], each)
		} else {
			groups = append(groups, []call{each})
		}
		if each.exchange.Ended.After(end) {
			end = each.exchange.Ended
		}
	}
	return groups
}

// byAnswer puts calls that overlap in order by the vendor's clock if every answer tells it, and else by when the answers came.
func byAnswer(seen []*inspected) {
	clocked := !slices.ContainsFunc(seen, func(s *inspected) bool { _, told := s.clock(); return !told })
	slices.SortStableFunc(seen, func(a, b *inspected) int {
		if clocked {
			now, _ := a.clock()
			other, _ := b.clock()
			return cmp.Compare(now, other)
		}
		return a.exchange.Ended.Compare(b.exchange.Ended)
	})
}

// String says it in words, such as "body of an answer is not in the file".
func (u Unseen) String() string { return fmt.Sprintf("%s %s", u.Part, u.Why) }
