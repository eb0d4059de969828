package contract

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// story tells a flow: exchanges about mass payouts, each with the ids, items and clock of the ones before.
type story struct {
	t       testing.TB
	checker *Checker
	now     int
	told    []*made
}

func tell(t testing.TB, c *Checker) *story { return &story{t: t, checker: c, now: goodTime} }

// payout is one mass payout of a story.
type payout struct {
	story    *story
	id       string
	external string
	items    int
	sent     []value // items of the request
	refused  int     // of them, the last ones
}

func (s *story) payout(id string, items int) *payout {
	return &payout{story: s, id: "179cdefc1-" + id, external: "massPayoutId-" + id, items: items}
}

// make makes a good exchange of an operation and puts in whose it is.
func (p *payout) make(operation string, failure bool) *made {
	s := p.story
	op := s.checker.operation(s.t, operation)
	x := choice{variant: 2, items: p.items, failure: failure, locale: "en", optional: s.everything}.make(op)
	for _, message := range []struct {
		schema *schema
		value  *value
	}{{requested(op), x.request}, {x.media, x.response}} {
		if message.value != nil {
			p.own(message.schema, message.value)
		}
	}
	for _, parameter := range op.parameters {
		if parameter.in == "path" && parameter.schema.role == roleBatch {
			x.path[parameter.name] = p.id
		}
	}
	s.told = append(s.told, x)
	return x
}

func requested(op *operation) *schema {
	if op.request == nil {
		return nil
	}
	return op.request.media["application/json"]
}

// everything leaves out nothing but the selection of items: all of them are asked for.
func (s *story) everything(pattern string) bool {
	return !slices.ContainsFunc(s.checker.operations, func(op *operation) bool {
		asked := requested(op)
		return asked != nil && asked.byRole[roleSelection] != "" && pattern == "/"+asked.byRole[roleSelection]
	})
}

// own gives ids, time and items to a message.
func (p *payout) own(s *schema, v *value) {
	index, refused := 0, 0
	for _, n := range nodes(s, v) {
		at := n.find(v)
		switch {
		case n.schema.role == roleRefusedItem:
			refused++
			at.text = p.itemID(p.items - refused)
		case n.schema.role == roleBatch || n.schema.role == roleItemBatch:
			at.text = p.id
		case n.schema.role == roleBatchExternal:
			at.text = p.external
		case n.schema.clock:
			p.story.now += 1000
			at.text = fmt.Sprint(p.story.now)
		case n.schema.role == roleItemReference && n.at.inList():
			at.text = fmt.Sprintf("RC-%s-%d", p.id, n.at.up.index)
		case n.schema.role == roleTotal:
			at.text = fmt.Sprint(p.items)
		case n.schema.byRole[roleItem] != "" && len(n.schema.keeps) == 0:
			at.put(n.schema.byRole[roleItem], text(p.itemID(len(p.sent))))
			p.sent = append(p.sent, *at)
		case n.schema.byRole[roleItem] != "" && index < len(p.sent):
			p.answer(n.schema, at, &p.sent[index], index)
			index++
		}
	}
}

func (p *payout) itemID(i int) string { return fmt.Sprintf("ext-%s-%d", p.id, i) }

// answer makes an item of an answer of one that was sent.
func (p *payout) answer(s *schema, v, sent *value, index int) {
	v.put(s.byRole[roleItem], sent.get(s.byRole[roleItem]))
	if reference := s.byRole[roleItemReference]; reference != "" && v.get(reference) != nil {
		v.put(reference, text(fmt.Sprintf("RC-%s-%d", p.id, index)))
	}
	for name, of := range s.keeps {
		if text, ok := sent.lookup(of); ok {
			v.get(name).text = text
		} else {
			v.drop(name)
		}
	}
}

// init stores the payout; the last items are refused.
func (p *payout) init(refused int) *payout {
	x := p.make("init", false)
	all := nodes(x.media, x.response)
	at := slices.IndexFunc(all, func(n node) bool { return n.schema.items != nil && n.schema.items.byRole[roleRefusedItem] != "" })
	list := all[at].find(x.response)
	list.elements = list.elements[:refused]
	p.refused = refused
	return p
}

func (p *payout) auth() *payout   { p.make("auth", false); return p }
func (p *payout) cancel() *payout { p.make("cancel", false); return p }

