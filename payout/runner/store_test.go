package runner_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout/runner"
	"github.com/iyzipayout/iyzipayout/payout/storetest"
)

// The store of the Example keeps the promises that the one of package journal keeps.
func TestSQLStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Opener {
		dir := t.TempDir()
		return func(t *testing.T) runner.Store {
			s, err := newSQLStore(dir)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, s.db.Close()) })
			return s
		}
	})
}

// So does the one that the tests of the Runner use.
func TestMemoryStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Opener {
		s := newMemory()
		return func(*testing.T) runner.Store { return s }
	})
}
