package storetest

import (
	"context"
	"encoding/binary"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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
	if err != nil {
		t.Fatalf("Claim: %v", err)
	}
	return others
}

func mustClaim(t *testing.T, s runner.Store, list []runner.Claim) {
	t.Helper()
	if others := claim(t, s, list); len(others) > 0 {
		t.Fatalf("Claim: %d lines are held by others, the first by %q", len(others), others[0].Payout)
	}
}

func release(t *testing.T, s runner.Store, payoutID string, lines ...int) {
	t.Helper()
	var keys []runner.ClaimKey
	for _, n := range lines {
		keys = append(keys, key(n))
	}
	if err := s.Release(context.Background(), payoutID, keys); err != nil {
		t.Fatalf("Release: %v", err)
	}
}

// holders are who holds the lines; "" where nobody does.
func holders(t *testing.T, s runner.Store, want ...string) {
	t.Helper()
	var keys []runner.ClaimKey
	for n := range want {
		keys = append(keys, key(n))
	}
	found, err := s.Claims(context.Background(), keys)
	if err != nil {
		t.Fatalf("Claims: %v", err)
	}
	got := map[runner.ClaimKey]string{}
	for _, c := range found {
		if got[c.Line] != "" {
			t.Fatalf("line %s is found twice", c.Line)
		}
		got[c.Line] = c.Payout
	}
	for n, holder := range want {
		if got[key(n)] != holder {
			t.Fatalf("line %d is held by %q, want %q", n, got[key(n)], holder)
		}
	}
}

func oneHolder(t *testing.T, opener Opener) {
	one, other := opener(t), opener(t)
	holders(t, one, "", "", "")
	mustClaim(t, one, claims("A", 0, 1))
	holders(t, other, "A", "A", "")
	others := claim(t, other, claims("B", 1))
	if len(others) != 1 || others[0].Payout != "A" || others[0].Line != key(1) || others[0].Payment != key(1001) || !others[0].At.Equal(claimedAt) {
		t.Fatalf("the claim in the way must be told: %+v", others)
	}
	mustClaim(t, other, claims("B", 2))
	holders(t, opener(t), "A", "A", "B")
	mustClaim(t, opener(t), nil)
}

func allOrNone(t *testing.T, opener Opener) {
	s := opener(t)
	mustClaim(t, s, claims("A", 1, 3))
	if others := claim(t, s, claims("B", 0, 1, 2, 3)); len(others) != 2 {
		t.Fatalf("two lines are held by others, %d were told", len(others))
	}
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
	found, err := opener(t).Claims(context.Background(), []runner.ClaimKey{key(0), key(1)})
	if err != nil || len(found) != 2 {
		t.Fatalf("Claims: %d, %v", len(found), err)
	}
	for _, c := range found {
		want := claimedAt
		if c.Line == key(1) {
			want = want.Add(time.Hour)
		}
		if !c.At.Equal(want) {
			t.Fatalf("line %s was claimed at %s, want %s", c.Line, c.At, want)
		}
		if c.Instead != "" {
			t.Fatal("Instead is not kept")
		}
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
	if others := claim(t, s, over("A", 0, 1)); len(others) != 1 || others[0].Payout != "B" {
		t.Fatalf("only A may be replaced: %+v", others)
	}
	holders(t, s, "A", "B", "")
	mustClaim(t, s, over("A", 0, 2))
	holders(t, opener(t), "C", "B", "C")
	if others := claim(t, s, claims("A", 0)); len(others) != 1 {
		t.Fatal("A has lost the line")
	}
	mustClaim(t, s, over("A", 0)) // once more is no change
	holders(t, opener(t), "C", "B", "C")
}

func similar(t *testing.T, opener Opener) {
	s := opener(t)
	mustClaim(t, s, claims("A", 0, 1))
	twin := claims("B", 2)
	twin[0].Payment, twin[0].At = key(1000), claimedAt.Add(time.Hour)
	mustClaim(t, s, twin)
	count := func(since time.Time, payments ...int) int {
		var keys []runner.ClaimKey
		for _, n := range payments {
			keys = append(keys, key(n))
		}
		found, err := opener(t).SimilarClaims(context.Background(), keys, since)
		if err != nil {
			t.Fatalf("SimilarClaims: %v", err)
		}
		for _, c := range found {
			if c.At.Before(since) {
				t.Fatalf("claimed at %s, before %s", c.At, since)
			}
		}
		return len(found)
	}
	for _, c := range []struct{ got, want int }{
		{count(claimedAt, 1000), 2}, {count(claimedAt.Add(time.Minute), 1000), 1}, {count(claimedAt.Add(2*time.Hour), 1000), 0},
		{count(claimedAt, 1001, 1002), 1}, {count(claimedAt), 0},
	} {
		if c.got != c.want {
			t.Fatalf("%d similar claims, want %d", c.got, c.want)
		}
	}
	release(t, s, "A", 0, 1)
	if n := count(claimedAt, 1000, 1001); n != 1 {
		t.Fatalf("%d similar claims after a release, want 1", n)
	}
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
				switch {
				case err != nil:
					t.Errorf("Claim: %v", err)
				case len(others) == 0:
					won.Add(1)
				}
			})
		}
		all.Wait()
		if n := won.Load(); n != 1 {
			t.Fatalf("round %d: %d got the same lines", round, n)
		}
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
