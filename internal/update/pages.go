package update

import (
	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/spec/fetch"
)

// pages lists the pages that somebody has to look at: an update takes over fragments and addresses, and can read no text.
func (r *Result) pages() report.Section {
	if r.Fetched == nil || !r.Fetched.Drifted() && !r.Fetched.Failed() {
		return report.Section{}
	}
	s := report.Section{Name: "look", Title: "Pages to look at"}
	for _, p := range r.Fetched.Pages {
		if looked(p) {
			s.Cases = append(s.Cases, pageCase(p))
		}
	}
	if len(s.Cases) == 0 {
		return report.Section{}
	}
	return s
}

// looked reports whether there is more to a page than its fragment.
func looked(p fetch.Page) bool {
	switch p.State {
	case fetch.Wording, fetch.Moved, fetch.Missing, fetch.Broken, fetch.New:
		return true
	}
	return p.MovedTo != "" || len(p.Gone)+len(p.Come) > 0 && p.State == fetch.Changed
}

func pageCase(p fetch.Page) report.Case {
	c := p.Case()
	if p.State == fetch.Wording {
		c.Text += "; once it is read, go run ./cmd/iyzipayout spec fetch --text takes the page over"
	}
	return c
}
