package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
)

// jsonResults writes an object for one batch. For several it writes one with all of them. Where it was paid is said first, and last
// whether that was practice.
type jsonResults struct {
	w           io.Writer
	environment string
	several     bool
	tally
}

// batchObject is one batch. Of several the environment stands once, around them.
type batchObject struct {
	Environment string               `json:"environment,omitempty"`
	ExternalID  string               `json:"externalId"`
	RequestID   string               `json:"requestId"`
	Status      gen.MassPayoutStatus `json:"massPayoutStatus"`
	Paid        int                  `json:"paid"`
	NotPaid     int                  `json:"notPaid"`
	Unknown     int                  `json:"unknown"`
	Earlier     bool                 `json:"earlier,omitempty"` // these lines were not sent again
	Lines       []row                `json:"lines"`
	Practice    string               `json:"practice,omitempty"`
}

func (o *jsonResults) begin(parts int) {
	if o.several = parts > 1; o.several {
		fmt.Fprintf(o.w, "{\"environment\": %q, \"batches\": [", o.environment)
	}
}

func (o *jsonResults) add(report part) {
	object := batchObject{
		ExternalID: report.ExternalID, RequestID: plaintext.Printable(report.RequestID), Status: gen.MassPayoutStatus(plaintext.Printable(string(report.Status))),
		Paid: report.Count(payout.StatePaid), NotPaid: report.Count(payout.StateNotPaid), Unknown: report.Count(payout.StateUnknown),
		Earlier: report.earlier, Lines: report.rows(),
	}
	if !o.several {
		object.Environment = o.environment
		if o.environment == practice {
			object.Practice = practiced
		}
	} else if o.parts > 0 {
		fmt.Fprint(o.w, ",")
	}
	o.tally.add(report)
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	_ = enc.Encode(object) // texts and numbers, into memory
	// The first and the last line say something, too.
	inner := bytes.TrimSuffix(bytes.TrimPrefix(text.Bytes(), []byte("{\n  ")), []byte("\n}\n"))
	fmt.Fprintf(o.w, "{%s}\n", inner)
}

func (o *jsonResults) end() {
	if !o.several {
		return
	}
	note := ""
	if o.environment == practice {
		note = fmt.Sprintf(", \"practice\": %q", practiced)
	}
	fmt.Fprintf(o.w, "],\n\"paid\": %d, \"notPaid\": %d, \"unknown\": %d%s}\n",
		o.count[payout.StatePaid], o.count[payout.StateNotPaid], o.count[payout.StateUnknown], note)
}

// csvResults makes one header and a record for each line.
type csvResults struct {
	write       func([][]string)
	environment string
	tally
}

// amountColumn is where a record has the amount.
const amountColumn = 4

func (o *csvResults) begin(int) {}

func (o *csvResults) add(report part) {
	var records [][]string
	if o.parts == 0 {
		records = append(records, o.noted("PRACTICE", "line", "itemExternalId", "recipient", "name", "amount", "currency", "state", "itemStatus", "referenceCode", "errorCode", "reason", "environment"))
	}
	for _, r := range report.rows() {
		records = append(records, o.noted(practiced, strconv.Itoa(r.Line), r.ItemExternalID, r.Recipient, r.Name, r.Amount, r.Currency, r.State, r.Status, r.ReferenceCode, r.Code, r.Reason, o.environment))
	}
	o.tally.add(report)
	o.write(records)
}

func (o *csvResults) end() {}

// csvRecords writes records as CSV. A Turkish Excel puts it into columns only with semicolons, takes it for UTF-8 only with a byte order
// mark, and its numbers have commas.
func csvRecords(w io.Writer, turkish bool) func([][]string) {
	out, begun := csv.NewWriter(w), false
	if turkish {
		out.Comma, out.UseCRLF = ';', true
	}
	return func(records [][]string) {
		if turkish && !begun {
			_, _ = io.WriteString(w, "\ufeff")
		}
		begun = true
		for _, record := range records {
			if turkish {
				record[amountColumn] = strings.Replace(record[amountColumn], ".", ",", 1)
			}
			for i, cell := range record {
				record[i] = noFormula(cell)
			}
		}
		_ = out.WriteAll(records)
	}
}

// noted is a record with a column behind the others that says that this was practice.
func (o *csvResults) noted(note string, record ...string) []string {
	if o.environment == practice {
		record = append(record, note)
	}
	return record
}

// noFormula puts an apostrophe before what a spreadsheet would take for a formula. Numbers of ours never begin like one.
// https://owasp.org/www-community/attacks/CSV_Injection
func noFormula(cell string) string {
	begin := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
	if first, _ := utf8.DecodeRuneInString(begin); begin != "" && strings.ContainsRune("=+-@＝＋－＠", first) {
		return "'" + cell
	}
	return cell
}
