package contract

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
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

	// What spec/rules.yaml says of it, beyond the rules that package spec evaluates.
	role      string               // x-role
	byRole    map[string]string    // of an object: the member that plays a role
	status    string               // of an object: the member with a life of its own (x-next)
	time      string               // of an object: the member that tells the vendor's clock (x-epoch)
	limits    map[string]string    // of an object: the members with a limit (x-not-above), and theirs
	starts    map[string]string    // of an object: the members that are times, and that of their beginning (x-not-before)
	closed    bool                 // a member that nothing describes is a drift
	next      map[string][]string  // x-next: which statuses may follow which
	keeps     map[string]string    // x-keeps: members that repeat those of the request's item
	likely    map[string]string    // x-likely-keeps: the same, on weaker words
	agrees    map[string]string    // x-agrees: members of an item that repeat those of the whole
	addsUp    map[string]string    // x-adds-up: members of items that add up to those of the whole
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
	done map[*openapi3.Schema]*schema
	errs []error
}

func (c *compiler) compile(ref *openapi3.SchemaRef) *schema {
	if ref == nil || ref.Value == nil {
		return nil
	}
	source := ref.Value
	if s, ok := c.done[source]; ok {
		return s
	}
	s := &schema{source: source, nullable: source.Nullable, required: source.Required}
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
	extensions := s.source.Extensions
	s.role, _ = extensions["x-role"].(string)
	s.notAbove, _ = extensions["x-not-above"].(string)
	_, s.clock = extensions["x-epoch"]
	for _, name := range asList(extensions["x-constant"]) {
		s.constant = append(s.constant, fmt.Sprint(name))
	}
	s.notBefore, _ = extensions["x-not-before"].(string)
	if masks, ok := extensions["x-masks"].(string); ok {
		s.masks = regexp.MustCompile(masks)
	}
	s.keeps, s.likely, s.meanings = words(extensions["x-keeps"]), words(extensions["x-likely-keeps"]), words(extensions["x-meaning"])
	s.agrees, s.addsUp = words(extensions["x-agrees"]), words(extensions["x-adds-up"])
	s.next, s.excludes = wordLists(extensions["x-next"]), wordLists(extensions["x-excludes"])
	s.notAll = wordLists(extensions["x-not-all"])
	for word, statuses := range wordLists(extensions["x-lists"]) {
		if s.lists == nil {
			s.lists = map[string]selection{}
		}
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

// words reads an extension that gives each word another one.
func words(raw any) map[string]string {
	object, ok := raw.(map[string]any)
	if !ok {
		return nil
	}
	all := make(map[string]string, len(object))
	for word, of := range object {
		all[word] = fmt.Sprint(of)
	}
	return all
}

func asList(raw any) []any {
	list, _ := raw.([]any)
	return list
}

// wordLists reads an extension that gives each word a list of words.
func wordLists(raw any) map[string][]string {
	object, ok := raw.(map[string]any)
	if !ok {
		return nil
	}
	lists := make(map[string][]string, len(object))
	for word, list := range object {
		lists[word] = []string{}
		for _, e := range asList(list) {
			lists[word] = append(lists[word], fmt.Sprint(e))
		}
	}
	return lists
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
func (s *schema) property(name string) *schema {
	if p, ok := s.properties[name]; ok {
		return p
	}
	for _, part := range s.parts() {
		if p := part.property(name); p != nil {
			return p
		}
	}
	return nil
}

// parts are the schemas that may describe the same value.
func (s *schema) parts() []*schema {
	if len(s.allOf)+len(s.anyOf)+len(s.oneOf) == 0 {
		return nil
	}
	return slices.Concat(s.allOf, s.anyOf, s.oneOf)
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
		for word, list := range s.lists {
			for _, status := range list.statuses {
				list.refused = list.refused || refused[status]
				list.accepted = list.accepted || !refused[status]
			}
			s.lists[word] = list
		}
		s.closed = s.isClosed()
		s.byRole, s.limits, s.starts = map[string]string{}, map[string]string{}, map[string]string{}
		for _, name := range s.names() {
			p := s.property(name)
			if p.role != "" {
				s.byRole[p.role] = name
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
	return len(s.byRole) > 0 || len(s.limits) > 0 || s.status != "" || len(s.constant) > 0
}

// isClosed reports whether a member that nothing describes is a drift. The document's objects are closed worlds, except
// those that say otherwise, and those that describe no members at all.
func (s *schema) isClosed() bool {
	if s.open || s.extra != nil {
		return false
	}
	describes := len(s.properties) > 0
	for _, part := range s.parts() {
		if part.open || part.extra != nil {
			return false
		}
		describes = describes || len(part.properties) > 0
	}
	return describes
}

// names lists the members that s and its parts describe.
func (s *schema) names() []string {
	var all []string
	for name := range s.properties {
		all = append(all, name)
	}
	for _, part := range s.parts() {
		all = append(all, part.names()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// describe names the types for a message.
func (s *schema) describe() string {
	if len(s.types) == 0 {
		return "any type"
	}
	return strings.Join(s.types, " or ")
}
