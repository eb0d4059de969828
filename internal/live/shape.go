package live

import (
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/contract"
)

// treatment is how a string of a message is shown.
type treatment int

const (
	hidden  treatment = iota // masked as a whole
	asText                   // with whatever looks personal, or was hidden elsewhere, masked
	asWord                   // as it is, if it is one of the documented words or looks like a new one
	asForm                   // as text, if it has the documented form
	asDigit                  // as it is, if it has the documented form: an amount
)

// shape is what the document knows of a value that bears on showing it.
type shape struct {
	text     treatment
	isText   bool // the document has a string here
	isNumber bool
	words    []string
	form     *regexp.Regexp
	members  map[string]*shape
	elements *shape
}

// shaper makes shapes. What a caller sends as free text is hidden, and so is what the document
// marks as personal (x-personal). Ids (x-role, x-echoes), words (enum, x-values) and values of a documented form (x-form,
// pattern) are shown, and so is the vendor's free text.
type shaper struct {
	done   map[shapeKey]*shape
	echoed map[string]bool // names of members that an answer repeats as an id
	// vocabulary holds the names of members and the words of enums, in small letters.
	vocabulary map[string]bool
}

type shapeKey struct {
	schema    *openapi3.Schema
	direction contract.Direction
	name      string
	personal  bool
}

func newShaper(schemas []*openapi3.SchemaRef) *shaper {
	s := &shaper{done: map[shapeKey]*shape{}, echoed: map[string]bool{}, vocabulary: map[string]bool{}}
	seen := map[*openapi3.Schema]bool{}
	for _, ref := range schemas {
		s.look(ref, seen)
	}
	return s
}

// look goes through a schema for echoes and words.
func (s *shaper) look(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	seen[ref.Value] = true
	if name, ok := ref.Value.Extensions["x-echoes"].(string); ok {
		s.echoed[name] = true
	}
	for _, word := range enumWords(ref) {
		s.vocabulary[strings.ToLower(word)] = true
	}
	for name := range ref.Value.Properties {
		s.vocabulary[strings.ToLower(name)] = true
	}
	for _, inner := range children(ref.Value) {
		s.look(inner, seen)
	}
}

func children(s *openapi3.Schema) []*openapi3.SchemaRef {
	all := slices.Concat(parts(s), openapi3.SchemaRefs{s.Items, s.AdditionalProperties.Schema})
	for _, p := range s.Properties {
		all = append(all, p)
	}
	return all
}

// make returns the shape of a schema, nil for none.
func (s *shaper) make(ref *openapi3.SchemaRef, direction contract.Direction, name string, personal bool) *shape {
	if ref == nil || ref.Value == nil {
		return nil
	}
	source := ref.Value
	if marked, _ := source.Extensions["x-personal"].(bool); marked {
		personal = true
	}
	key := shapeKey{source, direction, name, personal}
	if known, ok := s.done[key]; ok {
		return known
	}
	made := &shape{members: map[string]*shape{}}
	s.done[key] = made
	s.scalar(made, source, direction, name, personal)
	for member, p := range source.Properties {
		made.members[member] = s.make(p, direction, member, personal)
	}
	made.elements = s.make(source.Items, direction, name, personal)
	for _, part := range parts(source) {
		made.join(s.make(part, direction, name, personal))
	}
	return made
}

// scalar says how a string or number is shown.
func (s *shaper) scalar(made *shape, source *openapi3.Schema, direction contract.Direction, name string, personal bool) {
	types := source.Type.Slice()
	made.isText = slices.Contains(types, "string")
	made.isNumber = !personal && (slices.Contains(types, "number") || slices.Contains(types, "integer"))
	made.words = slices.Concat(enumWords(&openapi3.SchemaRef{Value: source}), texts(source.Extensions["x-values"]))
	form, _ := source.Extensions["x-form"].(string)
	_, role := source.Extensions["x-role"]
	_, echo := source.Extensions["x-echoes"]
	switch {
	case personal:
		made.text = hidden
	case len(made.words) > 0:
		made.text = asWord
	case role || echo || s.echoed[name]:
		made.text = asText
	case form != "":
		made.text, made.form = asForm, compiled("^(?:"+form+")$")
	case source.Format == "decimal" && source.Pattern != "":
		made.text, made.form = asDigit, compiled(source.Pattern)
	case direction == contract.InResponse:
		made.text = asText
	}
}

// join takes in a part of the schema. Of two ways to show a string the more careful one counts, but that a part which
// describes no string says nothing.
func (s *shape) join(part *shape) {
	if part == nil {
		return
	}
	if part.isText && (!s.isText || part.text < s.text) {
		s.text, s.form = part.text, part.form
	}
	s.isText, s.isNumber = s.isText || part.isText, s.isNumber || part.isNumber
	s.words = append(s.words, part.words...)
	for name, m := range part.members {
		if s.members[name] == nil {
			s.members[name] = m
		}
	}
	if s.elements == nil {
		s.elements = part.elements
	}
}

// compiled is the pattern, or nil: what cannot be compared is hidden. Documents with such a pattern have no checker anyway.
func compiled(pattern string) *regexp.Regexp {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil
	}
	return re
}

func texts(raw any) []string {
	list, _ := raw.([]any)
	var all []string
	for _, each := range list {
		if word, ok := each.(string); ok {
			all = append(all, word)
		}
	}
	return all
}
