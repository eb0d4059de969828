package contract

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// TestLegitimateFlows: what may look strange and is not.
func TestLegitimateFlows(t *testing.T) {
	c := today(t)
	tests := map[string]func(s *story){
		"same millisecond": func(s *story) {
			s.payout("a", 1).init(0).auth()
			for _, x := range s.told {
				place(x, func(n node) bool { return n.schema.clock }).find(x.response).text = fmt.Sprint(goodTime)
			}
		},
		"init is repeated and answers the same id": func(s *story) {
			p := s.payout("a", 2).init(0)
			p.sent = nil
			p.init(0).auth().retrieve("COMPLETED", "SUCCESS")
		},
		"init is repeated and answers another id": func(s *story) {
			first := s.payout("a", 2).init(0).auth().retrieve("COMPLETED", "SUCCESS")
			second := s.payout("b", 2)
			second.external = first.external
			second.init(0).retrieve("INIT", "INIT")
			first.retrieve("COMPLETED", "SUCCESS")
			second.auth().retrieve("IN_PROGRESS", "PROCESSING")
			first.retrieve("COMPLETED", "SUCCESS")
		},
		"another id, then by the caller's id": func(s *story) {
			first := s.payout("a", 2).init(0).auth().retrieve("COMPLETED", "SUCCESS")
			second := s.payout("b", 2)
			second.external = first.external
			second.init(0)
			x := second.retrieve("INIT", "INIT").story.told
			last := x[len(x)-1]
			last.request.drop(requested(last.op).byRole[roleBatch])
		},
		"init answers no id": func(s *story) {
			p := s.payout("a", 1).init(0)
			s.told[0].response.drop(s.told[0].media.byRole[roleBatch])
			p.auth()
			s.payout("b", 1).init(0)
		},
		"auth for a payout of another day": func(s *story) { s.payout("a", 1).auth().retrieve("IN_PROGRESS", "QUEUED") },
		"init fails, auth succeeds for an older one": func(s *story) {
			s.payout("a", 1).make("init", true)
			s.payout("b", 1).auth()
		},
		"retrieve before auth": func(s *story) { s.payout("a", 1).init(0).retrieve("INIT", "INIT").auth() },
		"auth fails and is repeated": func(s *story) {
			p := s.payout("a", 1).init(0)
			p.make("auth", true)
			p.auth().retrieve("IN_PROGRESS", "INIT")
		},
		"auth twice": func(s *story) { s.payout("a", 1).init(0).auth().auth().retrieve("IN_PROGRESS", "INIT") },
		"cancel fails after auth": func(s *story) {
			p := s.payout("a", 1).init(0).auth()
			p.make("cancel", true)
			p.retrieve("PUBLISHED_TO_QUEUE", "INIT")
		},
		"by the caller's id": func(s *story) {
			s.payout("a", 2).init(0).retrieve("INIT", "INIT").auth().retrieve("COMPLETED", "SUCCESS")
			for _, x := range s.told {
				if x.op.id == "retrieveMassPayout" {
					x.request.drop(requested(x.op).byRole[roleBatch])
				}
			}
		},
		"pages": func(s *story) {
			p := s.payout("a", 3).init(0)
			for page := range 4 { // the last one is beyond the end
				x := p.retrieve("INIT", "INIT").story.told[page+1]
				list := place(x, func(n node) bool { return n.schema.items != nil && n.schema.items.byRole[roleItem] != "" }).find(x.response)
				list.elements = list.elements[min(page, 3):min(page+1, 3)]
				x.request.put("page", number(fmt.Sprint(page)))
				x.request.put("size", number("1"))
				for _, n := range nodes(x.media, x.response) {
					if of, _ := n.schema.source.Extensions["x-echoes"].(string); of == "page" || of == "size" {
						*n.find(x.response) = *x.request.get(of)
					}
				}
			}
		},
		"refused items asked for": func(s *story) {
			x := s.payout("a", 3).init(2).retrieve("INIT", "INIT").story.told[1]
			x.request.put(requested(x.op).byRole[roleSelection], text("INVALID"))
			list := place(x, func(n node) bool { return n.schema.items != nil && n.schema.items.byRole[roleItem] != "" }).find(x.response)
			list.elements = list.elements[1:]
			for _, n := range nodes(x.media, x.response) {
				if n.schema.role == roleTotal {
					n.find(x.response).text = "2"
				}
			}
		},
		"optional members come and go": func(s *story) {
			p := s.payout("a", 2).init(0).retrieve("INIT", "INIT").retrieve("INIT", "INIT").retrieve("INIT", "INIT")
			s.told[2].response.drop("massPayout")
			items := place(s.told[3], func(n node) bool { return n.schema.items != nil && n.schema.items.byRole[roleItem] != "" }).find(s.told[3].response)
			items.elements[0].drop("itemExternalId")
			p.auth()
		},
		"items without ids": func(s *story) {
			s.payout("a", 2).retrieve("COMPLETED", "SUCCESS").retrieve("COMPLETED", "SUCCESS")
			for i, x := range s.told {
				list := place(x, func(n node) bool { return n.schema.items != nil && n.schema.items.byRole[roleItem] != "" })
				for j := range list.find(x.response).elements {
					item := &list.find(x.response).elements[j]
					item.drop(list.schema.items.byRole[roleItem])
					item.put(list.schema.items.byRole[roleItemReference], text(fmt.Sprintf("RC-%d-%d", i, j)))
				}
			}
		},
	}
	for name, story := range tests {
		t.Run(name, func(t *testing.T) {
			s := tell(t, c)
			story(s)
			assert.Empty(t, c.CheckFlow(s.flow()))
		})
	}
}

