package update

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/internal/uncovered"
)

// generate puts the newer document into the tree and has the client made of it. If that does not work, both are put back.
func (u *update) generate(ctx context.Context) Step {
	specBefore, err := specData(u.spec())
	if err != nil {
		return Step{Err: err}
	}
	gen := filepath.Join(u.options.Root, "gen")
	genBefore, err := files(gen, generated)
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
	if step.Err == nil {
		u.result.Affected, step.Err = affected(u.result.API, gen, filepath.Join(u.options.Root, "payout"))
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

// compile stops at the first thing that does not compile, since recording and testing would only say it again.
func (u *update) compile(ctx context.Context) Step {
	step := u.commands(ctx, stepCompile, u.options.Compile)
	if step.Err != nil && len(step.ToDo) > 0 {
		step.Err = fmt.Errorf("%s: %w", step.ToDo[0], step.Err)
	}
	return step
}

// record renews the recordings that need nothing but this repository.
func (u *update) record(ctx context.Context) Step {
	step := Step{}
	if len(u.result.Stale) > 0 {
		step = u.commands(ctx, stepRecord, u.options.Record)
	}
	var err error
	if u.result.Uncovered, err = notExercised(u.options.Root); step.Err == nil {
		step.Err = err
	}
	return step
}

// notExercised lists what no scenario exercises and nobody has given a reason for.
func notExercised(root string) ([]uncovered.Entry, error) {
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(uncovered.File)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := uncovered.Parse(data)
	return slices.DeleteFunc(all, func(u uncovered.Entry) bool { return u.Reason != uncovered.NoScenario }), err
}

func (u *update) test(ctx context.Context) Step {
	return u.commands(ctx, stepTest, u.options.Test)
}
