package emulator

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
)

//go:embed inspector.gohtml
var inspectorPage string

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
