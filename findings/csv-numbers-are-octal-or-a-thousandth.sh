#!/usr/bin/env bash
# github.com/gocarina/gocsv on numbers as spreadsheets and payroll programs write them, into fields of type int and float64.
# Expected: 0100 is a hundred, 0075 is 75, and 1,250 is either 1250 or an error. Exit 0 while they are read as other numbers, 1 when that
# changed, 2 when the module cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/gocarina/gocsv"
)

func main() {
	for _, written := range []string{"0100", "0075"} {
		var rows []struct {
			Number int `csv:"number"`
		}
		err := gocsv.UnmarshalString("number\n"+written+"\n", &rows)
		fmt.Println("int", written, "is read as", rows[0].Number, err)
	}
	for _, written := range []string{"1250.50", "1,250", "12,500"} {
		var rows []struct {
			Amount float64 `csv:"amount"`
		}
		err := gocsv.UnmarshalString("amount\n\""+written+"\"\n", &rows)
		fmt.Println("float64", written, "is read as", rows[0].Amount, err)
	}
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require github.com/gocarina/gocsv v0.0.0-20240520201108-78e41c74b4b1
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
got=$(go run . 2>&1)
echo "github.com/gocarina/gocsv of 20 May 2024: a whole number that is padded with a zero is taken for octal, and a comma for the decimal point,"
echo "also where it groups thousands: a padded id is somebody else's, and 1,250 are one and a quarter, without an error."
echo "$got"
want='int 0100 is read as 64 <nil>
int 0075 is read as 61 <nil>
float64 1250.50 is read as 1250.5 <nil>
float64 1,250 is read as 1.25 <nil>
float64 12,500 is read as 12.5 <nil>'
[ "$got" = "$want" ]
