package emulator_test

import (
	"context"
	"fmt"
	"log"
	"testing"
	"time"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// In a test of your own two lines are enough.
func ExampleStart() {
	_ = func(t *testing.T) {
		srv := emulator.Start(t)
		client, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(srv.Client()))
		if err != nil {
			t.Fatal(err)
		}
		// Pay with client, then see what really happened:
		_ = client
		srv.Advance(time.Minute)
		for _, batch := range srv.Ledger().Batches {
			t.Log(batch.ExternalID, batch.Status)
		}
	}
	// Output:
}

// A payout of which one line fails at the bank. No test has to wait for it: Advance pushes the time ahead.
func ExampleListen() {
	srv, err := emulator.Listen("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	client, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(srv.Client()))
	if err != nil {
		log.Fatal(err)
	}

	ctx := context.Background()
	result, err := client.Init(ctx, payout.Batch{ExternalID: "june", Items: []payout.Item{
		line("ayse", "salary"),
		line("mehmet", "salary "+emulator.MarkBankFail),
	}})
	if err != nil {
		log.Fatal(err)
	}
	approval, err := result.ApproveAll()
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Auth(ctx, approval); err != nil {
		log.Fatal(err)
	}
	srv.Advance(time.Minute)

	for item, err := range client.Items(ctx, result.Ref()) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(item.ItemExternalID, item.ItemStatus, item.ErrorMessages)
	}
	balance, err := client.Balance(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("balance", balance.Amount)
	// Output:
	// ayse SUCCESS []
	// mehmet DEPOSIT_SUCCESS [The bank refused the payment]
	// balance 999999879.50000000
}

func line(id, description string) payout.Item {
	amount, err := payout.TRY("100.50")
	if err != nil {
		log.Fatal(err)
	}
	recipient, err := payout.MemberID("2228853")
	if err != nil {
		log.Fatal(err)
	}
	return payout.Item{ExternalID: id, Recipient: recipient, Amount: amount, Description: description}
}

// WithLineOutcome decides in Go what becomes of each line.
func ExampleWithLineOutcome() {
	srv, err := emulator.Listen("127.0.0.1:0", emulator.WithLineOutcome(func(item gen.MassPayoutItem) emulator.LineOutcome {
		if item.ItemExternalID == "mehmet" {
			return emulator.LineOutcome{Mark: emulator.MarkRefuse, Code: "4711", Message: "the account is closed"}
		}
		return emulator.LineOutcome{} // paid
	}))
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	client, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(srv.Client()))
	if err != nil {
		log.Fatal(err)
	}
	result, err := client.Init(context.Background(), payout.Batch{ExternalID: "june", Items: []payout.Item{
		line("ayse", "salary"), line("mehmet", "salary"),
	}})
	if err != nil {
		log.Fatal(err)
	}
	for _, refused := range result.Refused() {
		fmt.Println(refused.ExternalID, refused.Code, refused.Message)
	}
	// Output: mehmet 4711 the account is closed
}

// The answer to an auth is lost on its way. The ledger knows what the client cannot.
func ExampleWithFaults() {
	srv, err := emulator.Listen("127.0.0.1:0", emulator.WithFaults(emulator.Fault{
		Kind: emulator.FaultResetAfterCommit, Operation: gen.OperationAuthMassPayout,
	}))
	if err != nil {
		log.Fatal(err)
	}
	defer srv.Close()
	client, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(srv.Client()))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	result, err := client.Init(ctx, payout.Batch{ExternalID: "june", Items: []payout.Item{line("ayse", "salary")}})
	if err != nil {
		log.Fatal(err)
	}
	approval, err := result.ApproveAll()
	if err != nil {
		log.Fatal(err)
	}
	_, _ = client.Auth(ctx, approval)
	srv.Advance(time.Minute)
	for _, batch := range srv.Ledger().Batches {
		fmt.Println(batch.ExternalID, "authorised", batch.Effective, "paid", batch.Lines[0].Paid)
	}
	fmt.Println(srv.FaultsMet())
	// Output:
	// june authorised 1 paid 1
	// map[reset_after_commit:1]
}

// A client of an emulator that runs somewhere on this machine, such as iyzipayout emulator: its keys are no secret.
func ExampleNew_running() {
	running, err := emulator.Listen("127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer running.Close()
	url := running.URL()

	credentials, err := signing.NewCredentials(emulator.DefaultAPIKey, emulator.DefaultSecretKey)
	if err != nil {
		log.Fatal(err)
	}
	client, err := payout.New(credentials, payout.WithBaseURL(url))
	if err != nil {
		log.Fatal(err)
	}
	balance, err := client.Balance(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(balance.Amount)
	// Output: 1000000000.00
}
