package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// xlsxResults writes the records of the CSV form into a workbook, at the end.
type xlsxResults struct {
	w io.Writer
	csvResults
	records [][]string
}

func newXLSXResults(w io.Writer, v view) *xlsxResults {
	o := &xlsxResults{w: w}
	o.csvResults = csvResults{view: v, write: func(records [][]string) { o.records = append(o.records, records...) }}
	return o
}

func (o *xlsxResults) close(ending) {
	if len(o.records) > 0 {
		xlsxRecords(o.w, o.records)
	}
}

// xlsxRecords writes records as a workbook, with amounts as numbers. Everything else is text, which no spreadsheet takes for a formula.
func xlsxRecords(w io.Writer, records [][]string) {
	err := func() error {
		file := excelize.NewFile()
		defer file.Close()
		money := "#,##0.00"
		style, styleErr := file.NewStyle(&excelize.Style{CustomNumFmt: &money})
		out, err := file.NewStreamWriter("Sheet1")
		if err = errors.Join(err, styleErr); err != nil {
			return err
		}
		if err := out.SetColWidth(1, 12, 18); err != nil {
			return err
		}
		for i, record := range records {
			values := make([]any, len(record))
			for at, cell := range record {
				values[at] = cell
				if number, err := strconv.ParseFloat(cell, 64); at == amountColumn && err == nil && len(cell) <= 15 {
					values[at] = excelize.Cell{StyleID: style, Value: number}
				}
			}
			if err := out.SetRow(fmt.Sprintf("A%d", i+1), values); err != nil {
				return err
			}
		}
		return errors.Join(out.Flush(), file.Write(w))
	}()
	// What could not be made was not written either.
	if checked, is := w.(*checkedWriter); is && checked.err == nil {
		checked.err = err
	}
}
