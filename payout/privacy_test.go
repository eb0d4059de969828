package payout_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

const (
	markerIdentity = "10000000146"
	markerMember   = "8812345"
	markerText     = "Description of Marker"
	// base64 of "apiKey:sandbox-MarkerApiKey0123456789&"
	markerPayload   = "YXBpS2V5OnNhbmRib3gtTWFya2VyQXBpS2V5MDEyMzQ1Njc4OSY="
	markerSignature = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

// secrets must not be found in anything that is printed.
func secrets() []string {
	return []string{
		markerIBAN, "TR92 0086 4021 0000 5482 9861 78", "0086402100005482986178", markerName, strings.ToUpper(markerName), "MARKER KİŞİ",
		markerPhone, "5456856931", markerIdentity, markerMember, markerText, markerAPIKey, markerSecretKey,
		markerPayload[8:], markerSignature[16:],
	}
}

// gossip is text of a vendor that repeats everything it was told.
const gossip = "TR920086402100005482986178 / TR92 0086 4021 0000 5482 9861 78 of Marker Kişi (MARKER KİŞİ), +905456856931 or 05456856931, 10000000146, " +
	"member 8812345, key " + markerAPIKey + ", Authorization IYZWSv2 c2FuZGJveC1NYXJrZXJBcGlLZXkwMTIzNDU2Nzg5OmFi" +
	" or " + markerPayload + " with signature " + markerSignature

func markerBatch(t testing.TB) payout.Batch {
	batch := twoPayments(t)
	identity, err := payout.IdentityNumber(markerIdentity, payout.WithName(markerName))
	require.NoError(t, err)
	member, err := payout.MemberID(markerMember)
	require.NoError(t, err)
	for id, recipient := range map[string]payout.Recipient{"3": identity, "4": member} {
		batch.Items = append(batch.Items, payout.Item{ExternalID: id, Recipient: recipient, Amount: lira(t, "1"), Description: markerText})
	}
	return batch
}

// printed is value in every form in which a program may print it by mistake.
func printed(value any) string {
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

func requireNoSecrets(t testing.TB, value any) {
	t.Helper()
	text := printed(value)
	for _, secret := range secrets() {
		requireAbsent(t, text, secret)
		requireAbsent(t, text, fmt.Sprintf("%x", secret))
	}
}

// requireAbsent shows only the place, because a whole text in every form is long.
func requireAbsent(t testing.TB, text, secret string) {
	t.Helper()
	if i := strings.Index(text, secret); i >= 0 {
		t.Fatalf("%q is printed: …%s…", secret, text[max(0, i-100):min(len(text), i+100)])
	}
}

func TestErrorsOfEveryCallAreMasked(t *testing.T) {
	quoted, err := json.Marshal(gossip)
	require.NoError(t, err)
	everywhere := fmt.Sprintf(`"errorCode":%[1]s,"errorMessage":%[1]s,"errorGroup":%[1]s,"errorName":%[1]s,"conversationId":%[1]s,"systemTime":%[1]s`, quoted)
	answers := map[string]http.HandlerFunc{
		"refusal":        says(200, `{"status":"failure",`+everywhere+`}`),
		"refusal as 400": says(400, `{"status":"failure",`+everywhere+`}`),
		"refusal as 500": says(500, `{`+everywhere+`}`),
		"odd types":      says(200, fmt.Sprintf(`{"status":"failure","errorCode":{"a":[%[1]s]},"errorMessage":{%[1]s:%[1]s},"conversationId":[%[1]s]}`, quoted)),
		"odd status":     says(400, fmt.Sprintf(`{"status":%s}`, quoted)),
		"not JSON":       says(200, gossip),
		"HTML":           says(502, "<html>"+gossip),
		"odd members":    says(200, fmt.Sprintf(`{"status":"success","requestId":[%[1]s],"balance":%[1]s,"item":%[1]s,"massPayoutItems":%[1]s,"total":%[1]s}`, quoted)),
		"odd id":         says(200, fmt.Sprintf(`{"status":"success","requestId":"\n%s"}`, strings.Trim(string(quoted), `"`))),
		"another payout": says(200, fmt.Sprintf(`{"status":"success","massPayout":{"externalId":%[1]s},"item":{"itemStatus":"X","referenceCode":%[1]s}}`, quoted)),
		"headers": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", `text/html; of="`+gossip+`"`)
			w.Header().Set("Retry-After", gossip)
			w.Header().Set("Location", "https://127.0.0.1/"+url.PathEscape(gossip))
			w.WriteHeader(http.StatusFound)
		},
		"media type": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/"+markerIBAN)
			w.Header().Set("Retry-After", gossip)
			_, _ = io.WriteString(w, gossip)
		},
	}
	batch, auth := markerBatch(t), approval(t)
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			c := newVendor(t, answer).client()
			calls := operations(t)
			// Names have no form: they are found only in answers to the call that sent them.
			if _, err := c.Init(t.Context(), batch); assert.Error(t, err) {
				requireMasked(t, err)
			}
			delete(calls, "init")
			for _, call := range calls {
				if err := call(t.Context(), c); err != nil {
					requireMaskedButNames(t, err)
				}
			}
			_, err := c.Auth(t.Context(), auth)
			if err != nil {
				requireMaskedButNames(t, fmt.Errorf("pay: %w", err))
			}
		})
	}
}

