package report

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/mask"
)

// safe returns the report as it may be shown. Findings hold no values, but the names of members, parameters and hosts in
// them are those of the recording: one may be an IBAN, or a sequence that commands a terminal.
func (r Report) safe() Report {
	shown := Report{Exchanges: r.Exchanges, Findings: make([]contract.Finding, len(r.Findings)), Files: make([]File, len(r.Files))}
	for i, f := range r.Files {
		shown.Files[i] = File{Name: printable(f.Name), Exchanges: f.Exchanges}
	}
	for i, f := range r.Findings {
		f.File = printable(f.File)
		f.OperationID = printable(f.OperationID)
		f.Pointer = printable(mask.Text(f.Pointer))
		f.Message = printable(mask.Text(f.Message))
		shown.Findings[i] = f
	}
	return shown
}

// printable writes out what a terminal, an XML parser or an eye would stumble over: control characters, line breaks,
// marks that turn the direction of writing, and bytes that are no UTF-8.
func printable(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "\\u{%X}", r)
	}
	return b.String()
}
