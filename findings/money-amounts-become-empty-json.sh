#!/usr/bin/env bash
# encoding/json on an Amount of github.com/govalues/money; its Currency and the decimal below it both write themselves.
# Expected: an amount that can be read back, or an error. Exit 0 while {} is written and zero without a currency comes back, 1 when that
# changed, 2 when the module cannot be had.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"

	"github.com/govalues/money"
)

type payment struct {
	Recipient string         `json:"recipient"`
	Amount    money.Amount   `json:"amount"`
	Currency  money.Currency `json:"currency"`
}

func main() {
	amount := money.MustParseAmount("TRY", "100.50")
	written, err := json.Marshal(payment{"A", amount, amount.Curr()})
	fmt.Println(amount, "is written as", string(written), err)
	var read payment
	err = json.Unmarshal(written, &read)
	fmt.Println("and read back as", read.Amount, err)
}
GO
cat > go.mod <<'MOD'
module finding

go 1.26

require github.com/govalues/money v0.2.4
MOD
go mod tidy >/dev/null 2>log || { cat log; exit 2; }
got=$(go run . 2>&1)
echo "github.com/govalues/money v0.2.4: the currency of a record survives JSON and its amount does not: it is written as an empty object and"
echo "read back as zero of no currency, without an error on either way."
echo "$got"
want='TRY 100.50 is written as {"recipient":"A","amount":{},"currency":"TRY"} <nil>
and read back as XXX 0 <nil>'
[ "$got" = "$want" ]
