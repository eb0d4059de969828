package diagnose_test

import (
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/signing/diagnose"
)

func ExampleRequest() {
	creds, err := signing.NewCredentials("sandbox-api-key", "sandbox-secret-key")
	if err != nil {
		fmt.Println(err)
		return
	}
	// A client that signs the query and lets its HTTP library encode the JSON again.
	signature, err := signing.Sign(creds, "random", "/v1/mass/payout/init?locale=tr", strings.NewReader(`{"a": 1, "b": 2}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := diagnose.NewRequest("POST", "/v1/mass/payout/init?locale=tr", signature.Header(), "random")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(diagnose.Request(r, []byte(`{"a":1,"b":2}`), creds))
	// Output:
	// 1. query-signed: The query is part of the signed text.
	//    Fix: Sign the path only, up to the question mark.
	// 2. body-spaced: The signed JSON has a blank after each comma and colon, the sent JSON is written otherwise.
	//    Fix: Encode the JSON once, and sign and send these same bytes. In Python: json.dumps once, then pass data=, not json=.
}
