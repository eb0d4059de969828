package spec

import (
	"errors"

	"github.com/getkin/kin-openapi/openapi3"
)

// Rules evaluates the x- extensions of a document's schemas, which say what a schema cannot. The head of rules.yaml
// lists them. It is safe for concurrent use, as long as nobody changes the document.
//
// The rules of properties, items, additionalProperties and allOf are followed into the value. Of anyOf and oneOf, the
// alternatives that the value is valid against count, and one of them without a violation is enough. What stands under
// other keywords (not, if, prefixItems, …) is compiled but not evaluated.
type Rules struct {
	compiled map[*openapi3.Schema]compiledSchema
}

type compiledSchema struct {
	rules   []compiledRule
	members []string // that are declared, by name
}

// compiledRule is one x- extension of one schema.
type compiledRule struct {
	key   string
	check rule
}

// rule finds what is wrong with a value. Values that it is not made for are passed over.
type rule func(value any) []problem

// problem is a violation as the rule sees it: at is a JSON pointer from the value that it was given.
type problem struct{ at, message string }

// Violation is one place where a value breaks a rule. It never holds the value, which may be an IBAN or a name.
type Violation struct {
	Pointer string // JSON pointer into the value; of a missing member, where it should stand
	Rule    string // the extension, such as x-form
	Message string // what was expected, in English
}

// NewRules compiles every rule of the document. A malformed rule, one that is misspelt, and one that stands where it is
// never evaluated are errors; each names the JSON pointer of the extension. All of them are reported together.
func NewRules(doc *openapi3.T) (*Rules, error) {
	c := compiler{ofSchemas: schemaExtensions(), ofOperations: operationExtensions(), compiled: map[*openapi3.Schema]compiledSchema{}}
	c.document(doc)
	c.refuseLoops()
	if err := errors.Join(c.errs...); err != nil {
		return nil, err
	}
	return &Rules{c.compiled}, nil
}

// Check returns where the value breaks the rules of the schema, in a fixed order: outer rules before inner ones, members
// by name. The value is as encoding/json decodes it, numbers as json.Number or float64. Values of the wrong type are
// passed over: they are for the schema to refuse.
//
// The schema must be one of the document that NewRules was given, or nil, which has no rules. A strange one is reported
// as a violation without a Rule, so that it cannot pass for a clean value.
func (r *Rules) Check(schema *openapi3.Schema, value any) []Violation {
	return r.walk(schema, value, &ruleWalk{compiled: r.compiled})
}

// Of is Check without the rules of members and parts, for whoever follows the schema into the value by himself; nil where the
// schema has no rules of its own. Objects and lists may be an [Object] and a [List].
func (r *Rules) Of(schema *openapi3.Schema) func(value any) []Violation {
	own := r.compiled[schema].rules
	if len(own) == 0 {
		return nil
	}
	return func(value any) (found []Violation) {
		for _, rule := range own {
			for _, p := range rule.check(value) {
				found = append(found, Violation{Pointer: p.at, Rule: rule.key, Message: p.message})
			}
		}
		return found
	}
}

// CheckEchoes is Check for x-echoes alone, which needs the request as well: where the request sent the member that is
// to be repeated and the response has the repeating one, both must be equal. The schema is that of the response. Values
// that are no JSON scalars, or not of one kind, are passed over.
func (r *Rules) CheckEchoes(schema *openapi3.Schema, request, response any) []Violation {
	sent, _ := request.(map[string]any)
	return r.walk(schema, response, &ruleWalk{compiled: r.compiled, echoes: true, sent: sent})
}

func (r *Rules) walk(schema *openapi3.Schema, value any, w *ruleWalk) []Violation {
	if schema == nil {
		return nil
	}
	if _, known := r.compiled[schema]; !known {
		return []Violation{{Message: "the schema is not one of the document that the rules were made from"}}
	}
	w.visit(schema, value)
	return w.found
}
