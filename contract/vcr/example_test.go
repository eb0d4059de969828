package vcr_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// A scenario is replayed from what the emulator answered once, without any network.
func ExampleLibrary_Replay() {
	cassettes, err := vcr.Open("../../cassettes")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range scenario.All() {
		if s.Name == "auth-and-wait" {
			fmt.Println(s.About, cassettes.Replay(context.Background(), vcr.Emulator, s))
		}
	}
	// Output:
	// A batch is handed over, approved, authorised and waited for; everybody is paid. <nil>
}

// The index says where a cassette comes from, and so what it proves.
func ExampleLibrary_Find() {
	cassettes, err := vcr.Open("../../cassettes")
	if err != nil {
		fmt.Println(err)
		return
	}
	c, found := cassettes.Find(vcr.Documented, "balance-documented")
	fmt.Println(found, c.Source, c.Tool)
	fmt.Println(c.Published[0])
	_, found = cassettes.Find(vcr.Sandbox, "balance")
	fmt.Println("recorded from the vendor's sandbox:", found)
	// Output:
	// true documented by hand
	// https://docs.iyzico.com/en/products/mass-payout/mass-payout-integration/retrieve-mass-payout-balance
	// recorded from the vendor's sandbox: false
}

// A test of one's own plays a cassette; with IYZIPAYOUT_RECORD=1 it records it, from the service that the client calls.
func ExampleTest() {
	t := new(userTest) // in your own test the *testing.T

	credentials, err := signing.NewCredentials("sandbox-my-key", "sandbox-my-secret")
	if err != nil {
		t.Fatalf("%v", err)
	}
	transport := vcr.Test(t, "testdata/payroll.yaml", credentials)
	client, err := payout.New(credentials, payout.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatalf("%v", err)
	}
	balance, err := client.Balance(context.Background())
	fmt.Println(balance != nil, err, t.Failed())
	// Output: true <nil> false
}
