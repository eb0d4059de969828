package nightly_test

import (
	"fmt"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/nightly"
)

// The exit codes add up: a drift is seen although something else could not be run.
func ExampleResult_ExitCode() {
	r := nightly.Result{Parts: []report.Section{
		{Name: nightly.Pages, State: report.Drift, Level: "breaking"},
		{Name: nightly.Wire, State: report.CouldNotRun},
		{Name: nightly.Cassettes, State: report.Clean},
	}}
	fmt.Println(r.ExitCode(), r.Verdict())
	fmt.Println("pages:", r.ExitCode()&nightly.CodePages != 0, "wire:", r.ExitCode()&nightly.CodeWire != 0)
	// Output:
	// 5 Page drift (breaking). Could not run: wire.
	// pages: true wire: false
}
