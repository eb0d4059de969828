package codes

import (
	_ "embed"
	"strings"
)

// The codes that were met, with what they mean and where they were seen.
const (
	// System is a failure inside the service (docs.iyzico.com, Error Codes). The
	// vendor's v2 gateway also answers it, with HTTP status 404, for a path that
	// does not exist.
	System Code = "1"
	// TokenNotVerified is the v2 gateway's word for a signature that does not
	// match, with HTTP status 401 (iyzipay-java issues 168 and 173). It is
	// ambiguous: in the published list 8 means that an identity number is
	// missing. Only the message tells them apart.
	TokenNotVerified Code = "8"
	// InvalidRequest is a body or a parameter that the service cannot use
	// (docs.iyzico.com, Error Codes; iyzipay-php issue 93).
	InvalidRequest Code = "11"
	// MandatoryField is a missing field, which the message names
	// (docs.iyzico.com, Error Codes).
	MandatoryField Code = "24"
	// InvalidSignature is a signature that does not match the request. It is
	// what users of the vendor's SDKs ask about most (iyzipay-php issue 48,
	// iyzipay-python issue 85).
	InvalidSignature Code = "1000"
	// UnknownCredentials is an API key that this host does not know, usually
	// because key and host belong to different environments (iyzipay-php issue 46).
	UnknownCredentials Code = "1001"
	// SignatureMissing is a request without a signature (docs.iyzico.com, Error Codes).
	SignatureMissing Code = "1007"
	// AuthorizationMissing is a request without the Authorization header
	// (iyzipay-node issue 128).
	AuthorizationMissing Code = "1009"
	// MarketplaceOnly is a service that is open to marketplace merchants only
	// (iyzipay-dotnet issue 103).
	MarketplaceOnly Code = "2000"
	// AccountSuspended is a merchant account that was suspended
	// (docs.iyzico.com, Error Codes).
	AccountSuspended Code = "9000"
	// InsufficientFunds is a balance too small for the amount. The published
	// list knows it for cards (docs.iyzico.com, Error Codes: NOT_SUFFICIENT_FUNDS).
	InsufficientFunds Code = "10051"
	// RateLimited is too many calls in a short time, shown as a JSON number on
	// docs.iyzico.com, Limiters. No limit is published for mass payout.
	RateLimited Code = "50000"
	// ProductNotEnabled is called a system error by the service, and is
	// probably the answer when a product is not switched on for the merchant:
	// that is what it turned out to be for another such product
	// (iyzipay-node issue 127). Nobody has reported it for mass payout yet.
	ProductNotEnabled Code = "100001"
)

// Hint tells a developer what to do next, in one or two English sentences. It is
// empty for a code that this package does not know.
func (c Code) Hint() string { return c.lookup().hint }

// Message returns the text that the emulator puts into errorMessage, in Turkish
// for the locale "tr" (in any case: the vendor's Java client sends "TR") and in
// English for any other. It is empty for a code that this package does not know.
//
// Published by the vendor, or recorded from it, are: in Turkish 1000, 1001, 1009,
// 2000 and 100001, in English 1, 8, 11, 24 (where the field's name stands for
// "a field") and 50000. The rest is ours. Do not compare messages in a program;
// compare codes.
func (c Code) Message(locale string) string {
	if strings.EqualFold(locale, "tr") {
		return c.lookup().tr
	}
	return c.lookup().en
}

type explanation struct{ hint, en, tr string }

//go:embed known.txt
var knownText string

// lookup reads the one table of this package, in which each code has four lines: itself, its hint, its message in English and in Turkish.
func (c Code) lookup() explanation {
	for entry := range strings.SplitSeq(strings.TrimSuffix(knownText, "\n"), "\n\n") {
		lines := strings.Split(entry, "\n")
		if Code(lines[0]) == c {
			return explanation{hint: lines[1], en: lines[2], tr: lines[3]}
		}
	}
	return explanation{}
}
