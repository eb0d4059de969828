package signing_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/signing"
)

func TestEditSetsTheHeaders(t *testing.T) {
	req := newRequest(t, "POST", "https://sandbox-api.iyzipay.com"+initPath+"?locale=tr", strings.NewReader(`{"a":1}`))
	require.NoError(t, newSigner(t).Edit(t.Context(), req))
	requireSigned(t, req, initPath, `{"a":1}`)
	assert.Equal(t, "iyzipayout-"+signing.DefaultClientVersion, req.Header.Get("x-iyzi-client-version"))
	assert.Len(t, req.Header, 3)
}

func TestWithClientNamesTheProgram(t *testing.T) {
	req := newRequest(t, "GET", "https://localhost/v1", nil)
	require.NoError(t, newSigner(t, signing.WithClient("payroll", "2.0.1-rc+1")).Edit(t.Context(), req))
	assert.Equal(t, "payroll-2.0.1-rc+1", req.Header.Get("x-iyzi-client-version"))
}

func TestNewRefuses(t *testing.T) {
	creds := markerCredentials(t)
	for name, test := range map[string]struct {
		opt  signing.Option
		says string
	}{
		"empty name":         {signing.WithClient("", "1"), "the name is not"},
		"header injection":   {signing.WithClient("x", "1\r\nX: y"), "the version is not"},
		"long version":       {signing.WithClient("x", strings.Repeat("1", 65)), "the version is not"},
		"no body limit":      {signing.WithBodyLimit(0), "0 bytes is less than 1"},
		"negative limit":     {signing.WithBodyLimit(-1), "-1 bytes is less than 1"},
		"option that is nil": {nil, "it is nil"},
	} {
		t.Run(name, func(t *testing.T) {
			signer, err := signing.New(creds, test.opt)
			require.ErrorContains(t, err, "signing: option: ")
			assert.ErrorContains(t, err, test.says)
			assert.Nil(t, signer)
		})
	}
	_, err := signing.New(signing.Credentials{})
	require.ErrorIs(t, err, signing.ErrNoCredentials)
	_, err = signing.Sign(signing.Credentials{}, "r", "/p", nil)
	require.ErrorIs(t, err, signing.ErrNoCredentials)
}

func TestEditRefusesWhatIsNoRequest(t *testing.T) {
	signer := newSigner(t)
	require.ErrorContains(t, signer.Edit(t.Context(), nil), "no request to sign")
	require.ErrorContains(t, signer.Edit(t.Context(), &http.Request{}), "no request to sign")
	req := newRequest(t, "GET", "https://localhost/v1", nil)
	require.ErrorIs(t, (*signing.Signer)(nil).Edit(t.Context(), req), signing.ErrNoCredentials)
	require.ErrorIs(t, new(signing.Signer).Edit(t.Context(), req), signing.ErrNoCredentials)
	req.Header = nil
	require.NoError(t, signer.Edit(t.Context(), req))
	requireSigned(t, req, "/v1", "")
}

func TestEditWithoutAContextTakesThatOfTheRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	req := newRequest(t, "GET", "https://localhost/v1", nil).WithContext(ctx)
	var none context.Context
	require.NoError(t, newSigner(t).Edit(none, req))
	cancel()
	require.ErrorIs(t, newSigner(t).Edit(none, req), context.Canceled)
}

func TestSignGivesTheErrorOfTheBody(t *testing.T) {
	signature, err := signing.Sign(markerCredentials(t), "r", "/p", failing("body"))
	require.ErrorIs(t, err, errDisk)
	assert.Equal(t, signing.Signature{}.Header(), signature.Header())
	assert.Empty(t, signature.APIKey()+signature.RandomKey()+signature.Value()+signature.Header())
}

func TestSignRefusesRandomKeysThatTheHeaderCannotCarry(t *testing.T) {
	for _, randomKey := range []string{"", "a&b", "a:b", "a b", "a\n", strings.Repeat("r", 513)} {
		_, err := signing.Sign(markerCredentials(t), randomKey, "/p", nil)
		require.ErrorContains(t, err, "signing: the random key ")
	}
}

func TestEditHonoursTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	req := newRequest(t, "POST", "https://localhost/v1", onceOnly("body"))
	require.ErrorIs(t, newSigner(t).Edit(ctx, req), context.Canceled)
	content, err := io.ReadAll(req.Body)
	require.NoError(t, err)
	require.Equal(t, "body", string(content), "nothing may be read")
}

func TestEditStopsReadingWhenTheContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	endless := readerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil })
	req := newRequest(t, "POST", "https://localhost/v1", endless)
	require.ErrorIs(t, newSigner(t, signing.WithBodyLimit(1<<62)).Edit(ctx, req), context.Canceled)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestEditSignsARetryAnew(t *testing.T) {
	for name, body := range map[string]io.Reader{"again": strings.NewReader("body"), "once": onceOnly("body"), "none": nil} {
		t.Run(name, func(t *testing.T) {
			want := "body"
			if body == nil {
				want = ""
			}
			req := newRequest(t, "POST", "https://localhost/v1", body)
			// Stray spellings would be sent beside the right ones.
			req.Header["authorization"] = []string{"old"}
			req.Header["x-iyzi-rnd"] = []string{"old"}
			req.Header["x-iyzi-client-version"] = []string{"old"}
			signer := newSigner(t)
			seen := map[string]bool{}
			for range 3 {
				require.NoError(t, signer.Edit(t.Context(), req))
				randomKey := requireSigned(t, req, "/v1", want)
				assert.False(t, seen[randomKey], "the random key came twice")
				seen[randomKey] = true
				assert.Len(t, req.Header, 3)
				if req.Body != nil {
					sent, err := io.ReadAll(req.Body) // as sending does
					require.NoError(t, err)
					require.NoError(t, req.Body.Close())
					assert.Equal(t, want, string(sent))
				}
			}
		})
	}
}

func TestARetryThatFailsCarriesNoOldSignature(t *testing.T) {
	signer := newSigner(t)
	req := newRequest(t, "POST", "https://localhost/v1", nil)
	require.NoError(t, signer.Edit(t.Context(), req))
	req.URL.Path = "/v1/"
	require.ErrorIs(t, signer.Edit(t.Context(), req), signing.ErrUnsafePath)
	assert.Empty(t, req.Header.Get("Authorization"))
	assert.Empty(t, req.Header.Get("x-iyzi-rnd"))
}

func TestOneSignerServesManyGoroutines(t *testing.T) {
	signer := newSigner(t)
	var mutex sync.Mutex
	seen := map[string]bool{}
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for range 25 {
				body := strings.Repeat("x", 1000*worker)
				req := newRequest(t, "POST", "https://localhost/v1", strings.NewReader(body))
				if !assert.NoError(t, signer.Edit(t.Context(), req)) {
					return
				}
				randomKey := req.Header.Get("x-iyzi-rnd")
				assert.Equal(t, authorization(markerAPIKey, randomKey, hexHMAC(markerSecret, randomKey+"/v1"+body)), req.Header.Get("Authorization"))
				mutex.Lock()
				assert.False(t, seen[randomKey])
				seen[randomKey] = true
				mutex.Unlock()
			}
		})
	}
	group.Wait()
	assert.Len(t, seen, 200)
}

func TestWhatIsReadAfterEditIsWhatWasSigned(t *testing.T) {
	signer := newSigner(t)
	rapid.Check(t, func(rt *rapid.T) {
		path := "/" + rapid.StringMatching(`[A-Za-z0-9_~-]{1,12}(/[A-Za-z0-9_~-]{1,12}){0,4}`).Draw(rt, "path")
		body := string(rapid.SliceOfN(rapid.Byte(), 0, 40_000).Draw(rt, "body"))
		reader := io.Reader(strings.NewReader(body))
		if rapid.Bool().Draw(rt, "once") {
			reader = onceOnly(body)
		}
		req := newRequest(t, "POST", "https://localhost"+path+"?locale=tr", reader)
		if rapid.Bool().Draw(rt, "unknown length") {
			req.ContentLength = -1
		}
		require.NoError(rt, signer.Edit(t.Context(), req))
		require.EqualValues(rt, len(body), req.ContentLength)
		sent, err := io.ReadAll(req.Body)
		require.NoError(rt, err)
		require.Equal(rt, body, string(sent))
		requireSigned(t, req, path, string(sent))
		if len(body) > 0 {
			again, err := req.GetBody()
			require.NoError(rt, err)
			repeated, err := io.ReadAll(again)
			require.NoError(rt, err)
			require.Equal(rt, body, string(repeated))
		}
	})
}
