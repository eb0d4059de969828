// Package money holds [Decimal], the exact decimal number that amounts are
// made of. It knows no currency: it is the "value" next to the "currency" in a
// mass payout amount.
//
// An amount is never a float: a float32, which code generators make of an
// OpenAPI number, reads 1234567.89 as 1234567.875. A Decimal keeps the very text it was made from, so the
// service is sent the digits that a person wrote, and the digits that the
// service answered (it answers 20.00000000 and 100.50, see docs.iyzico.com,
// retrieve mass payout) are shown and stored unchanged. Arithmetic and
// comparison are done on exact integers by [github.com/shopspring/decimal];
// none of that package's global switches has an effect here.
//
// # Not set is not zero
//
// The zero value of Decimal means "not set". Ask with [Decimal.IsSet].
//
//   - Every encoder (JSON, text, SQL) refuses it with [ErrUnset], so that an
//     amount somebody forgot cannot become 0 or null on the wire.
//   - The omitzero option of encoding/json leaves it out, and keeps a 0 that
//     was set. That is why there is no IsZero method: use [Decimal.Sign].
//   - Arithmetic and ordering take it as 0, so that `total = total.Add(x)` may
//     start from a plain variable. Adding two unset values stays unset.
//   - [Decimal.Equal] tells it from 0.
//
// # Limits
//
// A number is read, and written, with at most [MaxIntegerDigits] digits before
// and [MaxFractionDigits] digits after the point, counted without an exponent.
// This stops 1e999999999, a dozen bytes that ask for a gigabyte of zeros, and
// it is checked without writing the zeros out. The limits are far from any
// money: a decimal128 has 34 digits, the longest amounts of the service have
// eight digits after the point, and the finest unit in use anywhere (one wei)
// has 18.
//
// Nothing is ever rounded. Arithmetic does not fail: a sum that outgrows the
// limits (it needs about 10 to the 64th) is still exact, can be compared and
// printed, and is refused with [ErrRange] when it is encoded, because no
// reader would take it back.
package money
