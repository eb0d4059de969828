package signing_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing"
)

func Example() {
	creds, err := signing.NewCredentials("sandbox-api-key", "sandbox-secret-key")
	if err != nil {
		fmt.Println(err)
		return
	}
	signer, err := signing.New(creds)
	if err != nil {
		fmt.Println(err)
		return
	}
	req, err := http.NewRequest("POST", "https://sandbox-api.iyzipay.com/v1/mass/payout/init?locale=tr", strings.NewReader(`{"items":[]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	// With a client that oapi-codegen has generated: gen.WithRequestEditorFn(signer.Edit).
	if err := signer.Edit(req.Context(), req); err != nil {
		fmt.Println(err)
		return
	}
	signature, err := signing.ParseHeader(req.Header.Get("Authorization"))
	fmt.Println(signature.RandomKey() == req.Header.Get("x-iyzi-rnd"), err)
	fmt.Println(req.Header.Get("x-iyzi-client-version"))
	fmt.Println(creds)
	// Output:
	// true <nil>
	// iyzipayout-0.1.0
	// Credentials(sandbox, a320a7d5276e)
}

func ExampleSign() {
	// A known answer of the official PHP SDK.
	creds, err := signing.NewCredentials("test", "test")
	if err != nil {
		fmt.Println(err)
		return
	}
	signature, err := signing.Sign(creds, "123456789", "/v2/subscription/initialize", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(signature.Value())
	// Output: bc44b2f4dfb8df74147b1f527ff636444c3b3d3a1ff97dcb3366bc293facf298
}

func ExampleSigner_Edit_wrongEnvironment() {
	creds, err := signing.NewCredentials("sandbox-api-key", "sandbox-secret-key")
	if err != nil {
		fmt.Println(err)
		return
	}
	signer, err := signing.New(creds)
	if err != nil {
		fmt.Println(err)
		return
	}
	req, err := http.NewRequest("POST", "https://api.iyzipay.com/v1/mass/payout/init", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = signer.Edit(req.Context(), req)
	fmt.Println(errors.Is(err, signing.ErrCrossEnvironment))
	fmt.Println(err)
	// Output:
	// true
	// signing: key and host are of different environments: a sandbox key for the production host api.iyzipay.com; use sandbox-api.iyzipay.com or a production key, or allow it with signing.WithCrossEnvironment
}

func ExampleVerifier_Verify() {
	creds, err := signing.NewCredentials("sandbox-api-key", "sandbox-secret-key")
	if err != nil {
		fmt.Println(err)
		return
	}
	verifier, err := signing.NewVerifier(creds)
	if err != nil {
		fmt.Println(err)
		return
	}
	handler := func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 16<<20))
		if err != nil {
			http.Error(w, "body", http.StatusBadRequest)
			return
		}
		switch _, err := verifier.Verify(r, body); {
		case errors.Is(err, signing.ErrUnknownAPIKey):
			fmt.Fprint(w, "1001")
		case errors.Is(err, signing.ErrSignatureMismatch):
			fmt.Fprint(w, "1000")
		case err != nil:
			fmt.Fprint(w, err)
		default:
			fmt.Fprint(w, "welcome")
		}
	}

	signature, err := signing.Sign(creds, "random", "/v1/mass/payout/init", strings.NewReader("{}"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, body := range []string{"{}", "{ }"} {
		r := httptest.NewRequest("POST", "/v1/mass/payout/init?locale=tr", strings.NewReader(body))
		r.Header.Set(signing.HeaderAuthorization, signature.Header())
		answer := httptest.NewRecorder()
		handler(answer, r)
		fmt.Println(answer.Body)
	}
	// Output:
	// welcome
	// 1000
}

func ExampleNewCredentials() {
	_, err := signing.NewCredentials("sandbox-api-key", "secret-key\n")
	fmt.Println(err)
	// Output: signing: the secret key ends with a line feed: take it out
}
