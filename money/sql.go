package money

import (
	"database/sql/driver"
	"errors"
	"fmt"
)

// Value implements driver.Valuer: it hands the database the text of the number.
// It fails like [Decimal.MarshalJSON]. For a column that may be NULL use
// sql.Null[money.Decimal].
func (d Decimal) Value() (driver.Value, error) {
	if err := d.checkEncodable("writing to the database"); err != nil {
		return nil, err
	}
	return d.text, nil
}

// Scan implements sql.Scanner. It reads text and integers. It refuses a float,
// which may have lost digits already, and NULL, for which there is
// sql.Null[money.Decimal]. After an error d is as it was.
func (d *Decimal) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case int64:
		*d = FromInt(v)
		return nil
	case nil:
		return unsetError("reading NULL from the database, use sql.Null[money.Decimal]")
	case float64:
		return errors.New("money: the database driver hands out a float64, which cannot hold an amount exactly: select the column as text")
	default:
		return fmt.Errorf("money: cannot read %T from the database: select the column as text", src)
	}
}
