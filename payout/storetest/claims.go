package storetest

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// key makes keys that differ in their last bytes, and hold bytes that a text must not.
func key(n int) runner.ClaimKey {
	var k runner.ClaimKey
	binary.BigEndian.PutUint64(k[8:], uint64(n))
	return k
}

var claimedAt = time.Date(2026, 11, 28, 9, 30, 0, 0, time.UTC)

// claims are lines of a payout whose payment key is the line's plus 1000.
func claims(payoutID string, lines ...int) []runner.Claim {
	list := make([]runner.Claim, len(lines))
	for i, n := range lines {
		list[i] = runner.Claim{Line: key(n), Payment: key(n + 1000), Payout: payoutID, At: claimedAt}
	}
	return list
}

func claim(t *testing.T, s runner.Store, list []runner.Claim) []runner.Claim {
	t.Helper()
	others, err := s.Claim(context.Background(), list)
	require.NoError(t, err, "Claim")
	return others
}

func mustClaim(t *testing.T, s runner.Store, list []runner.Claim) {
	t.Helper()
	require.Empty(t, claim(t, s, list), "lines are held by others")
}

// keys are those of lines or payments.
func keys(numbers ...int) []runner.ClaimKey {
	list := make([]runner.ClaimKey, len(numbers))
	for i, n := range numbers {
		list[i] = key(n)
	}
	return list
}

func release(t *testing.T, s runner.Store, payoutID string, lines ...int) {
	t.Helper()
	require.NoError(t, s.Release(context.Background(), payoutID, keys(lines...)), "Release")
}

// holders are who holds the lines; "" where nobody does.
func holders(t *testing.T, s runner.Store, want ...string) {
	t.Helper()
	lines := make([]int, len(want))
	for n := range want {
		lines[n] = n
	}
	found, err := s.Claims(context.Background(), keys(lines...))
	require.NoError(t, err, "Claims")
	got := map[runner.ClaimKey]string{}
	for _, c := range found {
		require.Empty(t, got[c.Line], "line %s is found twice", c.Line)
		got[c.Line] = c.Payout
	}
	for n, holder := range want {
		require.Equal(t, holder, got[key(n)], "holder of line %d", n)
	}
}

func oneHolder(t *testing.T, opener Opener) {
	one, other := opener(t), opener(t)
	holders(t, one, "", "", "")
	mustClaim(t, one, claims("A", 0, 1))
	holders(t, other, "A", "A", "")
	others := claim(t, other, claims("B", 1))
	require.Len(t, others, 1, "the claim in the way must be told")
	same(t, claims("A", 1)[0], others[0])
	mustClaim(t, other, claims("B", 2))
	holders(t, opener(t), "A", "A", "B")
	mustClaim(t, opener(t), nil)
}

// same compares claims. The time may come back in another zone.
func same(t *testing.T, want, got runner.Claim) {
	t.Helper()
	require.True(t, want.At.Equal(got.At), "line %s was claimed at %s, want %s", got.Line, got.At, want.At)
	got.At = want.At
	require.Equal(t, want, got)
}

func allOrNone(t *testing.T, opener Opener) {
	s := opener(t)
	mustClaim(t, s, claims("A", 1, 3))
	require.Len(t, claim(t, s, claims("B", 0, 1, 2, 3)), 2, "two lines are held by others")
	holders(t, opener(t), "", "A", "", "A")
}

func firstClaim(t *testing.T, opener Opener) {
	s := opener(t)
	mustClaim(t, s, claims("A", 0))
	later := claims("A", 0, 1)
	for i := range later {
		later[i].At = claimedAt.Add(time.Hour)
	}
	mustClaim(t, s, later)
	found, err := opener(t).Claims(context.Background(), keys(0, 1))
	require.NoError(t, err, "Claims")
	require.Len(t, found, 2)
	for _, c := range found {
		want := claims("A", 0)[0]
		if c.Line == key(1) {
			want = later[1]
		}
		same(t, want, c)
	}
}

