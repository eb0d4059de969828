package nightly

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// oldAfter is when a recording of the sandbox needs a look, stale or not: nobody has heard from the service since.
const oldAfter = 90 * 24 * time.Hour

// cassettes finds the recordings that were made under another document, and says how old those of the sandbox are.
func (j *job) cassettes() (report.Section, error) {
	part := report.Section{}
	today, err := j.readDocument()
	if err != nil {
		return part, err
	}
	library, err := vcr.Open(j.options.Cassettes)
	if err != nil {
		return part, err
	}
	found, err := library.Stale(today)
	if err != nil {
		return part, err
	}
	stale := map[string]vcr.Stale{}
	for _, s := range found {
		stale[s.Cassette.File] = s
	}
	for _, c := range library.Cassettes {
		one := report.Case{Name: c.File, State: report.Clean, File: filepath.ToSlash(filepath.Join(j.options.Cassettes, filepath.FromSlash(c.File)))}
		if s, is := stale[c.File]; is {
			one.State, one.Findings = report.Warning, changes(s.Changes)
			one.Text = fmt.Sprintf("recorded on %s under another document: %s since then. %s", c.Recorded, plaintext.Plural(len(s.Changes.Findings()), "change"), remedy(c.Source))
		}
		if age, old := j.age(c); old && one.State == report.Clean {
			one.State, one.Text = report.Warning, fmt.Sprintf("recorded %s ago. %s", plaintext.Plural(int(age.Hours()/24), "day"), remedy(c.Source))
		}
		part.Cases = append(part.Cases, one)
	}
	part.Text = fmt.Sprintf("%s, %d stale. %s", plaintext.Plural(len(library.Cassettes), "cassette"), len(found), j.sandbox(library.Cassettes))
	return part, nil
}

// age of a recording that comes from the vendor, and whether that is old.
func (j *job) age(c vcr.Cassette) (time.Duration, bool) {
	day, err := time.Parse(time.DateOnly, c.Recorded)
	if c.Source != vcr.Sandbox || err != nil {
		return 0, false
	}
	age := j.started.Sub(day)
	return age, age > oldAfter
}

// sandbox says what there is from the vendor's own service.
func (j *job) sandbox(cassettes []vcr.Cassette) string {
	count, oldest, newest := 0, "", ""
	for _, c := range cassettes {
		if c.Source != vcr.Sandbox {
			continue
		}
		if count++; count == 1 {
			oldest, newest = c.Recorded, c.Recorded
		}
		oldest, newest = min(oldest, c.Recorded), max(newest, c.Recorded) // days in this form sort as text
	}
	if count == 0 {
		return "None is from the sandbox: what the vendor really answers has never been recorded. " + remedy(vcr.Sandbox)
	}
	return fmt.Sprintf("%d from the sandbox, recorded from %s to %s.", count, oldest, newest)
}

// remedy says how to renew a recording.
func remedy(source vcr.Source) string {
	switch source {
	case vcr.Emulator:
		return "Run make record."
	case vcr.Sandbox:
		return "Run make record SOURCE=sandbox with keys."
	}
	return "Run make record, which checks it against the document of today; if it does not pass, compare it with the published example."
}

// changes are those of the document. What they mean for callers is not the point here, but that the recording has not seen them.
func changes(of *diff.Report) []report.Finding {
	const most = 20
	findings := of.Findings()
	for i := range findings {
		findings[i].ID, findings[i].Level = "stale-cassette", string(report.Warning)
	}
	if more := len(findings) - most; more > 0 {
		findings = append(findings[:most], report.Finding{ID: "stale-cassette", Level: string(report.Warning), Text: fmt.Sprintf("and %d more", more)})
	}
	return findings
}
