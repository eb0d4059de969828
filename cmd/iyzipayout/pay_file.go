package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

// input is the file to pay as it was when pay began.
type input struct {
	*spool
	name    string
	options []payfile.Option
}

func (f payFlags) read() (*input, error) {
	options, err := f.fileOptions()
	if err != nil {
		return nil, err
	}
	content, err := readOnce(f.file, mostInMemory)
	if err != nil {
		return nil, err
	}
	return &input{spool: content, name: f.file, options: options}, nil
}

// plan checks every line. Nothing is sent before it came to the end without a problem: the last line may contradict the first.
func (f payFlags) plan(ctx context.Context, in *input) (*payout.Plan, error) {
	if f.batchSize < 1 {
		return nil, fmt.Errorf("--batch-size %d: must be 1 or more", f.batchSize)
	}
	var wrong []*payfile.LineError
	source := func(context.Context) iter.Seq2[payout.Item, error] { return in.items(&wrong) }
	plan, err := payout.NewPlan(ctx, payout.Batch{ExternalID: f.externalID, Purpose: gen.Purpose(strings.ToUpper(f.purpose))}, f.batchSize, source)
	if len(wrong) > 0 {
		return nil, &payfile.FileError{File: in.name, Problems: wrong}
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
		for row, err := range payfile.Read(in.name, in.reader(), in.options...) {
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
func (in *input) linesOf(items map[int]bool) map[int]int {
	lines, index := make(map[int]int, len(items)), 0
	for row, err := range payfile.Read(in.name, in.reader(), in.options...) {
		if err != nil {
			continue
		}
		if items[index] {
			if lines[index] = row.Line; len(lines) == len(items) {
				break
			}
		}
		index++
	}
	return lines
}

// inLines says where in the file the problems of a plan are.
func (in *input) inLines(invalid *payout.ValidationError) error {
	items := map[int]bool{}
	for _, p := range invalid.Problems {
		if p.Index < 0 {
			return invalid
		}
		items[p.Index] = true
	}
	lines := in.linesOf(items)
	found := &payfile.FileError{File: in.name}
	for _, p := range invalid.Problems {
		found.Problems = append(found.Problems, &payfile.LineError{File: in.name, Line: lines[p.Index], Message: p.String()})
	}
	return found
}

func (f payFlags) fileOptions() ([]payfile.Option, error) {
	var options []payfile.Option
	if f.noChecksum {
		options = append(options, payfile.WithoutChecksum())
	}
	switch f.decimal {
	case "":
	case "point":
		options = append(options, payfile.WithDecimal(payfile.Point))
	case "comma":
		options = append(options, payfile.WithDecimal(payfile.Comma))
	default:
		return nil, fmt.Errorf("--decimal %s: must be point or comma", f.decimal)
	}
	return options, nil
}

// shownWarnings is how many warnings are told before the rest is only counted.
const shownWarnings = 20

// warnings says what is rarely meant, with the lines of the file.
func (in *input) warnings(plan *payout.Plan) []string {
	shown := plan.Warnings[:min(len(plan.Warnings), shownWarnings)]
	items := map[int]bool{}
	for _, w := range shown {
		for _, index := range w.Lines {
			items[index] = true
		}
	}
	lines := in.linesOf(items)
	var all []string
	for _, w := range shown {
		var numbers []string
		for _, index := range w.Lines {
			numbers = append(numbers, strconv.Itoa(lines[index]))
		}
		all = append(all, fmt.Sprintf("warning: %s: lines %s: %s", in.name, strings.Join(numbers, ", "), w.Message))
	}
	if more := len(plan.Warnings) - len(shown); more > 0 {
		all = append(all, fmt.Sprintf("warning: and at least %d more like these", more))
	}
	return all
}
