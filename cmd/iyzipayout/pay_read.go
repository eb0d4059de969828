package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

// readFlags say how a file is read, besides those that every kind of file has.
type readFlags struct {
	sheet      string
	prose      string
	hiddenRows string
	mapFile    string
	errorsFile string
}

func (f *readFlags) bind(cmd *cobra.Command) {
	wordFlag(cmd, &f.sheet, "sheet", "", "sheet of a workbook that holds the payments (default: the only one that names columns)")
	wordFlag(cmd, &f.prose, "description", "", "description of all lines, for a file that has no column for it")
	wordFlag(cmd, &f.hiddenRows, "hidden-rows", "", "what becomes of the hidden rows of a workbook: pay or skip (default: they are refused)", "pay", "skip")
	fileFlag(cmd, &f.mapFile, "map-file", "", "file with a MEMBER=HEADING for --map on each line, and ignore=HEADING for --ignore-columns", "txt", "map")
	fileFlag(cmd, &f.errorsFile, "errors", "", "CSV file to write everything to that is wrong with the file, beside the rows; must not exist", "csv")
}

// options are those of a file that the flags are about.
func (f readFlags) options() (all []payfile.Option, err error) {
	if f.errorsFile != "" {
		if _, err := os.Lstat(f.errorsFile); err == nil {
			return nil, localize.Errorf("--errors %s: is there already, and would be lost: name another file", f.errorsFile)
		}
	}
	if f.sheet != "" {
		all = append(all, payfile.WithSheet(f.sheet))
	}
	if f.prose != "" {
		all = append(all, payfile.WithDescription(f.prose))
	}
	if f.hiddenRows != "" {
		all = append(all, payfile.WithHiddenRows(f.hiddenRows))
	}
	if f.mapFile == "" {
		return all, nil
	}
	text, err := os.ReadFile(f.mapFile)
	if err != nil {
		return nil, localize.Errorf("--map-file: %w", err)
	}
	mappings, number, err := payfile.ParseMappings(string(text))
	if err != nil {
		return nil, localize.Errorf("--map-file %s:%d: %w", f.mapFile, number, err)
	}
	return append(all, mappings...), nil
}

// rows reads the payments of the file. What is in memory, or a workbook, is taken apart once: a plan goes through its items five times, and
// taking a file apart takes longer than the rest.
func (in *input) rows() iter.Seq2[payfile.Row, error] {
	if in.disk != nil && !in.workbook {
		return payfile.Read(in.name, in.reader(), in.options...)
	}
	in.once.Do(func() {
		for row, err := range payfile.Read(in.name, in.reader(), in.options...) {
			in.kept = append(in.kept, keptRow{row, err})
		}
	})
	return func(yield func(payfile.Row, error) bool) {
		for _, k := range in.kept {
			if !yield(k.Row, k.err) {
				return
			}
		}
	}
}

// periodHeading is the heading of the file's column for the period, "" for none.
func (in *input) periodHeading() string {
	for row := range in.rows() {
		return row.PeriodHeading()
	}
	return ""
}

// keptRow is a row of a file, or what is wrong with it.
type keptRow struct {
	payfile.Row
	err error
}

// isWorkbook reports whether a file is read as XLSX.
func isWorkbook(name, format string) bool {
	extension := strings.ToLower(filepath.Ext(name))
	return format == "xlsx" || format == "" && (extension == ".xlsx" || extension == ".xlsm")
}

// wrong is the error about a file that cannot be used. With --errors everything is written beside the rows, too.
func (in *input) wrong(problems []*payfile.LineError) error {
	err := error(&payfile.FileError{File: in.name, Problems: problems})
	if in.errorsFile == "" {
		return err
	}
	file, openErr := os.OpenFile(in.errorsFile, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if openErr != nil {
		return errors.Join(err, localize.Errorf("--errors: %w", openErr))
	}
	out := bufio.NewWriter(file)
	if writeErr := errors.Join(in.writeErrors(out, problems), out.Flush(), file.Close()); writeErr != nil {
		return errors.Join(err, localize.Errorf("--errors: %w", writeErr))
	}
	return localize.Errorf("%w\n%s: %s beside their rows", err, in.errorsFile, localize.Count{N: len(problems), Noun: "problem"})
}

// writeErrors writes a record for each problem: where it is, what it is, and the cells of the row as they are in the file.
func (in *input) writeErrors(w io.Writer, problems []*payfile.LineError) error {
	wanted := map[int][]string{}
	for _, p := range problems {
		wanted[p.Line] = nil
	}
	for number, cells := range payfile.Cells(in.name, in.reader(), in.options...) {
		if _, is := wanted[number]; is {
			wanted[number] = cells
		}
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // without it Excel takes UTF-8 for another encoding
		return err
	}
	out := csv.NewWriter(w)
	if in.semicolons {
		out.Comma = ';'
	}
	_ = out.Write(in.language.all("sheet", "row", "column", "problem", "cells"))
	for _, p := range problems {
		record := []string{p.Sheet, strconv.Itoa(p.Line), p.Column, p.MessageIn(in.language.sprintf)}
		for _, cell := range wanted[p.Line] {
			record = append(record, noFormula(cell))
		}
		_ = out.Write(record)
	}
	out.Flush()
	return out.Error()
}