// TestFlowsAreKeptApart: what one payout does says nothing about another.
func TestFlowsAreKeptApart(t *testing.T) {
	c := today(t)
	s := tell(t, c)
	a, b := s.payout("a", 1), s.payout("b", 1)
	a.retrieve("COMPLETED", "SUCCESS")
	b.retrieve("INIT", "INIT")
	a.retrieve("INIT", "SUCCESS")
	found := c.CheckFlow(s.flow())
	require.Contains(t, kinds(found), Kind(drift.State))
	for _, f := range found {
		assert.Equal(t, 2, f.Entry, f)
	}
}

// TestFlowAfterDrift: an answer that cannot be read does not end the flow.
func TestFlowAfterDrift(t *testing.T) {
	c := today(t)
	s := tell(t, c)
	s.payout("a", 1).init(0).auth().retrieve("COMPLETED", "SUCCESS").retrieve("INIT", "INIT")
	flow := s.flow()
	flow[1].Response.Body = []byte("<html>")
	flow[2].Response = Response{Status: 0}
	found := c.CheckFlow(flow)
	assert.Equal(t, []Kind{drift.HTML}, kinds(found), "after the unreadable auth nobody knows whether it took effect, and INIT is possible")
}

func TestCheckHasNoPast(t *testing.T) {
	c := today(t)
	s := tell(t, c)
	s.payout("a", 1).retrieve("COMPLETED", "SUCCESS").retrieve("INIT", "INIT")
	flow := s.flow()
	assert.Empty(t, c.Check(flow[0]))
	assert.Empty(t, c.Check(flow[1]))
	assert.NotEmpty(t, c.CheckFlow(flow))
}

func TestStatusWordsAreNoPersonalData(t *testing.T) {
	c := today(t)
	s := tell(t, c)
	s.payout("a", 1).retrieve("COMPLETED", "SUCCESS").retrieve("Ayşe Yılmaz", "TR920086402100005482986178")
	for _, f := range c.CheckFlow(s.flow()) {
		assert.NotContains(t, f.String(), "Ayşe")
		assert.NotContains(t, f.String(), "TR92")
	}
}
