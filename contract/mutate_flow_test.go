package contract

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// TestFlowMutations derives every drift that shows only in several exchanges together.
func TestFlowMutations(t *testing.T) {
	t.Parallel()
	for name, doc := range documents(t) {
		t.Run(name, func(t *testing.T) {
			f := &flows{t: t, checker: newTestChecker(t, doc), count: newTally()}
			f.transitions()
			f.operations()
			f.barred()
			f.members()
			f.lists()
			f.identities()
			f.clocks()
			f.count.report(t)
		})
	}
}

type flows struct {
	t       *testing.T
	checker *Checker
	count   *tally
}

// try drifts the last exchange of a story, which must be clean before.
func (f *flows) try(kind, what string, s *story, pointer string, change func(last *made), want ...Kind) {
	f.t.Helper()
	require.Empty(f.t, f.checker.CheckFlow(s.flow()), "%s %s: the flow before the drift", kind, what)
	change(s.told[len(s.told)-1])
	f.found(kind, what, s, pointer, want...)
}

// found requires a finding about the last exchange.
func (f *flows) found(kind, what string, s *story, pointer string, want ...Kind) {
	flow := s.flow()
	f.count.try(f.checker, mutant{kind: kind, what: what, flow: flow, entry: len(flow) - 1, side: InResponse, pointer: pointer, want: want})
}

// place finds the first member of an answer that fits.
func place(x *made, fits func(node) bool) node {
	all := nodes(x.media, x.response)
	return all[slices.IndexFunc(all, fits)]
}

func isWhole(n node) bool { return n.schema.next != nil && !n.at.inList() }
func isItem(n node) bool  { return n.schema.next != nil && n.at.inList() }

func pointerTo(c *Checker, t testing.TB, fits func(node) bool) string {
	x := base(0, false).make(c.operation(t, "retrieve"))
	return place(x, fits).at.String()
}

// transitions tries every pair of statuses that the document does not allow to follow each other.
func (f *flows) transitions() {
	whole, item, excludes := lives(f.t, f.checker)
	for from, followers := range whole {
		for to := range whole {
			if to != from && !slices.Contains(followers, to) {
				s := tell(f.t, f.checker)
				s.payout("a", 1).retrieve(from, itemFor(excludes, from, "INIT", "INIT")).retrieve(to, "INIT")
				f.found("status of the whole", from+" to "+to, s, pointerTo(f.checker, f.t, isWhole), drift.State)
			}
		}
	}
	for from, followers := range item {
		for to := range item {
			if to != from && !slices.Contains(followers, to) {
				s := tell(f.t, f.checker)
				s.payout("a", 2).retrieve("COMPLETED", from).retrieve("COMPLETED", to)
				f.found("status of an item", from+" to "+to, s, pointerTo(f.checker, f.t, isItem), drift.State)
			}
		}
	}
}

// operations tries every operation that leads somewhere after every status that does not allow it, and every status
// after every operation.
func (f *flows) operations() {
	whole, _, excludes := lives(f.t, f.checker)
	for _, op := range f.checker.operations {
		if op.leadsTo == "" || op.creates {
			continue
		}
		act := strings.Split(op.path.String(), "/")[4]
		for from, followers := range whole {
			if from == op.leadsTo || slices.Contains(followers, op.leadsTo) {
				continue
			}
			s := tell(f.t, f.checker)
			p := s.payout("a", 1).retrieve(from, itemFor(excludes, from, "INIT", "INIT"))
			p.make(act, false)
			f.found("operation on a wrong status", act+" of "+from, s, "", drift.State)
		}
		for to := range whole {
			if to == op.leadsTo || slices.Contains(whole[op.leadsTo], to) {
				continue
			}
			s := tell(f.t, f.checker)
			p := s.payout("a", 1).init(0)
			p.make(act, false)
			p.retrieve(to, "INIT")
			f.found("operation without effect", act+" and "+to, s, pointerTo(f.checker, f.t, isWhole), drift.State)
		}
	}
}

// barred tries items that run though this flow has not authorised them, or has canceled them.
func (f *flows) barred() {
	_, _, excludes := lives(f.t, f.checker)
	for _, word := range excludes["INIT"] {
		s := tell(f.t, f.checker)
		s.payout("a", 1).init(0).retrieve("INIT", word)
		f.found("runs without authorisation", word, s, pointerTo(f.checker, f.t, isItem), drift.State)
	}
	for _, word := range excludes["CANCELED"] {
		s := tell(f.t, f.checker)
		s.payout("a", 1).init(0).cancel().retrieve("CANCELED", word)
		f.found("runs although canceled", word, s, pointerTo(f.checker, f.t, isItem), drift.State)
	}
}

