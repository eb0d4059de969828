package emulator

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/gen"
)

// wireFault is a Fault as the HTTP endpoint has it.
type wireFault struct {
	Kind        FaultKind     `json:"kind"`
	Operation   gen.Operation `json:"operation,omitzero"`
	Nth         int           `json:"nth,omitzero"`
	Times       int           `json:"times,omitzero"`
	Every       bool          `json:"every,omitzero"`
	For         wireDuration  `json:"for,omitzero"`
	RetryAfter  wireDuration  `json:"retryAfter,omitzero"`
	HTTPStatus  int           `json:"httpStatus,omitzero"`
	Committed   bool          `json:"committed,omitzero"`
	FirstAnswer bool          `json:"firstAnswer,omitzero"`
}

// faultMembers is what a fault may have, for error texts.
const faultMembers = "kind, operation, nth, times, every, for, retryAfter, httpStatus, committed and firstAnswer"

// wireDuration is a duration with its unit, such as "250ms".
type wireDuration time.Duration

func (d wireDuration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

func (d *wireDuration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = wireDuration(parsed)
	return err
}

// MarshalJSON writes the fault as POST /_emulator/faults takes it, durations as strings such as "250ms".
func (f Fault) MarshalJSON() ([]byte, error) {
	w := wireFault{
		Kind: f.Kind, Operation: f.Operation, Nth: f.Nth, Times: f.Times, Every: f.Every, For: wireDuration(f.For),
		RetryAfter: wireDuration(f.RetryAfter), HTTPStatus: f.HTTPStatus, Committed: f.Committed, FirstAnswer: f.FirstAnswer,
	}
	return jsonv2.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON writes, and refuses members that a fault does not have. It does not check the
// values; [Emulator.InjectFaults] does.
func (f *Fault) UnmarshalJSON(data []byte) error {
	var w wireFault
	if err := jsonv2.Unmarshal(data, &w, jsonv2.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("emulator: %w", document{"the fault", faultMembers}.explain(err))
	}
	*f = w.fault()
	return nil
}

func (w wireFault) fault() Fault {
	return Fault{
		Kind: w.Kind, Operation: w.Operation, Nth: w.Nth, Times: w.Times, Every: w.Every, For: time.Duration(w.For),
		RetryAfter: time.Duration(w.RetryAfter), HTTPStatus: w.HTTPStatus, Committed: w.Committed, FirstAnswer: w.FirstAnswer,
	}
}

// parseFaults reads and checks the body of POST /_emulator/faults. Its errors name the member and repeat no value.
func parseFaults(body []byte) ([]Fault, error) {
	var sent struct {
		Faults []wireFault `json:"faults"`
	}
	if err := jsonv2.Unmarshal(body, &sent, jsonv2.RejectUnknownMembers(true)); err != nil {
		return nil, document{"the body", "faults"}.explain(err)
	}
	if len(sent.Faults) == 0 {
		return nil, errors.New("faults: must be a list of at least one fault")
	}
	faults := make([]Fault, len(sent.Faults))
	for i, w := range sent.Faults {
		faults[i] = w.fault()
	}
	return faults, checkFaults(faults)
}

// document is a JSON text in words: what it is, and which members it has.
type document struct{ name, members string }

// explain says what is wrong with a document. The library's own text is not used: it names Go types and repeats values.
func (d document) explain(err error) error {
	if semantic, ok := errors.AsType[*jsonv2.SemanticError](err); ok {
		if errors.Is(err, jsonv2.ErrUnknownName) {
			return d.unknownMember(semantic.JSONPointer)
		}
		return fmt.Errorf("%s: must be %s", d.place(semantic.JSONPointer), wanted(semantic.GoType))
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return fmt.Errorf("%s: stands there twice", d.place(syntactic.JSONPointer))
		}
		return fmt.Errorf("%s: not JSON from byte %d on", d.place(syntactic.JSONPointer), syntactic.ByteOffset)
	}
	return fmt.Errorf("%s: not JSON", d.name)
}

// unknownMember names a member that does not exist if it looks like a slip of the pen. Whatever else got there, such as a
// name or a number of somebody, is not repeated.
func (d document) unknownMember(pointer jsontext.Pointer) error {
	name, members := pointer.LastToken(), faultMembers
	if pointer.Parent() == "" {
		members = d.members
	}
	shown := "an unknown member"
	foreign := func(r rune) bool { return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '_' }
	if len(name) <= 24 && !strings.ContainsFunc(name, foreign) {
		shown = "the unknown member " + name
	}
	return fmt.Errorf("%s: has %s; there is %s", d.place(pointer.Parent()), shown, members)
}

// place names the value that a pointer leads to.
func (d document) place(pointer jsontext.Pointer) string {
	if pointer == "" {
		return d.name
	}
	return pointerField(string(pointer))
}

// wanted says in words of JSON what a Go type takes.
func wanted(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[wireDuration]():
		return `a duration in a string, such as "250ms"`
	case t == nil:
		return "something else"
	}
	switch t.Kind() {
	case reflect.Int:
		return "a whole number"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	case reflect.Slice:
		return "a list"
	}
	return "an object"
}
