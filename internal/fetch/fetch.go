package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"time"

	"github.com/iyzipayout/iyzipayout/spec"
)

// Options says what to fetch, and how. Only Dir is required.
type Options struct {
	Dir       string        // the spec folder, which holds vendor/
	Client    *http.Client  // its transport is used and nothing else of it; nil: http.DefaultTransport
	Check     bool          // write nothing into Dir
	Text      bool          // also write pages whose fragment is unchanged
	Add       []string      // addresses of pages to vendor that sources.yaml does not list
	Server    string        // https://host:port to ask instead of the vendor's, such as a mirror; "" for the vendor's
	Cache     string        // folder for conditional requests; "" makes plain ones
	Reuse     bool          // take a page from Cache where the site cannot be reached; a warning says so
	UserAgent string        // "" for "iyzipayout"
	Timeout   time.Duration // of one request; 0 means 30 s
	MaxBytes  int64         // of one page; 0 means 4 MiB
	Attempts  int           // how often a page is asked for before it counts as unreachable; 0 means 3
	Pause     time.Duration // between requests, and doubled between attempts; 0 means half a second, negative none
}

func (o Options) withDefaults() Options {
	o.Client = cmp.Or(o.Client, http.DefaultClient)
	o.UserAgent = cmp.Or(o.UserAgent, "iyzipayout")
	o.Timeout = cmp.Or(max(o.Timeout, 0), 30*time.Second)
	o.MaxBytes = cmp.Or(max(o.MaxBytes, 0), 4<<20)
	o.Attempts = cmp.Or(max(o.Attempts, 0), 3)
	o.Pause = max(cmp.Or(o.Pause, 500*time.Millisecond), 0)
	return o
}

// Run fetches and judges every page, and without Options.Check writes what changed. A page that cannot be read is no error
// of Run: see [Result.Failed]. Errors are about the folder, the options, writing, or the context.
func Run(ctx context.Context, options Options) (*Result, error) {
	o := options.withDefaults()
	dir := os.DirFS(o.Dir)
	sources, err := spec.ReadSources(dir)
	if err != nil {
		return nil, err
	}
	client, err := newClient(o, sources)
	if err != nil {
		return nil, err
	}
	entries, err := withAdded(sources, o.Add)
	if err != nil {
		return nil, err
	}
	run := runner{options: o, dir: dir, client: client, result: &Result{sources: sources}}
	for _, e := range entries {
		if err := run.page(ctx, e); err != nil {
			return nil, err
		}
	}
	if err := run.index(ctx); err != nil {
		return nil, err
	}
	run.result.Warnings = append(run.result.Warnings, client.cache.warnings...)
	if o.Check {
		return run.result, nil
	}
	if run.result.Failed() || run.result.Count(Missing) > 0 {
		if len(run.result.edits) > 0 {
			run.result.Warnings = append(run.result.Warnings, "nothing was written, because a listed page could not be read: pages of one version must agree")
		}
		return run.result, nil
	}
	return run.result, run.result.Apply(o.Dir)
}

// runner holds what one Run works with.
type runner struct {
	options Options
	dir     fs.FS
	client  *client
	result  *Result
}

// page fetches and judges one page. Its error is about the folder or the context.
func (r *runner) page(ctx context.Context, e entry) error {
	page := Page{File: e.File, URL: e.URL, Title: e.Title}
	var vendored []byte
	if !e.added {
		var err error
		if vendored, err = e.Read(r.dir); err != nil {
			return err
		}
	}
	if e.Holds == spec.HoldsExample {
		page.State, page.Note = Skipped, "evidence: text of a rendered page, which a download cannot be compared with; not fetched"
		r.result.Pages = append(r.result.Pages, page)
		return nil
	}
	got, err := r.client.get(ctx, e.URL)
	page.MovedTo = got.movedTo
	if err == nil {
		err = checkBody(got)
	}
	if err == nil {
		err = judge(&page, e, vendored, got.body, r.result.sources.Language)
	}
	switch {
	case err == nil:
		r.note(page, e, got)
	case ctx.Err() != nil:
		return fmt.Errorf("interrupted at %s: %w", e.URL, context.Cause(ctx))
	default:
		r.fail(&page, e, err)
	}
	r.result.Pages = append(r.result.Pages, page)
	return nil
}

// fail records why a page could not be used.
func (r *runner) fail(page *Page, e entry, err error) {
	page.State, page.Error = Broken, fmt.Sprintf("%s: %s: %v", e.Path(), e.URL, err)
	if page.MovedTo != "" {
		page.Error += "; the address redirects to " + page.MovedTo
	}
	if errors.Is(err, errGone) {
		page.State = Missing
	}
	if errors.Is(err, errUnreachable) {
		// What cannot be reached now is not asked for three times more for every page that is left.
		r.client.options.Attempts = 1
	}
}

// note keeps what would have to be written for the page.
func (r *runner) note(page Page, e entry, got answer) {
	change := edit{entry: e, version: page.Version, url: got.newAddress}
	text := page.State == TextOnly || page.State == Wording
	if page.State == Changed || page.State == Added || text && r.options.Text {
		change.body = page.Body
	}
	if change.body != nil || change.url != "" {
		r.result.edits = append(r.result.edits, change)
	}
}
