package signing_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/signing"
)

// watchedBody counts how often it was closed.
type watchedBody struct {
	io.Reader
	closed   int
	closeErr error
}

func (b *watchedBody) Close() error { b.closed++; return b.closeErr }

var errDisk = errors.New("disk on fire")

// failing gives some bytes and then an error.
func failing(text string) io.Reader {
	return io.MultiReader(strings.NewReader(text), readerFunc(func([]byte) (int, error) { return 0, errDisk }))
}

func again(text string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
}

func TestNoBodySignsThePathOnly(t *testing.T) {
	for name, req := range map[string]*http.Request{
		"nil":        newRequest(t, "POST", "https://localhost/v1", nil),
		"NoBody":     newRequest(t, "POST", "https://localhost/v1", http.NoBody),
		"empty":      newRequest(t, "POST", "https://localhost/v1", strings.NewReader("")),
		"empty once": newRequest(t, "POST", "https://localhost/v1", onceOnly("")),
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, newSigner(t).Edit(t.Context(), req))
			requireSigned(t, req, "/v1", "")
			assert.Zero(t, req.ContentLength)
			assert.Nil(t, req.GetBody)
			assert.True(t, req.Body == nil || req.Body == http.NoBody)
		})
	}
}

func TestNoBodyForgetsAGetBodyThatARedirectWouldSend(t *testing.T) {
	req := newRequest(t, "POST", "https://localhost/v1", nil)
	req.GetBody, req.ContentLength = again("unsigned"), -1
	require.NoError(t, newSigner(t).Edit(t.Context(), req))
	assert.Nil(t, req.GetBody)
	assert.Zero(t, req.ContentLength)
}

func TestTheBodyIsClosedOnceAndWhatIsOpenedToo(t *testing.T) {
	for _, once := range []bool{true, false} {
		original := &watchedBody{Reader: strings.NewReader("body")}
		var opened []*watchedBody
		req := newRequest(t, "POST", "https://localhost/v1", original)
		if !once {
			req.GetBody = func() (io.ReadCloser, error) {
				opened = append(opened, &watchedBody{Reader: strings.NewReader("body")})
				return opened[len(opened)-1], nil
			}
		}
		require.NoError(t, newSigner(t).Edit(t.Context(), req))
		requireSigned(t, req, "/v1", "body")
		assert.Equal(t, 1, original.closed)
		if once {
			continue
		}
		require.Len(t, opened, 2)
		assert.Equal(t, 1, opened[0].closed, "the copy that was signed")
		assert.Zero(t, opened[1].closed, "the copy that will be sent")
		require.NoError(t, req.Body.Close())
		assert.Equal(t, 1, opened[1].closed)
	}
}

func TestBodyErrors(t *testing.T) {
	tests := []struct {
		name    string
		body    io.Reader
		getBody func() (io.ReadCloser, error)
		length  int64
		want    error
		says    string
	}{
		{"length without a body", nil, nil, 5, signing.ErrBody, "it says 5, the body has 0 bytes"},
		{"length of an empty body", onceOnly(""), nil, 5, signing.ErrBody, "it says 5, the body has 0 bytes"},
		{"length too small", onceOnly("body"), nil, 3, signing.ErrBody, "it says 3, the body has 4 bytes"},
		{"length too large", onceOnly("body"), nil, 5, signing.ErrBody, "it says 5, the body has 4 bytes"},
		{"length, with GetBody", strings.NewReader("body"), again("body"), 5, signing.ErrBody, "it says 5, the body has 4 bytes"},
		{"too large", onceOnly("123456789"), nil, 0, signing.ErrBody, "more than 8 bytes"},
		{"said to be too large", failing(""), nil, 9, signing.ErrBody, "WithBodyLimit"},
		{"broken", failing("body"), nil, 0, errDisk, "signing: the body cannot be signed: read it: disk on fire"},
		{"does not close", &watchedBody{Reader: strings.NewReader("body"), closeErr: errDisk}, nil, 0, errDisk, "disk on fire"},
		{"GetBody fails", onceOnly("body"), func() (io.ReadCloser, error) { return nil, errDisk }, 0, errDisk, "GetBody: disk on fire"},
		{"GetBody gives nil", onceOnly("body"), func() (io.ReadCloser, error) { return nil, nil }, 0, signing.ErrBody, "GetBody gives nil"},
		{"GetBody's copy is broken", onceOnly("body"), func() (io.ReadCloser, error) { return io.NopCloser(failing("bo")), nil }, 0, errDisk, "disk on fire"},
		{"Body is broken", failing("bo"), again("body"), 0, errDisk, "disk on fire"},
		{"Body breaks at its end", failing("body"), again("body"), 0, errDisk, "disk on fire"},
		{"Body was read before", onceOnly(""), again("body"), 4, signing.ErrBody, "Body is the shorter"},
		{"Body is shorter", onceOnly("bod"), again("body"), 0, signing.ErrBody, "Body is the shorter"},
		{"Body is longer", onceOnly("body!"), again("body"), 0, signing.ErrBody, "Body is the longer"},
		{"Body differs", onceOnly("bodY"), again("body"), 0, signing.ErrBody, "they differ in a byte"},
		{"Body differs far behind", onceOnly(strings.Repeat("x", 50_000) + "y"), again(strings.Repeat("x", 50_001)), 0, signing.ErrBody, "they differ in a byte"},
		{"Body against nothing", onceOnly("x"), again(""), 0, signing.ErrBody, "Body is the longer"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			req := newRequest(t, "POST", "https://localhost/v1", test.body)
			req.GetBody, req.ContentLength = test.getBody, test.length
			signer := newSigner(t, signing.WithBodyLimit(8))
			err := signer.Edit(t.Context(), req)
			require.ErrorIs(t, err, test.want)
			assert.ErrorContains(t, err, test.says)
			assert.Empty(t, req.Header.Get("Authorization"))

			// Neither a second try nor sending it may take the rest for the whole.
			require.ErrorIs(t, signer.Edit(t.Context(), req), test.want)
			if test.body != nil && test.name != "said to be too large" {
				rest, err := io.ReadAll(req.Body)
				require.ErrorIs(t, err, test.want)
				assert.Empty(t, rest)
			}
		})
	}
}

