package emulator

import (
	"maps"
	"slices"
	"sync"

	"github.com/iyzipayout/iyzipayout/gen"
)

// plan decides which call meets which fault. It is safe for concurrent use.
type plan struct {
	mu     sync.Mutex
	faults []Fault // Nth counts down to 1 and Times to 0; a fault that is over is removed
	met    map[FaultKind]int
	unkept bool // it is not what the state file has of it
}

// keptPlan is what a state file has of a plan.
type keptPlan struct {
	Faults []Fault           `json:",omitempty"`
	Met    map[FaultKind]int `json:",omitempty"`
}

func newPlan(of keptPlan) *plan {
	p := &plan{met: map[FaultKind]int{}}
	maps.Copy(p.met, of.Met)
	p.add(of.Faults)
	p.unkept = false
	return p
}

// kept is what is written into a state file.
func (p *plan) kept() keptPlan {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unkept = false
	return keptPlan{slices.Clone(p.faults), maps.Clone(p.met)}
}

func (p *plan) isUnkept() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.unkept
}

func (p *plan) add(faults []Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range faults {
		f.Nth = max(f.Nth, 1)
		if !f.Every {
			f.Times = max(f.Times, 1)
		}
		p.faults = append(p.faults, f)
		p.unkept = true
	}
}

// meet counts a call and returns the fault that it meets, if any. Where a listener can be closed, refused connections are
// left to refuse.
func (p *plan) meet(op gen.Operation, closable bool) (met Fault, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	due := -1
	for i := range p.faults {
		f := &p.faults[i]
		switch {
		case f.Operation != "" && f.Operation != op:
		case f.Nth > 1:
			f.Nth--
			p.unkept = true
		case due < 0 && !(closable && f.Kind == FaultConnectionRefused):
			due = i
		}
	}
	if due < 0 {
		return Fault{}, false
	}
	return p.happens(due), true
}

// refuse shuts the door if a fault wants it shut before the next call. While it is shut already the fault waits.
func (p *plan) refuse(d *door) {
	p.mu.Lock()
	defer p.mu.Unlock()
	isDue := func(f Fault) bool { return f.Kind == FaultConnectionRefused && f.Nth == 1 }
	due := slices.IndexFunc(p.faults, isDue)
	if due < 0 || d.isShut() {
		return
	}
	for i, f := range p.faults {
		if isDue(f) {
			p.faults[i].Nth = 2 // neither it nor the others again before a call has come through
		}
	}
	d.shut(p.happens(due).For)
}

// happens counts that a fault happens once more.
func (p *plan) happens(i int) Fault {
	f := &p.faults[i]
	happening := *f
	p.met[f.Kind]++
	p.unkept = true
	if f.Every {
		return happening
	}
	if f.Times--; f.Times == 0 {
		p.faults = slices.Delete(p.faults, i, i+1)
	}
	return happening
}

func (p *plan) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults, p.unkept = nil, true
}

// reset also forgets what has happened.
func (p *plan) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults, p.met, p.unkept = nil, map[FaultKind]int{}, true
}

func (p *plan) left() []Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.faults)
}

func (p *plan) counts() map[FaultKind]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.met)
}
