package contract

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
)

// Baseline is what known-good recordings have in common: of each operation, HTTP status and outcome, which fields were
// always there where their object was, and of which JSON types. It also remembers which rules of meaning the recordings
// themselves break, so that what is normal is not reported.
//
// It is written as JSON, to be read by people before it is committed.
type Baseline struct {
	// Weak: learnt from something that is not the service, such as the emulator. What is gone is a warning, never an error.
	Weak bool `json:"weak,omitempty"`
	// Groups are keyed "POST /v1/mass/payout/init 200 success".
	Groups map[string]*group `json:"groups"`
	// Tolerated are rules that known-good traffic breaks, keyed as toleratedKey writes them.
	Tolerated []string `json:"tolerated,omitempty"`
}

// group is what the answers of one operation, HTTP status and outcome have in common.
type group struct {
	Recordings int `json:"recordings"`
	// Fields are keyed by JSON pointer, with * for the elements of a list.
	Fields map[string]*field `json:"fields"`
}

// field is what is known of one member.
type field struct {
	// Parents is how many recordings had the object that the field belongs to.
	Parents int `json:"parents"`
	// Always: the field was in each of these objects.
	Always bool     `json:"always"`
	Types  []string `json:"types"`
}

// strong is how many recordings it takes to call a missing field an error. What a single one has may be chance.
const strong = 2

// Learn makes a baseline of known-good flows.
func (c *Checker) Learn(flows ...[]Exchange) *Baseline {
	plain := c.Against(nil)
	answers := map[string][]*value{}
	tolerated := map[string]bool{}
	for _, exchanges := range flows {
		for _, e := range exchanges {
			if seen := plain.inspect(e); seen.operation != nil && seen.answered.value != nil {
				answers[groupKey(seen)] = append(answers[groupKey(seen)], seen.answered.value)
			}
		}
		for _, f := range plain.CheckRecording(exchanges).Findings {
			if tolerable(f.Kind) {
				tolerated[toleratedKey(f)] = true
			}
		}
	}
	b := &Baseline{Groups: map[string]*group{}, Tolerated: slices.Sorted(maps.Keys(tolerated))}
	for key, all := range answers {
		b.Groups[key] = learn(all)
	}
	return b
}

// tolerable reports whether recordings may teach that a kind of finding is normal. The schema is never up for that.
func tolerable(k Kind) bool {
	return slices.Contains([]Kind{drift.Rule, drift.Echo, drift.Contradiction, drift.Sum, drift.State, drift.Identity, drift.Clock, drift.Items}, k)
}

// toleratedKey names a finding apart from what differs with every exchange: positions in lists and numbers.
func toleratedKey(f Finding) string {
	return strings.Join([]string{f.OperationID, string(f.Direction), string(f.Kind), jsonpointer.AnyIndex(f.Pointer), anyNumber().ReplaceAllString(f.Message, "#")}, " ")
}

var anyNumber = lazyregexp.New(`[0-9]+`)

// tolerate drops the findings that are normal.
func (b *Baseline) tolerate(all []Finding) []Finding {
	if b == nil || len(b.Tolerated) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(f Finding) bool {
		_, known := slices.BinarySearch(b.Tolerated, toleratedKey(f))
		return known
	})
}

func groupKey(seen *inspected) string {
	outcome, ok := seen.answered.first(roleResult)
	if !ok {
		outcome = "-"
	}
	return seen.operation.signature + " " + strconv.Itoa(seen.exchange.Response.Status) + " " + outcome
}

// learn finds what answers have in common.
func learn(answers []*value) *group {
	g := &group{Recordings: len(answers), Fields: map[string]*field{}}
	objects, parents := map[string][]*value{}, map[string]int{}
	for _, answer := range answers {
		own := map[string][]*value{}
		gather(own, answer, "")
		for at, some := range own {
			parents[at]++
			objects[at] = append(objects[at], some...)
		}
	}
	for parent, all := range objects {
		for i := range all {
			for _, m := range all[i].members {
				at := jsonpointer.Join(parent, m.name)
				if g.Fields[at] == nil {
					g.Fields[at] = &field{
						Parents: parents[parent],
						Always:  !slices.ContainsFunc(all, func(o *value) bool { return o.get(m.name) == nil }),
					}
				}
				if f, t := g.Fields[at], m.value.kind.String(); !slices.Contains(f.Types, t) {
					f.Types = append(f.Types, t)
					slices.Sort(f.Types)
				}
			}
		}
	}
	return g
}

// gather lists the objects of a message by their pointer.
func gather(objects map[string][]*value, v *value, at string) {
	if v.kind == objectValue {
		objects[at] = append(objects[at], v)
	}
	for i := range v.elements {
		gather(objects, &v.elements[i], at+"/*")
	}
	for i := range v.members {
		gather(objects, &v.members[i].value, jsonpointer.Join(at, v.members[i].name))
	}
}

// MarshalIndent writes the baseline as it is committed.
func (b *Baseline) MarshalIndent() ([]byte, error) {
	data, err := json.MarshalIndent(b, "", "  ")
	return append(data, '\n'), err
}

