// Package signing speaks IYZWSv2, the scheme by which every request to iyzico
// proves who sent it. It has two users: a client signs ([Signer]) and a server
// verifies ([Verifier]). [Sign] and [ParseHeader] are the scheme itself and can be
// used alone. Why a signature was refused says package signing/diagnose.
//
// # What goes onto the wire
//
//	Authorization: IYZWSv2 base64(apiKey:K&randomKey:R&signature:S)
//	x-iyzi-rnd: R
//	x-iyzi-client-version: <name>-<version>
//
// S is the lower-case hex HMAC-SHA256, keyed with the secret key, of the random
// key, the path and the body put one behind the other with nothing between them.
// Sources: docs.iyzico.com "HMACSHA256 Auth" and the official SDKs, whose known
// answers are in testdata.
//
// # The query is not signed
//
// Only the path is, in the escaped form that is sent. A body that is absent adds
// nothing to the signed text. The official Python, .NET and PHP SDKs cut the URL
// at the question mark; a signed query is answered with errorCode 8.
//
// # The signed bytes must be the sent bytes
//
// JSON that is encoded once for the signature and once more for the request
// differs in a blank or in the order of its keys sooner or later, and the answer
// is "1000 Geçersiz imza". [Signer.Edit] therefore signs the very body of the
// request and leaves the request with a body that gives the same bytes.
//
// # No idempotency key
//
// net/http silently sends a request a second time when it carries an
// Idempotency-Key or X-Idempotency-Key header and a kept-alive connection dies
// (golang/go issue 19943). iyzico does not read these headers, so a payout could
// be made twice. [Signer.Edit] never sets one and refuses a request that has one.
//
// # A redirect is not signed again
//
// http.Client repeats the headers of a redirected request: on a 307 or 308 it
// sends the body and the signature of the first path to the second, and
// x-iyzi-rnd even to another host. Such a request can only fail. Forbid redirects:
// set http.Client.CheckRedirect to a function that returns http.ErrUseLastResponse.
//
// # Keys are never printed
//
// [Credentials] and [Signature] show a short description under every verb of fmt,
// in slog and in JSON, also deep inside other values.
package signing
