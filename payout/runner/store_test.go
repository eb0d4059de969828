package runner_test

import (
	"testing"

	"github.com/iyzipayout/iyzipayout/payout/runner"
	"github.com/iyzipayout/iyzipayout/payout/storetest"
)

// The store that the tests of the Runner use keeps the promises that the one of package journal keeps.
func TestMemoryStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Opener {
		s := newMemory()
		return func(*testing.T) runner.Store { return s }
	})
}
