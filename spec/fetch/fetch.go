package fetch

import (
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
	UserAgent string        // "" for "iyzipayout"
	Timeout   time.Duration // of one request; 0 means 30 s
	MaxBytes  int64         // of one page; 0 means 4 MiB
	Attempts  int           // how often a page is asked for before it counts as unreachable; 0 means 3
	Pause     time.Duration // between requests, and doubled between attempts; 0 means half a second, negative none
}

func (o Options) withDefaults() Options {
	if o.Client == nil {
		o.Client = http.DefaultClient
	}
	if o.UserAgent == "" {
		o.UserAgent = "iyzipayout"
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 4 << 20
	}
	if o.Attempts <= 0 {
		o.Attempts = 3
	}
	switch {
	case o.Pause == 0:
		o.Pause = 500 * time.Millisecond
	case o.Pause < 0:
		o.Pause = 0
	}
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
	if err := run.pages(ctx, entries); err != nil {
		return nil, err
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

// pages fetches the listed pages, in their order.
func (r *runner) pages(ctx context.Context, entries []entry) error {
	for _, e := range entries {
		page, change, err := r.page(ctx, e)
		if err != nil {
			return err
		}
		r.result.Pages = append(r.result.Pages, page)
		if change != nil {
			r.result.edits = append(r.result.edits, *change)
		}
	}
	return nil
}

// page fetches and judges one page. Its error is about the folder or the context.
func (r *runner) page(ctx context.Context, e entry) (Page, *edit, error) {
	page := Page{File: e.File, URL: e.URL, Title: e.Title}
	if e.Holds == "example" {
		page.State, page.Note = Skipped, "evidence: text of a rendered page, which a download cannot be compared with; not fetched"
		return page, nil, r.checkVendored(e)
	}
	var vendored []byte
	if !e.added {
		var err error
		if vendored, err = e.Read(r.dir); err != nil {
			return page, nil, err
		}
	}
	got, err := r.client.get(ctx, e.URL)
	page.MovedTo = got.movedTo
	if err == nil {
		err = checkBody(got)
	}
	if err == nil {
		err = judge(&page, e, vendored, got.body, r.result.sources.Language)
	}
	if err != nil {
		if ctx.Err() != nil {
			return page, nil, fmt.Errorf("interrupted at %s: %w", e.URL, context.Cause(ctx))
		}
		r.fail(&page, e, err)
		return page, nil, nil
	}
	return page, r.editOf(&page, e, got), nil
}

func (r *runner) checkVendored(e entry) error {
	_, err := e.Read(r.dir)
	return err
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
		r.client.attempts = 1
	}
}

// editOf is what would have to be written for the page, or nil.
func (r *runner) editOf(page *Page, e entry, got answer) *edit {
	change := edit{entry: e, body: page.Body, version: page.Version}
	switch page.State {
	case Changed, Added:
	case TextOnly, Wording:
		if !r.options.Text {
			change.body = nil
		}
	default:
		change.body = nil
	}
	if got.permanent {
		change.url = got.movedTo
	}
	if change.body == nil && change.url == "" {
		return nil
	}
	return &change
}
