package signing_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/signing"
)

// secretsOf are the texts that may stand nowhere: the keys, the random key, the
// signature, the header.
func secretsOf(t *testing.T) (secrets []string, signature signing.Signature) {
	t.Helper()
	signature, err := signing.Sign(markerCredentials(t), "randomMARKER", initPath, nil)
	require.NoError(t, err)
	return formsOf(markerAPIKey, markerSecret, "MARKERapikey", "MARKERsecret", "randomMARKER",
		signature.Value(), strings.TrimPrefix(signature.Header(), "IYZWSv2 ")), signature
}

// formsOf adds the forms that the verbs %x, %X, %d and %#v make of the secrets.
func formsOf(secrets ...string) []string {
	var forms []string
	for _, secret := range secrets {
		forms = append(forms, secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), fmt.Sprintf("% x", secret),
			strings.Trim(fmt.Sprint([]byte(secret)), "[]"), strings.Trim(strings.TrimPrefix(fmt.Sprintf("%#v", []byte(secret)), "[]byte"), "{}"))
	}
	return forms
}

func requireNoSecrets(t *testing.T, secrets []string, printed, where string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(printed, secret) {
			require.Fail(t, "a secret is printed", "%s: %s", where, printed)
		}
	}
}

func verbs() []string {
	var all []string
	for _, verb := range "vTtbcdoOqxXUeEfFgGspwz" {
		for _, flags := range []string{"", "+", "#", " ", "0", "-", "30", ".5", "+#", "# ", "-40.3"} {
			all = append(all, "%"+flags+string(verb))
		}
	}
	return all
}

type exported struct{ Creds signing.Credentials }

type holder struct {
	Creds     signing.Credentials
	creds     signing.Credentials
	pointer   *signing.Credentials
	signature signing.Signature
	signer    *signing.Signer
	verifier  *signing.Verifier
	any       any
	list      []signing.Credentials
	byName    map[string]signing.Signature
}

func TestNoVerbPrintsASecret(t *testing.T) {
	secrets, signature := secretsOf(t)
	creds, signer := markerCredentials(t), newSigner(t)
	verifier := newVerifier(t, creds)
	whole := holder{creds, creds, &creds, signature, signer, verifier, creds,
		[]signing.Credentials{creds}, map[string]signing.Signature{"s": signature}}
	values := map[string]any{
		"credentials": creds, "hidden keys": creds.Hidden(), "pointer": &creds, "pointer to pointer": func() any { p := &creds; return &p }(),
		"signature": signature, "signature pointer": &signature,
		"signer": signer, "verifier": verifier, "verifier value": *verifier,
		"struct": whole, "struct pointer": &whole,
		"slice": []any{creds, signature}, "map": map[string]any{"c": creds, "s": signature},
		"interface": struct{ v any }{creds}, "anonymous": struct{ signing.Credentials }{creds},
	}
	for name, value := range values {
		for _, verb := range verbs() {
			requireNoSecrets(t, secrets, fmt.Sprintf(verb, value), name+" "+verb)
		}
	}
}

func TestPrintingShowsADescription(t *testing.T) {
	creds := markerCredentials(t)
	shown := "Credentials(sandbox, " + creds.Fingerprint() + ")"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		assert.Equal(t, shown, fmt.Sprintf(verb, creds), verb)
	}
	assert.Equal(t, shown, creds.String())
	assert.Equal(t, shown, creds.GoString())
	assert.Equal(t, shown, creds.LogValue().String())
	asJSON, err := creds.MarshalJSON()
	require.NoError(t, err)
	assert.Equal(t, `"`+shown+`"`, string(asJSON))
	assert.Equal(t, "(none)", signing.Credentials{}.String())
	_, signature := secretsOf(t)
	assert.Equal(t, "Signature(redacted)", fmt.Sprint(signature))
	assert.Equal(t, "(none)", signing.Signature{}.String())
}

