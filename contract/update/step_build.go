package update

import (
	"context"
	"os"
	"path/filepath"

	"github.com/iyzipayout/iyzipayout/spec"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// build makes the document in the staging folder and compares pages and document with those of before.
func (u *update) build(ctx context.Context) Step {
	u.options.Progress("build: spec/openapi.yaml")
	var err error
	if u.result.Pages, err = compare(ctx, filepath.Join(u.base, "spec"), u.staging); err != nil {
		return Step{Err: err}
	}
	u.result.Actions = u.result.Pages.OverlayActions
	built, err := spec.Build(os.DirFS(u.staging))
	if err != nil {
		return Step{Err: err}
	}
	document := filepath.Join(u.staging, "openapi.yaml")
	if err := os.WriteFile(document, built, 0o644); err != nil {
		return Step{Err: err}
	}
	if u.result.Document, err = compare(ctx, filepath.Join(u.base, "spec", "openapi.yaml"), document); err != nil {
		return Step{Err: err}
	}
	asBase, err := sameData(filepath.Join(u.base, "spec"), u.staging)
	if err != nil {
		return Step{Err: err}
	}
	asTree, err := sameData(u.spec(), u.staging)
	u.result.Nothing = asBase && asTree
	return Step{Err: err}
}

func compare(ctx context.Context, before, after string) (*diff.Report, error) {
	old, err := diff.Load(ctx, before)
	if err != nil {
		return nil, err
	}
	young, err := diff.Load(ctx, after)
	if err != nil {
		return nil, err
	}
	return diff.Compare(old, young)
}