// retrieve reads the payout: the status of the whole, and of all its items but the refused ones.
func (p *payout) retrieve(whole, item string) *payout {
	x := p.make("retrieve", false)
	index := 0
	for _, n := range nodes(x.media, x.response) {
		v := n.find(x.response)
		switch {
		case n.schema.next == nil:
		case !n.at.inList():
			v.text = whole
		case index >= p.items-p.refused:
			v.text = "INVALID"
		default:
			v.text = item
			index++
		}
	}
	x.addUp()
	return p
}

// flow writes the story out as it would be recorded.
func (s *story) flow() []Exchange {
	var list []Exchange
	for _, x := range s.told {
		list = append(list, x.exchange(s.t))
	}
	return list
}

// lives are the two tables of the document that say how statuses follow each other: of the whole, and of items.
func lives(t testing.TB, c *Checker) (whole, item map[string][]string, excludes map[string][]string) {
	op := c.operation(t, "retrieve")
	x := base(0, false).make(op)
	for _, n := range nodes(x.media, x.response) {
		switch {
		case n.schema.next == nil:
		case n.at.inList():
			item = n.schema.documented()
		default:
			whole, excludes = n.schema.documented(), n.schema.excludes
		}
	}
	require.NotEmpty(t, whole)
	require.NotEmpty(t, item)
	return whole, item, excludes
}

// documented are the lives of the statuses that this document has; the rules know more of them than the pages.
func (s *schema) documented() map[string][]string {
	lives := map[string][]string{}
	for _, word := range s.enum {
		if _, known := s.next[word.text]; !known { // a status of which rules.yaml does not say yet what may follow
			continue
		}
		lives[word.text] = slices.DeleteFunc(slices.Clone(s.next[word.text]), func(next string) bool {
			return !slices.ContainsFunc(s.enum, func(word value) bool { return word.text == next })
		})
	}
	return lives
}

// itemFor is a status that an item can have while the whole has its own, as early as possible or as late.
func itemFor(excludes map[string][]string, whole, early, late string) string {
	if slices.Contains(excludes[whole], late) {
		return early
	}
	return late
}

func TestGoodFlowsAreClean(t *testing.T) {
	t.Parallel()
	for name, doc := range documents(t) {
		t.Run(name, func(t *testing.T) {
			c := newTestChecker(t, doc)
			whole, item, excludes := lives(t, c)
			clean := func(s *story) {
				t.Helper()
				assert.Empty(t, c.CheckFlow(s.flow()))
			}
			for from, followers := range whole {
				for _, to := range append(slices.Clone(followers), from) {
					s := tell(t, c)
					s.payout("a", 3).retrieve(from, "INIT").retrieve(to, itemFor(excludes, to, "INIT", "SUCCESS"))
					clean(s)
				}
			}
			for from, followers := range item {
				for _, to := range append(slices.Clone(followers), from) {
					s := tell(t, c)
					s.payout("a", 1).retrieve("PUBLISHED_TO_QUEUE", from).retrieve("PUBLISHED_TO_QUEUE", to)
					clean(s)
				}
			}
			for _, refused := range []int{0, 1, 2} {
				s := tell(t, c)
				p := s.payout("a", 3).init(refused).retrieve("INIT", "INIT").auth().retrieve("IN_PROGRESS", "INIT").retrieve("PUBLISHED_TO_QUEUE", "INIT")
				p.retrieve("PUBLISHED_TO_QUEUE", "PROCESSING").retrieve("PUBLISHED_TO_QUEUE", "PROCESSING").retrieve("FAIL", "FAILED").retrieve("FAIL", "DEPOSIT_SUCCESS")
				clean(s)
			}
			s := tell(t, c)
			s.payout("a", 2).init(0).cancel().retrieve("CANCELED", "MASS_PAYOUT_CANCELED").retrieve("CANCELED", "MASS_PAYOUT_CANCELED")
			clean(s)
			s = tell(t, c)
			a, b := s.payout("a", 1), s.payout("b", 3)
			a.init(0)
			b.init(1)
			b.auth()
			a.cancel()
			b.retrieve("IN_PROGRESS", "QUEUED")
			a.retrieve("CANCELED", "MASS_PAYOUT_CANCELED")
			b.retrieve("COMPLETED", "SUCCESS")
			clean(s)
		})
	}
}
