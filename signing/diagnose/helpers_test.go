package diagnose

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/signing"
)

// The markers look like real keys and are searched for in everything printed.
const (
	markerAPIKey = "sandbox-MARKERapikeyQ7w2Zr81"
	markerSecret = "sandbox-MARKERsecretX9v4Tk63"
)

// initPath is the path of the operation that every test uses.
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

// templates are the paths of the service.
var templates = []string{
	"/v1/mass/payout/auth", "/v1/mass/payout/balance", "/v1/mass/payout/cancel/{requestId}", initPath, "/v1/mass/payout/retrieve",
	"/v1/mass/payout/retrieve/items/{referenceCode}",
}

// hexHMAC and authorization are the scheme written a second time, so that no test compares the code under test with itself.
func hexHMAC(secretKey, text string) string {
	return hex.EncodeToString(digestOf(newSHA256, secretKey, text))
}

func authorization(apiKey, randomKey, signature string) string {
	return "IYZWSv2 " + base64.StdEncoding.EncodeToString([]byte(
		"apiKey:"+apiKey+"&randomKey:"+randomKey+"&signature:"+signature))
}

// digestOf makes a digest without the code under test.
func digestOf(kind func() hash.Hash, secretKey, text string) []byte {
	mac := hmac.New(kind, []byte(secretKey))
	_, _ = mac.Write([]byte(text))
	return mac.Sum(nil)
}

func newSHA256() hash.Hash { return sha256.New() }
