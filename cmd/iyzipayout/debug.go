package main

import (
	"fmt"
	"net/http"
	"time"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/transport"
	"github.com/iyzipayout/iyzipayout/internal/live"
	"github.com/iyzipayout/iyzipayout/spec"
)

// shown passes calls on and shows each exchange on standard error. Keys, signatures, recipients and what the document does not know are
// masked. It sends nothing by itself, and nothing a second time.
func (t target) shown(s streams, next http.RoundTripper, baseURL string) http.RoundTripper {
	document, err := spec.Document()
	if err != nil {
		fmt.Fprintf(s.err, "--debug: shows nothing: %v\n", err)
		return next
	}
	masker := live.NewMasker(document, baseURL)
	return transport.Tap(next, func(x contract.Exchange) {
		took := ""
		if !x.Started.IsZero() && !x.Ended.IsZero() {
			took = ", " + x.Ended.Sub(x.Started).Round(time.Millisecond).String()
		}
		fmt.Fprintf(s.err, "--debug: %s%s\n%s", x.Request.Method, took, masker.Show(x))
	})
}
