package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/internal/wording"
	"github.com/iyzipayout/iyzipayout/spec"
)

// judge holds a fetched page against the vendored one and sets its state. Its errors are about the fetched page.
func judge(page *Page, e entry, vendored, fetched []byte, language string) error {
	after, err := fragments(e.URL, fetched, e.added || e.Holds == spec.HoldsText)
	if err != nil {
		return err
	}
	if page.Version, err = version(after); err != nil {
		return err
	}
	page.Body = fetched
	if e.added {
		page.State, page.Title = Added, heading(fetched)
		page.Note = "fetched to be vendored; a supplement that it makes needless has to go"
		if len(after) == 0 {
			page.Note = "fetched to be vendored; it has no fragment: read it, and put the rules that it states into rules.yaml"
		}
		return nil
	}
	if bytes.Equal(vendored, fetched) {
		page.State = Unchanged
	} else if err := compare(page, e, vendored, after, language); err != nil {
		return err
	}
	if page.MovedTo != "" && (page.State == Unchanged || page.State == TextOnly) {
		page.State = Moved
	}
	page.Note = note(page)
	return nil
}

// fragments are those of a page, which may have none where it is only text.
func fragments(name string, page []byte, onlyText bool) ([]spec.Fragment, error) {
	found, err := spec.ExtractFragments(name, page)
	if onlyText && errors.Is(err, spec.ErrNoFragment) {
		err = nil
	}
	return found, err
}

func compare(page *Page, e entry, vendored []byte, after []spec.Fragment, language string) error {
	before, err := fragments(e.Path(), vendored, e.Holds == spec.HoldsText)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(before, after, spec.Fragment.Equal) {
		page.State = Changed
	}
	was, is := wording.ReadPage(vendored), wording.ReadPage(page.Body)
	page.Gone, page.Come = wording.Lacking(was.All(), is.All()), wording.Lacking(is.All(), was.All())
	if page.State == Changed {
		return nil
	}
	reader, err := readerOf(append(before, after...))
	if err != nil {
		return err
	}
	otherRule := func(d wording.Difference) bool { return language != "en" || !reader.SameRules(d) }
	page.State = TextOnly
	if slices.ContainsFunc(wording.Differences(was, is), otherRule) {
		page.State = Wording
	}
	return nil
}

// readerOf knows the names in fragments.
func readerOf(fragments []spec.Fragment) (*wording.Reader, error) {
	var all []any
	for _, f := range fragments {
		var v any
		if err := f.Root.Decode(&v); err != nil {
			return nil, fmt.Errorf("%s: %w", f.File, err)
		}
		all = append(all, v)
	}
	return wording.New(all...), nil
}

// version is the info.version of the fragments of a page, which must be the same for all: sources.yaml lists one. It is "" where there is none.
func version(fragments []spec.Fragment) (string, error) {
	if len(fragments) == 0 {
		return "", nil
	}
	first := fragments[0].Version()
	if first == "" {
		return "", fmt.Errorf("line %d: the fragment has no info.version", fragments[0].Line)
	}
	for _, f := range fragments[1:] {
		if f.Version() != first {
			return "", fmt.Errorf("line %d: the fragment has version %q, the one before %q: a page must have one version", f.Line, f.Version(), first)
		}
	}
	return first, nil
}

func note(page *Page) string {
	text := page.Version == ""
	switch page.State {
	case TextOnly:
		if text {
			return "the text changed and states no other rule"
		}
		return "the fragment says the same; the text around it changed and states no other rule"
	case Wording:
		if text {
			return "the text states something else: read it, and rule where needed"
		}
		return "the fragment says the same, but the text around it states something else: read it, and correct or rule where needed"
	case Changed:
		if len(page.Gone)+len(page.Come) > 0 {
			return "the fragment says something else, and so does the text around it"
		}
		return "the fragment says something else"
	case Moved:
		return "the page has another address now"
	}
	return ""
}

// heading is the first heading of a page, its title.
func heading(page []byte) string {
	for line := range bytes.Lines(page) {
		if title, ok := bytes.CutPrefix(line, []byte("# ")); ok {
			return plaintext.OneLine(string(title))
		}
	}
	return ""
}
