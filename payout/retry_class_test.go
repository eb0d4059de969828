package payout

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
)

// The table of money safety, for every operation of the document and one that nobody knows.
func TestWhatMayFollow(t *testing.T) {
	dial := errors.New("dial")
	failure := func(code codes.Code, status int) error {
		return &Error{Operation: gen.OperationRetrieveMassPayout, Status: gen.ResultStatusFailure, Code: code, HTTPStatus: status}
	}
	const reads, inits, moves, unknown = 0, 1, 2, 3
	tests := []struct {
		name string
		err  error
		want [4]next // of the classes above
	}{
		{"not sent", &TransportError{Err: dial, outcome: OutcomeNotSent}, [4]next{repeat, repeat, repeat, repeat}},
		{"not sent, and a certificate will not do", &TransportError{Err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, outcome: OutcomeNotSent}, [4]next{stop, stop, stop, stop}},
		{"stopped before the socket", &notSentError{err: dial}, [4]next{stop, stop, stop, stop}},
		{"rate limited", failure(codes.RateLimited, 200), [4]next{repeat, repeat, repeat, repeat}},
		{"rate limited as 429", failure("999", 429), [4]next{repeat, repeat, repeat, repeat}},
		{"refused", failure(codes.InvalidRequest, 200), [4]next{stop, stop, stop, stop}},
		{"refused, signature", failure(codes.InvalidSignature, 401), [4]next{stop, stop, stop, stop}},

		{"no answer", &TransportError{Err: dial}, [4]next{repeat, lookUp, lookUp, stop}},
		{"system error", failure(codes.System, 200), [4]next{repeat, lookUp, lookUp, stop}},
		{"bad gateway", &AnswerError{HTTPStatus: 502, Err: dial}, [4]next{repeat, lookUp, lookUp, stop}},
		{"rate limited as 503", failure(codes.RateLimited, 503), [4]next{repeat, lookUp, lookUp, stop}},
		{"rate limited by something in between", &AnswerError{HTTPStatus: 429, Err: dial}, [4]next{repeat, lookUp, lookUp, stop}},
		{"408", &AnswerError{HTTPStatus: 408, Err: dial}, [4]next{repeat, lookUp, lookUp, stop}},
		{"forbidden by something in between", &AnswerError{HTTPStatus: 403, Err: dial}, [4]next{stop, lookUp, lookUp, stop}},
		{"redirect", &AnswerError{HTTPStatus: 307, Err: ErrRedirect}, [4]next{stop, lookUp, lookUp, stop}},
		{"too large", &AnswerError{HTTPStatus: 200, Err: errTooLarge}, [4]next{stop, lookUp, lookUp, stop}},
		{"a foreign error", dial, [4]next{repeat, lookUp, lookUp, stop}},
	}
	class := map[gen.Operation]int{
		gen.OperationRetrieveMassPayout: reads, gen.OperationGetMassPayoutBalance: reads, gen.OperationGetMassPayoutItem: reads,
		gen.OperationInitMassPayout: inits, gen.OperationAuthMassPayout: moves, gen.OperationCancelMassPayout: moves, "transfer": unknown,
	}
	for _, op := range gen.Operations() {
		if op.Retry() == "" { // a page brought it, and nobody has said yet whether it may be repeated
			class[op] = unknown
		}
		assert.Contains(t, class, op)
	}
	for _, tt := range tests {
		for op, c := range class {
			for _, err := range []error{tt.err, fmt.Errorf("wrapped: %w", tt.err)} {
				assert.Equal(t, tt.want[c], after(op, err), "%s, %s", tt.name, op)
			}
		}
	}
}

// Only a code that has been seen for it says that there is no such mass payout.
func TestWhatDeniesAMassPayout(t *testing.T) {
	refused := func(status int, code codes.Code) error {
		return &Error{Operation: gen.OperationRetrieveMassPayout, Status: gen.ResultStatusFailure, Code: code, HTTPStatus: status}
	}
	tests := []struct {
		err  error
		want bool
	}{
		{refused(200, "11"), true},
		{refused(400, "11"), true},
		{refused(404, "11"), true},
		{refused(404, "1"), true},
		{refused(404, ""), true},
		{&Error{Operation: gen.OperationRetrieveMassPayout, HTTPStatus: 404, Code: "1"}, true},
		{&Error{Operation: gen.OperationAuthMassPayout, HTTPStatus: 404, Code: "11"}, false},
		{fmt.Errorf("wrapped: %w", refused(200, "11")), true},

		{nil, false},
		{errors.New("dial"), false},
		{refused(200, "5115"), false},
		{refused(404, "5115"), false},
		{refused(200, "24"), false},
		{refused(200, "1"), false},
		{refused(400, "1"), false},
		{refused(400, ""), false},
		{refused(200, ""), false},
		{refused(500, "11"), false},
		{refused(401, "11"), false},
		{refused(403, "11"), false},
		{refused(429, "11"), false},
		{refused(404, "8"), false},
		{refused(404, "100001"), false},
		{refused(200, "1000"), false},
		{refused(200, "1001"), false},
		{refused(200, "50000"), false},
		{refused(200, "9000"), false},
		{refused(200, "2000"), false},
		{&Error{Operation: gen.OperationRetrieveMassPayout, HTTPStatus: 404}, false}, // any JSON object, such as that of a gateway
		{&AnswerError{HTTPStatus: 404, Err: ErrUnintelligible}, false},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, errors.Is(tt.err, ErrNotFound), "%v", tt.err)
	}
}
