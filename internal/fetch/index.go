package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/internal/wording"
	"github.com/iyzipayout/iyzipayout/spec"
)

// index looks through the vendor's list of pages: for pages about mass payout that nobody knows, and for the pages that
// are gone. An index that cannot be read is a warning, not a failure: it says nothing about the pages.
func (r *runner) index(ctx context.Context) error {
	links, err := r.readIndex(ctx)
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted at the index: %w", context.Cause(ctx))
	}
	if err != nil {
		r.result.Index.Error = err.Error()
		r.result.Warnings = append(r.result.Warnings, "the vendor's index could not be read, so new pages would not be noticed: "+err.Error())
		return nil
	}
	r.result.Index.Pages = len(links)
	found := r.unlisted(links)
	for i := range found {
		if err := r.readNew(ctx, &found[i]); err != nil {
			return fmt.Errorf("interrupted at %s: %w", found[i].URL, err)
		}
	}
	r.result.Pages = append(r.result.Pages, found...)
	for i := range r.result.Pages {
		switch page := &r.result.Pages[i]; page.State {
		case Missing:
			r.propose(page, links, found)
		case Added:
			if i := slices.IndexFunc(links, func(l Link) bool { return sameAddress(l.URL, page.URL) && l.Title != "" }); i >= 0 {
				page.Title = links[i].Title
			}
		}
	}
	return nil
}

// readNew notes the rules that a page states which nobody knows: not every page has a fragment. Its error is that of the context.
func (r *runner) readNew(ctx context.Context, page *Page) error {
	if page.State != New {
		return nil
	}
	got, err := r.client.get(ctx, page.URL)
	if err == nil {
		err = checkBody(got)
	}
	if err != nil {
		page.Note += "; what it says is not known: " + err.Error()
		r.result.Warnings = append(r.result.Warnings, page.URL+" is new and could not be read: "+err.Error())
		return context.Cause(ctx)
	}
	reader := wording.New()
	for _, d := range wording.Differences(wording.Page{}, wording.ReadPage(got.body)) {
		if !reader.SameRules(d) {
			page.Come = append(page.Come, strings.TrimSpace(d.Row+" "+d.New))
		}
	}
	return nil
}

// readIndex reads the index that sources.yaml lists or, where that fails, the one that the fetched pages name themselves.
func (r *runner) readIndex(ctx context.Context) ([]Link, error) {
	var errs []error
	for _, address := range r.indexAddresses() {
		r.result.Index.URL = address
		got, err := r.client.get(ctx, address)
		if err == nil {
			err = checkBody(got)
		}
		var links []Link
		if err == nil {
			links, err = parseIndex(address, got.body)
		}
		if err == nil {
			return links, nil
		}
		errs = append(errs, fmt.Errorf("%s: %w", address, err))
	}
	if len(errs) == 0 {
		return nil, fmt.Errorf("%s lists no index, and no page names one", spec.SourcesFile)
	}
	return nil, errors.Join(errs...)
}

// pointer matches the line in front of a page that names the index.
var pointer = lazyregexp.New(`(?m)^>[^\n]*\[llms\.txt\]\((https://[^)\s]+)\)`)

func (r *runner) indexAddresses() []string {
	var all []string
	if listed := r.result.sources.Index; listed != "" {
		all = append(all, listed)
	}
	for _, page := range r.result.Pages {
		if m := pointer().FindSubmatch(page.Body); m != nil && !slices.Contains(all, string(m[1])) {
			all = append(all, string(m[1]))
		}
	}
	return all
}

