#!/usr/bin/env bash
# SetCellValue of github.com/xuri/excelize/v2 on floats that need more than fifteen digits.
# Expected: fifteen digits, rounded as the spreadsheet itself does, or all seventeen. Exit 0 while they are cut off, 1 when that changed, 2
# when the module cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

func main() {
	file := excelize.NewFile()
	for _, value := range []float64{99.899999999999991, 123456789.123456789, 12345678901234567} {
		if err := file.SetCellValue("Sheet1", "A1", value); err != nil {
			panic(err)
		}
		written, err := file.GetCellValue("Sheet1", "A1", excelize.Options{RawCellValue: true})
		if err != nil {
			panic(err)
		}
		fmt.Printf("%.17g is written as %s, rounded it is %.15g\n", value, written, value)
	}
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require github.com/xuri/excelize/v2 v2.11.1
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
got=$(go run . 2>&1)
echo "github.com/xuri/excelize/v2 v2.11.1: a float is written with the first fifteen of its digits and the others cut off, not rounded, so"
echo "that the sum 99.90 of a payroll, as floats add up to it, is stored as 99.8999999999999."
echo "$got"
want='99.899999999999991 is written as 99.8999999999999, rounded it is 99.9
123456789.12345679 is written as 123456789.123456, rounded it is 123456789.123457
12345678901234568 is written as 12345678901234500, rounded it is 1.23456789012346e+16'
[ "$got" = "$want" ]
