package report

import (
	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/page"
)

// safe returns the report as it may be shown. Findings hold no values, but the names of members, parameters and hosts in
// them are those of the recording: one may be an IBAN, or a sequence that commands a terminal.
func (r Report) safe() Report {
	shown := Report{Exchanges: r.Exchanges, Findings: make([]contract.Finding, len(r.Findings)), Files: make([]File, len(r.Files))}
	for i, f := range r.Files {
		shown.Files[i] = File{Name: page.Printable(f.Name), Exchanges: f.Exchanges}
	}
	for i, f := range r.Findings {
		f.File = page.Printable(f.File)
		f.OperationID = page.Printable(f.OperationID)
		f.Pointer = page.Printable(mask.Text(f.Pointer))
		f.Message = page.Printable(mask.Text(f.Message))
		shown.Findings[i] = f
	}
	return shown
}
