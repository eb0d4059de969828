package update

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
)

// generate puts the newer document into the tree and has the client made of it. If that does not work, both are put back.
func (u *update) generate(ctx context.Context) Step {
	specBefore, err := specData(u.spec())
	if err != nil {
		return Step{Err: err}
	}
	gen := filepath.Join(u.options.Root, "gen")
	genBefore, err := generated(gen)
	if err != nil {
		return Step{Err: err}
	}
	newer, err := specData(u.staging)
	if err != nil {
		return Step{Err: err}
	}
	step := Step{Err: write(u.spec(), newer)}
	if step.Err == nil {
		step = u.commands(ctx, stepGenerate, u.options.Generate)
	}
	if step.Err == nil {
		u.result.API, step.Err = compareAPI(filepath.Join(u.base, "gen"), gen)
	}
	if step.Err != nil {
		step.Err = errors.Join(step.Err, write(u.spec(), specBefore), write(gen, genBefore))
		u.result.API = nil
		return step
	}
	u.result.Stale, step.Err = u.stale()
	return step
}

// stale lists the cassettes that were recorded under another document than the one of now.
func (u *update) stale() ([]vcr.Stale, error) {
	today, err := os.ReadFile(filepath.Join(u.spec(), "openapi.yaml"))
	if err != nil {
		return nil, err
	}
	library, err := vcr.Open(filepath.Join(u.options.Root, "cassettes"))
	if err != nil {
		return nil, err
	}
	return library.Stale(today)
}

// record renews the recordings that need nothing but this repository.
func (u *update) record(ctx context.Context) Step {
	if len(u.result.Stale) == 0 {
		return Step{}
	}
	return u.commands(ctx, stepRecord, u.options.Record)
}

func (u *update) test(ctx context.Context) Step {
	return u.commands(ctx, stepTest, u.options.Test)
}
