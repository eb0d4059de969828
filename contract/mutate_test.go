package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mutant is a flow with one drift, and what a checker must say of it.
type mutant struct {
	kind    string // of drift, as the table of kills counts it
	what    string
	flow    []Exchange
	entry   int
	side    Direction
	pointer string // where the finding must be
	want    []Kind // which of them, any
}

// anywhere is the pointer of a drift that has no one place.
const anywhere = "*"

// killed reports whether one of the findings is of a wanted kind, at the place, in the half and entry of the drift.
func (m mutant) killed(found []Finding) bool {
	return slices.ContainsFunc(found, func(f Finding) bool {
		return slices.Contains(m.want, f.Kind) && (f.Pointer == m.pointer || m.pointer == anywhere) && f.Direction == m.side && f.Entry == m.entry
	})
}

// node is one value of a message with what the document says of it.
type node struct {
	schema  *schema
	at      path
	name    string
	owner   *schema // of the object that it is a member of
	element bool    // of a list
}

// nodes lists the values of a message, outer ones first.
func nodes(s *schema, v *value) []node {
	list := []node{{schema: s}}
	for i := 0; i < len(list); i++ {
		n := list[i]
		at := n.find(v)
		for j := range at.elements {
			list = append(list, node{schema: n.schema.items, at: n.at.element(j), element: true})
		}
		for j := range at.members {
			name := at.members[j].name
			list = append(list, node{schema: n.schema.property(name), at: n.at.member(name), name: name, owner: n.schema})
		}
	}
	return list
}

// find goes to the node in a message of the same form.
func (n node) find(root *value) *value { return n.at.find(root) }

func (p path) find(root *value) *value {
	switch {
	case p.up == nil:
		return root
	case p.list:
		return &p.up.find(root).elements[p.index]
	}
	return p.up.find(root).get(p.name)
}

// edit is one drift of one message.
type edit struct {
	kind    string
	what    string
	apply   func(root *value)
	pointer string
	want    []Kind
}

// scribe collects the edits of a message.
type scribe struct {
	edits []edit
	good  *value
}

func (s *scribe) add(kind, what, pointer string, apply func(root *value), want ...Kind) {
	s.edits = append(s.edits, edit{kind, what, apply, pointer, want})
}

// replace puts another value in a node's place.
func (s *scribe) replace(kind string, n node, by *value, want ...Kind) {
	s.add(kind, n.at.String()+" := "+string(render(by)), n.at.String(), func(root *value) { *n.find(root) = *by.copied() }, want...)
}

// tally counts mutants by kind.
type tally struct {
	made, killed map[string]int
	survivors    []string
}

func newTally() *tally { return &tally{made: map[string]int{}, killed: map[string]int{}} }

func (c *tally) try(checker *Checker, m mutant) {
	c.made[m.kind]++
	found := checker.CheckFlow(m.flow)
	if m.killed(found) {
		c.killed[m.kind]++
		return
	}
	last := m.flow[m.entry]
	c.survivors = append(c.survivors, fmt.Sprintf("%s: %s\n  want %v at %q of the %s, found %v\n  %s %s %s\n  %d %s",
		m.kind, m.what, m.want, m.pointer, m.side, found, last.Request.Method, last.Request.URL, last.Request.Body, last.Response.Status, last.Response.Body))
}

// report prints the table and fails the test for every survivor.
func (c *tally) report(t *testing.T) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-32s %9s %9s\n", "drift", "made", "found")
	sum, killed := 0, 0
	for _, kind := range slices.Sorted(maps.Keys(c.made)) {
		fmt.Fprintf(&b, "%-32s %9d %9d\n", kind, c.made[kind], c.killed[kind])
		sum, killed = sum+c.made[kind], killed+c.killed[kind]
	}
	fmt.Fprintf(&b, "%-32s %9d %9d\n", "all", sum, killed)
	t.Log(b.String())
	require.NotZero(t, sum, "nothing was mutated")
	for i, s := range c.survivors {
		if i == 20 {
			t.Errorf("and %d more", len(c.survivors)-i)
			break
		}
		t.Error(s)
	}
}

// TestMutations derives every single drift of good exchanges from the document and requires that each is found where it
// is and named for what it is, and that the good ones are clean.
func TestMutations(t *testing.T) {
	for name, doc := range documents(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain := newTestChecker(t, doc)
			checker := newTestChecker(t, doc, WithBaseline(plain.Learn(recordings(t, plain)...)))
			count := newTally()
			for _, op := range checker.operations {
				for _, failure := range []bool{false, true} {
					for variant := range 2 {
						good := base(variant, failure).make(op)
						e := good.exchange(t)
						require.Empty(t, checker.Check(e), "the good exchange of %s", op.id)
						for i, m := range mutants(good, e) {
							if raceDetector && i%5 != 0 {
								continue
							}
							count.try(checker, m)
						}
					}
				}
			}
			count.report(t)
		})
	}
}

// recordings are the known-good flows that the baseline of the proofs is learnt from.
func recordings(t testing.TB, c *Checker) [][]Exchange {
	var flows [][]Exchange
	for _, op := range c.operations {
		for variant := range 4 {
			for _, failure := range []bool{false, true} {
				flows = append(flows, []Exchange{base(variant, failure).make(op).exchange(t)})
			}
		}
	}
	return flows
}

// mutants derives the drifts of one exchange.
func mutants(good *made, e Exchange) []mutant {
	list := addressMutants(good, e)
	if good.request != nil {
		for _, m := range bodyMutants(good.op.request.media["application/json"], good.request, nil) {
			list = append(list, m.in(e, InRequest))
		}
	}
	for _, m := range bodyMutants(good.media, good.response, good) {
		list = append(list, m.in(e, InResponse))
	}
	return list
}

// bodyMutant is the drifted text of a body.
type bodyMutant struct {
	edit
	text []byte
}

func (m bodyMutant) in(e Exchange, side Direction) mutant {
	kind := "request "
	if side == InRequest {
		e.Request.Body = m.text
	} else {
		kind = "response "
		e.Response.Body = m.text
	}
	return mutant{kind: kind + m.kind, what: m.what, flow: []Exchange{e}, side: side, pointer: m.pointer, want: m.want}
}

// bodyMutants derives the drifts of one body; good is the exchange when it is that of the response.
func bodyMutants(s *schema, v *value, good *made) []bodyMutant {
	writer := &scribe{good: v}
	for _, n := range nodes(s, v) {
		writer.types(n)
		writer.words(n)
		writer.numbers(n)
		writer.rules(n, good)
		if n.find(v).kind == objectValue {
			writer.members(n, good != nil)
		}
	}
	list := textMutants(render(v))
	for i, each := range writer.edits {
		if raceDetector && i%43 != 0 {
			continue
		}
		root := v.copied()
		each.apply(root)
		list = append(list, bodyMutant{each, render(root)})
	}
	return list
}

func TestMutantsAreDifferent(t *testing.T) {
	c := today(t)
	good := base(0, false).make(c.operation(t, "init"))
	text := render(good.request)
	for _, m := range bodyMutants(good.op.request.media["application/json"], good.request, nil) {
		assert.NotEqual(t, string(text), string(m.text), "%s %s changes nothing", m.kind, m.what)
	}
}
