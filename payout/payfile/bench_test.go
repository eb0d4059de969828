package payfile_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/payout/payfile"
)

const benchLines = 100_000

func benchItems(b *testing.B) []payout.Item {
	iban, err := payout.IBAN("TR920086402100005482986178", "Ayşe Yılmaz")
	require.NoError(b, err)
	items := make([]payout.Item, benchLines)
	for i := range items {
		amount, err := payout.TRY(fmt.Sprintf("%d.%02d", i+1, i%100))
		require.NoError(b, err)
		items[i] = payout.Item{ExternalID: fmt.Sprintf("salary-%06d", i), Recipient: iban, Amount: amount, Description: "Maaş, Kasım 2026"}
	}
	return items
}

func benchmarkRead(b *testing.B, name, text string) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range payfile.Read(name, strings.NewReader(text)) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != benchLines {
			b.Fatal(n)
		}
	}
}

func BenchmarkReadCSV(b *testing.B) {
	benchmarkRead(b, "pay.csv", convention{delimiter: ";", decimal: ",", grouped: true, lineEnd: "\r\n", mark: "\ufeff"}.file(benchItems(b)))
}

// A tenth of the lines of the others.
func BenchmarkReadXLSX(b *testing.B) {
	var content bytes.Buffer
	require.NoError(b, convention{}.workbook(b, benchItems(b)[:benchLines/10]).Write(&content))
	b.ReportAllocs()
	for b.Loop() {
		items, err := payfile.ReadAll("pay.xlsx", bytes.NewReader(content.Bytes()))
		require.NoError(b, err)
		require.Len(b, items, benchLines/10)
	}
}

func BenchmarkReadJSONL(b *testing.B) { benchmarkRead(b, "pay.jsonl", jsonLines(b, benchItems(b))) }

func BenchmarkReadAllCSV(b *testing.B) {
	text := convention{delimiter: ";", decimal: ",", lineEnd: "\n"}.file(benchItems(b))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := payfile.ReadAll("pay.csv", strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
