package emulator_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

func header(payload string) string {
	return "IYZWSv2 " + base64.StdEncoding.EncodeToString([]byte(payload))
}

func TestSignatureIsChecked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	known := "apiKey:" + emulator.DefaultAPIKey
	tests := []struct {
		name          string
		authorization string
		code, en, tr  string
	}{
		{"no header", "", "1009", "Authorization header is mandatory", "Authorization header string gönderilmesi zorunludur"},
		{"another scheme", "Bearer abc", "1007", "Signature is mandatory", "İmza gönderilmesi zorunludur"},
		{"not base64", "IYZWSv2 %%%", "1007", "Signature is mandatory", "İmza gönderilmesi zorunludur"},
		{"no signature", header(known + "&randomKey:r&signature:"), "1007", "Signature is mandatory", "İmza gönderilmesi zorunludur"},
		{"unknown key", header("apiKey:sandbox-other&randomKey:r&signature:s"), "1001", "API credentials not found", "api bilgileri bulunamadı"},
		{"wrong signature", header(known + "&randomKey:r&signature:" + strings.Repeat("0", 64)), "1000", "Invalid signature", "Geçersiz imza"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := w.service(t)
			for locale, message := range map[string]string{"en": tt.en, "tr": tt.tr} {
				request := s.request(http.MethodPost, initPath+"?locale="+locale, initBody("x", item("1", "pay")))
				if tt.authorization != "" {
					request.Header.Set("Authorization", tt.authorization)
				}
				r := s.send(request)
				assert.Equal(t, http.StatusOK, r.status)
				assert.Equal(t, map[string]any{
					"status": "failure", "errorCode": tt.code, "errorMessage": message, "locale": locale,
					"systemTime": r.body["systemTime"], "conversationId": "conversation-x",
				}, r.body)
			}
			assert.Empty(t, s.emu.Ledger().Batches)
		})
	}
}

// What was signed must be what arrives.
func TestSignedBytesCount(t *testing.T) {
	t.Parallel()
	s := newService(t)
	signed := func(change func(*http.Request)) string {
		request := s.request(http.MethodPost, initPath+"?locale=en", initBody("x", item("1", "pay")))
		require.NoError(t, s.signer.Edit(context.Background(), request))
		change(request)
		return s.send(request).code()
	}
	tests := map[string]struct {
		change func(*http.Request)
		code   string
	}{
		"another body":       {func(r *http.Request) { replaceBody(r, initBody("y", item("1", "pay"))) }, "1000"},
		"another path":       {func(r *http.Request) { r.URL.Path = authPath }, "1000"},
		"another random key": {func(r *http.Request) { r.Header.Set(signing.HeaderRandomKey, "another") }, "1000"},
		"no random key":      {func(r *http.Request) { r.Header.Del(signing.HeaderRandomKey) }, "<nil>"},
		"another query":      {func(r *http.Request) { r.URL.RawQuery = "locale=tr&more=1" }, "<nil>"},
	}
	for name, tt := range tests {
		assert.Equal(t, tt.code, signed(tt.change), name)
	}
}

func replaceBody(r *http.Request, body string) {
	other, _ := http.NewRequest(r.Method, r.URL.String(), strings.NewReader(body))
	r.Body, r.ContentLength, r.GetBody = other.Body, other.ContentLength, other.GetBody
}

func TestSlashesBreakTheSignature(t *testing.T) {
	t.Parallel()
	s := newService(t)
	for _, path := range []string{"//v1/mass/payout/init", "/v1/mass//payout/init", "/v1/mass/payout/init/", cancelPath + "x/"} {
		r := s.send(s.request(http.MethodPost, path+"?locale=en", "{}"))
		assert.Equal(t, http.StatusUnauthorized, r.status, path)
		assert.Equal(t, "8", r.code(), path)
		assert.Equal(t, "Authentication token is not verified", r.body["errorMessage"])
	}
}

func TestSeveralKeysOfOneMerchant(t *testing.T) {
	t.Parallel()
	one, err := signing.NewCredentials("sandbox-one", "secret-one")
	require.NoError(t, err)
	two, err := signing.NewCredentials("sandbox-two", "secret-two")
	require.NoError(t, err)
	s := newService(t, emulator.WithCredentials(one, two))
	id := s.init("x", item("1", "pay"))

	client, err := payout.New(two, payout.WithBaseURL(s.url))
	require.NoError(t, err)
	got, err := client.Retrieve(context.Background(), payout.ByRequestID(id), payout.Page{Size: 1})
	require.NoError(t, err)
	assert.Equal(t, "x", got.Summary.ExternalID)

	stranger, err := signing.NewCredentials(emulator.DefaultAPIKey, emulator.DefaultSecretKey)
	require.NoError(t, err)
	client, err = payout.New(stranger, payout.WithBaseURL(s.url), payout.WithLocale(gen.LocaleTr))
	require.NoError(t, err)
	_, err = client.Balance(context.Background())
	assert.True(t, payout.HasCode(err, codes.UnknownCredentials), "%v", err)
}
