package temporalexample_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/fleet"
	"github.com/iyzipayout/iyzipayout/fleet/internal/temporalexample"
	"github.com/iyzipayout/iyzipayout/payout"
)

// A worker of Temporal. It needs a server, so the example is compiled and not run.
func Example() {
	ctx := context.Background()
	var paying *payout.Client // as payout.New makes it
	var load func(ctx context.Context, externalID string) (payout.Batch, error)

	db, err := fleet.Open(ctx, "postgres://localhost/payouts")
	if err != nil {
		panic(err)
	}
	defer db.Close()
	temporal, err := client.Dial(client.Options{})
	if err != nil {
		panic(err)
	}
	defer temporal.Close()
	w := worker.New(temporal, "payouts", worker.Options{})
	w.RegisterWorkflow(temporalexample.Pay)
	w.RegisterActivity(&temporalexample.Payer{Client: paying, Store: db, Load: load})
	if err := w.Run(worker.InterruptCh()); err != nil {
		panic(err)
	}
}

// The workflow takes a payout to its end in Temporal's own test environment, whose days take no time.
func TestPay(t *testing.T) {
	srv := emulator.Start(t)
	paying, err := payout.New(srv.Credentials(), payout.WithBaseURL(srv.URL()), payout.WithHTTPClient(srv.Client()))
	require.NoError(t, err)
	db, err := fleet.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "p.db"))
	require.NoError(t, err)
	defer db.Close()
	turns := 0
	load := func(context.Context, string) (payout.Batch, error) {
		if turns++; turns > 1 {
			srv.Advance(time.Hour)
		}
		who, err := payout.Phone("5456856931")
		require.NoError(t, err)
		amount, err := payout.TRY("20")
		require.NoError(t, err)
		return payout.Batch{ExternalID: "sellers-1", Items: []payout.Item{{ExternalID: "seller-1", Recipient: who, Amount: amount, Description: "November"}}}, nil
	}
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.SetTestTimeout(time.Minute) // not the three seconds of real time that it has otherwise: a turn waits up to two before its first look
	env.RegisterActivity(&temporalexample.Payer{Client: paying, Store: db, Load: load})
	env.ExecuteWorkflow(temporalexample.Pay, "sellers-1")
	require.NoError(t, env.GetWorkflowError())
	var got temporalexample.Counts
	require.NoError(t, env.GetWorkflowResult(&got))
	assert.Equal(t, temporalexample.Counts{Over: true, Paid: 1}, got)
	assert.Equal(t, 1, srv.Ledger().Batches[0].Lines[0].Paid)
	assert.Equal(t, 2, turns)
}