// parseIndex returns the pages that an index in Markdown links to, in its order, each once, with addresses made absolute. Links
// to other sites are left out.
func parseIndex(address string, body []byte) ([]Link, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	var links []Link
	seen := map[string]bool{}
	// The walk function never returns an error, so neither does Walk.
	_ = ast.Walk(goldmark.DefaultParser().Parse(text.NewReader(body)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		link, ok := n.(*ast.Link)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		target, err := base.Parse(string(link.Destination))
		if err != nil || !sameHost(target, base) || target.Scheme != base.Scheme {
			return ast.WalkSkipChildren, nil
		}
		target.Fragment, target.RawQuery, target.User = "", "", nil
		if key := plainAddress(target.String()); !seen[key] {
			seen[key] = true
			title := plaintext.OneLine(html.UnescapeString(escaped().ReplaceAllString(linkText(link, body), "$1")))
			links = append(links, Link{Title: cmp.Or(title, plaintext.OneLine(path.Base(target.Path))), URL: target.String()})
		}
		return ast.WalkSkipChildren, nil
	})
	if len(links) == 0 {
		return nil, errors.New("links to no page of the site")
	}
	return links, nil
}

// escaped matches what Markdown escapes.
var escaped = lazyregexp.New(`\\([[:punct:]])`)

func linkText(link ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(link, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch t := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(t.Segment.Value(source))
				b.WriteByte(' ')
			}
		case *ast.String:
			if entering {
				b.Write(t.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// unlisted are the pages of the index that belong to mass payout and are not vendored. A page that was fetched is listed, at its
// address or at the one it moved to.
func (r *runner) unlisted(links []Link) []Page {
	var found []Page
	for _, link := range links {
		fetched := func(p Page) bool {
			return sameAddress(p.URL, link.URL) || p.MovedTo != "" && sameAddress(p.MovedTo, link.URL)
		}
		if !r.belongs(link) || slices.ContainsFunc(r.result.Pages, fetched) {
			continue
		}
		page := Page{URL: link.URL, Title: link.Title, State: New, Note: "new under mass payout: look at it, then vendor it with --add, or list it under notVendored in " + spec.SourcesFile}
		for _, known := range r.result.sources.NotVendored {
			if sameAddress(known.URL, link.URL) {
				page.State, page.Note = Known, "not vendored: "+known.Why
			}
		}
		found = append(found, page)
	}
	return found
}

var massPayout = lazyregexp.New(`(?i)\bmass[\s_-]*payouts?\b`)

// belongs reports whether a page is about mass payout, in the language of the vendored pages. The vendor's English pages
// stand below /en/, the Turkish ones at the top.
func (r *runner) belongs(link Link) bool {
	target, err := url.Parse(link.URL)
	if err != nil {
		return false
	}
	base := strings.TrimSuffix(r.client.site.vendor.Path, "/")
	if target.Path == base+".md" || strings.HasPrefix(target.Path, base+"/") {
		return true
	}
	return languageOf(target.Path) == languageOf(base) && massPayout().MatchString(link.Title+" "+target.Path)
}

// languageOf is the two letters that the path of a page begins with, or "".
func languageOf(p string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	if len(first) == 2 {
		return strings.ToLower(first)
	}
	return ""
}

// propose names the pages that a page which is gone may have become: of the same title or name, or else the new ones.
func (r *runner) propose(page *Page, links []Link, found []Page) {
	for _, link := range links {
		address, err := url.Parse(link.URL)
		listed := func(s spec.Source) bool { return sameAddress(s.URL, link.URL) }
		if err != nil || languageOf(address.Path) != languageOf(r.client.site.vendor.Path) || slices.ContainsFunc(r.result.sources.Pages, listed) {
			continue
		}
		if strings.EqualFold(link.Title, page.Title) || path.Base(plainAddress(link.URL)) == path.Base(plainAddress(page.URL)) {
			page.Proposed = append(page.Proposed, link)
		}
	}
	switch {
	case len(page.Proposed) > 0:
		page.Note = fmt.Sprintf("it may be at %s now: look, then put that address into %s", page.Proposed[0].URL, spec.SourcesFile)
	case slices.ContainsFunc(found, func(p Page) bool { return p.State == New }):
		page.Note = "no page of the index has its title or name; it may be one of the new ones"
	default:
		page.Note = "no page of the index has its title or name, and none is new: the vendor may have taken the operation back"
	}
}
