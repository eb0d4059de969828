package main

import (
	"fmt"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

// origins is where the items of a file stand in it. Its zero value is that of items without a file.
type origins struct {
	rows     []int // of each item, as the person sees them
	headings []string
	cells    map[int][]string // of each row
}

// originsOf reads a file once more. With cells it also keeps what stands in the file beside each payment.
func (in *input) originsOf(cells bool) origins {
	var o origins
	if in == nil {
		return o
	}
	for row, err := range in.rows() {
		if err == nil { // the plan was made of this file, so there is none
			o.rows, o.headings = append(o.rows, row.Line), row.Headings
		}
	}
	if !cells || o.headings == nil {
		o.headings = nil
		return o
	}
	o.cells = map[int][]string{}
	for number, cells := range payfile.Cells(in.name, in.reader(), in.options...) {
		o.cells[number] = cells
	}
	called := map[string]int{}
	for i, heading := range o.headings {
		heading = plaintext.Printable(heading)
		if called[heading]++; called[heading] > 1 {
			heading = fmt.Sprintf("%s (%d)", heading, called[heading])
		}
		o.headings[i] = heading
	}
	return o
}

// input are the cells of the row of an item, as many as there are headings, and the same by heading.
func (o origins) input(number int) (cells []string, named map[string]string) {
	if o.headings == nil {
		return nil, nil
	}
	cells, named = make([]string, len(o.headings)), map[string]string{}
	if number < len(o.rows) {
		copy(cells, o.cells[o.rows[number]])
	}
	for i, heading := range o.headings {
		cells[i] = plaintext.Printable(cells[i])
		if heading != "" {
			named[heading] = cells[i]
		}
	}
	return cells, named
}
