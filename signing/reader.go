package signing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
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

// twinWriter hands on to mac what it is given, and fails where twin gives other bytes.
type twinWriter struct {
	ctx     context.Context
	mac     io.Writer
	twin    io.Reader // nil: nothing to compare with
	length  int64     // of the body, as far as the request knows it
	scratch []byte
}

// Write goes in small steps, because a reader of bytes in memory gives them all at once.
func (w *twinWriter) Write(p []byte) (int, error) {
	follow := w.follow
	if twin, inMemory := w.twin.(io.WriterTo); inMemory && int64(len(p)) == w.length {
		// Both are given whole, and mostly they are the same memory.
		rest := &sameBytes{want: p}
		if _, err := twin.WriteTo(rest); err != nil {
			return 0, err
		}
		if len(rest.want) > 0 {
			return 0, changedError(tooShort)
		}
		follow = func([]byte) error { return nil }
	}
	for part := range slices.Chunk(p, len(w.scratch)) {
		if err := w.ctx.Err(); err != nil {
			return 0, err
		}
		if err := follow(part); err != nil {
			return 0, err
		}
		_, _ = w.mac.Write(part) // a hash cannot fail
	}
	return len(p), nil
}

// sameBytes takes these bytes and no others.
type sameBytes struct{ want []byte }

func (b *sameBytes) Write(p []byte) (int, error) {
	common := min(len(p), len(b.want))
	switch {
	case !bytes.Equal(p[:common], b.want[:common]):
		return 0, changedError(otherByte)
	case common < len(p):
		return 0, changedError(tooLong)
	}
	b.want = b.want[common:]
	return len(p), nil
}

func (w *twinWriter) follow(want []byte) error {
	if w.twin == nil {
		return nil
	}
	read, err := io.ReadFull(w.twin, w.scratch[:len(want)])
	if !bytes.Equal(w.scratch[:read], want[:read]) {
		return changedError(otherByte)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return changedError(tooShort)
	}
	return err
}

// end wants twin to be at its end, too.
func (w *twinWriter) end() error {
	if w.twin == nil {
		return nil
	}
	switch read, err := io.ReadFull(w.twin, w.scratch[:1]); {
	case read > 0:
		return changedError(tooLong)
	case !errors.Is(err, io.EOF):
		return err
	}
	return nil
}

// How Body can differ from what GetBody gives.
const (
	otherByte = "they differ in a byte"
	tooShort  = "Body is the shorter, or was read before"
	tooLong   = "Body is the longer"
)

func changedError(how string) error {
	return fmt.Errorf("%w: Request.Body and Request.GetBody give different bytes: %s; an editor that changes one must change the other", ErrBody, how)
}
