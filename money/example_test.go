package money_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/iyzipayout/iyzipayout/money"
)

func Example() {
	var answer struct {
		Balance money.Decimal `json:"balance"`
	}
	if err := json.Unmarshal([]byte(`{"balance":"25399393.5"}`), &answer); err != nil {
		fmt.Println(err)
		return
	}
	total := money.Sum(money.MustParse("100.50"), money.MustParse("8000"), money.FromMinor(2000000, 2))
	fmt.Println("needed:", total)
	fmt.Println("enough:", answer.Balance.Cmp(total) >= 0)
	fmt.Println("left:  ", answer.Balance.Sub(total))
	// Output:
	// needed: 28100.50
	// enough: true
	// left:   25371293.00
}

// What becomes of an amount in the float32 that code generators make of an
// OpenAPI number, and in a Decimal.
func Example_float() {
	var float float32
	var exact money.Decimal
	for _, target := range []any{&float, &exact} {
		if err := json.Unmarshal([]byte("1234567.89"), target); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Printf("%.2f %s\n", float, exact)
	// Output: 1234567.88 1234567.89
}

func ExampleParse() {
	_, err := money.Parse("1,50")
	fmt.Println(err)
	fmt.Println(errors.Is(err, money.ErrSyntax))
	// Output:
	// money: not a number as JSON writes it: a comma is not allowed: the decimals follow a point, and digits are not grouped (at offset 1); write it like 1234.50
	// true
}

func ExampleFromMinor() {
	fmt.Println(money.FromMinor(10050, 2))
	fmt.Println(money.FromMinor(-5, 2))
	// Output:
	// 100.50
	// -0.05
}

func ExampleDecimal_MarshalJSON() {
	type amount struct {
		Value money.Decimal `json:"value"`
	}
	body, _ := json.Marshal(amount{Value: money.MustParse("20.00000000")})
	fmt.Println(string(body))

	_, err := json.Marshal(amount{}) // somebody forgot the value
	fmt.Println(errors.Is(err, money.ErrUnset))
	// Output:
	// {"value":20.00000000}
	// true
}

func ExampleDecimal_Equal() {
	short, long := money.MustParse("1.0"), money.MustParse("1.00")
	fmt.Println(short.Equal(long), short == long)
	// Output: true false
}

func ExampleDecimal_IsSet() {
	var forgotten money.Decimal
	zero := money.FromInt(0)
	fmt.Println(forgotten.IsSet(), zero.IsSet(), forgotten.Equal(zero))
	// Output: false true false
}

func ExampleDecimal_Add() {
	fmt.Println(money.MustParse("1.50").Add(money.MustParse("0.5")))
	// Output: 2.00
}

func ExampleDecimal_Plain() {
	d := money.MustParse("1E+2")
	fmt.Println(d, d.Plain())
	// Output: 1E+2 100
}

// Shares and percentages are rounded on purpose, by shopspring, and come back.
func ExampleFromShopspring() {
	fee := money.MustParse("100.50").Shopspring().Mul(decimal.RequireFromString("0.029")).Round(2)
	d, err := money.FromShopspring(fee)
	fmt.Println(d, err)
	// Output: 2.91 <nil>
}
