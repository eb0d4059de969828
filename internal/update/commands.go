package update

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// execute runs a command, and ends it when ctx does.
func execute(ctx context.Context, dir string, command []string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	cmd.WaitDelay = 10 * time.Second // what the command started may hold its output open
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.Bytes(), err
}

// commands runs the commands of a step until one fails.
func (u *update) commands(ctx context.Context, name string, all [][]string) Step {
	step := Step{Name: name}
	for _, command := range all {
		u.options.Progress(name + ": " + strings.Join(command, " "))
		out, err := u.options.Exec(ctx, u.options.Root, command)
		if err != nil {
			if cause := context.Cause(ctx); cause != nil {
				err = errors.Join(err, cause)
			}
			step.Output = tail(string(out))
			step.ToDo = complaints(string(out), u.options.Root)
			step.Err = fmt.Errorf("%s: %w", strings.Join(command, " "), err)
			return step
		}
	}
	return step
}

// tail keeps the lines that say what is wrong: of tests those that failed, and the last ones in any case.
func tail(out string) string {
	const most = 60
	lines := strings.Split(strings.TrimRight(out, "\n"), "\n")
	var kept []string
	for _, l := range lines {
		if !strings.HasPrefix(l, "ok  \t") && !strings.HasPrefix(l, "?   \t") && !strings.Contains(l, "[no test files]") {
			kept = append(kept, l)
		}
	}
	if cut := len(kept) - most; cut > 0 {
		kept = append([]string{fmt.Sprintf("… %d lines before", cut)}, kept[cut:]...)
	}
	return strings.Join(kept, "\n")
}

// module is how paths begin in what was built with -trimpath.
const module = "github.com/iyzipayout/iyzipayout/"

// complaints reads the output of the go command: what does not compile and what a test asserts, each with file and line, and the
// names of tests that fail without saying where.
func complaints(out, root string) []string {
	c := complaintReader{root: root}
	for line := range strings.Lines(out) {
		c.read(strings.TrimRight(line, "\n"))
	}
	c.flush()
	if c.packageName = ""; len(c.inPackage) > 0 || len(c.tests) > 0 {
		c.endPackage()
	}
	return c.all
}

// complaintReader reads line by line. Tests name files without their folder, and the folder comes last.
type complaintReader struct {
	root, packageName string
	all               []string
	inPackage         []string // of the package that is being read
	tests             []string // that failed there
	open              asserted // what testify is saying
}

// asserted is one failed assertion of testify's.
type asserted struct{ at, what, why, test string }

func (c *complaintReader) read(line string) {
	trimmed := strings.TrimSpace(line)
	key, value, keyed := strings.Cut(trimmed, ":")
	value = strings.TrimSpace(value)
	switch {
	case keyed && key == "Error Trace":
		c.flush()
		c.open.at = c.relative(value)
	case c.open.at != "" && keyed && key == "Error":
		c.open.what = value
	case c.open.at != "" && keyed && key == "Messages":
		c.open.why = value
	case c.open.at != "" && keyed && key == "Test":
		c.open.test = value
	case strings.HasSuffix(c.open.what, ":") && trimmed != "":
		c.open.what += " " + trimmed
	case strings.HasPrefix(trimmed, "--- FAIL: "):
		c.flush()
		name, _, _ := strings.Cut(strings.TrimPrefix(trimmed, "--- FAIL: "), " ")
		c.tests = append(c.tests, name)
	case strings.HasPrefix(line, "FAIL\t"):
		c.flush()
		c.packageName, _, _ = strings.Cut(strings.TrimPrefix(strings.Fields(line)[1], module), " ")
		c.endPackage()
	case strings.HasPrefix(line, "ok  \t"):
		c.flush()
		c.inPackage, c.tests = nil, nil
	case strings.HasPrefix(line, "panic: "):
		c.flush()
		c.inPackage = append(c.inPackage, line)
	case strings.HasPrefix(line, "specgen: "), strings.HasPrefix(line, "error: "), strings.HasPrefix(line, "record: "): // no tests
		c.flush()
		c.inPackage = append(c.inPackage, line)
	case strings.Contains(line, "[rapid] OK, passed"): // said of what is right
	case strings.Contains(line, `: running "`): // go generate, about the generator that said why
	default:
		if at := located().FindStringSubmatch(trimmed); at != nil && at[2] != "" {
			c.flush()
			c.inPackage = append(c.inPackage, c.relative(at[1])+": "+at[2])
		}
	}
}

func located() *regexp.Regexp { return regexp.MustCompile(`^(\S+\.go:[0-9]+(?::[0-9]+)?): ?(.*)$`) }

// flush notes the assertion that was read.
func (c *complaintReader) flush() {
	if c.open.at != "" {
		text := c.open.at
		for _, more := range []string{c.open.test, c.open.what, c.open.why} {
			if more != "" {
				text += ": " + strings.TrimSuffix(more, ":")
			}
		}
		c.inPackage = append(c.inPackage, text)
	}
	c.open = asserted{}
}

// endPackage adds what was said about a package, each once.
func (c *complaintReader) endPackage() {
	if len(c.inPackage) == 0 && len(c.tests) > 0 {
		c.inPackage = []string{fmt.Sprintf("%s: %s failed", c.packageName, strings.Join(c.tests, ", "))}
	}
	for _, text := range c.inPackage {
		if strings.HasPrefix(text, "panic: ") {
			text = strings.TrimPrefix(c.packageName+": "+strings.Join(c.tests, ", ")+": ", ": : ") + text
		}
		if file, _, _ := strings.Cut(text, ":"); strings.HasSuffix(file, ".go") && !strings.Contains(file, "/") {
			text = c.packageName + "/" + text
		}
		if !slices.Contains(c.all, text) {
			c.all = append(c.all, text)
		}
	}
	c.inPackage, c.tests = nil, nil
}

// relative is a path within the repository.
func (c *complaintReader) relative(name string) string {
	if absolute, err := filepath.Abs(c.root); err == nil {
		name = strings.TrimPrefix(name, absolute+string(filepath.Separator))
	}
	return strings.TrimPrefix(strings.TrimPrefix(name, module), "./")
}
