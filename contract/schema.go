package contract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/spec"
)

// schema is an OpenAPI schema made ready for checking: references followed, enums and patterns compiled, and the names
// that belong to an object gathered from all its parts.
type schema struct {
	source     *openapi3.Schema
	types      []string
	nullable   bool
	enum       []value
	pattern    *regexp.Regexp
	properties map[string]*schema
	required   []string
	items      *schema
	extra      *schema // of additionalProperties
	open       bool    // additionalProperties: true
	allOf      []*schema
	anyOf      []*schema
	oneOf      []*schema
	not        *schema

	rules func(value any) []spec.Violation // of its own that package spec evaluates; nil for none

	// What else spec/rules.yaml says of it.
	role      string               // x-role
	described map[string]*schema   // of an object: the members that it and its parts describe
	byRole    map[string]string    // of an object: the member that plays a role
	status    string               // of an object: the member with a life of its own (x-next)
	time      string               // of an object: the member that tells the vendor's clock (x-epoch)
	echoes    map[string]string    // of an object: the members that repeat one of the request (x-echoes), and that one
	limits    map[string]string    // of an object: the members with a limit (x-not-above), and theirs
	starts    map[string]string    // of an object: the members that are times, and that of their beginning (x-not-before)
	closed    bool                 // a member that nothing describes is a drift
	next      map[string][]string  // x-next: which statuses may follow which
	keeps     map[string]string    // x-keeps: members that repeat those of the request's item
	likely    map[string]string    // x-likely-keeps: the same, on weaker words
	agrees    map[string]string    // x-agrees: members of an item that repeat those of the whole
	addsUp    map[string]string    // x-adds-up: members of items that add up to those of the whole
	repeats   string               // x-echoes: the member of the request that it repeats
	notAbove  string               // x-not-above: the sibling that is its limit
	notBefore string               // x-not-before: the sibling that is a time and its beginning
	clock     bool                 // x-epoch
	constant  []string             // x-constant: members that never change
	excludes  map[string][]string  // x-excludes: statuses of items that a status of the whole rules out
	notAll    map[string][]string  // x-not-all: statuses that not all items have beside a status of the whole
	lists     map[string]selection // x-lists: what a selection lists
	meanings  map[string]string    // x-meaning
	masks     *regexp.Regexp       // x-masks: what stands for hidden characters
}

// compiler makes schemas, each once: documents may be recursive.
type compiler struct {
	rules *spec.Rules
	done  map[*openapi3.Schema]*schema
	errs  []error
}

func (c *compiler) compile(ref *openapi3.SchemaRef) *schema {
	if ref == nil || ref.Value == nil {
		return nil
	}
	source := ref.Value
	if s, ok := c.done[source]; ok {
		return s
	}
	s := &schema{source: source, nullable: source.Nullable, required: source.Required, rules: c.rules.Of(source)}
	c.done[source] = s
	if source.Type != nil {
		s.types = source.Type.Slice()
		s.nullable = s.nullable || slices.Contains(s.types, "null")
	}
	for _, word := range source.Enum {
		s.enum = append(s.enum, fromPlain(word))
	}
	s.pattern = c.regexp(source.Pattern)
	if len(source.Properties) > 0 {
		s.properties = make(map[string]*schema, len(source.Properties))
	}
	for name, property := range source.Properties {
		s.properties[name] = c.compile(property)
	}
	s.items = c.compile(source.Items)
	s.extra = c.compile(source.AdditionalProperties.Schema)
	s.open = source.AdditionalProperties.Has != nil && *source.AdditionalProperties.Has
	s.allOf, s.anyOf, s.oneOf = c.list(source.AllOf), c.list(source.AnyOf), c.list(source.OneOf)
	s.not = c.compile(source.Not)
	s.readExtensions()
	return s
}

