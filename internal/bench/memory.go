package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/payout"
)

// memoryRows measure memory. A peak is that of a process of its own.
func memoryRows() []row {
	peak := func(of string) func() string {
		return func() string {
			said := must(exec.Command(must(os.Executable()), "-peak", of).Output())
			return strings.TrimSpace(string(said)) + " MB"
		}
	}
	return []row{
		{work: "bytes that Items holds an item, after 1,000,000", value: func() string { return fmt.Sprint(heldAnItem(1_000_000)) }, target: "≤ 80"},
		{work: "peak memory for 12 MB of three million empty items, payout", value: peak("payout"), target: "≤ 300 MB"},
		{work: "peak memory for 12 MB of three million empty items, gen", value: peak("gen"), target: "≤ 300 MB"},
	}
}

// heldAnItem lists items without keeping them, and weighs the heap before and after.
func heldAnItem(items int) int {
	const size = 1_000
	next := 0
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		var asked struct{ Size int }
		must(0, json.NewDecoder(r.Body).Decode(&asked))
		var b bytes.Buffer
		fmt.Fprintf(&b, `{"status":"success","total":%d,"massPayoutItems":{"items":[`, items)
		for i := range asked.Size {
			fmt.Fprintf(&b, `%s{"referenceCode":"7f0e3a1c-%012d","itemExternalId":"emp-%012d","itemStatus":"SUCCESS"}`, strings.Repeat(",", min(i, 1)), next, next)
			next++
		}
		b.WriteString(`]}}`)
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(&b), Request: r}, nil
	})
	c := must(payout.New(credentials(), payout.WithHTTPClient(&http.Client{Transport: transport})))
	before, listed, held := heap(), 0, 0
	for _, err := range c.Items(context.Background(), payout.ByRequestID("r"), payout.WithPageSize(size)) {
		must(0, err)
		if listed++; listed == items {
			held = int(heap()) - int(before)
		}
	}
	return held / items
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// peakOf decodes an answer that is all empty items, and gives the most memory that the process had, in MB.
func peakOf(through string) string {
	body := []byte(`{"status":"success","total":3000000,"massPayoutItems":{"items":[` + strings.Repeat("{ },", 2_999_999) + `{ }]}}`)
	switch through {
	case "payout":
		_, _ = client(body).Retrieve(context.Background(), payout.ByRequestID("r"), payout.Page{Size: 100})
	case "gen":
		c := must(gen.NewClientWithResponses(server, gen.WithHTTPClient(inMemory(body))))
		_, _ = c.RetrieveMassPayoutWithResponse(context.Background(), &gen.RetrieveMassPayoutParams{Locale: gen.LocaleEn}, gen.MassPayoutRetrieveRequest{RequestID: "r", Size: 1})
	}
	var u syscall.Rusage
	must(0, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return strconv.FormatInt(u.Maxrss/1024, 10)
}
