package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/iyzipayout/iyzipayout/payout"
)

// jsonResults writes an object for one batch. For several it writes one with all of them.
type jsonResults struct {
	w       io.Writer
	several bool
	tally
}

func (o *jsonResults) begin(batches int) error {
	if o.several = batches > 1; !o.several {
		return nil
	}
	_, err := fmt.Fprint(o.w, `{"batches": [`)
	return err
}

func (o *jsonResults) add(report payout.Report) error {
	object := map[string]any{
		"externalId":       report.ExternalID,
		"requestId":        report.RequestID,
		"massPayoutStatus": report.Status,
		"paid":             report.Count(payout.StatePaid),
		"notPaid":          report.Count(payout.StateNotPaid),
		"unknown":          report.Count(payout.StateUnknown),
		"lines":            rows(report, o.lines),
	}
	if o.several && o.batches > 0 {
		if _, err := fmt.Fprint(o.w, ","); err != nil {
			return err
		}
	}
	o.tally.add(report)
	enc := json.NewEncoder(o.w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(object)
}

func (o *jsonResults) end() error {
	if !o.several {
		return nil
	}
	_, err := fmt.Fprintf(o.w, "],\n\"paid\": %d, \"notPaid\": %d, \"unknown\": %d}\n",
		o.count[payout.StatePaid], o.count[payout.StateNotPaid], o.count[payout.StateUnknown])
	return err
}

// csvResults writes one header and a record for each line.
type csvResults struct {
	w *csv.Writer
	tally
}

func (o *csvResults) begin(int) error { return nil }

func (o *csvResults) add(report payout.Report) error {
	var records [][]string
	if o.batches == 0 {
		records = append(records, []string{"line", "itemExternalId", "recipient", "name", "amount", "currency", "state", "itemStatus", "referenceCode", "errorCode", "reason"})
	}
	for _, r := range rows(report, o.lines) {
		records = append(records, []string{strconv.Itoa(r.Line), r.ItemExternalID, r.Recipient, r.Name, r.Amount, r.Currency, r.State, r.Status, r.ReferenceCode, r.Code, r.Reason})
	}
	o.tally.add(report)
	return o.w.WriteAll(records)
}

func (o *csvResults) end() error { return nil }
