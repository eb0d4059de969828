package diff

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"unicode"
)

// patternRelation compares the texts that two regular expressions match, by running both over every text at once. What cannot be told
// (look-around, word boundaries, too many states) is other.
func patternRelation(old, new string) relation {
	a, errA := compilePattern(old)
	b, errB := compilePattern(new)
	if errA != nil || errB != nil {
		return other
	}
	fewer, more, ok := compareMachines(a, b)
	switch {
	case !ok || fewer && more:
		return other
	case fewer:
		return narrower
	case more:
		return wider
	}
	return unchanged
}

// machine is a regular expression as the library compiles it, looking for a match anywhere in the text.
type machine struct{ prog *syntax.Prog }

func compilePattern(text string) (machine, error) {
	re, err := syntax.Parse("(?s:.*)(?:"+text+")(?s:.*)", syntax.Perl)
	if err != nil {
		return machine{}, err
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return machine{}, err
	}
	for _, i := range prog.Inst {
		if i.Op == syntax.InstEmptyWidth && syntax.EmptyOp(i.Arg)&^(syntax.EmptyBeginText|syntax.EmptyEndText|syntax.EmptyBeginLine|syntax.EmptyEndLine) != 0 {
			return machine{}, fmt.Errorf("word boundaries are not compared")
		}
	}
	return machine{prog}, nil
}

// state is the set of instructions a machine can be at, before the conditions of a place in the text are looked at.
type state []uint32

func (m machine) start() state { return state{uint32(m.prog.Start)} }

// closure follows everything that needs no character, with what is known of the place: at the beginning, at the end.
func (m machine) closure(from state, begin, end bool) (reached state, matches bool) {
	seen := map[uint32]bool{}
	var visit func(pc uint32)
	visit = func(pc uint32) {
		if seen[pc] {
			return
		}
		seen[pc] = true
		i := m.prog.Inst[pc]
		switch i.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			visit(i.Out)
			visit(i.Arg)
		case syntax.InstCapture, syntax.InstNop:
			visit(i.Out)
		case syntax.InstEmptyWidth:
			op := syntax.EmptyOp(i.Arg)
			if op&(syntax.EmptyBeginText|syntax.EmptyBeginLine) != 0 && !begin || op&(syntax.EmptyEndText|syntax.EmptyEndLine) != 0 && !end {
				return
			}
			visit(i.Out)
		case syntax.InstMatch:
			matches = true
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			reached = append(reached, pc)
		}
	}
	for _, pc := range from {
		visit(pc)
	}
	slices.Sort(reached)
	return reached, matches
}

// step reads one character from a closed state.
func (m machine) step(closed state, r rune) state {
	var next state
	for _, pc := range closed {
		if i := m.prog.Inst[pc]; i.MatchRune(r) && !slices.Contains(next, i.Out) {
			next = append(next, i.Out)
		}
	}
	slices.Sort(next)
	return next
}

// letters are characters of which at least one stands for every way that the two machines can tell characters apart.
func letters(machines ...machine) []rune {
	found := []rune{'\n', 0, unicode.MaxRune}
	for _, m := range machines {
		for _, i := range m.prog.Inst {
			if i.Op != syntax.InstRune && i.Op != syntax.InstRune1 {
				continue
			}
			for _, r := range i.Rune {
				found = append(found, r-1, r, r+1)
				if syntax.Flags(i.Arg)&syntax.FoldCase != 0 {
					for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
						found = append(found, f)
					}
				}
			}
		}
	}
	found = slices.DeleteFunc(found, func(r rune) bool { return r < 0 || r > unicode.MaxRune })
	slices.Sort(found)
	return slices.Compact(found)
}

const (
	mostPairs   = 5_000
	mostLetters = 200
)

// compareMachines reports whether some text is matched by the first machine only, and by the second only.
func compareMachines(a, b machine) (onlyA, onlyB, ok bool) {
	type pair struct {
		a, b  state
		begin bool
	}
	alphabet := letters(a, b)
	if len(alphabet) > mostLetters {
		return false, false, false
	}
	seen := map[string]bool{}
	queue := []pair{{a.start(), b.start(), true}}
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		key := fmt.Sprint(p.a, p.b, p.begin)
		if seen[key] {
			continue
		}
		if seen[key] = true; len(seen) > mostPairs {
			return false, false, false
		}
		_, endA := a.closure(p.a, p.begin, true)
		_, endB := b.closure(p.b, p.begin, true)
		onlyA, onlyB = onlyA || endA && !endB, onlyB || endB && !endA
		if onlyA && onlyB {
			return true, true, true
		}
		closedA, _ := a.closure(p.a, p.begin, false)
		closedB, _ := b.closure(p.b, p.begin, false)
		for _, r := range alphabet {
			next := pair{a: a.step(closedA, r), b: b.step(closedB, r)}
			if len(next.a)+len(next.b) > 0 {
				queue = append(queue, next)
			}
		}
	}
	return onlyA, onlyB, true
}
