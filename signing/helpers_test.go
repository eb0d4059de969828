package signing_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/signing"
)

// The markers look like real keys and are searched for in everything printed.
const (
	markerAPIKey = "sandbox-MARKERapikeyQ7w2Zr81"
	markerSecret = "sandbox-MARKERsecretX9v4Tk63"
)

// initPath is the path of the operation that every example uses.
const initPath = "/v1/mass/payout/init"

func newCredentials(t testing.TB, apiKey, secretKey string) signing.Credentials {
	t.Helper()
	creds, err := signing.NewCredentials(apiKey, secretKey)
	require.NoError(t, err)
	return creds
}

func markerCredentials(t testing.TB) signing.Credentials {
	t.Helper()
	return newCredentials(t, markerAPIKey, markerSecret)
}

func newSigner(t testing.TB, opts ...signing.Option) *signing.Signer {
	t.Helper()
	signer, err := signing.New(markerCredentials(t), opts...)
	require.NoError(t, err)
	return signer
}

func newVerifier(t testing.TB, creds ...signing.Credentials) *signing.Verifier {
	t.Helper()
	verifier, err := signing.NewVerifier(creds...)
	require.NoError(t, err)
	return verifier
}

func newRequest(t testing.TB, method, url string, body io.Reader) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, body)
	require.NoError(t, err)
	return req
}

// onceOnly is a body that net/http cannot offer a second time.
func onceOnly(text string) io.Reader { return io.NopCloser(strings.NewReader(text)) }

// hexHMAC and authorization are the scheme written a second time, so that no test
// compares the code under test with itself.
func hexHMAC(secretKey, text string) string {
	mac := hmac.New(sha256.New, []byte(secretKey))
	_, _ = mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

func authorization(apiKey, randomKey, signature string) string {
	return "IYZWSv2 " + base64.StdEncoding.EncodeToString([]byte(
		"apiKey:"+apiKey+"&randomKey:"+randomKey+"&signature:"+signature))
}

// requireSigned checks the headers of a request that was signed with the markers
// against what path and body demand, and returns the random key.
func requireSigned(t testing.TB, req *http.Request, path, body string) string {
	t.Helper()
	randomKey := req.Header.Get("x-iyzi-rnd")
	require.NotEmpty(t, randomKey)
	want := authorization(markerAPIKey, randomKey, hexHMAC(markerSecret, randomKey+path+body))
	require.Equal(t, []string{want}, req.Header.Values("Authorization"))
	return randomKey
}

func isError(err, target error) bool { return errors.Is(err, target) }
