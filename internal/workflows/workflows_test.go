package workflows

import (
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

func read(t *testing.T, parts ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{root}, parts...)...))
	require.NoError(t, err)
	return string(data)
}

func workflow(t *testing.T, name string) string { return read(t, ".github", "workflows", name) }

func TestTheWorkflowsAreInOrder(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*"))
	require.NoError(t, err)
	require.Len(t, files, 3)
	for _, file := range files {
		assert.Empty(t, problems(t, workflow(t, filepath.Base(file)), targets(t)), filepath.Base(file))
	}
}

func TestCONTRIBUTINGNamesWhatThereIs(t *testing.T) {
	text := read(t, "CONTRIBUTING.md")
	named := regexp.MustCompile("(?m)(?:`|^)make ([a-z-]+)").FindAllStringSubmatch(text, -1)
	require.NotEmpty(t, named)
	for _, m := range named {
		assert.Contains(t, targets(t), m[1])
	}
	links := regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(text, -1)
	require.NotEmpty(t, links)
	for _, m := range links {
		assert.FileExists(t, filepath.Join(root, m[1]))
	}
}

func TestCIRunsWhatDecides(t *testing.T) {
	var want []string
	for line := range strings.Lines(read(t, ".ci", "run")) {
		if strings.HasPrefix(line, "make ") {
			want = append(want, strings.TrimSpace(line))
		}
	}
	require.NotEmpty(t, want)
	parsed := parse(t, workflow(t, "ci.yml"))
	assert.Equal(t, want, runs(parsed.Jobs["test"]), ".ci/run and ci.yml must run the same")
	versions := parsed.Jobs["test"].Strategy.Matrix.Rows["go"].Values
	require.Len(t, versions, 2)
	minimum := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "go.mod"))
	require.NotNil(t, minimum)
	assert.Equal(t, `"`+minimum[1]+`.x"`, versions[0].String(), "the version of go.mod")
}

func TestTheNightlyJobThatHasTheKeysWritesNothing(t *testing.T) {
	parsed := parse(t, workflow(t, "nightly.yml"))
	look, issue := parsed.Jobs["look"], parsed.Jobs["issue"]
	require.NotNil(t, look)
	require.NotNil(t, issue)
	assert.Equal(t, []string{"make nightly", "make nightly-summary"}, runs(look))
	assert.Equal(t, []string{"make nightly-issue"}, runs(issue))
	assert.Equal(t, "sandbox", look.Environment.Name.Value)
	assert.Nil(t, look.Permissions)
	assert.Nil(t, issue.Environment)
	assert.Equal(t, map[string]string{"contents": "read", "issues": "write"}, scopes(issue.Permissions))
	for _, step := range look.Steps[3:] {
		assert.NotNil(t, step.If, "drift makes `make nightly` fail, and the report must be seen all the same")
	}
}

// Without keys the service is left out on purpose, and one key alone is handed on and could not be run. The report says either, and so does
// the page of the run, green or not.
func TestTheNightlyJobWithoutKeysSaysSo(t *testing.T) {
	look := parse(t, workflow(t, "nightly.yml")).Jobs["look"]
	assert.Equal(t, "${{ !secrets.IYZICO_API_KEY && !secrets.IYZICO_SECRET_KEY && '--skip wire' || '' }}", look.Steps[2].Env.Vars["nightly_flags"].Value.Value)
	const warning = "::warning title=Not everything was looked at::"
	for verdict, want := range map[string]string{
		"Nothing has moved in what was looked at. Left out: wire.":        warning,
		"Page drift (breaking). Could not run: wire. Left out: pages.":    warning,
		"Nothing has moved. To look at: cassettes.":                       "",
		"Wire drift.\n\nA line below the verdict may say Left out: wire.": "",
	} {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "report.md"), []byte("# "+verdict+"\n"), 0o600))
		cmd := exec.Command("make", "-s", "-C", root, "nightly-summary", "NIGHTLY_OUT="+dir)
		cmd.Env = append(os.Environ(), "MAKEFLAGS=", "GITHUB_STEP_SUMMARY="+filepath.Join(dir, "page"))
		out, err := cmd.Output()
		require.NoError(t, err)
		if want != "" {
			want += verdict + "\n"
		}
		assert.Equal(t, want, string(out))
		page, err := os.ReadFile(filepath.Join(dir, "page"))
		require.NoError(t, err)
		assert.Equal(t, "# "+verdict+"\n", string(page))
	}
}

