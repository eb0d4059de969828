package update

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2/maybe"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/internal/fetch"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// Report is the summary of the update, for a pull request.
func (r *Result) Report() report.Report {
	made := report.Report{
		Tool: "spec update", Title: r.Title(), Summary: r.outcome(), Found: !r.Nothing || r.Failed() != nil, Notes: r.Notes, ToDo: r.todo(),
	}
	made.Sections = append(made.Sections, r.failures()...)
	for _, s := range []report.Section{
		r.actions(), r.pages(), changes("pages", "What changed on the vendor's pages", r.Pages),
		changes("document", "What changed in the document the client is made of", r.Document), r.api(), r.stale(), r.changelog(),
	} {
		if s.Name != "" {
			made.Sections = append(made.Sections, s)
		}
	}
	return made
}

// Write writes the summary to a file, in one step; its folder is made if need be.
func (r *Result) Write(name, format string) error {
	write, err := report.For(format)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := write(&b, r.Report()); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("summary: %w", err)
	}
	if err := maybe.WriteFile(name, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("summary: %w", err)
	}
	return nil
}

// Title says in a line what the update is about.
func (r *Result) Title() string {
	switch {
	case r.Nothing && r.Fetched != nil && r.Fetched.Drifted():
		return "Spec update: pages to look at"
	case r.Nothing && (r.Fetched == nil || r.Fetched.Index.Error != "" || len(r.Fetched.Warnings) > 0):
		return "Spec update: nothing has changed in what was looked at"
	case r.Nothing:
		return "Spec update: nothing has changed"
	}
	if r.Level() == diff.None {
		return "Spec update"
	}
	return "Spec update: " + string(r.Level())
}

// outcome says how far it went, and what the tree holds now.
func (r *Result) outcome() string {
	failed := r.Failed()
	switch {
	case r.Nothing:
		return fmt.Sprintf("Fragments and overlays are those of %s.", r.Base)
	case failed == nil:
		return fmt.Sprintf("Compared with %s. Document and client are made and in the tree, the tests pass.", r.Base)
	case r.Updated():
		return fmt.Sprintf("Compared with %s. Document and client are made and in the tree, but the step %q failed.", r.Base, failed.Name)
	}
	return fmt.Sprintf("Compared with %s. The step %q failed: the tree is as it was before.", r.Base, failed.Name)
}

func (r *Result) failures() []report.Section {
	var all []report.Section
	for _, s := range r.Steps {
		if s.Err == nil {
			continue
		}
		blocks := []string{tabless(s.Err.Error())}
		if s.Output != "" {
			blocks = append(blocks, tabless(s.Output))
		}
		all = append(all, report.Section{Name: s.Name, Title: fmt.Sprintf("The step %q failed", s.Name), State: report.CouldNotRun, Blocks: blocks})
	}
	return all
}

func tabless(text string) string { return strings.ReplaceAll(text, "\t", "  ") }

func (r *Result) actions() report.Section {
	if len(r.Actions) == 0 {
		return report.Section{}
	}
	findings := (&diff.Report{OverlayActions: r.Actions}).OverlayFindings()
	for i := range findings {
		findings[i].Pointer = "spec/" + findings[i].Pointer
	}
	return warning("actions", "Overlay actions to look at", findings)
}

// pages lists the pages that somebody has to look at: an update takes over fragments and addresses, and can read no text.
func (r *Result) pages() report.Section {
	s := report.Section{Title: "Pages to look at"}
	if r.Fetched == nil || !r.Fetched.Drifted() && !r.Fetched.Failed() {
		return s
	}
	for _, p := range r.Fetched.Pages {
		fragmentOnly := p.State == fetch.Changed && len(p.Gone)+len(p.Come) == 0
		if c := p.Case(); c.State != report.Clean && c.State != report.LeftOut && (!fragmentOnly || p.MovedTo != "") {
			if p.State == fetch.Wording {
				c.Text += "; once it is read, go run ./cmd/iyzipayout spec fetch --text takes the page over"
			}
			s.Name, s.Cases = "look", append(s.Cases, c)
		}
	}
	return s
}

// warning is a section with findings that need a look.
func warning(name, title string, findings []report.Finding) report.Section {
	return report.Section{Name: name, Title: title, Cases: []report.Case{{Name: name, State: report.Warning, Findings: findings}}}
}

func changes(name, title string, r *diff.Report) report.Section {
	switch {
	case r == nil:
		return report.Section{}
	case len(r.Changes) == 0:
		return report.Section{Name: name, Title: title, Text: "Nothing."}
	}
	s := warning(name, title, r.Findings())
	s.Cases[0].Level = string(r.Level)
	return s
}

func (r *Result) api() report.Section {
	s := report.Section{Name: "api", Title: "Go API that changed: package gen"}
	switch {
	case !r.Updated():
		return report.Section{}
	case len(r.API) == 0:
		s.Text = "None."
		return s
	}
	s.Level = string(r.APILevel())
	s.Text = "For programs that import gen: " + s.Level + ". Package payout is written by hand and an update leaves it as it is. "
	if len(r.Affected) == 0 {
		s.Text += "None of its exported names speaks of what changed."
	} else {
		s.Text += "Exported names there that speak of what changed: " + strings.Join(r.Affected, ", ") + "."
	}
	t := report.Table{Head: []string{"", "Level", "Kind", "Name", "Before", "After"}}
	for _, c := range r.API {
		t.Rows = append(t.Rows, []string{c.What(), string(c.Level()), c.Kind, "gen." + c.Name, c.Before, c.After})
	}
	s.Tables = []report.Table{t}
	return s
}

func (r *Result) stale() report.Section {
	s := report.Section{Name: "cassettes", Title: "Cassettes that went stale"}
	switch {
	case !r.Updated():
		return report.Section{}
	case len(r.Stale) == 0:
		s.Text = "None."
		return s
	}
	t := report.Table{Head: []string{"Source", "Cassettes", "What to do"}}
	for _, source := range []vcr.Source{vcr.Documented, vcr.Emulator, vcr.Sandbox} {
		of := slices.DeleteFunc(slices.Clone(r.Stale), func(s vcr.Stale) bool { return s.Cassette.Source != source })
		if len(of) == 0 {
			continue
		}
		files := []string{plaintext.Plural(len(of), "cassette")}
		for _, each := range of {
			if source != vcr.Emulator {
				files = append(files, "cassettes/"+each.Cassette.File)
			}
		}
		t.Rows = append(t.Rows, []string{string(source), strings.Join(files, ", "), r.remedy(source)})
	}
	s.Tables = []report.Table{t}
	return s
}

func (r *Result) remedy(source vcr.Source) string {
	switch record := r.step(stepRecord); {
	case source == vcr.Documented:
		return "made by hand: compare them with the published examples, then list the newer document in cassettes/index.yaml"
	case source == vcr.Sandbox:
		return "to be recorded by somebody with keys: make record SOURCE=sandbox"
	case record == nil || record.Err != nil:
		return "to be recorded anew: make record"
	}
	return "recorded anew (make record)"
}

// plain is for text that stands in a fence: it must be on one line, and must not end it.
func plain(s string) string {
	return strings.ReplaceAll(plaintext.OneLine(mask.Text(s)), "```", "ˋˋˋ")
}
