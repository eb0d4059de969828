package emulator

import (
	"bytes"
	"html/template"
	"net/http"
)

// inspect is a page for people: the ledger and the faults, as they are now.
func (e *Emulator) inspect(*http.Request) reply {
	var page bytes.Buffer
	err := template.Must(template.New("inspector").Parse(inspectorPage)).Execute(&page, struct {
		Ledger Ledger
		Faults []Fault
		Met    map[FaultKind]int
	}{e.Ledger(), e.Faults(), e.FaultsMet()})
	if err != nil {
		return controlRefusal(http.StatusInternalServerError, err.Error())
	}
	answer := newReply(http.StatusOK, "text/html; charset=UTF-8", page.Bytes())
	answer.header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	return answer
}

const inspectorPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>iyzipayout emulator</title>
<style>body{font:14px/1.5 sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2em .6em;text-align:left}</style>
</head><body>
<h1>Mass payout emulator</h1>
<p>Not the vendor. Machine readable: <a href="ledger">ledger</a>, <a href="faults">faults</a>.</p>
<p>Balance {{.Ledger.Balance}}, reserved {{.Ledger.Reserved}}, paid {{.Ledger.Paid}}, commission {{.Ledger.Commission}}, kept back {{.Ledger.KeptBack}}</p>
{{range .Ledger.Batches}}<h2>{{.ExternalID}}</h2>
<p>{{.RequestID}}: {{.Status}}, authorised {{.Effective}} times</p>
<table><tr><th>itemExternalId</th><th>status</th><th>amount</th><th>paid</th></tr>
{{range .Lines}}<tr><td>{{.ItemExternalID}}</td><td>{{.Status}}</td><td>{{.Amount}}</td><td>{{.Paid}} times</td></tr>
{{end}}</table>
{{else}}<p>No mass payout yet.</p>
{{end}}<h2>Faults</h2>
<ul>{{range .Faults}}<li>{{.Kind}} of {{or .Operation "any operation"}}, from call {{.Nth}} on, {{if .Every}}every call{{else}}{{.Times}} left{{end}}</li>
{{end}}{{range $kind, $n := .Met}}<li>{{$kind}} has happened {{$n}} times</li>
{{end}}</ul>
</body></html>
`
