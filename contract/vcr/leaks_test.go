package vcr_test

import (
	"encoding/base64"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
)

// TestNothingLeaks looks through every file of the cassettes' folder.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	files := 0
	require.NoError(t, fs.WalkDir(os.DirFS(committed), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(committed + "/" + name)
		assert.Empty(t, vcr.Leaks(data), name)
		for _, marker := range []string{"Marker", "MARKER", "marker", "127.0.0.1", "localhost", "/tmp/", "/home/"} {
			assert.False(t, strings.Contains(string(data), marker), "%s holds %s", name, marker)
		}
		return err
	}))
	assert.Greater(t, files, 60)
}

func TestLeaks(t *testing.T) {
	t.Parallel()
	header := func(fields string) string { return "IYZWSv2 " + base64.StdEncoding.EncodeToString([]byte(fields)) }
	found := map[string]string{
		"an Authorization value":          header("apiKey:sandbox-Marker&randomKey:r&signature:s"),
		"an Authorization value of live":  header("apiKey:Marker&randomKey:r&signature:s"),
		"one that is cut off":             header("apiKey:sandbox-Marker&randomKey:r&signature:s")[:40],
		"one for URLs":                    base64.URLEncoding.EncodeToString([]byte("apiKey:sandbox-Marker??>>&randomKey:r")),
		"a sandbox key":                   "the key sandbox-AbCdEf0123456789 is",
		"one that begins like ours":       "sandbox-cassette-api-key-of-somebody",
		"an IBAN":                         `"TR330006100519786457841326"`,
		"an IBAN in groups":               "TR33 0006 1005 1978 6457 8413 26",
		"a foreign IBAN":                  "DE02120300000000202051",
		"a phone number":                  "+905321234567",
		"an identity number":              `"10000000146"`,
		"an identity number at the start": `10000000146`,
		"a mail address":                  "a.b@marker.com.tr",
	}
	for name, text := range found {
		leaks := vcr.Leaks([]byte("first line\n" + text + "\n"))
		if assert.NotEmpty(t, leaks, name) {
			assert.ErrorContains(t, leaks[0], "line 2 holds")
			assert.NotContains(t, leaks[0].Error(), text, name)
		}
	}
	for name, text := range map[string]string{
		"a published key":    header("apiKey:sandbox-cassette-api-key&randomKey:r&signature:s"),
		"the sandbox's host": "https://sandbox-api.iyzipay.com/v1/mass/payout/init",
		"published IBAN":     `"TR920086402100005482986178"`,
		"fake IBAN":          "TR809999900000000000000001",
		"fake foreign IBAN":  "GB21XXXX99999000000001",
		"published phone":    "+905456856931",
		"fake phone":         "+905000000001",
		"published identity": "53857708216",
		"fake identity":      "99900000142",
		"a time":             `"systemTime":1767258000000`,
		"an amount":          `12345678901.00, 20.00000000, -12345678901`,
		"an id":              "00000000-0000-4000-8000-000000000001",
		"a SHA-256":          "d2592d52705470789b4d77fb9501765381bdee8541cf759f10a6225971cd6f48",
		"a fake mail":        "masked-1@example.invalid",
	} {
		assert.Empty(t, vcr.Leaks([]byte(text)), name)
	}
}
