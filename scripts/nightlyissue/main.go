// Command nightlyissue keeps one issue about what `make nightly` found: it opens or updates it while the vendor's pages or
// service differ from the document, and closes it when they no longer do. It talks to GitHub through gh, the GitHub command
// line, which reads its token from GH_TOKEN and the repository from GH_REPO or the checkout.
//
//	go run ./scripts/nightlyissue -dir bin/nightly
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "nightlyissue:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	flags := flag.NewFlagSet("nightlyissue", flag.ContinueOnError)
	flags.SetOutput(out)
	dir := flags.String("dir", "bin/nightly", "the folder that `make nightly` wrote")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("takes no argument: %s", flags.Arg(0))
	}
	summary, err := readSummary(*dir)
	if err != nil {
		return err
	}
	open, err := openIssues(ctx)
	if err != nil {
		return err
	}
	done, err := keep(ctx, summary, open, runAddress(getenv))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, done)
	return err
}

// keep brings the issue in line with the summary, and says what it did.
func keep(ctx context.Context, n summary, open []issue, address string) (string, error) {
	var before []string
	for _, each := range open {
		before = append(before, each.kinds()...)
	}
	kinds := n.kinds(before)
	switch {
	case len(kinds) == 0 && len(open) == 0:
		return "nothing has moved, and no issue is open", nil
	case len(kinds) == 0:
		for _, each := range open {
			if err := each.close(ctx, strings.TrimSpace("Gone: "+n.verdict+"\n\n"+address)); err != nil {
				return "", err
			}
		}
		return fmt.Sprintf("closed issue %d: what had moved is gone", open[0].Number), nil
	case len(n.drifted()) == 0:
		return fmt.Sprintf("left issue %d open: %s was not looked at to the end, so nobody knows whether the drift is gone", open[0].Number, strings.Join(kinds, " and ")), nil
	case len(open) == 0:
		return "opened an issue", create(ctx, body(n, kinds, address))
	}
	return fmt.Sprintf("updated issue %d", open[0].Number), open[0].update(ctx, body(n, kinds, address))
}

// runAddress is the page of the workflow run, or "" by hand.
func runAddress(getenv func(string) string) string {
	id := getenv("GITHUB_RUN_ID")
	if id == "" {
		return ""
	}
	return fmt.Sprintf("%s/%s/actions/runs/%s", getenv("GITHUB_SERVER_URL"), getenv("GITHUB_REPOSITORY"), id)
}

// gh runs the GitHub command line. Texts go through its standard input, never through a shell.
func gh(ctx context.Context, input string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "gh", args...)
	cmd.Stdin = strings.NewReader(input)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("needs gh, the GitHub command line, on PATH")
	}
	if err != nil {
		return nil, fmt.Errorf("gh %s %s: %w: %s", args[0], args[1], err, strings.TrimSpace(errs.String()))
	}
	return out, nil
}

func decode(data []byte, what string, to any) error {
	if err := json.Unmarshal(data, to); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
