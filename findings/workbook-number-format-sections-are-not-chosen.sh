#!/usr/bin/env bash
# GetCellValue of github.com/xuri/excelize/v2 on cells whose number format has a section for zero, or sections with conditions.
# Expected: the section that the format chooses, a hyphen for zero and no "bin" behind 5. Exit 0 while the sections are not chosen, 1 when
# that changed, 2 when the module cannot be had.
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
	for i, c := range []struct {
		value  float64
		format string
	}{{0, `#,##0.00;-#,##0.00;"-"`}, {-5, `#,##0.00;"eksi "0.00;"-"`}, {5, `[>=1000]0.00,"bin";0.00`}, {5000, `[>=1000]0.00,"bin";0.00`}} {
		cell := fmt.Sprintf("A%d", i+1)
		must(file.SetCellFloat("Sheet1", cell, c.value, -1, 64))
		style, err := file.NewStyle(&excelize.Style{CustomNumFmt: &c.format})
		must(err)
		must(file.SetCellStyle("Sheet1", cell, cell, style))
		shown, err := file.GetCellValue("Sheet1", cell)
		must(err)
		fmt.Printf("%v as %s: %s\n", c.value, c.format, shown)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
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
echo "github.com/xuri/excelize/v2 v2.11.1: GetCellValue tells only the sign of a number: the section for zero is passed over, and a section"
echo "with a condition is taken for the first one, so that 5 is shown as 0.01 thousand where the sheet shows 5.00."
echo "$got"
want='0 as #,##0.00;-#,##0.00;"-": 0.00
-5 as #,##0.00;"eksi "0.00;"-": eksi 5.00
5 as [>=1000]0.00,"bin";0.00: 0.01bin
5000 as [>=1000]0.00,"bin";0.00: 5.00bin'
[ "$got" = "$want" ]
