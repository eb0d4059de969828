package fleet_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/runner"
	"github.com/iyzipayout/iyzipayout/signing"
)

// An order and its payout in one transaction, and a worker that pays it and tells the outcome of each line.
func Example() {
	service, err := emulator.Listen("127.0.0.1:0", emulator.WithPace(emulator.TestPace()))
	if err != nil {
		log.Fatal(err)
	}
	defer service.Close()
	dir, err := os.MkdirTemp("", "fleet")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := payOne(service.Credentials(), service.URL(), filepath.Join(dir, "payouts.db")); err != nil {
		log.Fatal(err)
	}
	// Output:
	// payout sellers-2026-11, line seller-7: paid
}

func payOne(credentials signing.Credentials, url, file string) error {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	db, err := fleet.Open(ctx, "sqlite:"+file)
	if err != nil {
		return err
	}
	defer db.Close()
	telemetry, err := fleet.NewTelemetry(tracenoop.NewTracerProvider(), noop.NewMeterProvider())
	if err != nil {
		return err
	}
	limit, err := db.RateLimit("production", 600, 10)
	if err != nil {
		return err
	}
	client, err := payout.New(credentials, payout.WithBaseURL(url), payout.WithPacer(limit), payout.WithLogger(telemetry.Logger(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	queue, err := fleet.NewQueue(ctx, db, client.Environment())
	if err != nil {
		return err
	}
	defer queue.Close()

	seller, err := payout.Phone("5456856931")
	if err != nil {
		return err
	}
	amount, err := payout.TRY("1250.50")
	if err != nil {
		return err
	}
	batch := payout.Batch{
		ExternalID: "sellers-2026-11", Period: "2026-11",
		Items: []payout.Item{{ExternalID: "seller-7", Recipient: seller, Amount: amount, Description: "November"}},
	}
	if _, err := db.SQL().ExecContext(ctx, `CREATE TABLE orders (id TEXT PRIMARY KEY)`); err != nil {
		return err
	}
	tx, err := db.SQL().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err = tx.ExecContext(ctx, `INSERT INTO orders (id) VALUES ($1)`, "order-1"); err != nil {
		return err
	}
	if _, err = queue.EnqueueTx(ctx, tx, batch); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}

	onSettled := func(_ context.Context, told fleet.Told) error {
		fmt.Printf("payout %s, line %s: %s\n", told.ExternalID, told.Line.Item.ExternalID, told.Line.State)
		return nil // keep told.Key: whoever has seen it does nothing twice
	}
	var working sync.WaitGroup
	working.Go(func() { untilSettled(ctx, queue); stop() })
	defer working.Wait()
	err = queue.Work(ctx, client, fleet.WithOnSettled(onSettled), fleet.WithTelemetry(telemetry),
		fleet.WithRunner(runner.WithOnRefused(runner.PayAccepted), runner.WithSecondLook(0)),
		fleet.WithLooks(50*time.Millisecond, time.Second),
	)
	return err
}

// untilSettled returns when every payout is.
func untilSettled(ctx context.Context, queue *fleet.Queue) {
	for ctx.Err() == nil {
		status, err := queue.Status(ctx, 10)
		if err == nil && len(status.Counts) == 1 && status.Counts[0].Stage == fleet.StageSettled {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}