// members changes what never changes, and what must be as it was sent.
func (f *flows) members() {
	x := base(0, false).make(f.checker.operation(f.t, "retrieve"))
	for _, n := range nodes(x.media, x.response) {
		v := n.find(x.response)
		change := func(last *made) {
			at := n.find(last.response)
			at.text = map[bool]string{true: "9", false: "Z"}[at.kind == numberValue] + at.text
			if len(n.schema.enum) > 0 {
				i := slices.IndexFunc(n.schema.enum, func(word value) bool { return word.text != v.text })
				at.text = n.schema.enum[i].text
			}
		}
		if n.owner == nil || v.kind != stringValue && v.kind != numberValue {
			continue
		}
		if slices.Contains(n.owner.constant, n.name) {
			s := tell(f.t, f.checker)
			s.payout("a", 2).retrieve("COMPLETED", "SUCCESS").retrieve("COMPLETED", "SUCCESS")
			if n.find(s.told[1].response).text == v.text || len(n.schema.enum) == 0 {
				f.try("constant member changes", n.at.String(), s, n.at.String(), change, drift.Identity)
			}
		}
		if _, kept := n.owner.keeps[n.name]; kept {
			s := tell(f.t, f.checker)
			s.payout("a", 2).init(0).retrieve("INIT", "INIT")
			f.try("item is not as sent", n.at.String(), s, n.at.String(), func(last *made) {
				at := n.find(last.response)
				at.text += "x"
			}, drift.Items)
		}
	}
}

// lists loses, adds and renames items.
func (f *flows) lists() {
	fresh := func() *story {
		s := tell(f.t, f.checker)
		s.payout("a", 3).init(1).auth().retrieve("COMPLETED", "SUCCESS")
		return s
	}
	list := place(fresh().told[2], func(n node) bool { return n.schema.items != nil && n.schema.items.byRole[roleItem] != "" })
	id := list.schema.items.byRole[roleItem]
	totals := func(last *made, to int) {
		for _, n := range nodes(last.media, last.response) {
			if n.schema.role == roleTotal {
				n.find(last.response).text = strconv.Itoa(to)
			}
		}
	}
	f.try("item lost", "the first", fresh(), "", func(last *made) {
		items := list.find(last.response)
		items.elements = items.elements[1:]
		totals(last, 2)
	}, drift.Items)
	f.try("item renamed", "the first", fresh(), list.at.element(0).String(), func(last *made) {
		list.find(last.response).elements[0].get(id).text = "ext-other"
	}, drift.Items)
	f.try("item added", "a fourth", fresh(), list.at.element(3).String(), func(last *made) {
		items := list.find(last.response)
		more := *items.elements[2].copied()
		more.get(id).text = "ext-more"
		items.elements = append(items.elements, more)
		totals(last, 4)
	}, drift.Items)
	for _, total := range []int{1, 4, 40} {
		f.try("total is not what was sent", fmt.Sprint(total), fresh(), "", func(last *made) {
			items := list.find(last.response)
			items.elements = items.elements[:1]
			totals(last, total)
		}, drift.Items)
	}
	earlier := func() *story {
		s := tell(f.t, f.checker)
		s.payout("a", 3).retrieve("COMPLETED", "SUCCESS").retrieve("COMPLETED", "SUCCESS")
		for _, x := range s.told {
			for i := range list.find(x.response).elements {
				list.find(x.response).elements[i].put(id, text(fmt.Sprintf("ext-%d", i)))
			}
		}
		return s
	}
	f.try("listed item lost", "the last", earlier(), "", func(last *made) {
		items := list.find(last.response)
		items.elements = items.elements[:2]
		totals(last, 2)
	}, drift.Items)
	f.try("listed item renamed", "the last", earlier(), "", func(last *made) {
		list.find(last.response).elements[2].get(id).text = "ext-other"
	}, drift.Items)
	f.try("total changes", "and the list is not complete", earlier(), "", func(last *made) { totals(last, 4) }, drift.Items)
	for word, followers := range place(fresh().told[2], isItem).schema.documented() {
		if len(followers) > 0 {
			s := fresh()
			status := place(s.told[2], isItem).name
			f.try("refused item runs", word, s, list.at.element(2).member(status).String(), func(last *made) {
				list.find(last.response).elements[2].get(status).text = word
			}, drift.State)
		}
	}
}

// identities answers about another mass payout.
func (f *flows) identities() {
	for _, act := range []string{"auth", "cancel"} {
		s := tell(f.t, f.checker)
		s.payout("a", 1).init(0)
		s.payout("never-issued", 1).make(act, false)
		f.found("id that init never returned", act, s, "", drift.Identity)
	}
	s := tell(f.t, f.checker)
	s.payout("a", 1).init(0).retrieve("INIT", "INIT")
	whole := place(s.told[1], func(n node) bool { return n.schema.role == roleBatchExternal })
	f.try("other mass payout", "by the caller's id", s, whole.at.up.String(), func(last *made) {
		whole.find(last.response).text = "another"
		drop := last.op.request.media["application/json"].byRole[roleBatchExternal]
		last.request.drop(drop)
	}, drift.Identity)
}

// clocks lets the vendor's clock run backwards in every answer.
func (f *flows) clocks() {
	for _, op := range f.checker.operations {
		if op.creates {
			continue // it is the first of its flow
		}
		for _, failure := range []bool{false, true} {
			s := tell(f.t, f.checker)
			s.payout("a", 1).init(0).make(strings.SplitAfter(op.signature, "/payout/")[1], failure)
			last := s.told[1]
			clock := place(last, func(n node) bool { return n.schema.clock })
			clock.find(last.response).text = fmt.Sprint(goodTime + 999)
			f.found("clock runs backwards", op.signature, s, clock.at.String(), drift.Clock)
		}
	}
}
