package spec

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/iyzipayout/iyzipayout/money"
)

// The rules for numbers. They look at the text, so they need a value decoded with UseNumber and pass over float64.

// sign is x-sign.
type sign struct{ zeroToo bool }

func (s sign) check(value any) []problem {
	d, ok := decimal(value)
	switch {
	case !ok || d.Sign() > 0 || d.Sign() == 0 && s.zeroToo:
		return nil
	case s.zeroToo:
		return []problem{{message: "must not be negative"}}
	}
	return []problem{{message: "must be greater than 0"}}
}

func compileSign(raw any) (rule, error) {
	switch raw {
	case "positive":
		return sign{}, nil
	case "not-negative":
		return sign{zeroToo: true}, nil
	}
	return nil, errors.New("must be positive or not-negative")
}

// digits is x-digits: how many a number has at the most, written without an exponent.
type digits struct {
	Integer  int `json:"integer"`
	Fraction int `json:"fraction"`
}

func (l digits) check(value any) []problem {
	d, ok := decimal(value)
	if !ok {
		return nil
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(d.Plain(), "-"), ".")
	if len(whole) <= l.Integer && len(fraction) <= l.Fraction {
		return nil
	}
	return []problem{{message: fmt.Sprintf("must have at most %d digits before the point and %d behind it; it has %d and %d", l.Integer, l.Fraction, len(whole), len(fraction))}}
}

func compileDigits(raw any) (rule, error) {
	var l digits
	if err := strict(raw, &l); err != nil {
		return nil, err
	}
	if l.Integer < 1 || l.Fraction < 0 {
		return nil, errors.New("must have integer of at least 1 and fraction of at least 0")
	}
	return l, nil
}

func decimal(value any) (money.Decimal, bool) {
	n, ok := value.(json.Number)
	if !ok {
		return money.Decimal{}, false
	}
	d, err := money.Parse(n.String())
	return d, err == nil
}
