package signing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// ErrBody: a body cannot be signed. It cannot be read, or can be read only once and exceeds [WithBodyLimit], ContentLength names
// another number of bytes, or Body and GetBody give different ones.
var ErrBody = errors.New("signing: the body cannot be signed")

// writeBody writes the body to the HMAC and leaves the request with a body that has
// not been read and gives the same bytes.
func (s *Signer) writeBody(ctx context.Context, req *http.Request, b *bench) error {
	if req.Body == nil || req.Body == http.NoBody {
		if req.ContentLength > 0 {
			return lengthError(req.ContentLength, 0)
		}
		// Else a redirect could send a body that was not signed.
		req.GetBody, req.ContentLength = nil, 0
		return nil
	}
	if req.GetBody == nil {
		if err := s.bufferBody(ctx, req); err != nil {
			return err
		}
	}
	return streamBody(ctx, req, b)
}

// bufferBody turns a body that can be read only once into one that can be had again.
func (s *Signer) bufferBody(ctx context.Context, req *http.Request) error {
	limit := s.settings.bodyLimit
	if req.ContentLength > limit {
		return tooLarge(limit)
	}
	content, err := io.ReadAll(io.LimitReader(contextReader{ctx, req.Body}, limit+1))
	closeErr := req.Body.Close()
	switch {
	case err != nil:
		err = readError(err)
	case int64(len(content)) > limit:
		err = tooLarge(limit)
	case closeErr != nil:
		err = readError(closeErr)
	}
	if err != nil {
		req.Body = brokenBody{err}
		return err
	}
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
	req.Body = signedBody{io.NopCloser(bytes.NewReader(content))}
	return nil
}

// streamBody signs what GetBody gives.
func streamBody(ctx context.Context, req *http.Request, b *bench) error {
	length, err := copyBody(ctx, req, b)
	_ = req.Body.Close()
	if err == nil && req.ContentLength > 0 && req.ContentLength != length {
		err = lengthError(req.ContentLength, length)
	}
	if err == nil && length > 0 {
		var fresh io.ReadCloser
		if fresh, err = getBody(req); err == nil {
			req.Body, req.ContentLength = signedBody{fresh}, length
			return nil
		}
	}
	if err != nil {
		req.Body = brokenBody{err}
		return err
	}
	// net/http takes a ContentLength of 0 with any other body for "unknown".
	req.Body, req.GetBody, req.ContentLength = http.NoBody, nil, 0
	return nil
}

func copyBody(ctx context.Context, req *http.Request, b *bench) (int64, error) {
	again, err := getBody(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = again.Close() }()
	b.twin = twinWriter{ctx: ctx, mac: b.mac, twin: req.Body, length: req.ContentLength, scratch: b.comparing[:]}
	defer func() { b.twin = twinWriter{} }() // keeps nothing of the request
	// A body that Edit has put there itself may have been sent already.
	if _, ours := req.Body.(signedBody); ours {
		b.twin.twin = nil
	}
	length, err := io.CopyBuffer(&b.twin, again, b.copying[:])
	if err == nil {
		err = b.twin.end()
	}
	if err != nil {
		return 0, readError(err)
	}
	return length, nil
}

func getBody(req *http.Request) (io.ReadCloser, error) {
	body, err := req.GetBody()
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: GetBody: %w", ErrBody, err)
	case body == nil:
		return nil, fmt.Errorf("%w: GetBody gives nil", ErrBody)
	}
	return body, nil
}

// readError leaves alone what says already why the body cannot be signed.
func readError(err error) error {
	if errors.Is(err, ErrBody) {
		return err
	}
	return fmt.Errorf("%w: read it: %w", ErrBody, err)
}

func tooLarge(limit int64) error {
	return fmt.Errorf("%w: it has more than %d bytes and can be read only once; set Request.GetBody or raise WithBodyLimit", ErrBody, limit)
}

func lengthError(declared, actual int64) error {
	return fmt.Errorf("%w: Request.ContentLength is not its length: it says %d, the body has %d bytes", ErrBody, declared, actual)
}
