package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

// plan reads the file for the first time and checks every line. Nothing is sent before it came to the end without a problem: the
// last line may contradict the first.
func (f payFlags) plan(ctx context.Context) (*payout.Plan, error) {
	options, err := f.fileOptions()
	if err != nil {
		return nil, err
	}
	if f.batchSize < 1 {
		return nil, fmt.Errorf("--batch-size %d: must be 1 or more", f.batchSize)
	}
	var wrong []*payfile.LineError
	source := func(context.Context) iter.Seq2[payout.Item, error] { return f.items(options, &wrong) }
	plan, err := payout.NewPlan(ctx, payout.Batch{ExternalID: f.externalID, Purpose: gen.Purpose(strings.ToUpper(f.purpose))}, f.batchSize, source)
	if len(wrong) > 0 {
		return nil, &payfile.FileError{File: f.file, Problems: wrong}
	}
	if invalid, ok := errors.AsType[*payout.ValidationError](err); ok {
		return nil, f.inLines(options, invalid)
	}
	return plan, err
}

// mostWrong ends the reading of a file of which every line is wrong.
const mostWrong = 1000

// items reads the file. Lines that are wrong are collected, so that all of them can be told at once.
func (f payFlags) items(options []payfile.Option, wrong *[]*payfile.LineError) iter.Seq2[payout.Item, error] {
	return func(yield func(payout.Item, error) bool) {
		file, err := os.Open(f.file)
		if err != nil {
			yield(payout.Item{}, err)
			return
		}
		defer file.Close()
		for row, err := range payfile.Read(f.file, file, options...) {
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

// inLines says where in the file the problems of a plan are.
func (f payFlags) inLines(options []payfile.Option, invalid *payout.ValidationError) error {
	byItem := map[int][]payout.Problem{}
	for _, p := range invalid.Problems {
		if p.Index < 0 {
			return invalid
		}
		byItem[p.Index] = append(byItem[p.Index], p)
	}
	file, err := os.Open(f.file)
	if err != nil {
		return err
	}
	defer file.Close()
	found := &payfile.FileError{File: f.file}
	index := 0
	for row := range payfile.Read(f.file, file, options...) {
		for _, p := range byItem[index] {
			found.Problems = append(found.Problems, &payfile.LineError{File: f.file, Line: row.Line, Message: p.String()})
		}
		index++
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
