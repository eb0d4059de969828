package update

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// The steps.
const (
	stepFetch    = "fetch"
	stepBuild    = "build"
	stepGenerate = "generate"
	stepCompile  = "compile"
	stepRecord   = "record"
	stepTest     = "test"
)

// update is one run.
type update struct {
	options       Options
	base, staging string // folders with spec/ of before and after; base also has gen/
	result        *Result
}

// Run does the steps one after the other. What does not work is in the Result, with everything that was found before; the
// error says that nothing could be begun.
func Run(ctx context.Context, o Options) (*Result, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp("", "iyzipayout-update-")
	if err != nil {
		return nil, fmt.Errorf("update: %w", err)
	}
	defer os.RemoveAll(scratch)
	u := &update{options: o, base: filepath.Join(scratch, "base"), staging: filepath.Join(scratch, "staging", "spec"), result: &Result{Base: o.Base}}
	if err := u.begin(ctx); err != nil {
		return nil, fmt.Errorf("update: %w", err)
	}
	for _, step := range []struct {
		name string
		do   func(context.Context) Step
	}{
		{stepFetch, u.fetch}, {stepBuild, u.build}, {stepGenerate, u.generate}, {stepCompile, u.compile}, {stepRecord, u.record}, {stepTest, u.test},
	} {
		if u.result.Nothing {
			break
		}
		done := step.do(ctx)
		done.Name = step.name
		u.result.Steps = append(u.result.Steps, done)
		// The tests say more about why recording did not work.
		if done.Err != nil && step.name != stepRecord {
			break
		}
	}
	return u.result, nil
}

// begin makes the two folders. Without git the tree as it is now is what is compared with.
func (u *update) begin(ctx context.Context) error {
	data, err := specData(u.spec())
	if err != nil {
		return err
	}
	if err := write(u.staging, data); err != nil {
		return err
	}
	if err = baseTree(ctx, u.options.Root, u.options.Base, u.base); err == nil {
		return nil
	}
	u.note("There is no %s to compare with (%v): what changed before this update is not listed.", u.options.Base, err)
	u.result.Base = "the tree before"
	if err := os.RemoveAll(u.base); err != nil {
		return err
	}
	return errors.Join(
		write(filepath.Join(u.base, "spec"), data),
		os.CopyFS(filepath.Join(u.base, "gen"), os.DirFS(filepath.Join(u.options.Root, "gen"))))
}

func (u *update) spec() string { return filepath.Join(u.options.Root, "spec") }

func (u *update) note(format string, args ...any) {
	u.result.Notes = append(u.result.Notes, fmt.Sprintf(format, args...))
}
