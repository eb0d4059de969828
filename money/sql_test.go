package money_test

import (
	"database/sql"
	"database/sql/driver"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/money"
)

var (
	_ driver.Valuer = money.Decimal{}
	_ sql.Scanner   = (*money.Decimal)(nil)
)

func TestScan(t *testing.T) {
	for _, c := range []struct {
		in   any
		want string
	}{{"100.50", "100.50"}, {[]byte("20.00000000"), "20.00000000"}, {int64(-7), "-7"}} {
		var d money.Decimal
		require.NoError(t, d.Scan(c.in))
		assert.Equal(t, c.want, d.String())
	}
	for _, c := range []struct {
		in   any
		want string
	}{
		{nil, "money: reading NULL from the database, use sql.Null[money.Decimal]: amount is not set"},
		{100.5, "money: the database driver hands out a float64, which cannot hold an amount exactly: select the column as text"},
		{true, "money: cannot read bool from the database: select the column as text"},
		{"NaN", "money: not a number as JSON writes it: the character 'N' is not allowed (at offset 0); write it like 1234.50"},
		{[]byte{}, "money: not a number as JSON writes it: it is empty (at offset 0); write it like 1234.50"},
	} {
		d := num("7.77")
		assert.EqualError(t, d.Scan(c.in), c.want)
		assert.Equal(t, "7.77", d.String())
	}
}

func TestValue(t *testing.T) {
	v, err := num("20.00000000").Value()
	require.NoError(t, err)
	assert.Equal(t, "20.00000000", v)
	_, err = money.Decimal{}.Value()
	assert.ErrorIs(t, err, money.ErrUnset)
}

func TestNullColumn(t *testing.T) {
	var column sql.Null[money.Decimal]
	require.NoError(t, column.Scan(nil))
	assert.False(t, column.Valid)
	require.NoError(t, column.Scan("1.50"))
	assert.Equal(t, sql.Null[money.Decimal]{V: num("1.50"), Valid: true}, column)
	v, err := column.Value()
	require.NoError(t, err)
	assert.Equal(t, "1.50", v)
}