// requireMasked looks at the error and everything that it wraps.
func requireMasked(t testing.TB, err error) {
	t.Helper()
	requireNoSecrets(t, err)
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		requireNoSecrets(t, inner)
	}
}

func requireMaskedButNames(t testing.TB, err error) {
	t.Helper()
	text := printed(err)
	for _, secret := range secrets() {
		if strings.EqualFold(secret, markerName) || secret == "MARKER KİŞİ" || secret == markerMember {
			continue
		}
		requireAbsent(t, text, secret)
	}
}

func TestTransportErrorsAreMasked(t *testing.T) {
	c := clientOver(t, roundTripper(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		return nil, fmt.Errorf("no mock for %s %s with %s (%s)", r.Method, r.Header.Get("Authorization"), body, gossip)
	}))
	_, err := c.Init(t.Context(), twoPayments(t))
	requireMaskedButNames(t, err)
}

func TestResultsAreMasked(t *testing.T) {
	quoted, err := json.Marshal(gossip)
	require.NoError(t, err)
	body := fmt.Sprintf(`{"status":"success","requestId":"179","invalidItems":[{"externalId":"4","errorCode":%[1]s,"errorMessage":%[1]s},{"externalId":%[1]s,"errorMessage":%[1]s}]}`, quoted)
	result, err := newVendor(t, says(200, body)).client().Init(t.Context(), markerBatch(t))
	require.NoError(t, err)
	_, refused := result.ApproveAll()

	item := fmt.Sprintf(`{"itemExternalId":"1","referenceCode":"ref","itemStatus":"FAILED","recipientInfo":%q,"recipientName":%q,"description":%q,"errorMessages":[%s],"errorMessage":%s}`,
		markerIBAN, markerName, markerText, quoted, quoted)
	c := newVendor(t, says(200, fmt.Sprintf(`{"status":"success","total":1,"massPayout":{"massPayoutStatus":"FAIL","externalId":"november"},"massPayoutItems":{"items":[%s]}}`, item))).client()
	page, err := c.Retrieve(t.Context(), payout.ByExternalID("november"), payout.Page{Size: 10})
	require.NoError(t, err)
	require.Equal(t, markerIBAN, page.Items[0].RecipientInfo, "the data itself is there, unmasked")
	settlement, err := c.Wait(t.Context(), result.Ref())
	require.NoError(t, err)
	report := payout.NewReport(result, true, settlement)

	for name, value := range map[string]any{
		"result": result, "result by value": *result, "refused items": result.Refused(), "refused error": refused,
		"result in an unexported field":          struct{ inner *payout.InitResult }{result},
		"result by value in an unexported field": struct{ inner payout.InitResult }{*result},
		"approval":                               approval(t), "client": c,
		"page": page, "page by value": *page, "settlement": settlement, "settlement by value": *settlement,
		"not settled": &payout.NotSettledError{Ref: result.Ref(), Last: settlement, Err: errBoom},
		"report":      report, "report by pointer": &report, "line": report.Lines[0], "line of the refused item": report.Lines[3], "another line": report.Lines[2],
	} {
		t.Run(name, func(t *testing.T) { requireNoSecrets(t, value) })
	}
	for _, l := range report.Lines {
		for _, secret := range secrets() {
			assert.NotContains(t, l.Reason, secret)
		}
	}
	assert.NotEmpty(t, report.Lines[0].Reason)
}

func TestOddStatusesAreMaskedWherePrinted(t *testing.T) {
	odd := gen.MassPayoutStatus(markerIBAN + "\n")
	s := payout.Settlement{Summary: gen.MassPayoutSummary{MassPayoutStatus: odd}}
	requireNoSecrets(t, s)
	requireNoSecrets(t, payout.Retrieved{Summary: s.Summary})
	requireNoSecrets(t, payout.Report{Status: odd})
	requireNoSecrets(t, &payout.NotSettledError{Last: &s, Err: errBoom})
	assert.NotContains(t, s.String(), "\n")
}

// Production keys have no form to find them by.
func TestAProductionKeyIsMasked(t *testing.T) {
	const key = "MarkerProductionKey"
	credentials, err := signing.NewCredentials(key, markerSecretKey)
	require.NoError(t, err)
	for _, answer := range []string{
		`{"status":"failure","errorCode":"1001","errorMessage":"no key MarkerProductionKey"}`,
		`{"status":"success","requestId":"r","invalidItems":[{"externalId":"1","errorMessage":"no key MarkerProductionKey"}]}`,
	} {
		c, err := payout.New(credentials, payout.WithHTTPClient(&http.Client{Transport: inMemory(says(200, answer))}))
		require.NoError(t, err)
		result, err := c.Init(t.Context(), twoPayments(t))
		if err == nil {
			_, err = result.ApproveAll()
		}
		require.ErrorContains(t, err, "no key ***")
		for _, value := range []any{err, c, *c, result} {
			requireAbsent(t, printed(value), key)
		}
	}
}
