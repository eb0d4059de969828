package payout

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/signing"
)

const thousand = 1000

// BenchmarkInit hands over 1,000 items on loopback: validation, JSON, signature, HTTP and decoding.
func BenchmarkInit(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"status":"success","requestId":"179cdefc1"}`)
	}))
	defer server.Close()
	credentials, err := signing.NewCredentials("sandbox-key", "sandbox-secret")
	require.NoError(b, err)
	client, err := New(credentials, WithBaseURL(server.URL))
	require.NoError(b, err)
	batch := Batch{ExternalID: "payroll"}
	for i := range thousand {
		recipient, err := IBAN("TR920086402100005482986178", "Ayşe Yılmaz")
		require.NoError(b, err)
		amount, err := TRY("48250.75")
		require.NoError(b, err)
		batch.Items = append(batch.Items, Item{ExternalID: fmt.Sprintf("emp-%d", i), Recipient: recipient, Amount: amount, Description: "November salary"})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.Init(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
}

// retrieved is an answer with 1,000 items.
func retrieved(b *testing.B) []byte {
	response := gen.MassPayoutRetrieveResponse{Status: gen.ResultStatusSuccess, Total: thousand}
	for i := range thousand {
		response.MassPayoutItems.Items = append(response.MassPayoutItems.Items, gen.MassPayoutItemDetail{
			ItemExternalID: fmt.Sprintf("emp-%d", i), ReferenceCode: fmt.Sprintf("ref-%d", i), ItemStatus: gen.MassPayoutItemStatusSuccess,
			RecipientInfo: "TR920086402100005482986178", RecipientName: "Ayşe Yılmaz", RecipientType: gen.RecipientTypeIBAN,
			Description: "November salary", CurrencyCode: "TRY", TotalAmount: money.MustParse("48250.75"), CommissionAmount: money.MustParse("20.00000000"),
		})
	}
	body, err := json.Marshal(response)
	require.NoError(b, err)
	return body
}

func BenchmarkDecodeRetrieve(b *testing.B) {
	body := retrieved(b)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var response gen.MassPayoutRetrieveResponse
		_, err := decode(question{operation: gen.OperationRetrieveMassPayout, answer: &response, most: thousand}, answered(http.StatusOK, body))
		if err != nil || len(response.MassPayoutItems.Items) != thousand {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecodeVanilla is the same answer by encoding/json, without any check.
func BenchmarkDecodeVanilla(b *testing.B) {
	body := retrieved(b)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var response gen.MassPayoutRetrieveResponse
		if err := json.Unmarshal(body, &response); err != nil {
			b.Fatal(err)
		}
	}
}

// What an init costs beyond its bytes must not creep up, and must not grow with the items.
func TestAllocationsOfInit(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection of garbage empties the pools
	credentials, err := signing.NewCredentials("sandbox-key", "sandbox-secret")
	require.NoError(t, err)
	transport := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		_, err := io.Copy(io.Discard, r.Body)
		body := io.NopCloser(strings.NewReader(`{"status":"success","requestId":"179cdefc1","systemTime":1753877400123}`))
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: body, Request: r}, err
	})
	client, err := New(credentials, WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	recipient, err := IBAN("TR920086402100005482986178", "Ayşe Yılmaz")
	require.NoError(t, err)
	amount, err := TRY("48250.75")
	require.NoError(t, err)
	for items, most := range map[int]float64{1: 70, thousand: 100} {
		batch := Batch{ExternalID: "payroll"}
		for i := range items {
			batch.Items = append(batch.Items, Item{ExternalID: fmt.Sprintf("emp-%d", i), Recipient: recipient, Amount: amount, Description: "November salary"})
		}
		assert.LessOrEqual(t, testing.AllocsPerRun(20, func() { _, err = client.Init(t.Context(), batch) }), most+forgotten, "%d items", items)
		require.NoError(t, err)
	}
}

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
