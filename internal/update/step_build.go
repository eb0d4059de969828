package update

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

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
		return Step{Err: err, ToDo: u.rulesOf(err)}
	}
	document := filepath.Join(u.staging, "openapi.yaml")
	if err := os.WriteFile(document, built, 0o644); err != nil {
		return Step{Err: err}
	}
	if u.result.Document, err = compare(ctx, filepath.Join(u.base, "spec", "openapi.yaml"), document); err != nil {
		return Step{Err: err}
	}
	if err := u.open(built); err != nil {
		return Step{Err: err}
	}
	asBase, errBase := same(filepath.Join(u.base, "spec"), u.staging, specData)
	asTree, errTree := same(u.spec(), u.staging, specData)
	u.result.Nothing = asBase && asTree
	return Step{Err: errors.Join(errBase, errTree)}
}

// open notes what the newer document has and nobody has explained.
func (u *update) open(built []byte) error {
	doc, err := spec.Parse("openapi.yaml", built)
	if err != nil {
		return err
	}
	rules, err := os.ReadFile(filepath.Join(u.staging, "rules.yaml"))
	if err != nil {
		return err
	}
	if u.result.Gaps, err = gaps(doc, rules); err != nil {
		return err
	}
	u.result.Texts, u.result.Unjudged = newTexts(doc, u.result.Document), unjudged(doc)
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
