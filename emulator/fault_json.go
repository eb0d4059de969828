package emulator

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/money"
)

// faultMembers is what a fault may have, for error texts.
const faultMembers = "kind, operation, nth, times, every, for, retryAfter, httpStatus, committed and firstAnswer"

// plainFault is a Fault without its methods.
type plainFault Fault

// faultJSON makes durations strings with a unit, such as "250ms", and refuses members that a fault does not have.
func faultJSON() jsonv2.Options {
	return jsonv2.JoinOptions(
		jsonv2.RejectUnknownMembers(true),
		jsonv2.WithMarshalers(jsonv2.MarshalFunc(func(d time.Duration) ([]byte, error) {
			return []byte(strconv.Quote(d.String())), nil
		})),
		jsonv2.WithUnmarshalers(jsonv2.UnmarshalFunc(func(data []byte, d *time.Duration) error {
			text, err := jsontext.AppendUnquote(nil, data)
			if err == nil {
				*d, err = time.ParseDuration(string(text))
			}
			return err
		})),
	)
}

// MarshalJSON writes the fault as POST /_emulator/faults takes it, durations as strings such as "250ms".
func (f Fault) MarshalJSON() ([]byte, error) { return jsonv2.Marshal(plainFault(f), faultJSON()) }

// UnmarshalJSON reads what MarshalJSON writes, and refuses members that a fault does not have. It does not check the
// values; [Emulator.InjectFaults] does.
func (f *Fault) UnmarshalJSON(data []byte) error {
	var read plainFault
	if err := jsonv2.Unmarshal(data, &read, faultJSON()); err != nil {
		return fmt.Errorf("emulator: %w", document{"the fault", func(string) string { return faultMembers }}.explain(err))
	}
	*f = Fault(read)
	return nil
}

// parseFaults reads and checks the body of POST /_emulator/faults. Its errors name the member and repeat no value.
func parseFaults(body []byte) ([]Fault, error) {
	var sent struct {
		Faults []plainFault `json:"faults"`
	}
	if err := jsonv2.Unmarshal(body, &sent, faultJSON()); err != nil {
		return nil, document{"the body", planMembers}.explain(err)
	}
	if len(sent.Faults) == 0 {
		return nil, errors.New("faults: must be a list of at least one fault")
	}
	faults := make([]Fault, len(sent.Faults))
	for i, f := range sent.Faults {
		faults[i] = Fault(f)
	}
	return faults, checkFaults(faults)
}

// document is a JSON text in words: what it is, and which members it has.
type document struct {
	name    string
	members func(pointer string) string // of what stands at a JSON pointer
}

// planMembers are the members of a plan of faults, and of what stands in it.
func planMembers(pointer string) string {
	if pointer == "" {
		return "faults"
	}
	return faultMembers
}

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
	name, members := pointer.LastToken(), d.members(string(pointer.Parent()))
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
	case t == reflect.TypeFor[time.Duration](), t == reflect.TypeFor[*time.Duration]():
		return `a duration in a string, such as "250ms"`
	case t == reflect.TypeFor[money.Decimal]():
		return "an amount, such as 1250.00"
	case t == nil:
		return "something else"
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int64, reflect.Uint64:
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
