package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/payout"
)

// jsonResults writes one object, whatever the number of batches and however the verb ended. Where it was paid is said first, and last
// whether that was practice. docs/result.schema.json describes it.
type jsonResults struct {
	w io.Writer
	view
	tally
	begun bool
}

// resultHead is what is known before the first batch.
type resultHead struct {
	Environment string `json:"environment"`
	Verb        string `json:"verb"`
	Unmasked    bool   `json:"unmasked,omitempty"`
	FailedOnly  bool   `json:"failedOnly,omitempty"`
}

// batchObject is one batch, or lines that stand together for another reason.
type batchObject struct {
	ExternalID string               `json:"externalId,omitempty"`
	RequestID  string               `json:"requestId,omitempty"`
	Status     gen.MassPayoutStatus `json:"massPayoutStatus,omitempty"`
	Begun      string               `json:"begun,omitempty"`
	Authorised string               `json:"authorised,omitempty"`
	Settled    string               `json:"settled,omitempty"`
	Received   string               `json:"receivedDate,omitempty"`
	Completed  string               `json:"completedDate,omitempty"`
	Canceled   string               `json:"canceledDate,omitempty"`
	Paid       int                  `json:"paid"`
	NotPaid    int                  `json:"notPaid"`
	Unknown    int                  `json:"unknown"`
	Earlier    bool                 `json:"earlier,omitempty"` // these lines were not sent again
	Lines      []row                `json:"lines"`
}

// resultTail is what is known at the end.
type resultTail struct {
	Sums     []sum    `json:"sums"`
	Paid     int      `json:"paid"`
	NotPaid  int      `json:"notPaid"`
	Unknown  int      `json:"unknown"`
	Warnings []string `json:"warnings"`
	verdictObject
}

// verdictObject is how every result ends.
type verdictObject struct {
	ExitCode int    `json:"exitCode"`
	Error    string `json:"error,omitempty"`
	Practice string `json:"practice,omitempty"`
}

func newVerdictObject(e ending, environment string) verdictObject {
	o := verdictObject{ExitCode: e.code}
	if e.err != nil {
		o.Error = e.err.Error()
	}
	if environment == practice {
		o.Practice = practiced
	}
	return o
}

func (o *jsonResults) begin() {
	o.begun = true
	fmt.Fprintf(o.w, "{%s,\n\"batches\": [", inner(resultHead{o.environment, o.verb, o.unmasked, o.failedOnly}))
}

func (o *jsonResults) add(report part) {
	if o.parts > 0 {
		fmt.Fprint(o.w, ",")
	}
	o.tally.add(report)
	fmt.Fprintf(o.w, "{%s}\n", inner(batchObject{
		ExternalID: plaintext.Printable(report.ExternalID), RequestID: plaintext.Printable(report.RequestID), Status: gen.MassPayoutStatus(plaintext.Printable(string(report.Status))),
		Begun: stamp(report.Begun), Authorised: stamp(report.Authorised), Settled: stamp(report.Settled),
		Received: report.Received, Completed: report.Completed, Canceled: report.Canceled,
		Paid: report.Count(payout.StatePaid), NotPaid: report.Count(payout.StateNotPaid), Unknown: report.Count(payout.StateUnknown),
		Earlier: report.earlier, Lines: o.rows(report),
	}))
}

func (o *jsonResults) end() {}

func (o *jsonResults) close(e ending) {
	if !o.begun {
		o.begin()
	}
	tail := resultTail{Sums: o.sums, Warnings: []string{}, verdictObject: newVerdictObject(e, o.environment)}
	tail.Paid, _, _ = o.of(payout.StatePaid)
	tail.NotPaid, _, _ = o.of(payout.StateNotPaid)
	tail.Unknown, _, _ = o.of(payout.StateUnknown)
	if tail.Sums == nil {
		tail.Sums = []sum{}
	}
	for _, warning := range e.warnings {
		tail.Warnings = append(tail.Warnings, warning.String())
	}
	fmt.Fprintf(o.w, "],\n%s}\n", inner(tail))
}

// inner is an object without its braces. The first and the last line of a result say something, too.
func inner(object any) []byte {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	_ = enc.Encode(object) // texts and numbers, into memory
	return bytes.TrimSuffix(bytes.TrimPrefix(text.Bytes(), []byte("{\n  ")), []byte("\n}\n"))
}
