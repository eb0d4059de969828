package fetch_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/fetch"
)

func ExampleRun() {
	// A mirror of the vendor's site on which one page has changed.
	mirror := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, err := os.ReadFile(filepath.Join("..", "..", "spec", "testdata", "frozen", "vendor", path.Base(r.URL.Path)))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/markdown")
		fmt.Fprint(w, strings.Replace(string(page), `"summary":"Cancel Mass Payout"`, `"summary":"Cancel"`, 1))
	}))
	defer mirror.Close()

	result, err := fetch.Run(context.Background(), fetch.Options{Dir: "../../spec/testdata/frozen", Check: true, Server: mirror.URL, Client: mirror.Client(), Pause: -1})
	if err != nil {
		log.Fatal(err)
	}
	for _, page := range result.Pages {
		fmt.Println(page.File, page.State)
	}
	fmt.Println("drifted:", result.Drifted())
	// Output:
	// mass-payout-initalize.md unchanged
	// mass-payout-auth.md unchanged
	// retrieve-mass-payout.md unchanged
	// mass-payout-cancel.md changed
	// mass-payout-initalize.page.txt skipped
	// drifted: true
}
