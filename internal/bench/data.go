package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/bench/vanilla"
	"github.com/iyzipayout/iyzipayout/money"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

const (
	server = "https://sandbox-api.iyzipay.com/"
	iban   = "TR920086402100005482986178"
	holder = "Ayşe Yılmaz"
	words  = "November salary & bonus"
	amount = "48250.75"
)

// page is an answer of so many items.
func page(items int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"status":"success","locale":"en","systemTime":1759231970716,"conversationId":"payroll-2026-11","total":%d,"page":0,"size":%d,`, items, items)
	b.WriteString(`"massPayout":{"externalId":"payroll-2026-11","massPayoutStatus":"COMPLETED","currency":"TRY","merchantId":3415216,"totalAmount":1930030.00,` +
		`"totalCommissionAmount":800.00000000,"receivedDate":"2026-11-28 10:00:00"},"massPayoutItems":{"items":[`)
	for i := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"referenceCode":"7f0e3a1c-%06d","itemExternalId":"emp-%06d","recipientType":"IBAN","recipientInfo":"%s","recipientName":"%s",`+
			`"description":"November salary","itemStatus":"SUCCESS","totalAmount":%s,"commissionAmount":20.00000000,"currencyCode":"TRY",`+
			`"massPayoutRequestId":"179cdefc-1f0e-4b6a-9e0e-5a1c2d3e4f50"}`, i, i, iban, holder, amount)
	}
	b.WriteString(`]}}`)
	return b.Bytes()
}

// inMemory answers every request with the same body.
func inMemory(body []byte) *http.Client {
	return &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
		}
		return &http.Response{
			StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(body)),
			ContentLength: int64(len(body)), Request: r,
		}, nil
	})}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func credentials() signing.Credentials {
	return must(signing.NewCredentials("sandbox-key", "sandbox-secret"))
}

func client(body []byte) *payout.Client {
	return must(payout.New(credentials(), payout.WithHTTPClient(inMemory(body))))
}

func batch(items int) payout.Batch {
	b := payout.Batch{ExternalID: "payroll-2026-11", Purpose: gen.PurposeSalary}
	recipient, value := must(payout.IBAN(iban, holder)), must(payout.TRY(amount))
	for i := range items {
		b.Items = append(b.Items, payout.Item{ExternalID: fmt.Sprintf("emp-%06d", i), Recipient: recipient, Amount: value, Description: words})
	}
	return b
}

func genRequest(items int) gen.MassPayoutInitializeRequest {
	r := gen.MassPayoutInitializeRequest{ExternalID: "payroll-2026-11", ConversationID: "payroll-2026-11", Purpose: gen.PurposeSalary}
	for i := range items {
		r.Items = append(r.Items, gen.MassPayoutItem{
			ItemExternalID: fmt.Sprintf("emp-%06d", i), RecipientType: gen.RecipientTypeIBAN, RecipientInfo: iban, RecipientName: holder,
			Amount: gen.Amount{Value: money.MustParse(amount), Currency: "TRY"}, Description: words,
		})
	}
	return r
}

func vanillaRequest(items int) vanilla.MassPayoutInitializeRequest {
	purpose, name := vanilla.SALARY, strings.Clone(holder)
	r := vanilla.MassPayoutInitializeRequest{ExternalId: "payroll-2026-11", ConversationId: "payroll-2026-11", Purpose: &purpose}
	for i := range items {
		r.Items = append(r.Items, vanilla.MassPayoutItem{
			ItemExternalId: fmt.Sprintf("emp-%06d", i), RecipientType: vanilla.IBAN, RecipientInfo: iban, RecipientName: &name,
			Amount: vanilla.Amount{Value: 48250.75, Currency: "TRY"}, Description: words,
		})
	}
	return r
}
