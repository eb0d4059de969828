package main

import (
	"io"
	"time"

	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
)

// results writes the reports of a payout, part by part, so that no more than one is in memory. That something could not be written is
// known to the writer, see checkedWriter.
type results interface {
	begin()
	add(part)
	// end comes after the last part, before what is said about all of them.
	end()
	// close comes last, also where there was no part and no begin.
	close(ending)
}

// ending is how a verb ended.
type ending struct {
	code     int
	err      error
	warnings []localize.Said
}

// part is the report of a batch, or lines of the file that stand together for another reason.
type part struct {
	payout.Report
	numbers []int           // of the items in the file, counted from 0
	earlier bool            // an earlier payout holds the lines
	reasons []localize.Said // of the lines, where they are ours; else they are in the lines
	origins origins
}

// The states of lines of which no report tells.
const (
	stateRead  payout.State = "read"  // by a dry run
	stateFree  payout.State = "free"  // no payout holds it
	stateWaits payout.State = "waits" // handed over, for somebody to release it
)

// view says what is shown of a report, and how.
type view struct {
	verb        string
	environment string
	decimalTR   bool // CSV as a Turkish Excel opens it
	failedOnly  bool // lines that are not known to be paid
	unmasked    bool // personal data and the input's own columns
	headings    []string
	say         language
	screen      screen
}

func (v view) practice() bool { return v.environment == practice }

// newResults writes in one of the forms that --output names.
func newResults(w io.Writer, output string, v view) (results, error) {
	switch output {
	case "table":
		return &tableResults{w: w, view: v}, nil
	case "json":
		v.say = language{} // programs read it
		return &jsonResults{w: w, view: v}, nil
	case "csv":
		return &csvResults{view: v, write: csvRecords(w, v.decimalTR, amountColumn)}, nil
	case "xlsx":
		return newXLSXResults(w, v), nil
	}
	return nil, localize.Errorf("--output %s: must be table, json, csv or xlsx", output)
}

// row is one line of a report. docs/result.schema.json says what the members are.
type row struct {
	Line           int               `json:"line"`
	Row            int               `json:"row,omitempty"`
	ItemExternalID string            `json:"itemExternalId"`
	RecipientType  string            `json:"recipientType,omitempty"`
	Recipient      string            `json:"recipient"`
	Name           string            `json:"name,omitempty"`
	Amount         string            `json:"amount"`
	Currency       string            `json:"currency"`
	Description    string            `json:"description,omitempty"`
	State          string            `json:"state"`
	Status         string            `json:"itemStatus,omitempty"`
	ReferenceCode  string            `json:"referenceCode,omitempty"`
	Code           string            `json:"errorCode,omitempty"`
	Reason         string            `json:"reason,omitempty"`
	Input          map[string]string `json:"input,omitempty"`
	cells          []string          // of Input
}

// rows are the lines of a part that are shown. Masked, of an identifier the last four characters show and of a name its initials; the
// description and the input's own columns, which may hold anything, do not.
func (v view) rows(p part) []row {
	all := make([]row, 0, len(p.Lines))
	for i, l := range p.Lines {
		if v.failedOnly && l.State == payout.StatePaid {
			continue
		}
		to, amount := l.Item.Recipient, l.Item.Amount
		r := row{
			Line: p.numbers[i] + 1, ItemExternalID: plaintext.Printable(l.Item.ExternalID), RecipientType: string(to.Type()), Recipient: to.String(), Name: mask.Name(to.Name()),
			Amount: amount.Value().String(), Currency: amount.Currency(), State: string(l.State), Status: plaintext.Printable(string(l.Status)),
			ReferenceCode: plaintext.Printable(l.ReferenceCode), Code: plaintext.Printable(mask.Text(l.Code.String())), Reason: plaintext.Printable(v.say.reason(l.Reason)),
		}
		if p.reasons != nil {
			r.Reason = v.say.sprintf("%s", p.reasons[i])
		}
		if number := p.numbers[i]; number < len(p.origins.rows) {
			r.Row = p.origins.rows[number]
		}
		if v.unmasked {
			r.Recipient, r.Name, r.Description = plaintext.Printable(to.Info()), plaintext.Printable(to.Name()), plaintext.Printable(l.Item.Description)
			r.cells, r.Input = p.origins.input(p.numbers[i])
		}
		all = append(all, r)
	}
	return all
}

// stamp writes a time for people and programs, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
