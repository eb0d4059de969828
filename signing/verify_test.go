package signing_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/signing"
)

// reasons are all that Verify can answer, to check that exactly one is given.
func reasons() []error {
	return []error{signing.ErrAuthorizationMissing, signing.ErrHeaderMalformed, signing.ErrSignatureMissing,
		signing.ErrUnknownAPIKey, signing.ErrSignatureMismatch, signing.ErrRandomKeyMismatch}
}

func TestVerifyNamesTheReason(t *testing.T) {
	const body = `{"a":1}`
	right := authorization(markerAPIKey, "r", hexHMAC(markerSecret, "r"+initPath+body))
	tests := []struct {
		name          string
		authorization []string
		randomKey     []string
		body          string
		want          error
	}{
		{"right", []string{right}, []string{"r"}, body, nil},
		{"right without x-iyzi-rnd", []string{right}, nil, body, nil},
		{"none", nil, []string{"r"}, body, signing.ErrAuthorizationMissing},
		{"empty", []string{""}, nil, body, signing.ErrAuthorizationMissing},
		{"two", []string{right, right}, nil, body, signing.ErrHeaderMalformed},
		{"other scheme", []string{"Bearer x"}, nil, body, signing.ErrHeaderMalformed},
		{"not base64", []string{"IYZWSv2 !"}, nil, body, signing.ErrHeaderMalformed},
		{"no signature", []string{encoded("apiKey:" + markerAPIKey + "&randomKey:r")}, nil, body, signing.ErrSignatureMissing},
		{"unknown key", []string{authorization("k", "r", hexHMAC(markerSecret, "r"+initPath+body))}, nil, body, signing.ErrUnknownAPIKey},
		{"key cut", []string{authorization(markerAPIKey[:len(markerAPIKey)-1], "r", hexHMAC(markerSecret, "r"+initPath+body))}, nil, body, signing.ErrUnknownAPIKey},
		{"other body", []string{right}, []string{"r"}, body + "\n", signing.ErrSignatureMismatch},
		{"no body", []string{right}, []string{"r"}, "", signing.ErrSignatureMismatch},
		{"upper case", []string{authorization(markerAPIKey, "r", strings.ToUpper(hexHMAC(markerSecret, "r"+initPath+body)))}, nil, body, signing.ErrSignatureMismatch},
		{"query signed", []string{authorization(markerAPIKey, "r", hexHMAC(markerSecret, "r"+initPath+"?locale=tr"+body))}, nil, body, signing.ErrSignatureMismatch},
		{"other secret", []string{authorization(markerAPIKey, "r", hexHMAC("x", "r"+initPath+body))}, nil, body, signing.ErrSignatureMismatch},
		{"x-iyzi-rnd differs", []string{right}, []string{"R"}, body, signing.ErrRandomKeyMismatch},
		{"x-iyzi-rnd is empty", []string{right}, []string{""}, body, signing.ErrRandomKeyMismatch},
		{"one x-iyzi-rnd of two differs", []string{right}, []string{"r", "x"}, body, signing.ErrRandomKeyMismatch},
		{"signature before x-iyzi-rnd", []string{right}, []string{"x"}, "", signing.ErrSignatureMismatch},
	}
	other := newCredentials(t, "other", "secret")
	verifier := newVerifier(t, other, markerCredentials(t))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", initPath+"?locale=tr", strings.NewReader(test.body))
			r.Header["Authorization"], r.Header["X-Iyzi-Rnd"] = test.authorization, test.randomKey
			creds, err := verifier.Verify(r, []byte(test.body))
			for _, reason := range reasons() {
				assert.Equal(t, reason == test.want, isError(err, reason), reason.Error())
			}
			if test.want != nil {
				assert.True(t, creds.IsZero())
				return
			}
			require.NoError(t, err)
			assert.Equal(t, markerCredentials(t).Fingerprint(), creds.Fingerprint())
		})
	}
}

func TestNewVerifierRefuses(t *testing.T) {
	creds := markerCredentials(t)
	for says, list := range map[string][]signing.Credentials{
		"no credentials to verify against":               nil,
		"credentials 2: signing: no credentials":         {creds, {}},
		"credentials 2 have the api key of earlier ones": {creds, newCredentials(t, markerAPIKey, "another secret"[:7])},
	} {
		verifier, err := signing.NewVerifier(list...)
		require.ErrorContains(t, err, "signing: verifier: ")
		assert.ErrorContains(t, err, says)
		assert.Nil(t, verifier)
	}
}

