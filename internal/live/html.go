package live

import (
	"embed"
	"html/template"
	"io"
	"slices"
	"time"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/internal/page"
)

// The page is put together from one template per part: page.gohtml is the frame and says which parts there are.
//
//go:embed page/*.gohtml
var templates embed.FS

// WriteHTML writes one page that needs nothing else: no scripts, no fonts, no pictures.
func (r *Result) WriteHTML(w io.Writer) error {
	return page.Write(w, templates, template.FuncMap{
		"seconds":  func(d time.Duration) string { return d.Round(time.Millisecond).String() },
		"of":       findingsOf,
		"homeless": homeless,
		"enums":    enums,
	}, htmlPage{r})
}

// htmlPage is what the templates see.
type htmlPage struct{ *Result }

// Reported are the scenarios that there is something to say about.
func (p htmlPage) Reported() []Scenario {
	var all []Scenario
	for _, s := range p.Scenarios {
		if s.Outcome == Drifted || s.Outcome == Failed || s.Outcome == Interrupted {
			all = append(all, s)
		}
	}
	return all
}

// Sent are the scenarios with drifts that belong to them.
func (p htmlPage) Sent() []Scenario {
	var all []Scenario
	for _, s := range p.Scenarios {
		if len(s.Known) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// findingsOf are the findings of one exchange.
func findingsOf(s Scenario, x Exchange) []contract.Finding {
	return slices.DeleteFunc(slices.Clone(s.Findings), func(f contract.Finding) bool { return f.Entry != x.Entry })
}

// homeless are the findings without an exchange to show.
func homeless(s Scenario) []contract.Finding {
	return slices.DeleteFunc(slices.Clone(s.Findings), func(f contract.Finding) bool {
		return slices.ContainsFunc(s.Exchanges, func(x Exchange) bool { return x.Entry == f.Entry })
	})
}

// enums are the fields and parameters of an operation that have a closed list of values.
func enums(o Operation) []Field {
	return slices.DeleteFunc(slices.Concat(o.Parameters, o.Fields), func(f Field) bool { return len(f.Values) == 0 })
}