// A Go that is not patched would be looked at, or would fetch the one that is at every step.
func TestNightlyAndReleaseHaveTheToolchainOfGoMod(t *testing.T) {
	toolchain := regexp.MustCompile(`(?m)^toolchain go(\d+\.\d+\.\d+)$`).FindStringSubmatch(read(t, "go.mod"))
	require.NotNil(t, toolchain)
	nightly, release := parse(t, workflow(t, "nightly.yml")), parse(t, workflow(t, "release.yml"))
	assert.Equal(t, []string{"make vuln"}, runs(nightly.Jobs["vuln"]))
	assert.Equal(t, []string{"make release"}, runs(release.Jobs["release"]))
	maps.Copy(nightly.Jobs, release.Jobs)
	for name, job := range nightly.Jobs {
		for _, step := range job.Steps {
			if action, ok := step.Exec.(*actionlint.ExecAction); ok && strings.HasPrefix(action.Uses.Value, "actions/setup-go@") {
				require.Contains(t, action.Inputs, "go-version", name)
				assert.Equal(t, toolchain[1], action.Inputs["go-version"].Value.Value, name)
			}
		}
	}
}

// Without tool, toolchain or database `make vuln` fails, and says that it has not looked.
func TestMakeVulnIsNeverGreenWithoutHavingLooked(t *testing.T) {
	bare := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(bare, "scripts"), os.DirFS(filepath.Join(root, "scripts"))))
	require.NoError(t, os.WriteFile(filepath.Join(bare, "go.mod"), []byte("module m\n"), 0o600))
	for name, c := range map[string]struct{ dir, want string }{
		"nothing can be fetched": {root, "cannot be had"},
		"no toolchain":           {bare, "go.mod names no toolchain"},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command("sh", "scripts/vuln.sh")
			cmd.Dir, cmd.Env = c.dir, append(os.Environ(), "GOPROXY=off", "GOMODCACHE="+t.TempDir())
			out, err := cmd.CombinedOutput()
			require.Error(t, err)
			assert.Contains(t, string(out), "NOTHING WAS LOOKED AT")
			assert.Contains(t, string(out), c.want)
		})
	}
}

