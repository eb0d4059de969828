package report_test

import (
	"fmt"
	"os"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/report"
)

func ExampleFor() {
	var r report.Report
	r.Add("traffic.har", 2, []contract.Finding{{
		Entry: 1, OperationID: "authMassPayout", Direction: contract.InRequest, Kind: contract.KindMissingParameter, Severity: contract.Error,
		Pointer: "query locale", Message: "is required and missing",
	}})
	write, err := report.For("text")
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := write(os.Stdout, r); err != nil {
		fmt.Println(err)
	}
	// Output:
	// traffic.har, entry 1
	//   error: authMassPayout request query locale: missing-parameter: is required and missing
	//
	// 2 exchanges in 1 file: 1 error, 0 warnings
	//   missing-parameter    1 error, 0 warnings
}
