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
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

func TestWhatHoldsAnItemIsMasked(t *testing.T) {
	batch := testkit.MarkerBatch(t)
	for i := range batch.Items {
		batch.Items[i].Description = testkit.MarkerText
	}
	details := []gen.MassPayoutItemDetail{{
		ItemExternalID: "1", ReferenceCode: "ref", ItemStatus: "FAILED", RecipientInfo: testkit.MarkerIBAN, RecipientName: testkit.MarkerName, Description: testkit.MarkerText,
		ErrorMessage: gossip + testkit.MarkerText, ErrorMessages: []string{gossip, testkit.MarkerMember + testkit.MarkerText},
	}, {RecipientInfo: testkit.MarkerMember, RecipientName: testkit.MarkerName, ErrorMessages: []string{gossip}}}
	settlement := &payout.Settlement{Summary: gen.MassPayoutSummary{MassPayoutStatus: "FAIL"}, Items: details}
	line := payout.Line{Item: batch.Items[0]}
	for name, value := range map[string]any{
		"item": batch.Items[0], "item by pointer": &batch.Items[2], "item in a map": map[string]payout.Item{"a": batch.Items[3]}, "item without anything": payout.Item{},
		"items": batch.Items, "batch": batch, "batch by pointer": &batch,
		"line": line, "report": payout.Report{Lines: []payout.Line{line}}, "run event": runner.Event{},
		"settlement": settlement, "settlement by value": *settlement, "page": payout.Retrieved{Items: details}, "page by pointer": &payout.Retrieved{Items: details},
		"not settled": &payout.NotSettledError{Last: settlement, Err: errBoom}, "not settled by value": payout.NotSettledError{Last: settlement, Err: errBoom},
		"not settled, wrapped": fmt.Errorf("pay: %w", &payout.NotSettledError{Last: settlement, Err: errBoom}),
	} {
		t.Run(name, func(t *testing.T) { testkit.RequireNoSecretsAnywhere(t, value) })
	}
	assert.Equal(t, testkit.MarkerIBAN, details[0].RecipientInfo, "the data itself stays as it is")
	assert.Equal(t, testkit.MarkerText, batch.Items[0].Description)

	assert.Equal(t, "1: IBAN ***6178, 1250.50 TRY", fmt.Sprintf("%+v", payout.Item{ExternalID: "1", Recipient: batch.Items[0].Recipient, Amount: testkit.Lira(t, "1250.50"), Description: testkit.MarkerText}))
	data, err := json.Marshal(payout.Item{ExternalID: "1", Recipient: batch.Items[0].Recipient, Amount: testkit.Lira(t, "1250.50"), Description: testkit.MarkerText})
	require.NoError(t, err)
	assert.JSONEq(t, `{"ExternalID":"1","Recipient":"IBAN ***6178","Amount":{"currency":"TRY","value":1250.50},"Description":"***","NonWithdrawable":false}`, string(data))
	assert.Equal(t, fmt.Sprintf("externalId november: %d items", len(batch.Items)), batch.String())
}

// quoting is an error that shows all that it holds, whatever the verb.
type quoting struct{ Body string }

func (q quoting) Error() string { return q.Body }

// A RoundTripper may quote what it was to send, in many ways.
func TestTransportErrorsDoNotQuoteTheBody(t *testing.T) {
	batch := testkit.MarkerBatch(t)
	for i := range batch.Items {
		batch.Items[i].Description = testkit.MarkerText
	}
	ways := map[string]func(*http.Request, string) error{
		"as it is": func(_ *http.Request, body string) error { return quoting{"no mock for " + body} },
		"quoted":   func(_ *http.Request, body string) error { return fmt.Errorf("no mock for %q: sorry", body) },
		"quoted twice": func(_ *http.Request, body string) error {
			return fmt.Errorf("no mock: %q", fmt.Sprintf("body %q", body))
		},
		"cut":             func(_ *http.Request, body string) error { return fmt.Errorf("no mock for %.300s", body) },
		"without a start": func(_ *http.Request, body string) error { return fmt.Errorf("no mock for …%s", body[3:]) },
		"bytes":           func(_ *http.Request, body string) error { return fmt.Errorf("no mock for %d", []byte(body)) },
		"hexadecimal":     func(_ *http.Request, body string) error { return fmt.Errorf("no mock for %x and % X", body, body) },
		"indented": func(_ *http.Request, body string) error {
			var v any
			_ = json.Unmarshal([]byte(body), &v)
			text, _ := json.MarshalIndent(v, "", "  ")
			return fmt.Errorf("no mock for %s", text)
		},
		"in the URL": func(r *http.Request, body string) error {
			return &url.Error{Op: "Post", URL: r.URL.String() + "&iban=" + testkit.MarkerIBAN + "&phone=" + url.QueryEscape(testkit.MarkerPhone), Err: errBoom}
		},
		"with a password": func(r *http.Request, _ string) error {
			return errors.New("proxy http://me:" + testkit.MarkerSecretKey + "@proxy:3128")
		},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			c := clientOver(t, roundTripper(func(r *http.Request) (*http.Response, error) {
				body, _ := io.ReadAll(r.Body)
				return nil, way(r, string(body))
			}))
			_, err := c.Init(t.Context(), batch)
			transport, ok := errors.AsType[*payout.TransportError](err)
			require.True(t, ok)
			for _, value := range []any{err, transport, *transport, []error{transport}, map[string]any{"error": transport}} {
				testkit.RequireNoSecretsAnywhere(t, value)
			}
			assert.Contains(t, err.Error(), "got no answer (outcome: unknown)")
		})
	}
}