func TestEveryRuleCanFail(t *testing.T) {
	cases := map[string]struct{ file, old, replacement, want string }{
		"syntax":                      {"ci.yml", "runs-on: ubuntu-24.04", "runs-on: ubuntu-0.1", "ubuntu-0.1"},
		"expression":                  {"ci.yml", "${{ matrix.go }}\n    #", "${{ matrix.gone }}\n    #", "gone"},
		"tag instead of commit":       {"ci.yml", "@d35c59abb061a4a6fb18e82ac0862c26744d6ab5 # v5.5.0", "@v5", "is not pinned"},
		"short commit":                {"ci.yml", "@d35c59abb061a4a6fb18e82ac0862c26744d6ab5", "@d35c59a", "is not pinned"},
		"no version":                  {"ci.yml", " # v5.5.0", "", "is not pinned"},
		"action of somebody else":     {"ci.yml", "actions/setup-go@", "somebody/setup-go@", "is not an action of GitHub's own"},
		"two commits of one action":   {"nightly.yml", "@11bd71901bbe5b1630ceea73d27597364c9af683", "@" + strings.Repeat("a", 40), "is pinned to two commits"},
		"shell":                       {"ci.yml", "- run: make lint", "- run: make lint && curl x", "runs something else than a make target"},
		"several lines":               {"ci.yml", "- run: make lint", "- run: |\n          make lint\n          make test", "runs something else than a make target"},
		"expression in a command":     {"ci.yml", "- run: make lint", "- run: make ${{ github.head_ref }}", "runs something else than a make target"},
		"unknown target":              {"ci.yml", "- run: make lint", "- run: make linty", "there is no such target"},
		"rights of everything":        {"ci.yml", "permissions:\n  contents: read", "permissions: write-all", "permissions of the workflow"},
		"rights to write":             {"ci.yml", "  contents: read", "  contents: write", "permissions of the workflow"},
		"no rights named":             {"ci.yml", "permissions:\n  contents: read\n", "", "permissions of the workflow"},
		"a job that may write":        {"ci.yml", "    timeout-minutes: 45", "    timeout-minutes: 45\n    permissions:\n      contents: write", "may write contents"},
		"a job that may do all":       {"ci.yml", "    timeout-minutes: 45", "    timeout-minutes: 45\n    permissions: write-all", "may do everything"},
		"keys beside rights to write": {"nightly.yml", "    environment: sandbox", "    environment: sandbox\n    permissions:\n      issues: write", "has keys and rights to write"},
		"keys without environment":    {"nightly.yml", "    environment: sandbox\n", "", "has keys without an environment"},
		"keys for a whole job":        {"nightly.yml", "    environment: sandbox", "    environment: sandbox\n    env:\n      KEY: ${{ secrets.IYZICO_API_KEY }}", "to single steps"},
		"keys for pull requests":      {"nightly.yml", "on:\n", "on:\n  pull_request:\n", "gives keys to pull_request"},
		"pull_request_target":         {"ci.yml", "  pull_request:", "  pull_request_target:", "pull_request_target"},
		"credentials left behind":     {"ci.yml", "persist-credentials: false", "persist-credentials: true", "leaves its credentials behind"},
		"a release of a branch":       {"release.yml", "    tags: ['v*']", "    branches: [main]", "may write contents"},
		"a release of anything":       {"release.yml", "    tags: ['v*']\n", "", "may write contents"},
		"a release by hand":           {"release.yml", "on:\n", "on:\n  workflow_dispatch:\n", "may write contents"},
		"no time limit":               {"ci.yml", "    timeout-minutes: 45\n", "", "has no time limit"},
		"no concurrency":              {"nightly.yml", "concurrency:\n  group: nightly\n  cancel-in-progress: false\n", "", "has no concurrency group"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text := workflow(t, c.file)
			require.Contains(t, text, c.old)
			assert.Contains(t, strings.Join(problems(t, strings.Replace(text, c.old, c.replacement, 1), targets(t)), "\n"), c.want)
		})
	}
}

