package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/signing"
)

// Markers that stand for personal data and keys. No refusal may repeat them, nor the ledger, nor anything printed.
const (
	markerIBAN = "TR330006100519786457841326"
	markerName = "Zeynep Gizlioğlu"
	markerKey  = "sandbox-marker-key-1234567890"
)

func TestNothingPersonalGetsOut(t *testing.T) {
	printed := capture(t, func() {
		w := newWorld(t)
		creds, err := signing.NewCredentials(markerKey, markerKey+"-secret")
		require.NoError(t, err)
		s := w.service(t, emulator.WithCredentials(creds))
		bodies := refusedBodies()
		for name, body := range bodies {
			r := s.post(initPath, body)
			assertClean(t, name, r.text)
		}
		s.signer, err = signing.New(mustCredentials(t, markerKey, "wrong-"+markerKey))
		require.NoError(t, err)
		assertClean(t, "wrong key", s.post(initPath, bodies["refused lines"]).text)
		assertClean(t, "credentials", fmt.Sprintf("%v %+v %#v", s.emu.Credentials(), s.emu.Credentials(), s.emu.Credentials()))
		ledger := s.emu.Ledger()
		require.NotEmpty(t, ledger.Batches)
		assertClean(t, "ledger", fmt.Sprintf("%+v", ledger))

		srv := emulator.Start(t, emulator.WithTLS(), emulator.WithCredentials(creds))
		_, err = http.Get(strings.Replace(srv.URL(), "https", "http", 1) + "/" + markerIBAN) // a handshake that fails
		assert.NoError(t, err)
	})
	assert.Empty(t, printed, "the emulator logs nothing")
}

// refusedBodies hold the markers where something is wrong with them or beside them.
func refusedBodies() map[string]string {
	line := func(id string) map[string]any {
		return with(with(item(id, "for "+markerName), "recipientInfo", markerIBAN), "recipientName", markerName)
	}
	whole := initBody("x", line("1"))
	return map[string]string{
		"refused lines": initBody("ok", line("1"), with(line("2"), "recipientInfo", markerIBAN+"?"), with(line("3"), "recipientType", "PHONE"),
			with(line("4"), "recipientName", ""), with(line("5"), "amount", amount("0", "TRY")),
			with(line("6"), "description", markerName+emulator.MarkRefuse), line("7"), line("7"),
			with(line("8"), "amount", amount("1", strings.ToUpper(markerName)))),
		"unknown recipient type":  initBody("x", with(line("1"), "recipientType", markerIBAN)),
		"unknown purpose":         strings.Replace(whole, "SALARY", markerName, 1),
		"a name for an amount":    initBody("x", with(line("1"), "amount", markerName)),
		"a name for a value":      initBody("x", with(line("1"), "amount", map[string]any{"value": markerIBAN, "currency": "TRY"})),
		"a name for a yes or no":  initBody("x", with(line("1"), "nonWithdrawable", markerName)),
		"a name for a member":     strings.Replace(whole, `"externalId"`, `"`+markerName+`"`, 1),
		"a name twice":            strings.Replace(whole, `{"amount`, `{"`+markerName+`":1,"`+markerName+`":2,"amount`, 1),
		"a name that is cut off":  whole[:strings.Index(whole, "Gizli")],
		"a name behind the value": whole + markerName,
		"a list of IBANs":         `["` + markerIBAN + `"]`,
	}
}

func assertClean(t *testing.T, what, text string) {
	t.Helper()
	for _, secret := range []string{markerIBAN, markerIBAN[4:22], markerName, "Gizli", markerKey} {
		assert.NotContains(t, text, secret, what)
	}
}

func mustCredentials(t *testing.T, key, secret string) signing.Credentials {
	t.Helper()
	creds, err := signing.NewCredentials(key, secret)
	require.NoError(t, err)
	return creds
}

// capture returns what is printed to stdout and stderr while f runs.
func capture(t *testing.T, f func()) string {
	t.Helper()
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	stdout, stderr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = writer, writer
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()
	f()
	require.NoError(t, writer.Close())
	data, err := io.ReadAll(reader)
	require.NoError(t, err)
	return string(data)
}
