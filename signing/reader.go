package signing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// signedBody marks a body that Edit has taken from GetBody.
type signedBody struct{ io.ReadCloser }

// brokenBody stands in for a body that was read in part, so that its rest cannot
// be signed or sent as if it were the whole.
type brokenBody struct{ err error }

func (b brokenBody) Read([]byte) (int, error) { return 0, b.err }
func (b brokenBody) Close() error             { return nil }

// contextReader stops reading when the context ends.
type contextReader struct {
	ctx    context.Context
	source io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.source.Read(p)
}

// twinReader reads main and fails where twin gives other bytes.
type twinReader struct {
	main, twin io.Reader
	scratch    []byte
}

func (r *twinReader) Read(p []byte) (int, error) {
	read, err := r.main.Read(p[:min(len(p), len(r.scratch))])
	if twinErr := r.follow(p[:read]); twinErr != nil {
		return 0, twinErr
	}
	if errors.Is(err, io.EOF) {
		if twinErr := r.expectEnd(); twinErr != nil {
			return 0, twinErr
		}
	}
	return read, err
}

func (r *twinReader) follow(want []byte) error {
	read, err := io.ReadFull(r.twin, r.scratch[:len(want)])
	if !bytes.Equal(r.scratch[:read], want[:read]) {
		return changedError("they differ in a byte")
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return changedError("Body is the shorter, or was read before")
	case err != nil:
		return err
	}
	return nil
}

func (r *twinReader) expectEnd() error {
	switch read, err := io.ReadFull(r.twin, r.scratch[:1]); {
	case read > 0:
		return changedError("Body is the longer")
	case !errors.Is(err, io.EOF):
		return err
	}
	return nil
}

func changedError(how string) error {
	return fmt.Errorf("%w: Request.Body and Request.GetBody give different bytes: %s; an editor that changes one must change the other", ErrBody, how)
}
