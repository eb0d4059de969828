package signing

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"net/http"
	"sync"

	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// The headers of a signed request, in the form of http.Header, beside X-Iyzi-Client-Version.
const (
	HeaderAuthorization = "Authorization"
	HeaderRandomKey     = "X-Iyzi-Rnd"
)

const headerClientVersion = "X-Iyzi-Client-Version"

var errNoRequest = errors.New("signing: no request to sign, or it has no URL")

// Signer signs requests with one pair of keys. Make it with [New]. It is safe for
// concurrent use.
type Signer struct {
	creds    Credentials
	settings settings
	benches  sync.Pool // of *bench
}

// New returns a Signer. It fails with [ErrNoCredentials], and for
// an option that cannot be used.
func New(creds Credentials, opts ...Option) (*Signer, error) {
	if creds.IsZero() {
		return nil, ErrNoCredentials
	}
	made, err := newSettings(opts)
	if err != nil {
		return nil, err
	}
	return &Signer{
		creds:    creds,
		settings: made,
		benches:  sync.Pool{New: func() any { return &bench{mac: newMAC(creds)} }},
	}, nil
}

// Edit signs the request: it sets Authorization, x-iyzi-rnd and
// x-iyzi-client-version. It has the form of oapi-codegen's RequestEditorFn and must
// be the last editor, as whatever changes the path or the body afterwards breaks
// the signature. Every call takes a fresh random key, so a retry of the same
// request is signed anew by calling Edit again.
//
// The bytes that are signed are the bytes that will be sent:
//   - No body, or http.NoBody: the path only.
//   - A body with Request.GetBody: it is streamed through GetBody, compared on the
//     way with Body, and Body is replaced by a fresh one from GetBody.
//   - A body without GetBody: it is read into memory, up to [WithBodyLimit], and
//     Body and GetBody are set to give these bytes.
//
// Afterwards ContentLength is the number of bytes that were signed. A body that Edit
// has read is closed. After an error the request carries no Authorization and no
// x-iyzi-rnd, and a body that was read in part gives an error in place of its rest.
//
// Errors, for errors.Is: the guards, [ErrCrossEnvironment], [ErrInsecureHTTP],
// [ErrUnsafePath], [ErrIdempotencyKey]; [ErrBody]; [ErrNoCredentials] and the error of the
// context.
func (s *Signer) Edit(ctx context.Context, req *http.Request) error {
	if req == nil || req.URL == nil {
		return errNoRequest
	}
	if req.Header == nil {
		req.Header = http.Header{}
	}
	removeHeader(req.Header, HeaderAuthorization)
	removeHeader(req.Header, HeaderRandomKey)
	if s == nil || s.creds.IsZero() {
		return ErrNoCredentials
	}
	if ctx == nil {
		ctx = req.Context()
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("signing: %w", err)
	}
	if err := s.guard(req); err != nil {
		return err
	}
	randomKey := rand.Text()
	authorization, err := s.sign(ctx, req, randomKey)
	if err != nil {
		return err
	}
	removeHeader(req.Header, headerClientVersion)
	values := []string{authorization, randomKey, s.settings.clientVersion} // one allocation, as net/http does it
	req.Header[HeaderAuthorization], req.Header[HeaderRandomKey], req.Header[headerClientVersion] = values[:1:1], values[1:2:2], values[2:]
	return nil
}

// bench is what one signature is made with, kept from call to call: setting up an HMAC takes longer than signing a short body.
type bench struct {
	mac                hash.Hash // keyed
	copying, comparing [16 << 10]byte
	twin               twinWriter
}

func (s *Signer) sign(ctx context.Context, req *http.Request, randomKey string) (authorization string, err error) {
	b := s.benches.Get().(*bench)
	defer s.benches.Put(b)
	b.mac.Reset()
	_, _ = b.mac.Write(append(append(b.copying[:0], randomKey...), scheme.WirePath(req)...))
	if err := s.writeBody(ctx, req, b); err != nil {
		return "", err
	}
	var value [2 * sha256.Size]byte
	return header(s.creds.apiKey(), randomKey, string(hex.AppendEncode(value[:0], b.mac.Sum(b.copying[:0])))), nil
}

// removeHeader also finds a name that was put into the map in another case, which
// net/http would send beside ours.
func removeHeader(header http.Header, name string) {
	for key := range header {
		if len(key) == len(name) && http.CanonicalHeaderKey(key) == name {
			delete(header, key)
		}
	}
}
