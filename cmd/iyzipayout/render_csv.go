package main

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
)

// csvResults makes one header and a record for each line.
type csvResults struct {
	view
	write func([][]string)
	begun bool
}

// amountColumn is where a record has the amount.
const amountColumn = 4

func (o *csvResults) begin() {}

func (o *csvResults) add(report part) {
	var records [][]string
	if !o.begun {
		o.begun = true
		records = append(records, o.noted("PRACTICE", o.header()))
	}
	for _, r := range o.rows(report) {
		record := []string{
			strconv.Itoa(r.Line), r.ItemExternalID, r.Recipient, r.Name, r.Amount, r.Currency, o.say.word(r.State), r.Status, r.ReferenceCode, r.Code, r.Reason, o.environment,
			plaintext.Printable(report.ExternalID), plaintext.Printable(report.RequestID), plaintext.Printable(string(report.Status)),
			stamp(report.Begun), stamp(report.Authorised), stamp(report.Settled), report.Received, report.Completed, report.Canceled, rowNumber(r.Row), r.RecipientType,
		}
		if o.unmasked {
			record = append(append(record, r.Description), r.cells...)
		}
		records = append(records, o.noted(o.say.sprintf(practiced), record))
	}
	o.write(records)
}

// header is the first record.
func (o *csvResults) header() []string {
	names := []string{
		"line", "itemExternalId", "recipient", "name", "amount", "currency", "state", "itemStatus", "referenceCode", "errorCode", "reason", "environment",
		"externalId", "requestId", "massPayoutStatus", "begun", "authorised", "settled", "receivedDate", "completedDate", "canceledDate", "row", "recipientType",
	}
	if o.unmasked {
		names = append(names, "description")
	}
	for i, name := range names {
		names[i] = o.say.word(name)
	}
	if o.unmasked {
		for _, heading := range o.headings {
			names = append(names, o.say.sprintf("file: %s", heading))
		}
	}
	return names
}

func (o *csvResults) end() {}

func (o *csvResults) close(ending) {}

// noted is a record with a column behind the others that says that this was practice.
func (o *csvResults) noted(note string, record []string) []string {
	if o.practice() {
		record = append(record, note)
	}
	return record
}

func rowNumber(row int) string {
	if row == 0 {
		return ""
	}
	return strconv.Itoa(row)
}

// csvRecords writes records as CSV. A Turkish Excel puts it into columns only with semicolons, takes it for UTF-8 only with a byte order
// mark, and its numbers have commas.
func csvRecords(w io.Writer, turkish bool, amountColumn int) func([][]string) {
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

// noFormula puts an apostrophe before what a spreadsheet would take for a formula. Numbers of ours never begin like one.
// https://owasp.org/www-community/attacks/CSV_Injection
func noFormula(cell string) string {
	begin := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
	if first, _ := utf8.DecodeRuneInString(begin); begin != "" && strings.ContainsRune("=+-@＝＋－＠", first) {
		return "'" + cell
	}
	return cell
}
