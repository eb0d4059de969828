package money

import (
	"bytes"
	"encoding/json"
)

// MarshalJSON writes a bare JSON number with precisely the digits that d has.
// It fails with [ErrUnset] if d is not set, and with [ErrRange] if arithmetic
// took d outside the limits of this package.
func (d Decimal) MarshalJSON() ([]byte, error) {
	return d.encode("writing JSON")
}

// MarshalText writes the same text as [Decimal.MarshalJSON], for CSV files, map
// keys and flags, and fails for the same reasons.
func (d Decimal) MarshalText() ([]byte, error) {
	return d.encode("writing text")
}

func (d Decimal) encode(doing string) ([]byte, error) {
	if err := d.checkEncodable(doing); err != nil {
		return nil, err
	}
	return []byte(d.text), nil
}

func (d Decimal) checkEncodable(doing string) error {
	if !d.IsSet() {
		return unsetError(doing)
	}
	// Read numbers were checked, and results are written out in full: a text
	// this short cannot be outside the limits.
	if len(d.text) <= MaxFractionDigits {
		return nil
	}
	if err := d.number().checkLimits(); err != nil {
		return err // not at once: a nil *ParseError is no nil error
	}
	return nil
}

// UnmarshalJSON reads a JSON number, or a JSON string that holds one (the
// documented balance is the string "25399393.5", see docs.iyzico.com, retrieve
// mass payout balance). The digits never pass through a float. A JSON null
// leaves d as it is, and so does an error, which is a *[ParseError].
func (d *Decimal) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if !bytes.HasPrefix(data, []byte{'"'}) {
		return d.UnmarshalText(data)
	}
	text, err := unquote(data)
	if err != nil {
		return err
	}
	return d.UnmarshalText(text)
}

// UnmarshalText reads a number as [Parse] does, and copies it. After an error d
// is as it was.
func (d *Decimal) UnmarshalText(text []byte) error {
	v, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// unquote returns what a JSON string holds, without allocating if it has no escapes.
func unquote(data []byte) ([]byte, error) {
	inner := data[1:]
	if bytes.IndexByte(inner, '\\') < 0 && bytes.HasSuffix(inner, []byte{'"'}) {
		return inner[:len(inner)-1], nil
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, &ParseError{Err: ErrSyntax, Reason: "it is not a whole JSON string"}
	}
	return []byte(s), nil
}