func released(t *testing.T, opener Opener) {
	s := opener(t)
	mustClaim(t, s, claims("A", 0, 1))
	mustClaim(t, s, claims("a", 2)) // ids are not folded
	release(t, s, "B", 0, 1, 2, 3)
	release(t, s, "A", 2, 3)
	holders(t, s, "A", "A", "a")
	release(t, s, "A", 0)
	holders(t, opener(t), "", "A", "a")
	mustClaim(t, opener(t), claims("B", 0))
	holders(t, s, "B", "A", "a")
	release(t, s, "A", 0) // it has it no more
	release(t, s, "B")
	holders(t, opener(t), "B", "A", "a")
}

func instead(t *testing.T, opener Opener) {
	s := opener(t)
	mustClaim(t, s, claims("A", 0))
	mustClaim(t, s, claims("B", 1))
	over := func(from string, lines ...int) []runner.Claim {
		list := claims("C", lines...)
		for i := range list {
			list[i].Instead = from
		}
		return list
	}
	others := claim(t, s, over("A", 0, 1))
	require.Len(t, others, 1)
	require.Equal(t, "B", others[0].Payout, "only A may be replaced")
	holders(t, s, "A", "B", "")
	mustClaim(t, s, over("A", 0, 2))
	holders(t, opener(t), "C", "B", "C")
	require.Len(t, claim(t, s, claims("A", 0)), 1, "A has lost the line")
	mustClaim(t, s, over("A", 0)) // once more is no change
	holders(t, opener(t), "C", "B", "C")
}

func similar(t *testing.T, opener Opener) {
	s := opener(t)
	mustClaim(t, s, claims("A", 0, 1))
	twin := claims("B", 2)
	twin[0].Payment, twin[0].At = key(1000), claimedAt.Add(time.Hour)
	mustClaim(t, s, twin)
	count := func(want int, since time.Time, payments ...int) {
		t.Helper()
		found, err := opener(t).SimilarClaims(context.Background(), keys(payments...), since)
		require.NoError(t, err, "SimilarClaims")
		require.Len(t, found, want, "similar claims")
		for _, c := range found {
			require.False(t, c.At.Before(since), "claimed at %s, before %s", c.At, since)
		}
	}
	count(2, claimedAt, 1000)
	count(1, claimedAt.Add(time.Minute), 1000)
	count(0, claimedAt.Add(2*time.Hour), 1000)
	count(1, claimedAt, 1001, 1002)
	count(0, claimedAt)
	release(t, s, "A", 0, 1)
	count(1, claimedAt, 1000, 1001)
}

// contendedClaims: many claim the same lines at once, each in another order.
func contendedClaims(t *testing.T, opener Opener) {
	const workers, rounds = 4, 8
	for round := range rounds {
		var all sync.WaitGroup
		var won atomic.Int32
		for worker := range workers {
			s := opener(t)
			all.Go(func() {
				lines := []int{10 * round, 10*round + 1, 10*round + 2}
				if worker%2 == 1 {
					lines[0], lines[2] = lines[2], lines[0]
				}
				others, err := s.Claim(context.Background(), claims(fmt.Sprintf("worker %d", worker), lines...))
				if assert.NoError(t, err, "Claim") && len(others) == 0 {
					won.Add(1)
				}
			})
		}
		all.Wait()
		require.EqualValues(t, 1, won.Load(), "round %d: how many got the same lines", round)
	}
}

func manyLines(t *testing.T, opener Opener) {
	const lines = 2500
	numbers := make([]int, lines)
	want := make([]string, lines)
	for n := range numbers {
		numbers[n], want[n] = n, "A"
	}
	mustClaim(t, opener(t), claims("A", numbers...))
	holders(t, opener(t), want...)
	release(t, opener(t), "A", numbers[1:]...)
	clear(want[1:])
	holders(t, opener(t), want...)
}
