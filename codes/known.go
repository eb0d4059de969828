package codes

import "strings"

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

// lookup is the one table of this package.
func (c Code) lookup() explanation {
	return map[Code]explanation{
		System: {
			hint: "The service failed, or the path does not exist: check the host and the path. If it stays, ask iyzico and give them systemTime and conversationId.",
			en:   "System error occurred",
			tr:   "Sistem hatası oluştu",
		},
		TokenNotVerified: {
			hint: "If the message speaks of a token, the signature was made over another path (a doubled slash, a trailing slash or the query string) or with another key: run `iyzipayout sign --explain`. If it speaks of an identity number, that field is missing.",
			en:   "Authentication token is not verified",
			tr:   "Kimlik doğrulama anahtarı doğrulanamadı",
		},
		InvalidRequest: {
			hint: "The service cannot use the body or a parameter: compare the request with the contract, beginning with locale, enum values and amounts written as bare numbers.",
			en:   "Invalid request",
			tr:   "Geçersiz istek",
		},
		MandatoryField: {
			hint: "A field is missing: the message names it. Add it and send a corrected request.",
			en:   "a field is mandatory",
			tr:   "zorunlu bir alan gönderilmedi",
		},
		InvalidSignature: {
			hint: "The secret key is probably not the one of this API key, or cut off: copy both from one page of the merchant panel (sandbox keys both begin with `sandbox-`, others do not). If your own code signs, `iyzipayout sign --explain` says what was signed.",
			en:   "Invalid signature",
			tr:   "Geçersiz imza",
		},
		UnknownCredentials: {
			hint: "This host does not know the API key: key and host belong to different environments. Keys that begin with `sandbox-` belong to sandbox-api.iyzipay.com, all others to api.iyzipay.com.",
			en:   "API credentials not found",
			tr:   "api bilgileri bulunamadı",
		},
		SignatureMissing: {
			hint: "The Authorization header holds no signature: it must be `IYZWSv2 ` and the base64 of apiKey, randomKey and signature. Check that no proxy shortens headers.",
			en:   "Signature is mandatory",
			tr:   "İmza gönderilmesi zorunludur",
		},
		AuthorizationMissing: {
			hint: "The request arrived without an Authorization header: sign it, and check that no proxy or redirect drops the header.",
			en:   "Authorization header is mandatory",
			tr:   "Authorization header string gönderilmesi zorunludur",
		},
		MarketplaceOnly: {
			hint: "The service is open to marketplace merchants only: ask iyzico to change the merchant's type, or check that the path is a mass payout path.",
			en:   "This service is available to marketplace merchants only",
			tr:   "Bu servis sadece pazaryeri müşterilerine açıktır",
		},
		AccountSuspended: {
			hint: "The merchant account is suspended: only iyzico can open it again. Do not send the payout through another account before you have retrieved its state.",
			en:   "Account is suspended",
			tr:   "Hesap askıya alınmıştır",
		},
		InsufficientFunds: {
			hint: "The balance is smaller than the amount: retrieve the balance and top it up. Retrieve the mass payout before you authorise it again, and do so only while it still reads INIT.",
			en:   "Insufficient funds",
			tr:   "Yetersiz bakiye",
		},
		RateLimited: {
			hint: "Too many calls in a short time: this one was refused. Wait (the limits published for other services count by the minute) and call less often.",
			en:   "Request Limit Exceeded",
			tr:   "İstek limiti aşıldı",
		},
		ProductNotEnabled: {
			hint: "Probably mass payout is not switched on for this merchant: ask iyzico to enable it, in the sandbox and in production apart. Otherwise it is a failure inside the service.",
			en:   "System error",
			tr:   "Sistem hatası",
		},
	}[c]
}
