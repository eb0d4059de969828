package payout

import (
	"encoding/json"
	"errors"

	"github.com/bojanz/currency"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/localize"
	"github.com/iyzipayout/iyzipayout/money"
)

// Amount is a sum of money to pay: positive, in the major unit of its currency (lira, not kuruş), and with no more
// decimals than the currency has. The zero Amount is refused by [Batch.Validate].
type Amount struct {
	value    money.Decimal
	currency string
}

// NewAmount checks a value and its currency, with the decimals of ISO 4217. TRY, USD and EUR are the ones the vendor's Turkish page lists; the
// English page allows any.
//
// More decimals than the currency has are refused even when they are zeros: 1.500 is fifteen hundred in Turkish writing
// and one and a half in English, and only the sender knows.
func NewAmount(value money.Decimal, currencyCode string) (Amount, error) {
	decimals, known := currency.GetDigits(currencyCode)
	switch {
	case currencyCode == "TRL":
		return Amount{}, errors.New("currency: TRL is the lira of before 2005, a millionth of today's: today's is TRY")
	case !known:
		return Amount{}, errors.New("currency: must be the ISO 4217 code of a currency in use, in capital letters, such as TRY, USD or EUR")
	}
	if !value.IsSet() || value.Sign() <= 0 {
		return Amount{}, errors.New("amount: must be greater than 0")
	}
	value, err := money.Parse(value.Plain())
	if err != nil {
		return Amount{}, localize.Errorf("amount: %w", err)
	}
	if value.Scale() > int(decimals) {
		return Amount{}, localize.Errorf("amount: has %d decimals, %s has %d: round it yourself, nothing is rounded here",
			value.Scale(), currencyCode, decimals)
	}
	return Amount{value: value, currency: currencyCode}, nil
}

// ParseAmount is [NewAmount] for a value written as JSON writes numbers: "1250.50", no grouping, no decimal comma.
func ParseAmount(value, currencyCode string) (Amount, error) {
	d, err := money.Parse(value)
	if err != nil {
		return Amount{}, localize.Errorf("amount: %w", err)
	}
	return NewAmount(d, currencyCode)
}

// TRY is an amount in Turkish lira: TRY("1250.50").
func TRY(value string) (Amount, error) { return ParseAmount(value, "TRY") }

// Value is the amount without its currency, in the major unit.
func (a Amount) Value() money.Decimal { return a.value }

// Currency is the ISO 4217 code.
func (a Amount) Currency() string { return a.currency }

// IsSet reports whether the amount was made by one of the constructors.
func (a Amount) IsSet() bool { return a.value.IsSet() }

// MarshalJSON writes the vendor's form, {"currency":"TRY","value":1250.50}, with precisely the digits that the amount has.
// It fails with [money.ErrUnset] for the zero Amount.
func (a Amount) MarshalJSON() ([]byte, error) {
	return json.Marshal(gen.Amount{Value: a.value, Currency: a.currency})
}

// String writes the amount with its currency: "1250.50 TRY".
func (a Amount) String() string {
	if !a.IsSet() {
		return "no amount"
	}
	return a.value.String() + " " + a.currency
}
