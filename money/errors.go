package money

import (
	"errors"
	"fmt"
)

var (
	// ErrSyntax says that a text is not a number as JSON (RFC 8259) writes one.
	ErrSyntax = errors.New("not a number as JSON writes it")
	// ErrRange says that a number has more digits than the limits of this package allow.
	ErrRange = errors.New("too many digits")
	// ErrUnset says that an amount was needed and none was set.
	ErrUnset = errors.New("amount is not set")
	// ErrInexact says that a fraction such as 1/3 has no end as a decimal.
	ErrInexact = errors.New("fraction has no exact decimal form")
)

// ParseError says why a text or a number cannot be a [Decimal]. It never holds
// the text itself: in a CSV file with a shifted column that text is an IBAN, a
// phone number or a name. It wraps [ErrSyntax] or [ErrRange].
type ParseError struct {
	Err    error  // ErrSyntax or ErrRange
	Reason string // what is wrong; quotes at most one character of the input
	Offset int    // where, in bytes from 0; only meaningful with ErrSyntax
}

// Error says what is wrong and what would be right.
func (e *ParseError) Error() string {
	if errors.Is(e.Err, ErrSyntax) {
		return fmt.Sprintf("money: %v: %s (at offset %d); write it like 1234.50", e.Err, e.Reason, e.Offset)
	}
	return fmt.Sprintf("money: %v: %s", e.Err, e.Reason)
}

// Unwrap returns [ErrSyntax] or [ErrRange].
func (e *ParseError) Unwrap() error { return e.Err }

func longText(length int) *ParseError {
	return &ParseError{Err: ErrRange, Reason: fmt.Sprintf("it is %d bytes long, at most %d are allowed", length, MaxLength)}
}

func longInteger() *ParseError {
	return &ParseError{Err: ErrRange, Reason: fmt.Sprintf("it needs more than %d digits before the point", MaxIntegerDigits)}
}

func longFraction() *ParseError {
	return &ParseError{Err: ErrRange, Reason: fmt.Sprintf("it needs more than %d digits after the point", MaxFractionDigits)}
}

func unsetError(doing string) error {
	return fmt.Errorf("money: %s: %w", doing, ErrUnset)
}