func TestTheBodyLimitItselfIsAllowed(t *testing.T) {
	req := newRequest(t, "POST", "https://localhost/v1", onceOnly("12345678"))
	require.NoError(t, newSigner(t, signing.WithBodyLimit(8)).Edit(t.Context(), req))
	requireSigned(t, req, "/v1", "12345678")
}

func TestABodyThatCanBeHadAgainHasNoLimit(t *testing.T) {
	req := newRequest(t, "POST", "https://localhost/v1", strings.NewReader("123456789"))
	require.NoError(t, newSigner(t, signing.WithBodyLimit(8)).Edit(t.Context(), req))
	requireSigned(t, req, "/v1", "123456789")
}

func TestAnEditorBehindUsMayChangeBothBodiesAndSignAgain(t *testing.T) {
	req := newRequest(t, "POST", "https://localhost/v1", strings.NewReader("first"))
	signer := newSigner(t)
	require.NoError(t, signer.Edit(t.Context(), req))
	req.Body, _ = again("second")()
	req.GetBody, req.ContentLength = again("second"), 6
	require.NoError(t, signer.Edit(t.Context(), req))
	requireSigned(t, req, "/v1", "second")

	req.Body, _ = again("third")()
	req.ContentLength = 5
	require.ErrorIs(t, signer.Edit(t.Context(), req), signing.ErrBody)
}

// Bodies in memory are compared as wholes: each of these is one.
func TestABodyInMemoryThatIsNotItsGetBody(t *testing.T) {
	long := strings.Repeat("x", 50_000)
	for says, bodies := range map[string][2]string{
		"they differ in a byte": {long + "y", long + "x"},
		"Body is the shorter":   {long, long + "x"},
		"Body is the longer":    {long + "xx", long + "x"},
	} {
		req := newRequest(t, "POST", "https://localhost/v1", strings.NewReader(bodies[0]))
		req.GetBody, req.ContentLength = again(bodies[1]), int64(len(bodies[1]))
		err := newSigner(t).Edit(t.Context(), req)
		require.ErrorIs(t, err, signing.ErrBody)
		require.ErrorContains(t, err, says)
		_, err = io.ReadAll(req.Body)
		require.ErrorIs(t, err, signing.ErrBody)
	}
}

// What signing costs does not grow with the body, and little of it is memory.
func TestAllocations(t *testing.T) {
	signer := newSigner(t)
	for _, size := range []int{200, 10_000, 2_000_000} {
		req := newRequest(t, "POST", "https://localhost/v1", bytes.NewReader(make([]byte, size)))
		allocations := testing.AllocsPerRun(20, func() {
			req.Body, _ = req.GetBody()
			_ = signer.Edit(t.Context(), req)
		})
		assert.LessOrEqual(t, allocations, 18.0, size)
	}
}
