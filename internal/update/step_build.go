package update

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/update/amend"
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
		if built, err = u.amend(err); err != nil {
			return Step{Err: err, ToDo: u.rulesOf(err)}
		}
	}
	if err := u.amended(); err != nil {
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

// amend brings the lists of corrections.yaml up to date where the pages have other values, and builds again. Where that is not
// what stopped the build, the error stays.
func (u *update) amend(stopped error) ([]byte, error) {
	if _, ok := errors.AsType[*spec.ActionError](stopped); !ok {
		return nil, stopped
	}
	name := filepath.Join(u.staging, corrections)
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	lists, err := amend.Lists(os.DirFS(u.staging), data)
	if err != nil {
		u.note("The lists of spec/corrections.yaml could not be amended: %v.", err)
		return nil, stopped
	}
	if len(lists.Changes) == 0 {
		return nil, stopped
	}
	if err := os.WriteFile(name, lists.Text, 0o644); err != nil {
		return nil, err
	}
	built, err := spec.Build(os.DirFS(u.staging))
	return built, errors.Join(err, u.left(data, err))
}

// left keeps of the actions to look at those that stop the build although the lists are amended. Their lines are those of
// corrections.yaml as it is in the tree, where nothing is amended when the build stops.
func (u *update) left(data []byte, stopped error) error {
	tree, err := spec.ParseOverlay(corrections, data)
	if err != nil {
		return err
	}
	u.result.Actions = slices.DeleteFunc(u.result.Actions, func(a diff.OverlayAction) bool { return a.File == corrections })
	all := []error{stopped}
	if joined, ok := stopped.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	for _, one := range all {
		failed, ok := errors.AsType[*spec.ActionError](one)
		if !ok || failed.File != corrections {
			continue
		}
		a := diff.OverlayAction{
			File: corrections, Target: failed.Action.Target, Reason: failed.Action.Reason, State: diff.Impossible, Error: failed.Err.Error(),
			Advice: "find out what the newer page has in this place, then change or drop the action",
		}
		if i := slices.IndexFunc(tree.Actions, func(t spec.Action) bool { return t.Target == a.Target }); i >= 0 {
			a.Line = tree.Actions[i].Line
		}
		u.result.Actions = append(u.result.Actions, a)
	}
	return nil
}

// rulesOf names the lines of rules.yaml that put a rule where the newer document refuses it.
func (u *update) rulesOf(stopped error) []string {
	at := regexp.MustCompile(`/(\w+)/(x-[a-z-]+)(?:/\S*)?: `).FindStringSubmatch(stopped.Error())
	if _, ok := errors.AsType[*spec.ActionError](stopped); ok || at == nil {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(u.staging, "rules.yaml"))
	if err != nil {
		return nil
	}
	rules, err := spec.ParseOverlay("rules.yaml", data)
	if err != nil {
		return nil
	}
	var all []string
	name := regexp.MustCompile(`\b` + at[1] + `\b`)
	lines := strings.Split(string(data), "\n")
	for i, action := range rules.Actions {
		end := len(lines)
		if i+1 < len(rules.Actions) {
			end = rules.Actions[i+1].Line - 1
		}
		if name.MatchString(action.Target) && strings.Contains(strings.Join(lines[action.Line-1:end], "\n"), at[2]+":") {
			all = append(all, fmt.Sprintf("spec/rules.yaml:%d: puts %s on %s, which the newer page no longer fits: take it out of the target, or change the rule", action.Line, at[2], at[1]))
		}
	}
	return all
}

// amended tells what the lists of corrections.yaml have that those of the base had not. So it is told again where somebody runs
// the update again, after the lists were amended.
func (u *update) amended() error {
	before, err := os.ReadFile(filepath.Join(u.base, "spec", corrections))
	if err != nil {
		return err
	}
	now, err := os.ReadFile(filepath.Join(u.staging, corrections))
	if err != nil || bytes.Equal(before, now) {
		return err
	}
	lists, err := amend.Lists(os.DirFS(u.staging), before)
	if err != nil {
		return nil // somebody changed more than the lists, and built with it
	}
	u.result.Amended = lists
	return lists.Locate(now)
}

const corrections = "corrections.yaml"

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
