package transport_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/transport"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

// In production a Transport sits between the client and the network.
func ExampleTransport() {
	doc, err := spec.Document()
	if err != nil {
		fmt.Println(err)
		return
	}
	checker, err := contract.NewChecker(doc, contract.WithLoopback())
	if err != nil {
		fmt.Println(err)
		return
	}
	// The service answers with a member that the document does not have.
	service := roundTripper(func(r *http.Request) (*http.Response, error) {
		body := `{"status":"success","systemTime":1780304400000,"locale":"en","balance":"12.50","reserved":"2.50"}`
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	})
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: withoutTime}))

	guard, err := transport.New(checker, service, transport.WithLogger(logger), transport.WithSampleRate(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	credentials, err := signing.NewCredentials("sandbox-example-key", "sandbox-example-secret")
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := payout.New(credentials, payout.WithBaseURL("http://127.0.0.1:1"), payout.WithHTTPClient(&http.Client{Transport: guard}))
	if err != nil {
		fmt.Println(err)
		return
	}
	balance, err := client.Balance(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = guard.Close() // waits for what is still to be checked
	fmt.Println(balance.Amount)
	// Output:
	// level=ERROR msg="contract drift" operation=getMassPayoutBalance direction=response kind=unknown-property severity=error pointer=/reserved message="is not documented" times=1 status=200
	// 12.50
}

func withoutTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey || a.Key == "duration" {
		return slog.Attr{}
	}
	return a
}
