package payout_test

import (
	"os"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// The client of the README, which the Example replaces by one for the emulator.
func ExampleNew() {
	credentials, err := signing.NewCredentials(os.Getenv("IYZICO_API_KEY"), os.Getenv("IYZICO_SECRET_KEY"))
	check(err)
	client, err := payout.New(credentials) // a key that begins with sandbox- goes to the sandbox
	check(err)
	_ = client
}