// What the vendor writes cannot forge a line of a log, wherever it is handed out.
func TestTextsOfTheVendorAreCleaned(t *testing.T) {
	const odd = "a\x00b\x1b[31mc\nd\u202ee\u200bf\u2028g"
	quoted, err := json.Marshal(odd)
	require.NoError(t, err)
	item := strings.ReplaceAll(`{"itemExternalId":"1\n","referenceCode":@,"itemStatus":@,"massPayoutRequestId":@,"recipientName":@,"recipientInfo":@,"description":@,
		"errorMessage":@,"errorMessages":[@],"currencyCode":@}`, "@", string(quoted))
	clean := func(t *testing.T, text string) {
		t.Helper()
		assert.Zero(t, strings.IndexFunc(text, func(r rune) bool { return strings.ContainsRune("\x00\x1b\n\u202e\u200b\u2028", r) })+1, "%q", text)
	}
	body := strings.ReplaceAll(`{"status":"success","total":1,"massPayout":{"massPayoutStatus":@,"currency":@,"completedDate":@},"massPayoutItems":{"items":[`+item+`]}}`, "@", string(quoted))
	page, err := newVendor(t, says(200, body)).client().Retrieve(t.Context(), payout.ByExternalID("november"), payout.Page{Size: 1})
	require.NoError(t, err)
	d := page.Items[0]
	for _, text := range []string{
		d.ItemExternalID, d.ReferenceCode, string(d.ItemStatus), d.MassPayoutRequestID, d.RecipientName, d.RecipientInfo, d.Description, d.ErrorMessage, d.ErrorMessages[0],
		d.CurrencyCode, string(page.Summary.MassPayoutStatus), page.Summary.Currency, page.Summary.CompletedDate,
	} {
		clean(t, text)
	}
	assert.Equal(t, "a�b�[31mc�d�e�f�g", d.ReferenceCode)
	assert.Empty(t, d.MassPayoutRequestID, "an id that cannot be sent does not become another one")

	one, err := newVendor(t, says(200, `{"status":"success","item":`+strings.Replace(item, `"referenceCode":`+string(quoted)+`,`, "", 1)+`}`)).client().Item(t.Context(), "ref")
	require.NoError(t, err)
	clean(t, one.Description+one.RecipientName)

	s := &payout.Settlement{Items: []gen.MassPayoutItemDetail{{ItemExternalID: "1", ReferenceCode: odd, ItemStatus: odd, ErrorMessage: odd, ErrorMessages: []string{odd}}}}
	for _, l := range payout.NewReport(initiated(t, initDone), true, s).Lines {
		clean(t, l.ReferenceCode+string(l.Status)+l.Reason+l.String())
	}
}

// An id of the caller's may hold invisible characters: a file that begins with a byte order mark has one in its first.
func TestIDsOfTheCallerStayAsTheyAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[a-zA-Z0-9\x{feff}\x{200d}\x{200b}]{1,12}`).Draw(t, "id")
		quoted, _ := json.Marshal(id)
		page, err := clientOver(t, inMemory(says(200, fmt.Sprintf(`{"status":"success","total":1,"massPayoutItems":{"items":[{"itemExternalId":%s}]}}`, quoted)))).
			Retrieve(t.Context(), payout.ByExternalID("november"), payout.Page{Size: 1})
		require.NoError(t, err)
		require.Equal(t, id, page.Items[0].ItemExternalID)
	})
}
