#!/usr/bin/env bash
# Allocate of github.com/Rhymond/go-money where one of the ratios is zero and the amount does not come out even.
# Expected: whoever has no share gets nothing, and what is left over goes to the others. Exit 0 while the share of zero is paid, 1 when that
# changed, 2 when the module cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"

	"github.com/Rhymond/go-money"
)

func main() {
	for _, c := range []struct {
		amount int64
		ratios []int
	}{{5, []int{0, 1, 1}}, {10000, []int{0, 0, 1, 1, 1}}, {-5, []int{0, 1, 1}}, {4, []int{0, 1, 1}}} {
		shares, err := money.New(c.amount, money.TRY).Allocate(c.ratios...)
		if err != nil {
			panic(err)
		}
		fmt.Print(c.amount, " kurus by ", c.ratios, ":")
		for _, share := range shares {
			fmt.Print(" ", share.Amount())
		}
		fmt.Println()
	}
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require github.com/Rhymond/go-money v1.0.15
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
got=$(go run . 2>&1)
echo "github.com/Rhymond/go-money v1.0.15: the units that are left over after a division go to the first in the list, whatever their ratio, so"
echo "that a recipient whose share is zero is paid one, and somebody who has a share goes without."
echo "$got"
want='5 kurus by [0 1 1]: 1 2 2
10000 kurus by [0 0 1 1 1]: 1 0 3333 3333 3333
-5 kurus by [0 1 1]: -1 -2 -2
4 kurus by [0 1 1]: 0 2 2'
[ "$got" = "$want" ]
