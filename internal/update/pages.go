package update

import (
	"bytes"
	"fmt"

	"github.com/iyzipayout/iyzipayout/spec/fetch"
)

// pages lists the pages that somebody has to look at: an update takes over fragments and addresses, and can read no text.
func (r *Result) pages(b *bytes.Buffer) {
	if r.Fetched == nil || !r.Fetched.Drifted() && !r.Fetched.Failed() {
		return
	}
	var list bytes.Buffer
	for _, p := range r.Fetched.Pages {
		if looked(p) {
			tell(&list, p)
		}
	}
	if list.Len() > 0 {
		fmt.Fprintf(b, "\n## Pages to look at\n\n%s", list.String())
	}
}

// looked reports whether there is more to a page than its fragment.
func looked(p fetch.Page) bool {
	switch p.State {
	case fetch.Wording, fetch.Moved, fetch.Missing, fetch.Broken, fetch.New:
		return true
	}
	return p.MovedTo != "" || len(p.Gone)+len(p.Come) > 0 && p.State == fetch.Changed
}

func tell(b *bytes.Buffer, p fetch.Page) {
	name := p.File
	if name == "" {
		name = p.URL
	}
	fmt.Fprintf(b, "- %s: **%s**", code(name), shown(string(p.State)))
	for _, text := range []string{p.Note, p.Error} {
		if text != "" {
			fmt.Fprintf(b, ": %s", shown(text))
		}
	}
	fmt.Fprintln(b)
	if p.MovedTo != "" {
		fmt.Fprintf(b, "  - is now at %s\n", code(p.MovedTo))
	}
	for _, l := range p.Proposed {
		fmt.Fprintf(b, "  - perhaps %s at %s\n", shown(l.Title), code(l.URL))
	}
	for _, line := range p.Gone {
		fmt.Fprintf(b, "  - gone: %s\n", shown(line))
	}
	for _, line := range p.Come {
		fmt.Fprintf(b, "  - new: %s\n", shown(line))
	}
	if p.State == fetch.Wording {
		fmt.Fprint(b, "  - once it is read: `go run ./cmd/iyzipayout spec fetch --text` takes the page over\n")
	}
}
