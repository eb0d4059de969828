package vcr

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing"
)

// signature says how a request is signed. A cassette keeps no more of a signature than this.
type signature string

const (
	signedRight    signature = "with the merchant's keys"
	signedStranger signature = "with keys that the service does not know"
	signedOther    signature = "for another request"                            // the keys are right, the signature does not fit
	signedRandom   signature = "with another random key than x-iyzi-rnd"        // the signature fits
	signedNot      signature = "not at all"                                     // there is no Authorization header
	signedEmpty    signature = "with an Authorization header without signature" // keys and random key stand in it
	signedBroken   signature = "with an Authorization header that cannot be read"
	signedUnknown  signature = "with keys that are none of the scenario's"
)

// signatureOf tells how a request is signed.
func (k keys) signatureOf(method, address string, header http.Header, body []byte) signature {
	u, err := url.Parse(address)
	if err != nil {
		return signedOther
	}
	request := &http.Request{Method: method, URL: u, Header: header, Host: u.Host}
	switch _, err := k.verifier.Verify(request, body); {
	case err == nil:
		return signedRight
	case errors.Is(err, signing.ErrSignatureMismatch):
		return signedOther
	case errors.Is(err, signing.ErrRandomKeyMismatch):
		return signedRandom
	case errors.Is(err, signing.ErrAuthorizationMissing):
		return signedNot
	case errors.Is(err, signing.ErrSignatureMissing):
		return signedEmpty
	case !errors.Is(err, signing.ErrUnknownAPIKey):
		return signedBroken
	}
	if _, err := k.any.Verify(request, body); err != nil {
		return signedUnknown
	}
	return signedStranger
}

// sign gives a request headers that are signed in this way, with a random key that is none. What it leaves out was not there.
func (k keys) sign(how signature, randomKey, address string, header http.Header, body []byte) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	path, _, _ := strings.Cut(u.RequestURI(), "?")
	credentials := k.merchant
	switch how {
	case signedNot:
		header.Del(signing.HeaderRandomKey)
		return nil
	case signedUnknown:
		return fmt.Errorf("the request is signed %s", how)
	case signedStranger:
		credentials = k.stranger
	case signedOther:
		body = append(bytes.Clone(body), ' ')
	}
	made, err := signing.Sign(credentials, randomKey, path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	value := made.Header()
	switch how {
	case signedEmpty:
		fields := "apiKey:" + made.APIKey() + "&randomKey:" + made.RandomKey()
		value = "IYZWSv2 " + base64.StdEncoding.EncodeToString([]byte(fields))
	case signedBroken:
		value = "IYZWSv2 broken"
	}
	header.Set(signing.HeaderAuthorization, value)
	if header.Get(signing.HeaderRandomKey) != "" {
		if how == signedRandom {
			randomKey += "-other"
		}
		header.Set(signing.HeaderRandomKey, randomKey)
	}
	return nil
}
