package testkit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// Markers stand for what must never be Printed.
const (
	MarkerIBAN      = "TR920086402100005482986178"
	MarkerName      = "Marker Kişi"
	MarkerPhone     = "+905456856931"
	MarkerIdentity  = "10000000146"
	MarkerMember    = "8812345"
	MarkerText      = "Description of Marker"
	MarkerAPIKey    = "sandbox-MarkerApiKey0123456789"
	MarkerSecretKey = "sandbox-MarkerSecretKey9876543210"
	// base64 of "apiKey:sandbox-MarkerApiKey0123456789&"
	MarkerPayload   = "YXBpS2V5OnNhbmRib3gtTWFya2VyQXBpS2V5MDEyMzQ1Njc4OSY="
	MarkerSignature = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

// Lira is an amount in TRY.
func Lira(t require.TestingT, value string) payout.Amount {
	a, err := payout.TRY(value)
	require.NoError(t, err)
	return a
}

// TwoPayments is a valid batch of an IBAN and a wallet.
func TwoPayments(t require.TestingT) payout.Batch {
	iban, err := payout.IBAN(MarkerIBAN, MarkerName)
	require.NoError(t, err)
	phone, err := payout.Phone(MarkerPhone)
	require.NoError(t, err)
	return payout.Batch{
		ExternalID: "november",
		Purpose:    gen.PurposeSalary,
		Items: []payout.Item{
			{ExternalID: "1", Recipient: iban, Amount: Lira(t, "1250.50"), Description: "Salary"},
			{ExternalID: "2", Recipient: phone, Amount: Lira(t, "100"), Description: "Bonus", NonWithdrawable: true},
		},
	}
}

// MarkerBatch is a valid batch with every kind of recipient, full of markers.
func MarkerBatch(t testing.TB) payout.Batch {
	batch := TwoPayments(t)
	identity, err := payout.IdentityNumber(MarkerIdentity, payout.WithName(MarkerName))
	require.NoError(t, err)
	member, err := payout.MemberID(MarkerMember)
	require.NoError(t, err)
	for id, recipient := range map[string]payout.Recipient{"3": identity, "4": member} {
		batch.Items = append(batch.Items, payout.Item{ExternalID: id, Recipient: recipient, Amount: Lira(t, "1"), Description: MarkerText})
	}
	return batch
}

// Secrets must not be found in anything that is Printed.
func Secrets() []string {
	return []string{
		MarkerIBAN, "TR92 0086 4021 0000 5482 9861 78", "0086402100005482986178", MarkerName, strings.ToUpper(MarkerName), "MARKER KİŞİ",
		MarkerPhone, "5456856931", MarkerIdentity, MarkerMember, MarkerText, MarkerAPIKey, MarkerSecretKey,
		MarkerPayload[8:], MarkerSignature[16:],
	}
}

// Printed is value in every form in which a program may print it by mistake.
func Printed(value any) string {
	var b bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		fmt.Fprintf(&b, verb+"\n", value)
		fmt.Fprintf(&b, verb+"\n", struct{ Inner any }{value})
		fmt.Fprintf(&b, verb+"\n", []any{value})
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(handler).Info("message", "value", value)
	}
	return b.String()
}

// RequireNoSecrets prints a value in every form and looks for markers.
func RequireNoSecrets(t testing.TB, value any) {
	t.Helper()
	text := Printed(value)
	for _, secret := range Secrets() {
		RequireAbsent(t, text, secret)
		RequireAbsent(t, text, fmt.Sprintf("%x", secret))
	}
}

// RequireNoSecretsAnywhere looks at JSON as well.
func RequireNoSecretsAnywhere(t testing.TB, value any) {
	t.Helper()
	RequireNoSecrets(t, value)
	for _, value := range []any{value, []any{value}, struct{ Inner any }{value}} {
		data, err := json.Marshal(value)
		require.NoError(t, err)
		for _, secret := range Secrets() {
			RequireAbsent(t, string(data), secret)
		}
	}
}

// RequireAbsent shows only the place, because a whole text in every form is long.
func RequireAbsent(t testing.TB, text, secret string) {
	t.Helper()
	if i := strings.Index(text, secret); i >= 0 {
		t.Fatalf("%q is Printed: …%s…", secret, text[max(0, i-100):min(len(text), i+100)])
	}
}
