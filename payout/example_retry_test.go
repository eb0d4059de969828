package payout_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// The connection broke after auth was sent, and whoever could tell what became of it cannot be reached either. The error says
// which call settles that, here one that is made some time later, perhaps by another process.
func ExampleRecoveryOf() {
	ctx := context.Background()
	approval, err := payout.ApproveRequest("179cdefc1")
	check(err)
	answers := saysInTurn(`<html>Bad gateway</html>`, `<html>Bad gateway</html>`, `{"status":"success","massPayout":{"massPayoutStatus":"IN_PROGRESS"}}`)
	credentials, err := signingCredentials()
	check(err)
	client, err := payout.New(credentials,
		payout.WithHTTPClient(&http.Client{Transport: inMemory(answers)}),
		payout.WithRetries(payout.RetryPolicy{MaxAttempts: 1, First: time.Millisecond}))
	check(err)

	_, err = client.Auth(ctx, approval)
	fmt.Println("outcome:", payout.OutcomeOf(err))
	recovery, ok := payout.RecoveryOf(err)
	fmt.Println(ok, recovery.Operation, recovery.Ref)

	state, err := client.Retrieve(ctx, recovery.Ref, payout.Page{Size: 1})
	check(err)
	fmt.Println("took effect:", state.Summary.MassPayoutStatus != gen.MassPayoutStatusInit, state.Summary.MassPayoutStatus)
	// Output:
	// outcome: unknown
	// true retrieveMassPayout requestId 179cdefc1
	// took effect: true IN_PROGRESS
}

// Tracing belongs to the HTTP client: each attempt and each look-up is a span. Paths may hold ids, so name the spans by the
// operation. otelhttp records no bodies.
func ExampleWithHTTPClient_openTelemetry() {
	service, err := emulator.Listen("127.0.0.1:0")
	check(err)
	defer service.Close()
	name := func(_ string, r *http.Request) string {
		span := r.Method
		for _, op := range gen.Operations() {
			if operationOf(r) == op {
				span = string(op)
			}
		}
		fmt.Println("span:", span)
		return span
	}
	traced := &http.Client{Transport: otelhttp.NewTransport(http.DefaultTransport, otelhttp.WithSpanNameFormatter(name))}
	client, err := payout.New(service.Credentials(), payout.WithBaseURL(service.URL()), payout.WithHTTPClient(traced))
	check(err)

	balance, err := client.Balance(context.Background())
	check(err)
	fmt.Println(balance.Amount)
	// Output:
	// span: getMassPayoutBalance
	// 1000000000.00
}
