package main

import (
	"fmt"
	"io"

	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
)

// results writes the reports of a payout, part by part, so that no more than one is in memory. Every form is masked: of an
// identifier the last four characters show, of a name its initials. That something could not be written is known to the writer, see
// checkedWriter.
type results interface {
	begin(parts int)
	add(part)
	end()
}

// part is the report of a batch, or the lines of the file that an earlier payout holds.
type part struct {
	payout.Report
	numbers []int // of the items in the file, counted from 0
	earlier bool
}

// newResults writes in the form that --output names. In the locale tr CSV is what a Turkish Excel opens in columns.
func newResults(w io.Writer, output, environment, locale string) (results, error) {
	switch output {
	case "table":
		return &tableResults{w: w, practice: environment == practice}, nil
	case "json":
		return &jsonResults{w: w, environment: environment}, nil
	case "csv":
		return &csvResults{environment: environment, write: csvRecords(w, locale == "tr")}, nil
	case "xlsx":
		return newXLSXResults(w, environment), nil
	}
	return nil, fmt.Errorf("--output %s: must be table, json, csv or xlsx", output)
}

// row is one line of a report in the forms json and csv.
type row struct {
	Line           int    `json:"line"`
	ItemExternalID string `json:"itemExternalId"`
	Recipient      string `json:"recipient"`
	Name           string `json:"name,omitempty"`
	Amount         string `json:"amount"`
	Currency       string `json:"currency"`
	State          string `json:"state"`
	Status         string `json:"itemStatus,omitempty"`
	ReferenceCode  string `json:"referenceCode,omitempty"`
	Code           string `json:"errorCode,omitempty"`
	Reason         string `json:"reason,omitempty"`
}

// rows are the lines of a part.
func (p part) rows() []row {
	all := make([]row, len(p.Lines))
	for i, l := range p.Lines {
		all[i] = row{
			Line: p.numbers[i] + 1, ItemExternalID: plaintext.Printable(l.Item.ExternalID), Recipient: l.Item.Recipient.String(), Name: mask.Name(l.Item.Recipient.Name()),
			Amount: l.Item.Amount.Value().String(), Currency: l.Item.Amount.Currency(), State: string(l.State), Status: plaintext.Printable(string(l.Status)),
			ReferenceCode: plaintext.Printable(l.ReferenceCode), Code: plaintext.Printable(mask.Text(l.Code.String())), Reason: plaintext.Printable(l.Reason),
		}
	}
	return all
}

// tally counts what was written.
type tally struct {
	parts, lines int
	count        map[payout.State]int
	total        map[payout.State]money.Decimal
	currency     string
}

func (t *tally) add(report part) {
	if t.count == nil {
		t.count, t.total = map[payout.State]int{}, map[payout.State]money.Decimal{}
	}
	t.parts++
	t.lines += len(report.Lines)
	for _, state := range states() {
		t.count[state] += report.Count(state)
		t.total[state] = t.total[state].Add(report.Total(state))
	}
	t.currency = report.Lines[0].Item.Amount.Currency()
}

func states() []payout.State {
	return []payout.State{payout.StatePaid, payout.StateNotPaid, payout.StateUnknown}
}
