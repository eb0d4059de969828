package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"sync"

	"github.com/iyzipayout/iyzipayout/internal/localize"
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
	language   language // of what is written about it
	semicolons bool     // CSV that is written about it has them, as a Turkish Excel has

	workbook bool
	planned  bool
	leftOut  []*payfile.LineError // rows that are no payment, until all of the file is planned
	once     sync.Once
	kept     []keptRow // of a workbook, or of a file that is in memory
}

func (f payFlags) read() (in *input, err error) {
	in = &input{name: f.file, encoding: f.encoding, errorsFile: f.errorsFile, workbook: isWorkbook(f.file, f.format)}
	if f.file == standardInput {
		in.name = "standard input"
	}
	in.options = append(in.options, payfile.WithEncoding(f.encoding), payfile.WithLeftOut(in.leave))
	if f.format != "" {
		in.options = append(in.options, payfile.WithFormat(f.format))
	}
	more, err := f.readFlags.options()
	if err != nil {
		return nil, err
	}
	in.options = append(in.options, more...)
	for _, m := range f.maps {
		option, err := payfile.ParseMapping(m)
		if err != nil {
			return nil, localize.Errorf("--map %s: %w", m, err)
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
		return nil, localize.Errorf("--decimal %s: must be point or comma", f.decimal)
	}
	in.spool, err = readOnce(f.file, mostInMemory)
	return in, err
}

// leave keeps a row that is no payment. The file is read more than once.
func (in *input) leave(row *payfile.LineError) {
	if n := len(in.leftOut); !in.planned && (n == 0 || in.leftOut[n-1].Line < row.Line) {
		in.leftOut = append(in.leftOut, row)
	}
}

// plan checks every line. Nothing is sent before it came to the end without a problem: the last line may contradict the first.
func (in *input) plan(ctx context.Context, header payout.Batch, batchSize int) (*runner.Plan, error) {
	var wrong []*payfile.LineError
	source := func(context.Context) iter.Seq2[payout.Item, error] { return in.items(&wrong) }
	plan, err := runner.NewPlan(ctx, header, batchSize, source)
	in.planned = true
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

// rowsOf tells in which row of the file each item stands. The items are counted from 0.
func (in *input) rowsOf(items []int) map[int]payfile.Row {
	wanted, rows, index := map[int]bool{}, map[int]payfile.Row{}, 0
	for _, item := range items {
		wanted[item] = true
	}
	for row, err := range in.rows() {
		if err != nil {
			continue
		}
		if wanted[index] {
			if rows[index] = row; len(rows) == len(wanted) {
				break
			}
		}
		index++
	}
	return rows
}

// inLines says where in the file the problems of a plan are.
func (in *input) inLines(invalid *payout.ValidationError) error {
	var items []int
	for _, p := range invalid.Problems {
		if p.Index < 0 {
			return invalid
		}
		items = append(items, p.Index)
		if other, is := otherItem(p.Message); is {
			items = append(items, other)
		}
	}
	rows := in.rowsOf(items)
	field := map[string]string{"ExternalID": "itemExternalId", "Amount": "amount", "Description": "description", "Recipient": "recipientInfo"}
	var found []*payfile.LineError
	for _, p := range invalid.Problems {
		var message interface {
			fmt.Stringer
			localize.Sentence
		} = messageOf(p)
		if other, is := otherItem(p.Message); is {
			message = localize.Sayf("is the same as that of %s: results are told apart by it", in.place([]string{strconv.Itoa(rows[other].Line)}))
		}
		found = append(found, rows[p.Index].Problem(in.name, cmp.Or(field[p.Field], p.Field), message))
	}
	return in.wrong(found)
}

// messageOf is a problem without the item and the field that it is about.
type messageOf payout.Problem

func (m messageOf) String() string                       { return m.Message }
func (m messageOf) Localize(say localize.Sprintf) string { return payout.Problem(m).MessageIn(say) }

// otherItem is the item, counted from 0, that a problem is about besides its own: that has the same id.
func otherItem(message string) (index int, is bool) {
	_, rest, is := strings.Cut(message, "that of item ")
	if !is {
		return 0, false
	}
	_, err := fmt.Sscanf(rest, "%d", &index)
	return index - 1, err == nil
}

// mostShown is how many things about lines are told before the rest is only counted.
const mostShown = 20

// place names lines of the file as a person sees them: "line 3", "lines 3, 4", or the rows of a workbook.
func (in *input) place(numbers []string) localize.Said {
	all := strings.Join(numbers, ", ")
	switch {
	case in.workbook && len(numbers) == 1:
		return localize.Sayf("row %s", all)
	case in.workbook:
		return localize.Sayf("rows %s", all)
	case len(numbers) == 1:
		return localize.Sayf("line %s", all)
	}
	return localize.Sayf("lines %s", all)
}

// tell says the first of all things about lines, each with the lines of the file in which its items stand, and how many are left out.
func tell[T any](in *input, all []T, itemsOf func(T) []int, say func(one T, lines localize.Said) localize.Said, more string) (told []localize.Said) {
	some := all[:min(len(all), mostShown)]
	var items []int
	for _, one := range some {
		items = append(items, itemsOf(one)...)
	}
	rows := in.rowsOf(items)
	for _, one := range some {
		var numbers []string
		for _, index := range itemsOf(one) {
			numbers = append(numbers, strconv.Itoa(rows[index].Line))
		}
		told = append(told, say(one, in.place(numbers)))
	}
	if left := len(all) - len(some); left > 0 {
		told = append(told, localize.Said{Format: more, Args: []any{left}})
	}
	return told
}

// warnings says what is rarely meant, with the lines of the file.
func (in *input) warnings(plan *runner.Plan) []localize.Said {
	itemsOf := func(w runner.Warning) []int { return w.Lines }
	return tell(in, plan.Warnings, itemsOf, func(w runner.Warning, lines localize.Said) localize.Said {
		return localize.Sayf("warning: %s: %s: %s", in.name, lines, localize.Term(w.Message))
	}, "warning: and at least %d more like these")
}

// similar says which payments went out a few days ago under another id.
func (in *input) similar(found []runner.SimilarLine) []localize.Said {
	itemsOf := func(s runner.SimilarLine) []int { return []int{s.Index} }
	return tell(in, found, itemsOf, func(s runner.SimilarLine, line localize.Said) localize.Said {
		return localize.Sayf("warning: %s: %s: %s", in.name, line, s)
	}, "warning: and %d more like these")
}
