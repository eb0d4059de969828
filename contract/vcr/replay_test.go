package vcr_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/contract/vcr"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/scenario"
)

// committed is where the cassettes of the repository are.
const committed = "../../cassettes"

func library(t testing.TB) *vcr.Library {
	l, err := vcr.Open(committed)
	require.NoError(t, err)
	return l
}

func TestReplayOfAllScenarios(t *testing.T) {
	t.Parallel()
	l := library(t)
	for _, s := range scenario.All() {
		t.Run(s.Name, func(t *testing.T) {
			require.NoError(t, l.Replay(context.Background(), vcr.Emulator, s))
		})
	}
}

func TestReplayOfPublishedExamples(t *testing.T) {
	t.Parallel()
	l := library(t)
	for _, s := range scenario.Documented() {
		t.Run(s.Name, func(t *testing.T) {
			require.NoError(t, l.Replay(context.Background(), vcr.Documented, s))
		})
	}
}

// TestReplayOfTheSandbox replays what somebody with keys has recorded; so far that is nothing.
func TestReplayOfTheSandbox(t *testing.T) {
	t.Parallel()
	l := library(t)
	for _, s := range scenario.All() {
		if _, recorded := l.Find(vcr.Sandbox, s.Name); recorded {
			t.Run(s.Name, func(t *testing.T) {
				require.NoError(t, l.Replay(context.Background(), vcr.Sandbox, s))
			})
		}
	}
}

func TestReplayFailsWhereTheScenarioDoes(t *testing.T) {
	t.Parallel()
	l := library(t)
	s := find(t, "balance")
	wrong := errors.New("the answer is not what was expected")
	run := s.Run
	s.Run = func(ctx context.Context, w *scenario.World) error { return errors.Join(run(ctx, w), wrong) }
	assert.ErrorIs(t, l.Replay(context.Background(), vcr.Emulator, s), wrong)

	s.Run = func(context.Context, *scenario.World) error { return nil }
	assert.ErrorIs(t, l.Replay(context.Background(), vcr.Emulator, s), vcr.ErrUnused)

	// A scenario that swallows its errors does not hide that of the replay.
	s.Run = func(ctx context.Context, w *scenario.World) error {
		response, err := w.HTTP.Get(w.BaseURL + "/v1/mass/payout/nowhere")
		if err == nil {
			_ = response.Body.Close()
		}
		return nil
	}
	assert.ErrorIs(t, l.Replay(context.Background(), vcr.Emulator, s), vcr.ErrUnmatched)

	s.Name = "nobody-recorded-this"
	assert.ErrorIs(t, l.Replay(context.Background(), vcr.Emulator, s), vcr.ErrNoCassette)
}

// TestCassettesKeepTheContract: the emulator's and the vendor's exchanges, but for what is known and says why.
func TestCassettesKeepTheContract(t *testing.T) {
	t.Parallel()
	l := library(t)
	for _, source := range []vcr.Source{vcr.Documented, vcr.Emulator, vcr.Sandbox} {
		checker, err := l.Checker(source)
		require.NoError(t, err)
		for _, c := range l.Cassettes {
			if c.Source != source {
				continue
			}
			t.Run(c.File, func(t *testing.T) {
				exchanges, err := l.Exchanges(c)
				require.NoError(t, err)
				unexpected, _, missing := scenario.Excuse(checker.CheckFlow(exchanges), c.Known)
				for _, f := range unexpected {
					assert.Fail(t, f.String(), "exchange %d", f.Entry)
				}
				assert.Empty(t, missing, "the list of known drifts is out of date")
			})
		}
	}
}

// TestKnownDriftsOfTheEmulatorAreWrongRequests: what the emulator itself answers has none, but for HTTP statuses of requests
// that are no operation's.
func TestKnownDriftsOfTheEmulatorAreWrongRequests(t *testing.T) {
	t.Parallel()
	for _, s := range scenario.All() {
		for _, k := range s.Known {
			assert.True(t, k.Direction == contract.InRequest || k.Kind == drift.StatusCode, "%s: %s", s.Name, k)
		}
	}
}

// TestMovesMoney: whoever runs scenarios live relies on this mark.
func TestMovesMoney(t *testing.T) {
	t.Parallel()
	l := library(t)
	for _, s := range scenario.All() {
		c, found := l.Find(vcr.Emulator, s.Name)
		require.True(t, found, s.Name)
		exchanges, err := l.Exchanges(c)
		require.NoError(t, err)
		authorises := slices.ContainsFunc(exchanges, func(x contract.Exchange) bool {
			return x.Request.URL.Path == gen.OperationAuthMassPayout.Path()
		})
		assert.Equal(t, authorises, s.MovesMoney, s.Name)
	}
}

func find(t testing.TB, name string) scenario.Scenario {
	i := slices.IndexFunc(scenario.All(), func(s scenario.Scenario) bool { return s.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return scenario.All()[i]
}
