package spec

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// ruleNode is what a schema says by rules: its own and those of the schemas that follow from it. Parts that lead to no
// rule are left out.
type ruleNode struct {
	schema  *openapi3.Schema
	pointer string
	rules   []compiledRule
	echoes  string // the member of the request that this value repeats

	members      []ruleMember
	declared     map[string]bool // members that additional does not count for
	items        *ruleNode
	additional   *ruleNode
	all          []*ruleNode
	alternatives [][]*ruleNode // of anyOf and of oneOf

	leads bool // here or below stands a rule
}

type ruleMember struct {
	name string
	node *ruleNode
}

// compiledRule is one x- extension of one schema.
type compiledRule struct {
	key  string
	rule rule
}

// rule finds what is wrong with a value. Values that it is not made for are passed over.
type rule interface {
	check(value any) []problem
}

// problem is a violation as the rule sees it: at is a member or "" for the value itself.
type problem struct {
	at      string
	message string
}

// trail is the way to the value that is being visited. It becomes a JSON pointer only when something is wrong.
type trail struct {
	up    *trail
	name  string
	index int // where name is empty
	list  bool
}

func (t *trail) pointer() string {
	switch {
	case t == nil:
		return ""
	case t.list:
		return jsonpointer.Join(t.up.pointer(), t.index)
	default:
		return jsonpointer.Join(t.up.pointer(), t.name)
	}
}

type ruleWalk struct {
	echoes bool           // evaluate x-echoes instead of the other rules
	sent   map[string]any // the request, for x-echoes
	found  []Violation
}

func (w *ruleWalk) visit(n *ruleNode, value any, at *trail) {
	if n == nil || !n.leads {
		return
	}
	w.own(n, value, at)
	switch v := value.(type) {
	case map[string]any:
		w.object(n, v, at)
	case []any:
		w.list(n.items, v, at)
	}
	for _, part := range n.all {
		w.visit(part, value, at)
	}
	for _, alternatives := range n.alternatives {
		w.choose(alternatives, value, at)
	}
}

func (w *ruleWalk) own(n *ruleNode, value any, at *trail) {
	if w.echoes {
		if sent, ok := w.sent[n.echoes]; ok && n.echoes != "" && differ(sent, value) {
			w.report(at.pointer(), "x-echoes", "must repeat the "+n.echoes+" of the request")
		}
		return
	}
	for _, r := range n.rules {
		for _, p := range r.rule.check(value) {
			w.report(at.pointer()+p.at, r.key, p.message)
		}
	}
}

func (w *ruleWalk) report(pointer, key, message string) {
	w.found = append(w.found, Violation{Pointer: pointer, Rule: key, Message: message})
}

func (w *ruleWalk) object(n *ruleNode, object map[string]any, at *trail) {
	for _, m := range n.members {
		if value, ok := object[m.name]; ok {
			w.visit(m.node, value, &trail{up: at, name: m.name})
		}
	}
	if n.additional == nil || !n.additional.leads {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !n.declared[name] {
			w.visit(n.additional, object[name], &trail{up: at, name: name})
		}
	}
}

func (w *ruleWalk) list(items *ruleNode, elements []any, at *trail) {
	if items == nil || !items.leads {
		return
	}
	for i, element := range elements {
		w.visit(items, element, &trail{up: at, index: i, list: true})
	}
}

// choose keeps the violations of the best alternative: the first that the value is valid against and breaks no rule of,
// or else the first that it is valid against. Where it is valid against none, the schema check has said so.
func (w *ruleWalk) choose(alternatives []*ruleNode, value any, at *trail) {
	var first []Violation
	for _, alternative := range alternatives {
		if alternative.schema.VisitJSON(value) != nil {
			continue
		}
		inner := ruleWalk{echoes: w.echoes, sent: w.sent}
		inner.visit(alternative, value, at)
		if len(inner.found) == 0 {
			return
		}
		if first == nil {
			first = inner.found
		}
	}
	w.found = append(w.found, first...)
}
