package scenario

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/signing"
)

const authorization = "header Authorization"

func keyFailures() []Scenario {
	return []Scenario{
		{
			Name:       "key-unknown",
			About:      "Every operation refuses keys that the service does not know (code 1001).",
			MovesMoney: true, // it calls auth, in vain
			Run:        play(unknownKey),
		},
		{
			Name:  "key-body-changed",
			About: "A body that is encoded anew after it was signed is refused (code 1000): what users of the vendor's SDKs ask most.",
			Known: []Known{inRequest(0, drift.Signature, authorization)},
			Run: play(func(c *caller) {
				request := c.initRequest(c.wireBatch("batch", c.wire("line")))
				check(c.failed("a changed body", codes.InvalidSignature, request, c.signed, spaced))
			}),
		},
		{
			Name:  "key-signature-missing",
			About: "An Authorization header without a signature is refused (code 1007).",
			Known: []Known{inRequest(0, drift.Authorization, authorization)},
			Run: play(func(c *caller) {
				check(c.failed("no signature", codes.SignatureMissing, c.balanceRequest(), c.signed, withoutSignature))
			}),
		},
		{
			Name:  "key-header-missing",
			About: "A request without an Authorization header is refused (code 1009).",
			Known: []Known{inRequest(0, drift.Authorization, authorization)},
			Run: play(func(c *caller) {
				check(c.failed("no Authorization", codes.AuthorizationMissing, c.balanceRequest()))
			}),
		},
	}
}

func unknownKey(c *caller) {
	c.Client = must(c.world.ClientWith(c.world.WrongCredentials))
	c.refusedEverything(codes.UnknownCredentials, c.world.ID("unknown"))
}

// spaced puts a blank behind the body, as another encoder might.
func spaced(r *http.Request) error {
	body, err := r.GetBody()
	if err != nil {
		return err
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	changed, err := http.NewRequest(r.Method, r.URL.String(), bytes.NewReader(append(text, ' ')))
	if err == nil {
		r.Body, r.GetBody, r.ContentLength = changed.Body, changed.GetBody, changed.ContentLength
	}
	return err
}

// signatureField is the last field of what the header holds.
var signatureField = lazyregexp.New(`&signature:.*$`)

func withoutSignature(r *http.Request) error {
	scheme, encoded, _ := strings.Cut(r.Header.Get(signing.HeaderAuthorization), " ")
	fields, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return fmt.Errorf("the signer wrote another header than was expected: %w", err)
	}
	rest := signatureField().ReplaceAll(fields, nil)
	r.Header.Set(signing.HeaderAuthorization, scheme+" "+base64.StdEncoding.EncodeToString(rest))
	return nil
}
