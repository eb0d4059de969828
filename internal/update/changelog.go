package update

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// changelog proposes the entry of CHANGELOG.md. Whoever merges says it better; nothing must be forgotten.
func (r *Result) changelog() report.Section {
	if r.Document == nil || r.Nothing {
		return report.Section{}
	}
	b := &bytes.Buffer{}
	fmt.Fprint(b, "### Changed\n\n")
	fmt.Fprintf(b, "- `spec`: the vendor's pages%s. Level: %s.\n", r.since(), r.Level())
	var told []string
	for _, c := range r.Document.Changes {
		if !c.Level.AtLeast(diff.Compatible) {
			continue
		}
		line := fmt.Sprintf("  - %s: %s", c.Level, plain(c.Text))
		if !slices.Contains(told, line) {
			told = append(told, line)
			fmt.Fprintln(b, line)
		}
	}
	for _, what := range []string{"removed", "changed", "added"} {
		for _, c := range r.API {
			if c.What() == what && c.Kind != "method" {
				fmt.Fprintf(b, "- `gen`: %s %s %s.\n", c.Kind, "`"+c.Name+"`", what)
			}
		}
	}
	return report.Section{Name: "changelog", Title: "Proposed entry of CHANGELOG.md", Text: r.version(), Blocks: []string{b.String()}}
}

// since names the versions that the pages have now, where they were fetched.
func (r *Result) since() string {
	if r.Fetched == nil {
		return " changed"
	}
	var versions []string
	for _, p := range r.Fetched.Pages {
		if p.Version != "" && !slices.Contains(versions, p.Version) {
			versions = append(versions, p.Version)
		}
	}
	return fmt.Sprintf(" changed (document version %s)", plain(fmt.Sprint(versions)))
}

// version says which number has to grow. The removal of a Go name breaks callers whatever the vendor's change is.
func (r *Result) version() string {
	removed := slices.ContainsFunc(r.API, func(c APIChange) bool { return c.What() != "added" })
	switch {
	case r.Level() == diff.Breaking || removed:
		return "A major version (a minor one before 1.0): the vendor's change is breaking, or callers of `gen` must change their code."
	case r.Level() == diff.Compatible || len(r.API) > 0:
		return "A minor version."
	}
	return "A patch version."
}
