package live_test

import (
	"context"
	"fmt"

	"github.com/iyzipayout/iyzipayout/internal/live"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/spec"
)

// Without a base URL the scenarios are played against emulators in this process. Without AllowAuth no money moves.
func ExampleRun() {
	doc, err := spec.Document()
	if err != nil {
		fmt.Println(err)
		return
	}
	ask := scenario.Scenario{Name: "ask", About: "The balance is asked for.", Run: func(ctx context.Context, w *scenario.World) error {
		client, err := w.Client()
		if err != nil {
			return err
		}
		_, err = client.Balance(ctx)
		return err
	}}
	pay := scenario.Scenario{Name: "pay", About: "Money moves.", MovesMoney: true, Run: func(context.Context, *scenario.World) error { return nil }}

	result, err := live.Run(context.Background(), live.Options{Document: doc, Scenarios: []scenario.Scenario{ask, pay}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range result.Scenarios {
		fmt.Printf("%s: %s (%s)\n", s.Name, s.Outcome, s.Reason)
	}
	fmt.Println("clean:", result.Clean())
	// Output:
	// ask: passed ()
	// pay: skipped (it moves money, which was not allowed)
	// clean: true
}
