package main

import (
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
)

// A certificate that nobody trusts, as a proxy that opens connections has one, is told from everything else.
func TestDoctorKnowsCertificates(t *testing.T) {
	t.Parallel()
	service := emulator.Start(t, emulator.WithTLS())
	env := map[string]string{envAPIKey: emulator.DefaultAPIKey, envSecretKey: emulator.DefaultSecretKey}
	got := command{args: []string{"doctor", "--base-url", service.URL()}, env: env}.run(t)
	assert.Equal(t, exitNo, got.code)
	assert.Contains(t, got.out, "of nobody whom this machine trusts")
	assert.Contains(t, got.out, "--ca-file")
	assert.NotContains(t, got.out, "answer", "what comes behind is not told")

	file := filepath.Join(t.TempDir(), "cert.pem")
	require.NoError(t, os.WriteFile(file, service.CertificatePEM(), 0o600))
	got = command{args: []string{"doctor", "--base-url", service.URL(), "--ca-file", file}, env: env}.run(t)
	assert.Equal(t, exitOK, got.code, got.out)
	assert.Regexp(t, `ok +TLS +TLS 1\.3, certificate of `, got.out)

	_, port, err := net.SplitHostPort(strings.TrimPrefix(service.URL(), "https://"))
	require.NoError(t, err)
	got = command{args: []string{"doctor", "--base-url", "http://127.0.0.1:" + port}, env: env}.run(t)
	assert.Equal(t, exitNo, got.code)
	assert.Contains(t, got.out, "cannot be understood")
}

// What is no answer of the API is named for what it is, and what it says is not believed.
func TestDoctorKnowsWhatIsNoAnswer(t *testing.T) {
	t.Parallel()
	for body, tt := range map[string]struct {
		status int
		kind   string
		want   string
	}{
		"<html>login</html>":                   {http.StatusOK, "text/html; charset=utf-8", "a page of HTML (HTTP 200)"},
		"":                                     {http.StatusFound, "", "a redirect (HTTP 302)"},
		"{}":                                   {http.StatusOK, "application/json", "cannot be understood"},
		`{"status":"failure","errorCode":"8"}`: {http.StatusUnauthorized, "application/json", "refused: code 8"},
		`{"status":"failure","errorCode":"4711","errorMessage":"\u001b[31mTR920086402100005482986178"}`: {http.StatusOK, "application/json", "this code is not known here"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", tt.kind)
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(tt.status)
			_, _ = io.WriteString(w, body)
		}))
		got := command{args: []string{"doctor", "--base-url", server.URL}, env: keys()}.run(t)
		server.Close()
		assert.Equal(t, exitNo, got.code, body)
		assert.Contains(t, got.out, tt.want, body)
		assert.NotContains(t, got.out+got.err, "TR92", body)
		assert.NotContains(t, got.out+got.err, "\x1b", body)
	}
}

// --debug shows each exchange and nothing of keys, signatures, people and what they are paid for, nor what nobody has documented.
func TestDebugIsMasked(t *testing.T) {
	t.Parallel()
	service := emulator.Start(t)
	env := map[string]string{envAPIKey: emulator.DefaultAPIKey, envSecretKey: emulator.DefaultSecretKey}
	file := write(t, "p.csv", "itemExternalId,recipientType,recipientInfo,recipientName,amount,description\n"+
		"a-1,IBAN,TR920086402100005482986178,Markeria Markerson,20.00,[emulator:refuse]\na-2,PHONE,+905456856931,Otheria Marked,30.00,salary of Otheria\n")
	got := command{args: []string{"pay", file, "--base-url", service.URL(), "--yes", "--debug", "--second-look", "0s"}, env: env}.run(t)
	require.Equal(t, exitNo, got.code, got.err)
	for _, path := range []string{"/init", "/auth", "/retrieve"} {
		assert.Contains(t, got.err, "> POST "+service.URL()+"/v1/mass/payout"+path)
	}
	assert.Contains(t, got.err, `"itemExternalId": "a-1"`)
	for _, marker := range []string{
		"TR92", "54829861", "905456856931", "Markeria", "Markerson", "Otheria", "salary", emulator.DefaultAPIKey, emulator.DefaultSecretKey,
		base64.StdEncoding.EncodeToString([]byte("apiKey:"))[:8],
	} {
		assert.NotContains(t, got.err, marker)
	}
	payments := 0
	for _, batch := range service.Ledger().Batches {
		for _, line := range batch.Lines {
			payments += line.Paid
		}
	}
	assert.Equal(t, 1, payments)
}

// Production is unmistakable, and the sandbox beside it: before anything is sent, and in the question.
func TestProductionIsUnmistakable(t *testing.T) {
	t.Parallel()
	for env, words := range map[string][]string{"production": {"PRODUCTION", "real money"}, "sandbox": {"sandbox", "no real money"}} {
		key := map[string]string{"production": "live", "sandbox": "sandbox-test"}[env]
		var errs strings.Builder
		place := target{env: env, locale: "tr"}
		s := streams{err: &errs, getenv: func(string) string { return key }}
		_, done, err := place.connect(t.Context(), s) // which calls nobody
		require.NoError(t, err)
		done()
		for _, word := range words {
			assert.Contains(t, errs.String(), word)
			assert.Contains(t, payFlags{target: place}.where().String(), word)
		}
		assert.NotContains(t, errs.String(), "("+key)
	}
}
