package report_test

import (
	"fmt"
	"os"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/drift"
)

func ExampleFor() {
	r := &report.Check{}
	r.Add("traffic.har", 2, []contract.Finding{{
		Entry: 1, OperationID: "authMassPayout", Direction: contract.InRequest, Kind: drift.MissingParameter, Severity: contract.Error,
		Pointer: "query locale", Message: "is required and missing",
	}})
	write, err := report.For("text")
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := write(os.Stdout, r.Report()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// traffic.har, entry 1
	//   error: authMassPayout request query locale: missing-parameter: is required and missing
	//
	// By kind
	//  Kind               Errors  Warnings  What it means
	//  missing-parameter       1         0  A required query parameter, such as locale, is missing.
	//
	// By operation
	//  Operation       Errors  Warnings
	//  authMassPayout       1         0
	//
	// What to do now
	//   For what is wrong with a request, change the program that sent it: the service may refuse it, now or later.
	//
	// 2 exchanges in 1 file: 1 error, 0 warnings
}
