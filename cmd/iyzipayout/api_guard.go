package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/signing"
)

// allowed says which operation a raw request is, "" for none of the document, or why it is not sent. Money comes first: auth has no undo,
// and a request from here leaves no record that would stop the next one. Keys of the sandbox cannot move money, because production does not
// know them, so it is the keys that decide and not the address: that may be a proxy in front of production.
func (f apiFlags) allowed(credentials signing.Credentials) (gen.Operation, error) {
	operation := f.operation()
	sandbox := credentials.Environment() == signing.Sandbox && !credentials.Mixed()
	switch {
	case operation.Retry() == gen.OperationRetryRepeat:
		return operation, nil // reads
	case !sandbox && operation.MovesMoney():
		return "", errors.New("nothing was sent: auth pays, has no undo, and sent from here nothing would remember that it was: it is not sent with keys of production. Pay with 'iyzipayout pay FILE', or release what was prepared with 'iyzipayout release'")
	case !sandbox && operation == "" && f.method != http.MethodGet:
		return "", fmt.Errorf("nothing was sent: the API document has no %s of this path, so nobody knows whether it moves money: with keys of production only GET goes to unknown paths", f.method)
	case !f.allowWrite:
		return "", fmt.Errorf("nothing was sent: this may change something (%s), and goes around the journal. --allow-write sends it; 'iyzipayout prepare', 'release', 'pay' and 'cancel' do the same and remember it",
			strings.TrimSpace(string(operation)+" "+f.method))
	}
	return operation, nil
}

// operation is the operation of the document that method and path are exactly, or "". What is only like one is none: a server may read
// another spelling as another operation than this program does.
func (f apiFlags) operation() gen.Operation {
	path, _, _ := strings.Cut(f.path, "?")
	for _, operation := range gen.Operations() {
		if operation.Method() == f.method && fitsPath(operation.Path(), path) {
			return operation
		}
	}
	return ""
}

// fitsPath reports whether a path is one of a template. A parameter is one segment of plain characters.
func fitsPath(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i, segment := range want {
		if strings.HasPrefix(segment, "{") {
			if got[i] == "" || got[i] == "." || got[i] == ".." || strings.ContainsAny(got[i], "%;\\") {
				return false
			}
		} else if got[i] != segment {
			return false
		}
	}
	return true
}

// confirm asks before a write.
func (f apiFlags) confirm(ctx context.Context, s streams, host string) error {
	switch {
	case f.yes:
		return nil
	case !s.interactive:
		return errors.New("nothing was sent: nobody is there to confirm: pass --yes")
	}
	path, _, _ := strings.Cut(f.path, "?")
	yes, err := s.ask(ctx, fmt.Sprintf("Send %s %s to %s, around the journal?", f.method, path, host), language{}.yes())
	if err != nil {
		return fmt.Errorf("no answer, nothing was sent: %w", err)
	}
	if !yes {
		return errors.New("not confirmed, nothing was sent")
	}
	return nil
}

func urlPair(name, value string) string { return url.QueryEscape(name) + "=" + url.QueryEscape(value) }