// ParseBaseline reads what MarshalIndent wrote. The file is one that people edit, so what it does not know is an error.
func ParseBaseline(data []byte) (*Baseline, error) {
	b := &Baseline{}
	if err := jsonv2.Unmarshal(data, b, jsonv2.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	for _, key := range slices.Sorted(maps.Keys(b.Groups)) {
		if err := b.Groups[key].check(); err != nil {
			return nil, fmt.Errorf("baseline: group %q: %w", key, err)
		}
	}
	slices.Sort(b.Tolerated)
	return b, nil
}

func (g *group) check() error {
	if g == nil {
		return errors.New("must be an object")
	}
	for _, at := range slices.Sorted(maps.Keys(g.Fields)) {
		switch f := g.Fields[at]; {
		case !strings.HasPrefix(at, "/"):
			return fmt.Errorf("field %q must be a JSON pointer, such as /massPayout/currency", at)
		case f == nil || len(f.Types) == 0:
			return fmt.Errorf("field %q must have at least one JSON type in types", at)
		}
	}
	return nil
}

//go:embed baseline.json
var defaultBaseline []byte

// DefaultBaseline is the baseline that is committed beside this package. It is learnt from the recordings of the vendor's
// sandbox or, as long as there are none, from the published examples and the emulator; then it is weak.
func DefaultBaseline() (*Baseline, error) { return ParseBaseline(defaultBaseline) }

// presence is a baseline made ready for checking: what is known of the answers of each group.
type presence map[string]shapes

// shapes are what is known of the objects of an answer, by their pointer, with * for the elements of a list. Whatever an object is
// in has an entry too.
type shapes map[string]*shape

type shape struct {
	fields map[string]*field
	always []string // the fields that were in each of the objects, sorted
}

// anyOutcome stands for the outcome in the key of what all outcomes have in common. No answer has such a word.
const anyOutcome = "*"

func (b *Baseline) presence() presence {
	if b == nil {
		return nil
	}
	p, common := presence{}, map[string]map[string]*field{}
	for key, g := range b.Groups {
		p[key] = newShapes(g.Fields)
		whole := key[:strings.LastIndexByte(key, ' ')+1] + anyOutcome
		if other, more := common[whole]; more {
			common[whole] = shared(other, g.Fields)
		} else {
			common[whole] = g.Fields
		}
	}
	for whole, fields := range common {
		p[whole] = newShapes(fields)
	}
	return p
}

// shared has the fields that are always there on both sides.
func shared(one, other map[string]*field) map[string]*field {
	both := map[string]*field{}
	for at, f := range one {
		if g := other[at]; g != nil && f.Always && g.Always {
			types := slices.Compact(slices.Sorted(slices.Values(slices.Concat(f.Types, g.Types))))
			both[at] = &field{Parents: f.Parents + g.Parents, Always: true, Types: types}
		}
	}
	return both
}

func newShapes(fields map[string]*field) shapes {
	known := shapes{}
	for _, at := range slices.Sorted(maps.Keys(fields)) {
		parent, name := jsonpointer.Split(at)
		s := known.at(parent)
		s.fields[name] = fields[at]
		if fields[at].Always {
			s.always = append(s.always, name)
		}
	}
	return known
}

func (known shapes) at(pointer string) *shape {
	if known[pointer] == nil {
		known[pointer] = &shape{fields: map[string]*field{}}
		if parent, _ := jsonpointer.Split(pointer); parent != pointer {
			known.at(parent)
		}
	}
	return known[pointer]
}

// group returns what is known of answers like this one, or nil. One that does not say how the call ended, or says it in a
// new word, is held against what all outcomes have in common; a success or failure of which there is no recording is not:
// the two differ.
func (p presence) group(seen *inspected) shapes {
	key := groupKey(seen)
	outcome := key[strings.LastIndexByte(key, ' ')+1:]
	if known, ok := p[key]; ok || outcome == "success" || outcome == "failure" {
		return known
	}
	return p[strings.TrimSuffix(key, outcome)+anyOutcome]
}

// check reports fields that were in every recording and are gone, and types that no recording had.
func (p presence) check(seen *inspected, weak bool, r report) {
	if p != nil && seen.answered.value != nil {
		presenceCheck{p.group(seen), r, weak}.value(seen.answered.value, path{}, "")
	}
}

type presenceCheck struct {
	known  shapes
	report report
	weak   bool
}

// value goes through an answer as far as something is known of it; pointer is the place as shapes has it.
func (c presenceCheck) value(v *value, at path, pointer string) {
	s := c.known[pointer]
	switch {
	case s == nil:
	case v.kind == arrayValue:
		pointer += "/*"
		for i := range v.elements {
			c.value(&v.elements[i], path{up: &at, index: i, list: true}, pointer)
		}
	case v.kind == objectValue:
		c.gone(s, v, at)
		for i := range v.members {
			m := &v.members[i]
			inner := path{up: &at, name: m.name}
			if f := s.fields[m.name]; f != nil && !slices.Contains(f.Types, m.value.kind.String()) {
				c.report.warn(drift.ChangedType, inner.String(), "is a JSON %s, every recording has %s", m.value.kind, strings.Join(f.Types, " or "))
			}
			if m.value.kind == arrayValue || m.value.kind == objectValue {
				c.value(&m.value, inner, jsonpointer.Join(pointer, m.name))
			}
		}
	}
}

func (c presenceCheck) gone(s *shape, v *value, at path) {
	for _, name := range s.always {
		if v.get(name) != nil {
			continue
		}
		f, severity := s.fields[name], Error
		if f.Parents < strong || c.weak {
			severity = Warning
		}
		c.report.add(severity, drift.Disappeared, at.member(name).String(), "is optional, but was in each of %d recordings, and is gone", f.Parents)
	}
}
