package update

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
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
