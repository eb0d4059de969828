package runner_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/journal"
	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// A payout that survives whatever happens to this process: run it again with the same batch, and it goes on from where it was.
func ExampleRunner() {
	ctx := context.Background()
	service, err := emulator.Listen("127.0.0.1:0", emulator.WithPace(emulator.TestPace()))
	check(err)
	defer service.Close()
	client, err := payout.New(service.Credentials(), payout.WithBaseURL(service.URL()))
	check(err)
	dir, err := os.MkdirTemp("", "journal-") // in earnest, a folder that stays
	check(err)
	defer os.RemoveAll(dir)

	store, err := journal.New(dir)
	check(err)
	r, err := runner.New(client, store, runner.WithOnRefused(runner.PayAccepted),
		runner.WithWait(payout.WithPollInterval(10*time.Millisecond, 100*time.Millisecond)))
	check(err)
	batch := exampleBatch()
	report, err := r.Run(ctx, batch)
	if err != nil && payout.OutcomeOf(err) == payout.OutcomeUnknown {
		fmt.Println("run the same again before paying anybody in any other way:", err)
		return
	}
	check(err)
	fmt.Println(report.Count(payout.StatePaid), "paid,", report.Count(payout.StateNotPaid), "not paid")

	batch.Items[1].Description = "December salary"
	_, err = r.Run(ctx, batch)
	if other, ok := errors.AsType[*runner.ChangedError](err); ok {
		fmt.Println("refused:", other.Differences)
	}

	batch.ExternalID = "payroll-corrected" // another payout of the same lines is no way around it
	_, err = r.Run(ctx, batch)
	if held, ok := errors.AsType[*runner.HeldError](err); ok {
		fmt.Println("held:", held.Lines[1].ItemExternalID, "by", held.Lines[1].Payout, held.Lines[1].State)
	}
	// Output:
	// 2 paid, 0 not paid
	// refused: [item 2 differs]
	// held: emp-2 by payroll-2026-11 paid
}

// check ends an example that cannot go on.
func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
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
