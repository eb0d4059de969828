package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/schollz/progressbar/v3"

	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/payout"
)

// renderer returns the function that writes a report in the form that --output names. Every form is masked: of an
// identifier the last four characters show, of a name its initials.
func renderer(output string) (func(io.Writer, payout.Report) error, error) {
	switch output {
	case "table":
		return renderTable, nil
	case "json":
		return renderJSON, nil
	case "csv":
		return renderCSV, nil
	}
	return nil, fmt.Errorf("--output %s: must be table, json or csv", output)
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

func rows(report payout.Report) []row {
	all := make([]row, len(report.Lines))
	for i, l := range report.Lines {
		all[i] = row{
			Line: i + 1, ItemExternalID: l.Item.ExternalID, Recipient: l.Item.Recipient.String(), Name: mask.Name(l.Item.Recipient.Name()),
			Amount: l.Item.Amount.Value().String(), Currency: l.Item.Amount.Currency(), State: string(l.State), Status: string(l.Status),
			ReferenceCode: l.ReferenceCode, Code: mask.Text(l.Code.String()), Reason: l.Reason,
		}
	}
	return all
}

func renderTable(w io.Writer, report payout.Report) error {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.AppendHeader(table.Row{"#", "Item", "Recipient", "Name", "Amount", "State", "Status", "Reason"})
	for _, r := range rows(report) {
		t.AppendRow(table.Row{r.Line, r.ItemExternalID, r.Recipient, r.Name, r.Amount + " " + r.Currency, r.State, r.Status, r.Reason})
	}
	if _, err := fmt.Fprintln(w, t.Render()); err != nil {
		return err
	}
	for _, state := range []payout.State{payout.StatePaid, payout.StateNotPaid, payout.StateUnknown} {
		if err := summarize(w, report, state); err != nil {
			return err
		}
	}
	return nil
}

// summarize says in words which lines are in a state.
func summarize(w io.Writer, report payout.Report, state payout.State) error {
	n := report.Count(state)
	if n == 0 {
		return nil
	}
	if _, err := fmt.Fprintf(w, "%s: %d of %d lines, %s %s\n", state, n, len(report.Lines), report.Total(state), report.Lines[0].Item.Amount.Currency()); err != nil {
		return err
	}
	for _, r := range rows(report) {
		if r.State != string(state) || state == payout.StatePaid {
			continue
		}
		if _, err := fmt.Fprintf(w, "  %s to %s: %s %s\n", r.ItemExternalID, r.Recipient, r.Status, r.Reason); err != nil {
			return err
		}
	}
	return nil
}

func renderJSON(w io.Writer, report payout.Report) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(map[string]any{
		"externalId":       report.ExternalID,
		"requestId":        report.RequestID,
		"massPayoutStatus": report.Status,
		"paid":             report.Count(payout.StatePaid),
		"notPaid":          report.Count(payout.StateNotPaid),
		"unknown":          report.Count(payout.StateUnknown),
		"lines":            rows(report),
	})
}

func renderCSV(w io.Writer, report payout.Report) error {
	out := csv.NewWriter(w)
	records := [][]string{{"line", "itemExternalId", "recipient", "name", "amount", "currency", "state", "itemStatus", "referenceCode", "errorCode", "reason"}}
	for _, r := range rows(report) {
		records = append(records, []string{strconv.Itoa(r.Line), r.ItemExternalID, r.Recipient, r.Name, r.Amount, r.Currency, r.State, r.Status, r.ReferenceCode, r.Code, r.Reason})
	}
	return out.WriteAll(records)
}

// bar shows how many lines are settled, or nothing where nobody looks.
type bar struct{ bar *progressbar.ProgressBar }

func newBar(s streams, total int) bar {
	if !s.interactive {
		return bar{}
	}
	return bar{progressbar.NewOptions(total, progressbar.OptionSetWriter(s.err), progressbar.OptionSetDescription("settling"),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())}
}

func (b bar) show(p payout.Progress) {
	if b.bar == nil {
		return
	}
	b.bar.Describe(string(p.Status))
	_ = b.bar.Set(p.Settled)
}

func (b bar) done() {
	if b.bar != nil {
		_ = b.bar.Finish()
	}
}
