package runner_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/runner"
)

// Nobody is paid by a prepare that is killed anywhere, and everybody once by a release that is.
func TestPrepareAndReleaseKilled(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		for _, releasing := range []bool{false, true} {
			for at, dead := 1, true; dead; at++ {
				dead = false
				t.Run(fmt.Sprintf("killed at %d, after %v, in release %v", at, after, releasing), func(t *testing.T) {
					bubble(t, mode{init: "second", auth: "pay-again"}, func(t *testing.T, w *wire, s *memory) {
						d := drill{w: w, s: s, plan: newPlan(t, "p", 2, &source{items: payments(t, "p", "", "", "").Items}), byID: at%2 == 0, accepted: 3}
						if !releasing {
							dead = d.lives(at, after, func(s runner.Store) { _, _ = d.runner(t, s).Prepare(t.Context(), d.plan) })
							d.requireNobody(t)
							_, _ = outcome(d.runner(t, s).Resume(t.Context(), d.plan))
							d.requireNobody(t)
						}
						require.NoError(t, second(d.runner(t, s).Prepare(t.Context(), d.plan)))
						d.requireNobody(t)
						if releasing {
							plan, err := d.named(t)
							require.NoError(t, err)
							dead = d.lives(at, after, func(s runner.Store) { _, _ = outcome(d.runner(t, s).Release(t.Context(), plan)) })
							d.w.everything().requireOnce(t)
						}
						require.NoError(t, second(d.release(t, s)))
						d.requirePaid(t)
					})
				})
			}
		}
	}
}

// mortal is a store of a process that is killed at the n-th Append or Claim, before or after it took effect: nothing that it does
// afterwards has any effect.
type mortal struct {
	*memory
	mu    sync.Mutex
	left  int
	after bool
	dead  bool
}

var errDead = errors.New("killed")

func (m *mortal) step(do func() error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.left--
	if m.dead || m.left == 0 && !m.after {
		m.dead = true
		return errDead
	}
	err := do()
	if m.left == 0 {
		m.dead = true
		return errDead
	}
	return err
}

func (m *mortal) Claim(ctx context.Context, claims []runner.Claim) (others []runner.Claim, err error) {
	err = m.step(func() error { others, err = m.memory.Claim(ctx, claims); return err })
	return others, err
}

func (m *mortal) Release(ctx context.Context, id string, lines []runner.ClaimKey) error {
	return m.step(func() error { return m.memory.Release(ctx, id, lines) })
}

func (m *mortal) Open(ctx context.Context, id string) (runner.Journal, error) {
	j, err := m.memory.Open(ctx, id)
	return mortalJournal{j, m}, err
}

type mortalJournal struct {
	runner.Journal
	m *mortal
}

func (j mortalJournal) Append(ctx context.Context, record []byte) error {
	return j.m.step(func() error { return j.Journal.Append(ctx, record) })
}

// lives does what a mortal process does, and reports whether it was killed.
func (d drill) lives(at int, after bool, do func(s runner.Store)) (dead bool) {
	m := &mortal{memory: d.s, left: at, after: after}
	d.w.plan = func(*http.Request) fault {
		m.mu.Lock()
		defer m.mu.Unlock()
		return fault{unread: m.dead}
	}
	do(m)
	d.w.plan = nil
	return m.dead
}
