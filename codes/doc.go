// Package codes holds the error codes of the service: what an answer carries in
// "errorCode", next to "errorMessage".
//
// It exists so that a code is defined once. Package gen decodes answers into
// [Code], package payout explains a refused call with [Code.Hint], and the
// emulator answers with the same codes and [Code.Message].
//
// No list of codes is published for mass payout. The ones here were met on the
// error envelope that it shares with the vendor's other services: in
// docs.iyzico.com, Error Codes, and in the issues of the vendor's SDKs, which
// each constant names. Expect others: an unknown code is kept and printed, and
// has neither hint nor message.
//
// A code says why a request was refused. It does not say that the request may
// be sent again: the Retry column of the published list means that a shopper
// may try another payment.
package codes
