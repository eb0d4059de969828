package signing_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/signing"
)

// overrides are all options that switch a guard off, by what they allow.
func overrides() map[error]signing.Option {
	return map[error]signing.Option{
		signing.ErrCrossEnvironment: signing.WithCrossEnvironment(),
		signing.ErrInsecureHTTP:     signing.WithInsecureHTTP(),
		signing.ErrUnsafePath:       signing.WithUncheckedPath(),
	}
}

// requireGuarded checks that exactly this guard refuses, that its own option allows
// the request, and that the other options do not.
func requireGuarded(t *testing.T, creds signing.Credentials, build func() *http.Request, want error) {
	t.Helper()
	edit := func(opts ...signing.Option) error {
		signer, err := signing.New(creds, opts...)
		require.NoError(t, err)
		return signer.Edit(t.Context(), build())
	}
	err := edit()
	if want == nil {
		require.NoError(t, err)
		return
	}
	require.ErrorIs(t, err, want)
	assert.Regexp(t, "^"+regexp.QuoteMeta(want.Error())+": .+; .+", err.Error(), "the reason, the detail and the remedy")
	var others []signing.Option
	for reason, option := range overrides() {
		if reason != want {
			others = append(others, option)
		}
	}
	require.ErrorIs(t, edit(others...), want)
	require.NoError(t, edit(append(others, overrides()[want])...))
}

func TestKeyAndHostMustBeOfOneEnvironment(t *testing.T) {
	sandbox, production := newCredentials(t, "sandbox-k", "sandbox-s"), newCredentials(t, "k", "s")
	tests := []struct {
		name              string
		urlHost, host     string
		forSandbox, forPr bool // refused for the sandbox key, for the production key
	}{
		{"production", "api.iyzipay.com", "", true, false},
		{"sandbox", "sandbox-api.iyzipay.com", "", false, true},
		{"port", "api.iyzipay.com:443", "", true, false},
		{"case", "API.iyziPay.COM", "", true, false},
		{"trailing dot", "api.iyzipay.com.", "", true, false},
		{"dot and port", "Sandbox-API.iyzipay.com.:8443", "", false, true},
		{"Host header", "proxy.example", "api.iyzipay.com", true, false},
		{"Host header with port", "proxy.example", "Sandbox-api.iyzipay.com:443", false, true},
		{"another host", "payouts.example", "", false, false},
		{"like production", "api.iyzipay.com.example", "", false, false},
		{"another sub-domain", "x-api.iyzipay.com", "", false, false},
		{"full-width letters", "ａpi.iyzipay.com", "", true, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			build := func() *http.Request {
				req := newRequest(t, "GET", "https://x/v1", nil)
				req.URL.Host, req.Host = test.urlHost, test.host
				return req
			}
			for _, each := range []struct {
				creds   signing.Credentials
				refused bool
			}{{sandbox, test.forSandbox}, {production, test.forPr}} {
				var want error
				if each.refused {
					want = signing.ErrCrossEnvironment
				}
				requireGuarded(t, each.creds, build, want)
			}
		})
	}
}

// In the sandbox both keys begin with "sandbox-", in production neither does. An emulator takes any pair.
func TestMixedPairsGoToNeitherEnvironment(t *testing.T) {
	for _, keys := range [][2]string{{"sandbox-MARKERk", "MARKERs"}, {"MARKERk", "sandbox-MARKERs"}} {
		creds := newCredentials(t, keys[0], keys[1])
		require.True(t, creds.Mixed())
		for host, want := range map[string]error{
			"api.iyzipay.com": signing.ErrCrossEnvironment, "sandbox-api.iyzipay.com": signing.ErrCrossEnvironment, "payouts.example": nil, "localhost:8080": nil,
		} {
			requireGuarded(t, creds, func() *http.Request { return newRequest(t, "GET", "https://"+host+"/v1", nil) }, want)
		}
		signer, err := signing.New(creds)
		require.NoError(t, err)
		err = signer.Edit(t.Context(), newRequest(t, "GET", "https://api.iyzipay.com/v1", nil))
		require.ErrorContains(t, err, "one begins with \"sandbox-\" and the other does not")
		require.NotContains(t, err.Error(), "MARKER")
	}
	for _, keys := range [][2]string{{"sandbox-k", "sandbox-s"}, {"k", "s"}} {
		require.False(t, newCredentials(t, keys[0], keys[1]).Mixed())
	}
	require.False(t, signing.Credentials{}.Mixed())
}

func TestPlainHTTPIsForThisMachineOnly(t *testing.T) {
	for host, allowed := range map[string]bool{
		"localhost": true, "LOCALHOST:8080": true, "localhost.": true, "127.0.0.1": true, "127.8.9.10:80": true,
		"[::1]": true, "[::1]:80": true, "[::ffff:127.0.0.1]": true, "[::1%25lo]:80": true,
		"example.com": false, "localhost.example.com": false, "mylocalhost": false, "api.localhost": false, "128.0.0.1": false,
		"10.0.0.1": false, "0.0.0.0": false, "[::]": false, "[::2]": false, "127.1": false, "0177.0.0.1": false, "127.0.0.1.example.com": false,
	} {
		t.Run(host, func(t *testing.T) {
			var want error
			if !allowed {
				want = signing.ErrInsecureHTTP
			}
			requireGuarded(t, newCredentials(t, "k", "s"), func() *http.Request { return newRequest(t, "GET", "http://"+host+"/v1", nil) }, want)
		})
	}
}