func TestEncodersAndLogsShowNoSecret(t *testing.T) {
	secrets, signature := secretsOf(t)
	creds := markerCredentials(t)

	encoded, err := json.Marshal(map[string]any{"c": creds, "p": &creds, "s": signature, "list": []any{creds}})
	require.NoError(t, err)
	assert.Contains(t, string(encoded), `"c":"Credentials(sandbox, `)
	requireNoSecrets(t, secrets, string(encoded), "json")

	encoded, err = xml.Marshal(exported{creds})
	require.NoError(t, err)
	assert.Contains(t, string(encoded), "<Creds>Credentials(sandbox, ")
	requireNoSecrets(t, secrets, string(encoded), "xml")

	for name, handler := range map[string]func(*bytes.Buffer) slog.Handler{
		"text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"json": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var log bytes.Buffer
		slog.New(handler(&log)).Info("signed", "creds", creds, "pointer", &creds, "signature", signature,
			"signer", newSigner(t), "holder", holder{creds: creds, Creds: creds, signature: signature}, slog.Group("g", "c", creds))
		assert.Contains(t, log.String(), "Credentials(sandbox, ", name)
		requireNoSecrets(t, secrets, log.String(), name)
	}
}

// A failed assertion of testify prints both values with unexported fields and behind pointers.
func TestAFailedAssertionShowsNoSecret(t *testing.T) {
	secrets, signature := secretsOf(t)
	creds := markerCredentials(t)
	var printed recorder
	assert.Equal(&printed, holder{creds: creds, pointer: &creds, signature: signature}, holder{signer: newSigner(t)})
	require.NotEmpty(t, printed.text)
	requireNoSecrets(t, secrets, printed.text, "testify")
}

type recorder struct{ text string }

func (r *recorder) Errorf(format string, args ...any) { r.text += fmt.Sprintf(format, args...) }

func TestNoErrorShowsASecret(t *testing.T) {
	secrets, signature := secretsOf(t)
	creds := markerCredentials(t)
	var all []error
	keep := func(err error) {
		require.Error(t, err)
		all = append(all, err)
	}

	for _, keys := range [][2]string{{markerAPIKey + "&", markerSecret}, {markerAPIKey, markerSecret + "\n"},
		{`"` + markerAPIKey + `"`, markerSecret}, {markerAPIKey, markerSecret + "ş" + markerSecret}} {
		_, err := signing.NewCredentials(keys[0], keys[1])
		keep(err)
	}
	_, err := signing.Sign(creds, "randomMARKER&", initPath, nil)
	keep(err)
	_, err = signing.NewVerifier(creds, creds)
	keep(err)

	header := signature.Header()
	for _, value := range []string{header + "!", header + "\n", "Basic " + header, strings.ToLower(header), header[:len(header)-7],
		authorization(markerAPIKey+" ", "randomMARKER", signature.Value()), authorization(markerAPIKey, "randomMARKER\n", signature.Value()),
		authorization(markerAPIKey, "randomMARKER", signature.Value()+"&x:"+markerSecret), authorization(markerAPIKey, "", "")} {
		_, err := signing.ParseHeader(value)
		keep(err)
	}
	for _, key := range []string{markerAPIKey, markerAPIKey + "x"} {
		req := newRequest(t, "POST", "https://localhost"+initPath, nil)
		req.Header.Set("Authorization", authorization(key, "randomMARKER", signature.Value()))
		_, err := newVerifier(t, creds).Verify(req, []byte("x"))
		keep(err)
	}
	for _, url := range []string{"https://api.iyzipay.com/v1", "http://example.com/v1", "https://localhost/" + markerSecret + "/"} {
		keep(newSigner(t).Edit(t.Context(), newRequest(t, "GET", url, nil)))
	}
	req := newRequest(t, "GET", "https://localhost/v1", nil)
	req.Header = http.Header{"Idempotency-Key": {markerSecret}}
	keep(newSigner(t).Edit(t.Context(), req))
	req = newRequest(t, "POST", "https://localhost/v1", strings.NewReader(markerSecret))
	req.ContentLength = 3
	keep(newSigner(t).Edit(t.Context(), req))
	_, err = signing.New(creds, signing.WithClient(markerSecret+" ", "1"))
	keep(err)

	for _, err := range all {
		for _, verb := range []string{"%v", "%+v", "%#v", "%q"} {
			requireNoSecrets(t, secrets, fmt.Sprintf(verb, err), err.Error())
		}
		for ; err != nil; err = errors.Unwrap(err) {
			requireNoSecrets(t, secrets, fmt.Sprintf("%+v %#v", err, err), "unwrapped")
		}
	}
}
