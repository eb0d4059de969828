package payout_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// The whole way of a payment. Against iyzico the client is made by payout.New(credentials) alone.
func Example() {
	ctx := context.Background()
	service, err := emulator.Listen("127.0.0.1:0", emulator.WithPace(emulator.TestPace()))
	check(err)
	defer service.Close()
	client, err := payout.New(service.Credentials(), payout.WithBaseURL(service.URL()))
	check(err)

	ayse, err := payout.IBAN("TR92 0086 4021 0000 5482 9861 78", "Ayşe Yılmaz")
	check(err)
	salary, err := payout.TRY("48250.75")
	check(err)
	batch := payout.Batch{
		ExternalID: "payroll-2026-11", // your id: the same payment always under the same one
		Purpose:    gen.PurposeSalary,
		Items:      []payout.Item{{ExternalID: "emp-1", Recipient: ayse, Amount: salary, Description: "November salary"}},
	}

	result, err := client.Init(ctx, batch) // hands the batch over, moves no money
	check(err)
	approval, err := result.ApproveAll() // an error if a single line was refused
	check(err)
	_, err = client.Auth(ctx, approval) // moves the money, has no undo
	check(err)
	settlement, err := client.Wait(ctx, result.Ref(), payout.WithPollInterval(10*time.Millisecond, 100*time.Millisecond))
	check(err)
	report := payout.NewReport(result, true, settlement)
	fmt.Println(report.Count(payout.StatePaid), "paid,", report.Count(payout.StateNotPaid), "not paid")
	// Output: 1 paid, 0 not paid
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// A success is not an acceptance: the answer may refuse lines, which are never paid.
func ExampleInitResult_ApproveAccepted() {
	client := exampleClient(`{"status":"success","requestId":"179cdefc1","invalidItems":[{"externalId":"emp-2","errorCode":"5001","errorMessage":"wallet not found"}]}`)
	result, err := client.Init(context.Background(), exampleBatch())
	check(err)

	_, err = result.ApproveAll()
	fmt.Println(err)
	_, err = result.ApproveAccepted()
	fmt.Println("the others can be paid:", err == nil)
	// Output:
	// payout: 1 of 2 lines was refused, nothing was authorised:
	//   "emp-2": code 5001: wallet not found
	// the others can be paid: true
}

// Every error says whether the call may have taken effect.
func ExampleOutcomeOf() {
	approval, err := payout.ApproveRequest("179cdefc1")
	check(err)
	for _, answer := range []string{
		`{"status":"failure","errorCode":"1000","errorMessage":"Invalid signature"}`,
		`{"status":"failure","errorCode":"1","errorMessage":"System error occurred"}`,
		`<html>Bad gateway</html>`,
	} {
		_, err := exampleClient(answer).Auth(context.Background(), approval)
		fmt.Println(payout.OutcomeOf(err))
	}
	_, err = exampleClient("").Auth(context.Background(), payout.Approval{})
	fmt.Println(payout.OutcomeOf(err))
	// Output:
	// refused
	// unknown
	// unknown
	// not sent
}

func ExampleError() {
	client := exampleClient(`{"status":"failure","errorCode":"1001","errorMessage":"api bilgileri bulunamadı"}`)
	_, err := client.Balance(context.Background())
	fmt.Println(errors.Is(err, payout.ErrUnknownCredentials), payout.HasCode(err, codes.UnknownCredentials))
	if refusal, ok := errors.AsType[*payout.Error](err); ok {
		fmt.Println(refusal.Code, refusal.Message, refusal.HTTPStatus)
	}
	// Output:
	// true true
	// 1001 api bilgileri bulunamadı 200
}

func ExampleClient_Items() {
	client := exampleClient(`{"status":"success","total":2,"massPayoutItems":{"items":[` +
		`{"itemExternalId":"emp-1","itemStatus":"SUCCESS"},{"itemExternalId":"emp-2","itemStatus":"DEPOSIT_SUCCESS"}]}}`)
	for item, err := range client.Items(context.Background(), payout.ByExternalID("payroll-2026-11")) {
		check(err) // the sequence never ends early without one
		fmt.Println(item.ItemExternalID, item.ItemStatus, item.ItemStatus.Meaning())
	}
	// Output:
	// emp-1 SUCCESS paid
	// emp-2 DEPOSIT_SUCCESS returned
}

// exampleClient talks to a service that always answers alike.
func exampleClient(answer string) *payout.Client {
	credentials, err := signingCredentials()
	check(err)
	client, err := payout.New(credentials, payout.WithoutRetries(), payout.WithHTTPClient(&http.Client{Transport: inMemory(says(http.StatusOK, answer))}))
	check(err)
	return client
}

func exampleBatch() payout.Batch {
	salary, err := payout.TRY("48250.75")
	check(err)
	recipient, err := payout.Phone("+905456856931")
	check(err)
	return payout.Batch{ExternalID: "payroll-2026-11", Items: []payout.Item{
		{ExternalID: "emp-1", Recipient: recipient, Amount: salary, Description: "November salary"},
		{ExternalID: "emp-2", Recipient: recipient, Amount: salary, Description: "November salary"},
	}}
}
