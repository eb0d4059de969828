#!/usr/bin/env bash
# Decimals of currencies by golang.org/x/text/currency.
# Expected: those of ISO 4217, since ParseISO is the way to a unit. Exit 0 while the two differ, 1 when that changed, 2 when the module
# cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"

	iso "github.com/bojanz/currency"
	"golang.org/x/text/currency"
)

func main() {
	for _, code := range []string{"TRY", "RSD", "IQD", "ALL"} {
		decimals, _ := currency.Standard.Rounding(currency.MustParseISO(code))
		digits, _ := iso.GetDigits(code)
		fmt.Println(code, "has", decimals, "decimals, by ISO 4217", digits)
	}
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require (
	github.com/bojanz/currency v1.4.2
	golang.org/x/text v0.43.0
)
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
got=$(go run . 2>&1)
echo "golang.org/x/text v0.43.0: currency.Standard.Rounding gives the decimals that CLDR shows in texts, not those that ISO 4217 allows:"
echo "whoever checks amounts with it refuses 100.50 in Serbian dinars."
echo "$got"
want='TRY has 2 decimals, by ISO 4217 2
RSD has 0 decimals, by ISO 4217 2
IQD has 0 decimals, by ISO 4217 3
ALL has 0 decimals, by ISO 4217 2'
[ "$got" = "$want" ]