func TestOtherSchemesAreNeverSigned(t *testing.T) {
	for _, scheme := range []string{"", "ftp", "HTTP", "HTTPS", "ws"} {
		req := newRequest(t, "GET", "https://localhost/v1", nil)
		req.URL.Scheme = scheme
		err := newSigner(t, signing.WithInsecureHTTP()).Edit(t.Context(), req)
		require.ErrorIs(t, err, signing.ErrInsecureHTTP, scheme)
	}
}

func TestThePathMustSurvive(t *testing.T) {
	tests := []struct {
		name string
		url  url.URL
		says string // "" if it is allowed
	}{
		{"plain", url.URL{Path: "/v1/mass/payout/init"}, ""},
		{"unreserved characters", url.URL{Path: "/v1/A-b_c~d.e/...x"}, ""},
		{"query", url.URL{Path: "/v1", RawQuery: "a=//../%20&b=/"}, ""},
		{"empty", url.URL{}, "it is empty"},
		{"relative", url.URL{Path: "v1"}, "does not begin with a slash"},
		{"root", url.URL{Path: "/"}, "ends with a slash"},
		{"trailing slash", url.URL{Path: "/v1/"}, "ends with a slash"},
		{"doubled slash in front", url.URL{Path: "//v1"}, "part 1 is empty: a doubled slash"},
		{"doubled slash", url.URL{Path: "/v1//mass"}, "part 2 is empty: a doubled slash"},
		{"doubled slash at the end", url.URL{Path: "/v1//"}, "part 2 is empty"},
		{"dot", url.URL{Path: "/v1/./mass"}, "part 2 is a dot segment"},
		{"dots", url.URL{Path: "/v1/.."}, "part 2 is a dot segment"},
		{"escaped dots", url.URL{Path: "/v1/../x", RawPath: "/v1/%2e%2e/x"}, "byte 5 is none of"},
		{"blank", url.URL{Path: "/v1/a b"}, "byte 6 is none of"},
		{"letter", url.URL{Path: "/v1/ş"}, "byte 5 is none of"},
		{"escaped slash", url.URL{Path: "/v1/a/b", RawPath: "/v1/a%2Fb"}, "byte 6 is none of"},
		{"escaped letter", url.URL{Path: "/v1/a", RawPath: "/v1/%61"}, "byte 5 is none of"},
		{"path parameter", url.URL{Path: "/v1/a;b"}, "byte 6 is none of"},
		{"plus", url.URL{Path: "/v1/a+b"}, "byte 6 is none of"},
		{"backslash", url.URL{Path: `/v1\a`}, "byte 4 is none of"},
		{"RawPath of another path", url.URL{Path: "/v1/a", RawPath: "/v1/b"}, "URL.RawPath is not an escaped form"},
		{"RawPath in place of Path", url.URL{RawPath: "/v1/b"}, "URL.RawPath is not an escaped form"},
		{"Opaque", url.URL{Opaque: "/v1/a"}, "URL.Opaque takes the place"},
		{"Opaque beside Path", url.URL{Path: "/v1/a", Opaque: "//localhost/v1/b"}, "URL.Opaque takes the place"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			build := func() *http.Request {
				req := newRequest(t, "GET", "https://localhost", nil)
				at := test.url
				at.Scheme, at.Host = "https", "localhost"
				req.URL = &at
				return req
			}
			var want error
			if test.says != "" {
				want = signing.ErrUnsafePath
				assert.ErrorContains(t, newSigner(t).Edit(t.Context(), build()), test.says)
			}
			requireGuarded(t, newCredentials(t, "k", "s"), build, want)
		})
	}
}

func TestTheHostInOpaqueIsGuardedToo(t *testing.T) {
	req := newRequest(t, "GET", "https://proxy.example", nil)
	req.URL.Opaque = "//api.iyzipay.com:443/v1"
	require.ErrorIs(t, newSigner(t, signing.WithUncheckedPath()).Edit(t.Context(), req), signing.ErrCrossEnvironment)
}

func TestAnIdempotencyHeaderIsRefusedWhateverTheOptions(t *testing.T) {
	everything := []signing.Option{}
	for _, option := range overrides() {
		everything = append(everything, option)
	}
	for _, header := range []http.Header{
		{"Idempotency-Key": {"x"}}, {"X-Idempotency-Key": {"x"}}, {"idempotency-key": {"x"}}, {"X-IDEMPOTENCY-KEY": {"x"}},
		{"Idempotency-Key": {}}, {"Idempotency-Key": nil}, // net/http looks at the key only
	} {
		req := newRequest(t, "POST", "https://localhost/v1", nil)
		req.Header = header
		err := newSigner(t, everything...).Edit(t.Context(), req)
		require.ErrorIs(t, err, signing.ErrIdempotencyKey)
		assert.Regexp(t, "the request has (X-)?Idempotency-Key; remove the header$", err.Error())
		assert.Empty(t, req.Header.Get("Authorization"))
	}
}
