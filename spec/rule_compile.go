package spec

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// compileSchemas makes a node of every schema of the document.
func compileSchemas(doc *openapi3.T) (map[*openapi3.Schema]*ruleNode, []error) {
	nodes := map[*openapi3.Schema]*ruleNode{}
	var order []*ruleNode
	var errs []error
	home := homes{}
	// The walk function never returns an error, so neither does WalkSchemas.
	_ = doc.WalkSchemas(func(pointer string, ref *openapi3.SchemaRef) error {
		node := &ruleNode{schema: ref.Value, pointer: home.of(pointer, ref)}
		nodes[ref.Value] = node
		order = append(order, node)
		errs = append(errs, node.compile()...)
		return nil
	})
	for _, node := range order {
		errs = append(errs, node.link(nodes)...)
	}
	for _, node := range order {
		if err := node.refuseLoop(); err != nil {
			return nil, append(errs, err)
		}
	}
	markLeads(order)
	for _, node := range order {
		node.prune()
	}
	return nodes, errs
}

// homes maps the pointers by which the walk came through a $ref to the place that the $ref names.
type homes map[string]string

// of is the place where the schema is written. The walk calls a schema by the first way that led to it.
func (h homes) of(pointer string, ref *openapi3.SchemaRef) string {
	if local, ok := strings.CutPrefix(ref.Ref, "#"); ok {
		h[pointer] = local
	}
	for end := len(pointer); end > 0; end = strings.LastIndexByte(pointer[:end], '/') {
		if home, ok := h[pointer[:end]]; ok {
			return home + pointer[end:]
		}
	}
	return pointer
}

// compile decodes the schema's own rules.
func (n *ruleNode) compile() []error {
	errs := checkKeys(n.pointer, n.schema.Extensions, schemaKeys())
	for _, key := range slices.Sorted(maps.Keys(n.schema.Extensions)) {
		if !slices.Contains(schemaKeys(), key) {
			continue
		}
		if err := n.compileOne(key, n.schema.Extensions[key]); err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

func (n *ruleNode) compileOne(key string, raw any) error {
	at := jsonpointer.Join(n.pointer, key)
	if want := wantedTypes(key); want != nil && n.schema.Type != nil && !slices.ContainsFunc(want, n.schema.Type.Includes) {
		return fmt.Errorf("%s: is for %s, and the schema is not: it would never be evaluated", at, strings.Join(want, " or "))
	}
	if key == "x-echoes" {
		name, err := nonEmpty(raw)
		n.echoes = name
		return within(at, err)
	}
	compiled, err := compileRule(key, raw)
	if err != nil {
		return within(at, err)
	}
	if compiled != nil {
		n.rules = append(n.rules, compiledRule{key, compiled})
	}
	return nil
}

// link connects the node with those of the schemas that are evaluated along with it.
func (n *ruleNode) link(nodes map[*openapi3.Schema]*ruleNode) (errs []error) {
	child := func(ref *openapi3.SchemaRef, steps ...any) *ruleNode {
		if ref == nil || ref.Value == nil {
			return nil
		}
		at := n.pointer
		for _, step := range steps {
			at = jsonpointer.Join(at, fmt.Sprint(step))
		}
		errs = append(errs, checkReferenceKeys(at, ref)...)
		return nodes[ref.Value]
	}
	list := func(refs openapi3.SchemaRefs, keyword string) (all []*ruleNode) {
		for i, ref := range refs {
			if node := child(ref, keyword, i); node != nil {
				all = append(all, node)
			}
		}
		return all
	}
	s := n.schema
	n.declared = map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		n.declared[name] = true
		n.members = append(n.members, ruleMember{name, child(s.Properties[name], "properties", name)})
	}
	n.items = child(s.Items, "items")
	n.additional = child(s.AdditionalProperties.Schema, "additionalProperties")
	n.all = list(s.AllOf, "allOf")
	n.alternatives = [][]*ruleNode{list(s.AnyOf, "anyOf"), list(s.OneOf, "oneOf")}
	return errs
}

// refuseLoop finds a schema that is part of itself without any step into the value: no value could ever be checked.
func (n *ruleNode) refuseLoop() error {
	path := map[*ruleNode]bool{}
	var find func(*ruleNode) bool
	find = func(at *ruleNode) bool {
		if path[at] {
			return at == n
		}
		path[at] = true
		return slices.ContainsFunc(at.parts(), find)
	}
	if find(n) {
		return fmt.Errorf("%s: the schema is a part of itself through allOf, anyOf or oneOf", n.pointer)
	}
	return nil
}

// parts are the nodes that are evaluated on the very same value.
func (n *ruleNode) parts() []*ruleNode {
	return slices.Concat(n.all, slices.Concat(n.alternatives...))
}

func (n *ruleNode) children() []*ruleNode {
	all := append(n.parts(), n.items, n.additional)
	for _, m := range n.members {
		all = append(all, m.node)
	}
	return all
}

// markLeads finds the nodes from which a rule can be reached. Schemas may be recursive, so it goes on until nothing changes.
func markLeads(nodes []*ruleNode) {
	for changed := true; changed; {
		changed = false
		for _, n := range nodes {
			leads := len(n.rules) > 0 || n.echoes != "" ||
				slices.ContainsFunc(n.children(), func(c *ruleNode) bool { return c != nil && c.leads })
			changed = changed || leads != n.leads
			n.leads = leads
		}
	}
}

// prune drops the parts that lead to no rule. Alternatives stay together: one without rules is one without violations.
func (n *ruleNode) prune() {
	n.members = slices.DeleteFunc(n.members, func(m ruleMember) bool { return m.node == nil || !m.node.leads })
	n.alternatives = slices.DeleteFunc(n.alternatives, func(list []*ruleNode) bool {
		return !slices.ContainsFunc(list, func(c *ruleNode) bool { return c.leads })
	})
}

// pointedError is an error at a place within an extension.
type pointedError struct {
	at  string
	err error
}

func (e *pointedError) Error() string { return e.at + ": " + e.err.Error() }

func (e *pointedError) Unwrap() error { return e.err }

// within puts a JSON pointer in front of an error, which may bring the rest of it.
func within(pointer string, err error) error {
	if err == nil {
		return nil
	}
	if inner, ok := errors.AsType[*pointedError](err); ok {
		return &pointedError{pointer + inner.at, inner.err}
	}
	return &pointedError{pointer, err}
}
