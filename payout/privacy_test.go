package payout_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// gossip is text of a vendor that repeats everything it was told.
const gossip = "TR920086402100005482986178 / TR92 0086 4021 0000 5482 9861 78 of Marker Kişi (MARKER KİŞİ), +905456856931 or 05456856931, 10000000146, " +
	"member 8812345, key " + testkit.MarkerAPIKey + ", Authorization IYZWSv2 c2FuZGJveC1NYXJrZXJBcGlLZXkwMTIzNDU2Nzg5OmFi" +
	" or " + testkit.MarkerPayload + " with signature " + testkit.MarkerSignature

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
			w.Header().Set("Content-Type", "text/"+testkit.MarkerIBAN)
			w.Header().Set("Retry-After", gossip)
			_, _ = io.WriteString(w, gossip)
		},
	}
	batch, auth := testkit.MarkerBatch(t), approval(t)
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
	testkit.RequireNoSecrets(t, err)
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		testkit.RequireNoSecrets(t, inner)
	}
}

func requireMaskedButNames(t testing.TB, err error) {
	t.Helper()
	text := testkit.Printed(err)
	for _, secret := range testkit.Secrets() {
		if strings.EqualFold(secret, testkit.MarkerName) || secret == "MARKER KİŞİ" || secret == testkit.MarkerMember {
			continue
		}
		testkit.RequireAbsent(t, text, secret)
	}
}

func TestTransportErrorsAreMasked(t *testing.T) {
	c := clientOver(t, roundTripper(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		return nil, fmt.Errorf("no mock for %s %s with %s (%s)", r.Method, r.Header.Get("Authorization"), body, gossip)
	}))
	_, err := c.Init(t.Context(), testkit.TwoPayments(t))
	requireMaskedButNames(t, err)
}

func TestResultsAreMasked(t *testing.T) {
	quoted, err := json.Marshal(gossip)
	require.NoError(t, err)
	body := fmt.Sprintf(`{"status":"success","requestId":"179","invalidItems":[{"externalId":"4","errorCode":%[1]s,"errorMessage":%[1]s},{"externalId":%[1]s,"errorMessage":%[1]s}]}`, quoted)
	result, err := newVendor(t, says(200, body)).client().Init(t.Context(), testkit.MarkerBatch(t))
	require.NoError(t, err)
	_, refused := result.ApproveAll()

	item := fmt.Sprintf(`{"itemExternalId":"1","referenceCode":"ref","itemStatus":"FAILED","recipientInfo":%q,"recipientName":%q,"description":%q,"errorMessages":[%s],"errorMessage":%s}`,
		testkit.MarkerIBAN, testkit.MarkerName, testkit.MarkerText, quoted, quoted)
	c := newVendor(t, says(200, fmt.Sprintf(`{"status":"success","total":1,"massPayout":{"massPayoutStatus":"FAIL","externalId":"november"},"massPayoutItems":{"items":[%s]}}`, item))).client()
	page, err := c.Retrieve(t.Context(), payout.ByExternalID("november"), payout.Page{Size: 10})
	require.NoError(t, err)
	require.Equal(t, testkit.MarkerIBAN, page.Items[0].RecipientInfo, "the data itself is there, unmasked")
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
		t.Run(name, func(t *testing.T) { testkit.RequireNoSecrets(t, value) })
	}
	for _, l := range report.Lines {
		for _, secret := range testkit.Secrets() {
			assert.NotContains(t, l.Reason, secret)
		}
	}
	assert.NotEmpty(t, report.Lines[0].Reason)
}

func TestOddStatusesAreMaskedWherePrinted(t *testing.T) {
	odd := gen.MassPayoutStatus(testkit.MarkerIBAN + "\n")
	s := payout.Settlement{Summary: gen.MassPayoutSummary{MassPayoutStatus: odd}}
	testkit.RequireNoSecrets(t, s)
	testkit.RequireNoSecrets(t, payout.Retrieved{Summary: s.Summary})
	testkit.RequireNoSecrets(t, payout.Report{Status: odd})
	testkit.RequireNoSecrets(t, &payout.NotSettledError{Last: &s, Err: errBoom})
	assert.NotContains(t, s.String(), "\n")
}

// Production keys have no form to find them by.
func TestAProductionKeyIsMasked(t *testing.T) {
	const key = "MarkerProductionKey"
	credentials, err := signing.NewCredentials(key, strings.TrimPrefix(testkit.MarkerSecretKey, "sandbox-"))
	require.NoError(t, err)
	for _, answer := range []string{
		`{"status":"failure","errorCode":"1001","errorMessage":"no key MarkerProductionKey"}`,
		`{"status":"success","requestId":"r","invalidItems":[{"externalId":"1","errorMessage":"no key MarkerProductionKey"}]}`,
	} {
		c, err := payout.New(credentials, payout.WithHTTPClient(&http.Client{Transport: inMemory(says(200, answer))}))
		require.NoError(t, err)
		result, err := c.Init(t.Context(), testkit.TwoPayments(t))
		if err == nil {
			_, err = result.ApproveAll()
		}
		require.ErrorContains(t, err, "no key ***")
		for _, value := range []any{err, c, *c, result} {
			testkit.RequireAbsent(t, testkit.Printed(value), key)
		}
	}
}