// targets are the names of the Makefile.
func targets(t *testing.T) []string {
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^([a-z-]+):`).FindAllStringSubmatch(read(t, "Makefile"), -1) {
		names = append(names, m[1])
	}
	return names
}

func parse(t *testing.T, text string) *actionlint.Workflow {
	t.Helper()
	parsed, errs := actionlint.Parse([]byte(text))
	require.Empty(t, errs)
	return parsed
}

func runs(job *actionlint.Job) []string {
	var all []string
	for _, step := range job.Steps {
		if run, ok := step.Exec.(*actionlint.ExecRun); ok {
			all = append(all, run.Run.Value)
		}
	}
	return all
}

func scopes(p *actionlint.Permissions) map[string]string {
	all := map[string]string{}
	for name, scope := range p.Scopes {
		all[name] = scope.Value.Value
	}
	return all
}

// problems is everything that is wrong with a workflow.
func problems(t *testing.T, text string, targets []string) []string {
	t.Helper()
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	require.NoError(t, err)
	found, err := linter.Lint("workflow.yml", []byte(text), nil)
	require.NoError(t, err)
	var all []string
	for _, each := range found {
		all = append(all, each.Error())
	}
	parsed, _ := actionlint.Parse([]byte(text))
	if parsed == nil {
		return all
	}
	all = append(all, pins(text)...)
	all = append(all, rights(parsed, text)...)
	for name, job := range parsed.Jobs {
		all = append(all, jobProblems(name, job, targets, onTags(parsed))...)
	}
	return all
}

var (
	use    = regexp.MustCompile(`(?m)^\s*-?\s*uses:\s*(.*)$`)
	pinned = regexp.MustCompile(`^([\w.-]+/[\w./-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$`)
)

// pins looks at the text, because the versions are comments.
func pins(text string) []string {
	var all []string
	commits := map[string]string{}
	for _, m := range use.FindAllStringSubmatch(text, -1) {
		pin := pinned.FindStringSubmatch(m[1])
		if pin == nil {
			all = append(all, m[1]+" is not pinned to a commit with its version behind it")
			continue
		}
		if !strings.HasPrefix(pin[1], "actions/") {
			all = append(all, pin[1]+" is not an action of GitHub's own")
		}
		if other, ok := commits[pin[1]]; ok && other != pin[2] {
			all = append(all, pin[1]+" is pinned to two commits")
		}
		commits[pin[1]] = pin[2]
	}
	return all
}

var secret = regexp.MustCompile(`\bsecrets[.[]`)

// rights looks at what the workflow and its jobs may do, and who can start one that has keys.
func rights(w *actionlint.Workflow, text string) []string {
	var all []string
	if w.Permissions == nil || w.Permissions.All != nil || fmt.Sprint(scopes(w.Permissions)) != "map[contents:read]" {
		all = append(all, "permissions of the workflow must be contents: read and nothing else")
	}
	if w.Concurrency == nil {
		all = append(all, "the workflow has no concurrency group")
	}
	given := 0
	for _, job := range w.Jobs {
		for _, step := range job.Steps {
			given += keys(step)
		}
	}
	if given != len(secret.FindAllString(text, -1)) {
		all = append(all, "keys must be given to single steps, by env")
	}
	for _, event := range w.On {
		name := event.EventName()
		if name == "pull_request_target" || secret.MatchString(text) && name != "schedule" && name != "workflow_dispatch" {
			all = append(all, "gives keys to "+name)
		}
	}
	return all
}

// onTags says that nothing but a tag starts the workflow: who may push one may make a release.
func onTags(w *actionlint.Workflow) bool {
	push, ok := w.On[0].(*actionlint.WebhookEvent)
	return len(w.On) == 1 && ok && push.EventName() == "push" && push.Tags != nil && push.Branches == nil
}

func jobProblems(name string, job *actionlint.Job, targets []string, release bool) []string {
	var all []string
	problem := func(format string, args ...any) { all = append(all, name+": "+fmt.Sprintf(format, args...)) }
	writes := false
	if p := job.Permissions; p != nil {
		if p.All != nil {
			problem("may do everything")
		}
		for scope, value := range scopes(p) {
			writes = writes || value == "write"
			if value == "write" && scope != "issues" && !(scope == "contents" && release) {
				problem("may write %s", scope)
			}
		}
	}
	if job.TimeoutMinutes == nil {
		problem("has no time limit")
	}
	for _, step := range job.Steps {
		switch exec := step.Exec.(type) {
		case *actionlint.ExecRun:
			command := strings.Fields(exec.Run.Value)
			if strings.TrimSpace(exec.Run.Value) != strings.Join(command, " ") || !regexp.MustCompile(`^make [a-z-]+$`).MatchString(exec.Run.Value) {
				problem("runs something else than a make target: %s", exec.Run.Value)
			} else if !slices.Contains(targets, command[1]) {
				problem("%s: there is no such target", exec.Run.Value)
			}
		case *actionlint.ExecAction:
			if strings.HasPrefix(exec.Uses.Value, "actions/checkout@") {
				if keeps := exec.Inputs["persist-credentials"]; keeps == nil || keeps.Value.Value != "false" {
					problem("leaves its credentials behind")
				}
			}
		}
		if keys(step) > 0 && job.Environment == nil {
			problem("has keys without an environment")
		}
		if keys(step) > 0 && writes {
			problem("has keys and rights to write")
		}
	}
	return all
}

// keys counts the keys that a step gets by env.
func keys(step *actionlint.Step) int {
	if step.Env == nil {
		return 0
	}
	n := 0
	for _, each := range step.Env.Vars {
		n += len(secret.FindAllString(each.Value.Value, -1))
	}
	return n
}
