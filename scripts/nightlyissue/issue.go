package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/nightly"
)

const (
	title = "The vendor has moved"
	label = "vendor-drift"
	// maxBody is below GitHub's limit of 65536 characters for an issue.
	maxBody = 60000
)

// issue is an open issue of ours.
type issue struct {
	Number int    `json:"number"`
	Title  string `json:"title"`
	Body   string `json:"body"`
}

// openIssues are the open issues of our label and title, the oldest first. There is one, unless somebody made another.
func openIssues(ctx context.Context) ([]issue, error) {
	data, err := gh(ctx, "", "issue", "list", "--state", "open", "--label", label, "--limit", "100", "--json", "number,title,body")
	if err != nil {
		return nil, err
	}
	var all []issue
	if err := decode(data, "gh issue list", &all); err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(i issue) bool { return i.Title != title })
	slices.SortFunc(all, func(a, b issue) int { return a.Number - b.Number })
	return all, nil
}

// marker matches the line in an issue's text that says which parts it is about.
var marker = regexp.MustCompile(`<!-- ` + label + `: ([a-z ]*) -->`)

// kinds are the parts that the issue is about. Where somebody took the line out, it may be about any.
func (i issue) kinds() []string {
	if m := marker.FindStringSubmatch(i.Body); m != nil {
		return strings.Fields(m[1])
	}
	return []string{nightly.Pages, nightly.Wire}
}

func (i issue) close(ctx context.Context, comment string) error {
	_, err := gh(ctx, "", "issue", "close", strconv.Itoa(i.Number), "--reason", "completed", "--comment", quiet(comment))
	return err
}

func (i issue) update(ctx context.Context, text string) error {
	_, err := gh(ctx, text, "issue", "edit", strconv.Itoa(i.Number), "--body-file", "-")
	return err
}

func create(ctx context.Context, text string) error {
	if _, err := gh(ctx, "", "label", "create", label, "--force", "--description", "The vendor's pages or service differ from spec/"); err != nil {
		return err
	}
	_, err := gh(ctx, text, "issue", "create", "--title", title, "--label", label, "--body-file", "-")
	return err
}

// body is the text of the issue.
func body(n summary, kinds []string, address string) string {
	head := fmt.Sprintf("<!-- %s: %s -->\nKept up to date by the nightly job; CONTRIBUTING.md says what to do. It is closed when the drift is gone.\n", label, strings.Join(kinds, " "))
	if address != "" {
		head += "\nFull report, as an artefact: " + address + "\n"
	}
	var old []string
	for _, kind := range kinds {
		if !slices.Contains(n.drifted(), kind) {
			old = append(old, kind)
		}
	}
	if len(old) > 0 {
		head += fmt.Sprintf("\nDrift of an earlier night (%s) was not looked at again.\n", strings.Join(old, ", "))
	}
	return quiet(cut(head + "\n" + n.report))
}

// cut shortens a text at the end of a line.
func cut(text string) string {
	if len(text) <= maxBody {
		return text
	}
	text = strings.ToValidUTF8(text[:maxBody], "")
	if end := strings.LastIndexByte(text, '\n'); end > 0 {
		text = text[:end]
	}
	return text + "\n\nCut off here: the whole report is in the artefact of the run.\n"
}

// quiet keeps text of the vendor's from calling people or linking to issues by chance.
func quiet(text string) string { return strings.ReplaceAll(text, "@", "@\u200b") }
