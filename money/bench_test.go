package money_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/iyzipayout/iyzipayout/money"
)

const benchAmount = "12345678.90"

func BenchmarkParse(b *testing.B) {
	b.Run("money", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := money.Parse(benchAmount); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := decimal.NewFromString(benchAmount); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkUnmarshalJSON(b *testing.B) {
	data := []byte(benchAmount)
	b.Run("money", func(b *testing.B) {
		b.ReportAllocs()
		var d money.Decimal
		for b.Loop() {
			if err := d.UnmarshalJSON(data); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		var d decimal.Decimal
		for b.Loop() {
			if err := d.UnmarshalJSON(data); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkMarshalJSON(b *testing.B) {
	b.Run("money", func(b *testing.B) {
		b.ReportAllocs()
		d := money.MustParse(benchAmount)
		for b.Loop() {
			if _, err := d.MarshalJSON(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		d := decimal.RequireFromString(benchAmount)
		for b.Loop() {
			if _, err := d.MarshalJSON(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	x, y := money.MustParse(benchAmount), money.MustParse("0.5")
	b.Run("money", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = x.Add(y)
		}
	})
	b.Run("shopspring", func(b *testing.B) {
		b.ReportAllocs()
		x, y := x.Shopspring(), y.Shopspring()
		for b.Loop() {
			_ = x.Add(y)
		}
	})
}

func BenchmarkSum10000(b *testing.B) {
	b.ReportAllocs()
	amounts := make([]money.Decimal, 10_000)
	for i := range amounts {
		amounts[i] = money.FromMinor(int64(i)*12345, 2)
	}
	for b.Loop() {
		_ = money.Sum(amounts...)
	}
}