func TestVerifyRefusesWhatIsNoRequest(t *testing.T) {
	verifier := newVerifier(t, markerCredentials(t))
	_, err := verifier.Verify(nil, nil)
	require.ErrorContains(t, err, "no request to sign")
	_, err = verifier.Verify(&http.Request{}, nil)
	require.ErrorContains(t, err, "no request to sign")

	r := httptest.NewRequest("POST", initPath, nil)
	r.Header.Set("Authorization", authorization("k", "r", "s"))
	_, err = (*signing.Verifier)(nil).Verify(r, nil)
	require.ErrorIs(t, err, signing.ErrNoCredentials)
	_, err = new(signing.Verifier).Verify(r, nil)
	require.ErrorIs(t, err, signing.ErrNoCredentials)
}

func TestVerifyTakesThePathOfTheRequestLine(t *testing.T) {
	for target, path := range map[string]string{
		"/v1/init":                          "/v1/init",
		"/v1/a%2Fb/%20?x=/y":                "/v1/a%2Fb/%20",
		"/v1//init/":                        "/v1//init/",
		"http://example.com/v1/init?x":      "/v1/init",
		"http://example.com":                "/",
		"https://example.com?x=https://a/b": "/",
	} {
		r := httptest.NewRequest("POST", target, nil)
		r.TLS = &tls.ConnectionState{}
		r.URL.Path, r.URL.RawPath = "/stripped", "" // as a router's prefix stripper leaves it
		r.Header.Set("Authorization", authorization(markerAPIKey, "r", hexHMAC(markerSecret, "r"+path)))
		_, err := newVerifier(t, markerCredentials(t)).Verify(r, nil)
		require.NoError(t, err, target)
	}
}

func TestWhatIsSignedVerifiesAndNothingElseDoes(t *testing.T) {
	key := rapid.StringMatching(`[A-Za-z0-9-]{2,40}`)
	rapid.Check(t, func(rt *rapid.T) {
		apiKey, secret, randomKey := key.Draw(rt, "api key"), key.Draw(rt, "secret"), key.Draw(rt, "random key")
		path := "/" + rapid.StringMatching(`[ -"$->@-~]{0,60}`).Draw(rt, "path") // all but '?' and '#'
		body := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(rt, "body")
		creds := newCredentials(t, apiKey, secret)
		signature, err := signing.Sign(creds, randomKey, path, strings.NewReader(string(body)))
		require.NoError(rt, err)

		verify := func(apiKey, secret, randomKey, path string, body []byte, value string) error {
			r := httptest.NewRequest("POST", "/", nil)
			r.RequestURI = path + "?locale=tr"
			r.Header.Set("Authorization", authorization(apiKey, randomKey, value))
			r.Header.Set("X-Iyzi-Rnd", randomKey)
			_, err := newVerifier(t, newCredentials(t, apiKey, secret)).Verify(r, body)
			return err
		}
		value := signature.Value()
		require.NoError(rt, verify(apiKey, secret, randomKey, path, body, value))

		require.ErrorIs(rt, verify(apiKey, flip(rt, secret), randomKey, path, body, value), signing.ErrSignatureMismatch)
		require.ErrorIs(rt, verify(apiKey, secret, flip(rt, randomKey), path, body, value), signing.ErrSignatureMismatch)
		require.ErrorIs(rt, verify(apiKey, secret, randomKey, path, body, flip(rt, value)), signing.ErrSignatureMismatch)
		require.ErrorIs(rt, verify(apiKey, secret, randomKey, flip(rt, path), body, value), signing.ErrSignatureMismatch)
		if len(body) > 0 {
			changed := append([]byte{}, body...)
			changed[rapid.IntRange(0, len(body)-1).Draw(rt, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
			require.ErrorIs(rt, verify(apiKey, secret, randomKey, path, changed, value), signing.ErrSignatureMismatch)
		}
		require.ErrorIs(rt, verify(apiKey, secret, randomKey, path, append(body, 0), value), signing.ErrSignatureMismatch)
	})
}

// flip changes the lowest bit of a character, which keeps it printable.
func flip(t *rapid.T, text string) string {
	changed := []byte(text)
	changed[rapid.IntRange(0, len(text)-1).Draw(t, "flipped")] ^= 1
	return string(changed)
}
