package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/payout"
)

// askCodes are the exit codes of verbs that only ask iyzico something.
const askCodes = `  0  answered
  1  iyzico says no, such as that there is no such payout
  2  flags or keys are refused: nothing was asked
  3  not known: iyzico could not be asked, or its answer cannot be understood`

// askFlags are the command line of a verb that asks iyzico something, and changes nothing.
type askFlags struct {
	target
	output string
}

func (f *askFlags) bind(cmd *cobra.Command, s streams) {
	f.output = "table"
	f.placeFlags(cmd, s)
	wordFlag(cmd, &f.locale, "locale", f.locale, localeHelp, "tr", "en")
	langFlag(cmd, &f.lang)
	wordFlag(cmd, &f.output, "output", f.output, "form of the answer: table, json or csv", "table", "json", "csv")
}

// ask connects and asks.
func (f *askFlags) ask(ctx context.Context, s streams, question func(*payout.Client) error) error {
	var err error
	if f.language, err = chosenLanguage(f.lang, s.getenv); err != nil {
		return err
	}
	f.locale = cmp.Or(f.locale, f.language.tag())
	if f.emulated() {
		return exit(exitInput, errNoMemory())
	}
	if !slices.Contains([]string{"table", "json", "csv"}, f.output) {
		return exit(exitInput, localize.Errorf("--output %s: must be table, json or csv", f.output))
	}
	client, done, err := f.connect(ctx, s)
	if err != nil {
		return exit(exitInput, err)
	}
	defer done()
	return codeOfQuestion(question(client))
}

func errNoMemory() error {
	return errors.New("the built-in emulator forgets everything at the end of a verb: start one with 'iyzipayout emulator', and name it with --base-url")
}

// codeOfQuestion is the code of a question that failed.
func codeOfQuestion(err error) error {
	if _, coded := errors.AsType[*exitError](err); coded {
		return err
	}
	_, noConnection := errors.AsType[*payout.TransportError](err)
	switch outcome := payout.OutcomeOf(err); {
	case err == nil:
		return nil
	case outcome == payout.OutcomeRefused:
		return exit(exitNo, err)
	case outcome == payout.OutcomeNotSent && !noConnection && !errors.Is(err, context.Canceled):
		return exit(exitInput, err) // what was asked for cannot be
	}
	return exit(exitUnknown, err)
}

// cells writes rows, with a heading above, in the form of --output. Amounts are the columns with these indexes.
func (f *askFlags) cells(w io.Writer, rows [][]string, amounts ...int) {
	if f.output == "csv" {
		writeCSV(w, f.locale == "tr", rows, amounts...)
		return
	}
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault // which knows no Turkish i
	var columns []table.ColumnConfig
	for _, at := range amounts {
		columns = append(columns, table.ColumnConfig{Number: at + 1, Align: text.AlignRight})
	}
	t.SetColumnConfigs(columns)
	for i, row := range rows {
		cells := make(table.Row, len(row))
		for j, cell := range row {
			switch {
			case i == 0:
				cell = f.language.capitals(cell)
			case slices.Contains(amounts, j):
				cell = f.language.number(cell)
			}
			cells[j] = cell
		}
		if i == 0 {
			t.AppendHeader(cells)
			continue
		}
		t.AppendRow(cells)
	}
	fmt.Fprintln(w, t.Render())
}

// writeCSV writes records as a spreadsheet of the locale opens them: see csvRecords.
func writeCSV(w io.Writer, turkish bool, rows [][]string, amounts ...int) {
	out := csv.NewWriter(w)
	if turkish {
		_, _ = io.WriteString(w, "\ufeff")
		out.Comma, out.UseCRLF = ';', true
	}
	for _, row := range rows {
		row = slices.Clone(row)
		for i, cell := range row {
			if row[i] = noFormula(cell); turkish && slices.Contains(amounts, i) {
				row[i] = strings.Replace(cell, ".", ",", 1)
			}
		}
		_ = out.Write(row) // w keeps its error
	}
	out.Flush()
}

func writeJSON(w io.Writer, value any) {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	_ = enc.Encode(value) // texts and numbers; w keeps its error
}
