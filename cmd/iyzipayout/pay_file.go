package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"sync"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// input is the file to pay as it was when pay began.
type input struct {
	*spool
	name       string
	encoding   string
	options    []payfile.Option
	errorsFile string

	workbook bool
	once     sync.Once
	kept     []keptRow // of a workbook, or of a file that is in memory
}

func (f payFlags) read() (in *input, err error) {
	in = &input{name: f.file, encoding: f.encoding, errorsFile: f.errorsFile, workbook: isWorkbook(f.file, f.format)}
	if f.file == standardInput {
		in.name = "standard input"
	}
	in.options = append(in.options, payfile.WithEncoding(f.encoding))
	if f.format != "" {
		in.options = append(in.options, payfile.WithFormat(f.format))
	}
	more, err := f.readFlags.options()
	if err != nil {
		return nil, err
	}
	in.options = append(in.options, more...)
	for _, m := range f.maps {
		option, err := mapping(m)
		if err != nil {
			return nil, fmt.Errorf("--map %s: %w", m, err)
		}
		in.options = append(in.options, option)
	}
	if len(f.ignored) > 0 {
		in.options = append(in.options, payfile.WithIgnoredColumns(f.ignored...))
	}
	if f.noChecksum {
		in.options = append(in.options, payfile.WithoutChecksum())
	}
	switch f.decimal {
	case "":
	case "point":
		in.options = append(in.options, payfile.WithDecimal(payfile.Point))
	case "comma":
		in.options = append(in.options, payfile.WithDecimal(payfile.Comma))
	default:
		return nil, fmt.Errorf("--decimal %s: must be point or comma", f.decimal)
	}
	in.spool, err = readOnce(f.file, mostInMemory)
	return in, err
}

// plan checks every line. Nothing is sent before it came to the end without a problem: the last line may contradict the first.
func (in *input) plan(ctx context.Context, header payout.Batch, batchSize int) (*runner.Plan, error) {
	var wrong []*payfile.LineError
	source := func(context.Context) iter.Seq2[payout.Item, error] { return in.items(&wrong) }
	plan, err := runner.NewPlan(ctx, header, batchSize, source)
	if len(wrong) > 0 {
		return nil, in.wrong(wrong)
	}
	if invalid, ok := errors.AsType[*payout.ValidationError](err); ok {
		return nil, in.inLines(invalid)
	}
	return plan, err
}

// mostWrong ends the reading of a file of which every line is wrong.
const mostWrong = 1000

// items reads the payments. Lines that are wrong are collected, so that all of them can be told at once.
func (in *input) items(wrong *[]*payfile.LineError) iter.Seq2[payout.Item, error] {
	return func(yield func(payout.Item, error) bool) {
		for row, err := range in.rows() {
			if problem, ok := errors.AsType[*payfile.LineError](err); ok {
				if *wrong = append(*wrong, problem); len(*wrong) == mostWrong {
					yield(payout.Item{}, err)
					return
				}
				continue
			}
			if !yield(row.Item, err) {
				return
			}
		}
		if len(*wrong) > 0 {
			yield(payout.Item{}, (*wrong)[0])
		}
	}
}

// linesOf tells in which line of the file each item stands. The items are counted from 0.
func (in *input) linesOf(items []int) map[int]int {
	wanted, lines, index := map[int]bool{}, map[int]int{}, 0
	for _, item := range items {
		wanted[item] = true
	}
	for row, err := range in.rows() {
		if err != nil {
			continue
		}
		if wanted[index] {
			if lines[index] = row.Line; len(lines) == len(wanted) {
				break
			}
		}
		index++
	}
	return lines
}

// inLines says where in the file the problems of a plan are.
func (in *input) inLines(invalid *payout.ValidationError) error {
	var items []int
	for _, p := range invalid.Problems {
		if p.Index < 0 {
			return invalid
		}
		items = append(items, p.Index)
	}
	lines := in.linesOf(items)
	var found []*payfile.LineError
	for _, p := range invalid.Problems {
		found = append(found, &payfile.LineError{File: in.name, Sheet: in.sheet(), Line: lines[p.Index], Message: p.String()})
	}
	return in.wrong(found)
}

// mostShown is how many things about lines are told before the rest is only counted.
const mostShown = 20

// tell says the first of all things about lines, each with the lines of the file in which its items stand, and how many are left out.
func tell[T any](in *input, all []T, itemsOf func(T) []int, say func(one T, lines string) string, more string) (told []string) {
	some := all[:min(len(all), mostShown)]
	var items []int
	for _, one := range some {
		items = append(items, itemsOf(one)...)
	}
	lines := in.linesOf(items)
	for _, one := range some {
		var numbers []string
		for _, index := range itemsOf(one) {
			numbers = append(numbers, strconv.Itoa(lines[index]))
		}
		told = append(told, say(one, strings.Join(numbers, ", ")))
	}
	if left := len(all) - len(some); left > 0 {
		told = append(told, fmt.Sprintf(more, left))
	}
	return told
}

// warnings says what is rarely meant, with the lines of the file.
func (in *input) warnings(plan *runner.Plan) []string {
	itemsOf := func(w runner.Warning) []int { return w.Lines }
	return tell(in, plan.Warnings, itemsOf, func(w runner.Warning, lines string) string {
		return fmt.Sprintf("warning: %s: lines %s: %s", in.name, lines, w.Message) // always two or more
	}, "warning: and at least %d more like these")
}

// similar says which payments went out a few days ago under another id.
func (in *input) similar(found []runner.SimilarLine) []string {
	itemsOf := func(s runner.SimilarLine) []int { return []int{s.Index} }
	return tell(in, found, itemsOf, func(s runner.SimilarLine, line string) string {
		return fmt.Sprintf("warning: %s: line %s: payout %s of %s pays the same recipient the same amount under another id",
			in.name, line, s.Payout, day(s.At))
	}, "warning: and %d more like these")
}
