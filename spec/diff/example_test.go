package diff_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// A page of the vendor has a new status in an answer.
func ExampleCompare() {
	page := func(statuses string) fstest.MapFS {
		return fstest.MapFS{"page.md": {Data: []byte("# Page\n\n```json\n" + `{"openapi": "3.0.3", "paths": {"/v1/mass/payout/retrieve": {"post": {"responses": {"200": {"content": {
			"application/json": {"schema": {"type": "object", "properties": {"status": {"type": "string", "enum": [` + statuses + `]}}}}}}}}}}}` + "\n```\n")}}
	}
	old, err := diff.LoadFS("old", page(`"INIT", "COMPLETED"`))
	if err != nil {
		panic(err)
	}
	newer, err := diff.LoadFS("new", page(`"INIT", "COMPLETED", "PARTIAL"`))
	if err != nil {
		panic(err)
	}
	report, err := diff.Compare(old, newer)
	if err != nil {
		panic(err)
	}
	for _, c := range report.Changes {
		fmt.Println(c.Level, c.OperationID, c.Direction, c.ID)
		fmt.Println(c.Text)
	}
	// Output:
	// breaking retrieveMassPayout response response-enum-value-added
	// `PARTIAL` is a new value of `status`: callers can receive something they do not know.
}

func ExampleLoad() {
	pages, err := diff.Load(context.Background(), "../testdata/frozen/vendor")
	fmt.Println(pages.Pages, err)
	_, err = diff.Load(context.Background(), "nothing here")
	fmt.Println(err)
	// Output:
	// true <nil>
	// nothing here: no such file or folder, and no git revision here
}
