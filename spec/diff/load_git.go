package diff

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// loadRevision reads REVISION or REVISION:PATH from the git repository of the working directory.
func loadRevision(ctx context.Context, name string) (Document, error) {
	revision, file, found := strings.Cut(name, ":")
	if !found {
		file = "spec/openapi.yaml"
	}
	if revision == "" || strings.HasPrefix(revision, "-") {
		return Document{}, fmt.Errorf("%s: no such file or folder, and no git revision", name)
	}
	commit, err := git(ctx, "rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		return Document{}, fmt.Errorf("%s: no such file or folder, and no git revision here%w", name, reason(err))
	}
	object := strings.TrimSpace(string(commit)) + ":" + file
	kind, err := git(ctx, "cat-file", "-t", object)
	if err != nil {
		return Document{}, fmt.Errorf("%s: revision %s has no %s%w", name, revision, file, reason(err))
	}
	shown := revision + ":" + file
	if strings.TrimSpace(string(kind)) != "tree" {
		data, err := git(ctx, "cat-file", "blob", object)
		if err != nil {
			return Document{}, fmt.Errorf("%s: %w", shown, err)
		}
		return Parse(shown, data)
	}
	archive, err := git(ctx, "archive", "--format=zip", object)
	if err != nil {
		return Document{}, fmt.Errorf("%s: %w", shown, err)
	}
	folder, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return Document{}, fmt.Errorf("%s: %w", shown, err)
	}
	return LoadFS(shown, folder)
}

// gitError is a failure of git with what it said, which can be nothing.
type gitError struct {
	said string
	err  error
}

func (e *gitError) Error() string {
	if e.said == "" {
		return e.err.Error()
	}
	return e.said
}

func (e *gitError) Unwrap() error { return e.err }

// reason is an error to put behind a sentence of our own: an exit code without a word says nothing.
func reason(err error) error {
	if failed, ok := errors.AsType[*gitError](err); ok && failed.said == "" {
		return quiet{err}
	}
	return fmt.Errorf(": %w", err)
}

type quiet struct{ error }

func (quiet) Error() string   { return "" }
func (q quiet) Unwrap() error { return q.error }

func git(ctx context.Context, args ...string) ([]byte, error) {
	out, err := exec.CommandContext(ctx, "git", args...).Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, &gitError{strings.TrimSpace(string(failed.Stderr)), err}
	}
	return out, err
}
