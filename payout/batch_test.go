package payout_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/internal/testkit"
	"github.com/iyzipayout/iyzipayout/payout"
)

func TestTotal(t *testing.T) {
	b := testkit.TwoPayments(t)
	assert.Equal(t, "1350.50 TRY", b.Total().String())

	assert.Equal(t, payout.Amount{}, payout.Batch{}.Total(), "no items")
	unset := testkit.TwoPayments(t)
	unset.Items[0].Amount = payout.Amount{}
	assert.Equal(t, payout.Amount{}, unset.Total(), "an item without amount")
	mixed := testkit.TwoPayments(t)
	mixed.Items[1].Amount, _ = payout.ParseAmount("100", "USD")
	assert.Equal(t, payout.Amount{}, mixed.Total(), "two currencies")
}

func TestTotalIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kurus := rapid.SliceOfN(rapid.Int64Range(1, 1_000_000_000), 1, 50).Draw(t, "kuruş")
		var b payout.Batch
		var sum int64
		for _, k := range kurus {
			sum += k
			b.Items = append(b.Items, payout.Item{Amount: testkit.Lira(t, fmt.Sprintf("%d.%02d", k/100, k%100))})
		}
		require.Equal(t, fmt.Sprintf("%d.%02d TRY", sum/100, sum%100), b.Total().String())
	})
}