// readExtensions takes up the x- extensions that give a member its meaning. Their form was checked by spec.NewRules.
func (s *schema) readExtensions() {
	var lists map[string][]string
	fields := map[string]any{
		"x-role": &s.role, "x-echoes": &s.repeats, "x-not-above": &s.notAbove, "x-not-before": &s.notBefore, "x-constant": &s.constant, "x-masks": &s.masks,
		"x-keeps": &s.keeps, "x-likely-keeps": &s.likely, "x-meaning": &s.meanings, "x-agrees": &s.agrees, "x-adds-up": &s.addsUp,
		"x-next": &s.next, "x-excludes": &s.excludes, "x-not-all": &s.notAll, "x-lists": &lists,
	}
	for name, raw := range s.source.Extensions {
		if field := fields[name]; field != nil {
			text, _ := json.Marshal(raw)
			_ = json.Unmarshal(text, field)
		}
	}
	_, s.clock = s.source.Extensions["x-epoch"]
	s.lists = make(map[string]selection, len(lists))
	for word, statuses := range lists {
		s.lists[word] = selection{known: true, statuses: statuses}
	}
}

// selection is which items are asked for.
type selection struct {
	name     string // "" for all
	known    bool
	statuses []string // that they can have; nil for any
	accepted bool     // accepted items are among them
	refused  bool     // and refused ones
}

func (c *compiler) list(refs openapi3.SchemaRefs) []*schema {
	var all []*schema
	for _, ref := range refs {
		all = append(all, c.compile(ref))
	}
	return all
}

func (c *compiler) regexp(pattern string) *regexp.Regexp {
	if pattern == "" {
		return nil
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		c.errs = append(c.errs, fmt.Errorf("pattern %q: %w", pattern, err))
	}
	return re
}

// fromPlain converts an enum word of the document.
func fromPlain(word any) value {
	switch w := word.(type) {
	case nil:
		return value{kind: nullValue}
	case bool:
		return value{kind: boolValue, text: fmt.Sprint(w)}
	case string:
		return value{kind: stringValue, text: w}
	default:
		return value{kind: numberValue, text: fmt.Sprint(w)}
	}
}

// property finds the schema of a member in s and in whatever s is made of.
func (s *schema) property(name string) *schema { return s.described[name] }

// names lists the members that s and its parts describe.
func (s *schema) names() []string { return slices.Sorted(maps.Keys(s.described)) }

// parts are the schemas that may describe the same value.
func (s *schema) parts() []*schema { return slices.Concat(s.allOf, s.anyOf, s.oneOf) }

// gather lists the members that s and its parts describe, the first of two descriptions, and reports whether there may be others.
func (s *schema) gather(described map[string]*schema) (open bool) {
	for name, p := range s.properties {
		described[name] = cmp.Or(described[name], p)
	}
	open = s.open || s.extra != nil
	for _, part := range s.parts() {
		open = part.gather(described) || open
	}
	return open
}

// finish notes what is asked of every value, once all schemas are there.
func (c *compiler) finish() {
	refused := map[string]bool{}
	for _, s := range c.done {
		for word, meaning := range s.meanings {
			refused[word] = refused[word] || meaning == meansRefused
		}
	}
	for _, s := range c.done {
		s.described = map[string]*schema{}
		// The document's objects are closed worlds, except those that say otherwise, and those that describe no members at all.
		s.closed = !s.gather(s.described) && len(s.described) > 0
	}
	for _, s := range c.done {
		for word, list := range s.lists {
			for _, status := range list.statuses {
				list.refused = list.refused || refused[status]
				list.accepted = list.accepted || !refused[status]
			}
			s.lists[word] = list
		}
		s.byRole, s.echoes, s.limits, s.starts = map[string]string{}, map[string]string{}, map[string]string{}, map[string]string{}
		for _, name := range s.names() {
			p := s.described[name]
			if p.role != "" {
				s.byRole[p.role] = name
			}
			if p.repeats != "" {
				s.echoes[name] = p.repeats
			}
			if p.notAbove != "" {
				s.limits[name] = p.notAbove
			}
			if p.notBefore != "" {
				s.starts[name] = p.notBefore
			}
			if p.next != nil {
				s.status = name
			}
			if p.clock {
				s.time = name
			}
		}
	}
}

// acts reports whether the objects of s have a part in what a message says beyond its form.
func (s *schema) acts() bool {
	return len(s.byRole)+len(s.echoes)+len(s.limits) > 0 || s.status != "" || len(s.constant) > 0
}

// describe names the types for a message.
func (s *schema) describe() string {
	if len(s.types) == 0 {
		return "any type"
	}
	return strings.Join(s.types, " or ")
}
