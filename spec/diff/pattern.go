package diff

import (
	"errors"
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
	return compareMachines(a, b)
}

// machine is a regular expression as the library compiles it, looking for a match anywhere in the text.
type machine struct{ *syntax.Prog }

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
		if i.Op == syntax.InstEmptyWidth && syntax.EmptyOp(i.Arg)&(syntax.EmptyWordBoundary|syntax.EmptyNoWordBoundary) != 0 {
			return machine{}, errors.New("word boundaries are not compared")
		}
	}
	return machine{prog}, nil
}

// state is the set of instructions a machine can be at, before the conditions of a place in the text are looked at.
type state []uint32

// closure follows everything that needs no character, with what is known of the place: at the beginning, at the end.
func (m machine) closure(from state, begin, end bool) (reached state, matches bool) {
	seen := map[uint32]bool{}
	for left := slices.Clone(from); len(left) > 0; {
		pc := left[len(left)-1]
		left = left[:len(left)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch i := m.Inst[pc]; i.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			left = append(left, i.Out, i.Arg)
		case syntax.InstCapture, syntax.InstNop:
			left = append(left, i.Out)
		case syntax.InstEmptyWidth:
			op := syntax.EmptyOp(i.Arg)
			if (begin || op&(syntax.EmptyBeginText|syntax.EmptyBeginLine) == 0) && (end || op&(syntax.EmptyEndText|syntax.EmptyEndLine) == 0) {
				left = append(left, i.Out)
			}
		case syntax.InstMatch:
			matches = true
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			reached = append(reached, pc)
		}
	}
	return reached, matches
}

// step reads one character from a closed state.
func (m machine) step(closed state, r rune) state {
	var next state
	for _, pc := range closed {
		if i := m.Inst[pc]; i.MatchRune(r) {
			next = append(next, i.Out)
		}
	}
	return sorted(next)
}

// letters are characters of which at least one stands for every way that the two machines can tell characters apart.
func letters(machines ...machine) []rune {
	found := []rune{'\n', 0, unicode.MaxRune}
	for _, m := range machines {
		for _, i := range m.Inst {
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
	return sorted(slices.DeleteFunc(found, func(r rune) bool { return r < 0 || r > unicode.MaxRune }))
}

const (
	mostPairs   = 5_000
	mostLetters = 200
)

// compareMachines looks for a text that is matched by the first machine only, and for one that is matched by the second only.
func compareMachines(a, b machine) relation {
	type pair struct {
		a, b  state
		begin bool
	}
	alphabet := letters(a, b)
	seen := map[string]bool{}
	onlyA, onlyB := false, false
	for queue := []pair{{state{uint32(a.Start)}, state{uint32(b.Start)}, true}}; len(queue) > 0; {
		p := queue[0]
		queue = queue[1:]
		key := fmt.Sprint(p)
		if seen[key] {
			continue
		}
		if seen[key] = true; len(seen) > mostPairs || len(alphabet) > mostLetters {
			return other
		}
		_, endA := a.closure(p.a, p.begin, true)
		_, endB := b.closure(p.b, p.begin, true)
		onlyA, onlyB = onlyA || endA && !endB, onlyB || endB && !endA
		if onlyA && onlyB {
			return other
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
	return relationOf(!onlyA, !onlyB)
}
