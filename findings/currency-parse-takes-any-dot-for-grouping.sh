#!/usr/bin/env bash
# Formatter.Parse of github.com/bojanz/currency for Turkish amounts that were written in the English way.
# Expected: an error, since no group has three digits. Exit 0 while they are read as other amounts, 1 when that changed, 2 when the
# module cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/bojanz/currency"
)

func main() {
	formatter := currency.NewFormatter(currency.NewLocale("tr"))
	for _, written := range []string{"1.250,50", "1250.50", "12.50", "1,250.50"} {
		amount, err := formatter.Parse(written, "TRY")
		fmt.Println(written, "is read as", amount, err)
	}
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require github.com/bojanz/currency v1.4.2
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
got=$(go run . 2>&1)
echo "github.com/bojanz/currency v1.4.2: for the locale tr Parse leaves out every dot, wherever it stands, before it reads the comma as"
echo "the decimal sign. An amount with a decimal point is a hundred times too much, or a thousandth where both signs stand, and no error."
echo "$got"
want='1.250,50 is read as 1250.50 TRY <nil>
1250.50 is read as 125050 TRY <nil>
12.50 is read as 1250 TRY <nil>
1,250.50 is read as 1.25050 TRY <nil>'
[ "$got" = "$want" ]
