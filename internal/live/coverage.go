package live

import (
	"fmt"

	"github.com/iyzipayout/iyzipayout/contract"
)

// Coverage is what of the document was exercised. What there is to exercise comes from the document alone.
type Coverage struct {
	Operations []Operation `json:"operations"`
	// Unknown counts the calls that fit no operation.
	Unknown int `json:"unknown"`
}

// Operation is what of one operation was exercised.
type Operation struct {
	ID         string  `json:"operationId"`
	Method     string  `json:"method"`
	Path       string  `json:"path"`
	Calls      int     `json:"calls"`
	Statuses   []Tick  `json:"statuses"`   // HTTP, documented ones and those that were met
	Parameters []Field `json:"parameters"` // of query and path
	Fields     []Field `json:"fields"`     // of request and response body
}

// Tick is how often one thing was met.
type Tick struct {
	Name         string `json:"name"`
	Times        int    `json:"times"`
	Undocumented bool   `json:"undocumented,omitempty"`
}

// Field is how often a member or parameter was met, in how many exchanges that is, and with which values.
type Field struct {
	Direction contract.Direction `json:"direction"`
	Pointer   string             `json:"pointer"` // * stands for the elements of a list; of a parameter "query locale"
	Times     int                `json:"times"`
	Values    []Tick             `json:"values,omitempty"` // of an enum
}

// Tally is how many of how many things were met.
type Tally struct {
	Met int `json:"met"`
	All int `json:"all"`
}

func (t Tally) String() string { return fmt.Sprintf("%d/%d", t.Met, t.All) }

func (t *Tally) add(times int) {
	t.All++
	if times > 0 {
		t.Met++
	}
}

func (t Tally) plus(o Tally) Tally { return Tally{t.Met + o.Met, t.All + o.All} }

// Totals are the tallies of one operation, or of all.
type Totals struct {
	Statuses, Parameters, Fields, Values Tally
}

// Totals counts what was met of an operation. Undocumented statuses do not count.
func (o Operation) Totals() Totals {
	var t Totals
	for _, s := range o.Statuses {
		if !s.Undocumented {
			t.Statuses.add(s.Times)
		}
	}
	for _, p := range o.Parameters {
		t.Parameters.add(p.Times)
		t.values(p)
	}
	for _, f := range o.Fields {
		t.Fields.add(f.Times)
		t.values(f)
	}
	return t
}

func (t *Totals) values(f Field) {
	for _, v := range f.Values {
		t.Values.add(v.Times)
	}
}

// Totals counts what was met of all operations.
func (c Coverage) Totals() Totals {
	var t Totals
	for _, o := range c.Operations {
		n := o.Totals()
		t = Totals{t.Statuses.plus(n.Statuses), t.Parameters.plus(n.Parameters), t.Fields.plus(n.Fields), t.Values.plus(n.Values)}
	}
	return t
}

// Gap is what of one operation was not exercised.
type Gap struct {
	Operation string   `json:"operationId"`
	Missing   []string `json:"missing"`
}

// Gaps lists what was not exercised, operations without a gap left out.
func (c Coverage) Gaps() []Gap {
	gaps := []Gap{}
	for _, o := range c.Operations {
		if missing := o.missing(); len(missing) > 0 {
			gaps = append(gaps, Gap{o.ID, missing})
		}
	}
	return gaps
}

func (o Operation) missing() []string {
	if o.Calls == 0 {
		return []string{"the whole operation"}
	}
	var all []string
	for _, s := range o.Statuses {
		if s.Times == 0 {
			all = append(all, "HTTP "+s.Name)
		}
	}
	for _, p := range o.Parameters {
		all = append(all, p.missing(p.Pointer)...)
	}
	for _, f := range o.Fields {
		all = append(all, f.missing(string(f.Direction)+" "+f.Pointer)...)
	}
	return all
}

// missing names the field if it was never met, or else each value of it that was not.
func (f Field) missing(name string) []string {
	if f.Times == 0 {
		return []string{name}
	}
	var all []string
	for _, v := range f.Values {
		if v.Times == 0 {
			all = append(all, name+" = "+v.Name)
		}
	}
	return all
}
