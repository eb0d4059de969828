package update

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/fetch"
)

// fetch brings the pages into the staging folder. Those that were put into the tree by hand are taken as they are.
func (u *update) fetch(ctx context.Context) Step {
	adopted, err := fetch.Adopt(u.staging)
	if err != nil {
		return Step{Err: err}
	}
	if len(adopted) > 0 {
		u.note("Put in by hand, and listed with their sums: %s.", strings.Join(adopted, ", "))
	}
	wanted, err := u.wantsFetch(adopted)
	if err != nil {
		return Step{Err: err}
	}
	if !wanted {
		return Step{}
	}
	u.options.Progress("fetch: the vendor's pages")
	o := u.options.Fetch
	o.Dir, o.Check = u.staging, false
	if u.result.Fetched, err = fetch.Run(ctx, o); err != nil {
		return Step{Err: err}
	}
	for _, warning := range u.result.Fetched.Warnings {
		u.note("%s.", warning)
	}
	return Step{Err: unread(u.result.Fetched)}
}

// wantsFetch decides; see FetchMode.
func (u *update) wantsFetch(adopted []string) (bool, error) {
	switch u.options.Mode {
	case FetchNever:
		u.note("The pages were not fetched.")
		return false, nil
	case FetchAlways:
		if len(adopted) > 0 {
			return false, fmt.Errorf("%s was put in by hand and would be overwritten: take it out, or do not fetch", strings.Join(adopted, ", "))
		}
		return true, nil
	}
	untouched, err := same(filepath.Join(u.base, "spec"), u.spec(), func(dir string) (map[string][]byte, error) { return files(dir, vendored) })
	if err == nil && (len(adopted) > 0 || !untouched) {
		u.note("The pages were not fetched: spec/vendor already differs from %s.", u.result.Base)
		return false, nil
	}
	return err == nil, err
}

// unread is the error of pages that could not be read: nothing of that fetch is used, since pages of one version must agree.
func unread(r *fetch.Result) error {
	var errs []error
	for _, p := range r.Pages {
		if p.Error != "" {
			errs = append(errs, errors.New(p.Error))
		}
	}
	return errors.Join(errs...)
}
