package update_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestStopsAtTheFirstThatDoesNotCompile: neither recording nor testing says it again.
func TestStopsAtTheFirstThatDoesNotCompile(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	c := &commands{}
	o := options(dir, c)
	o.Fetch = newMember().serve(t)
	o.Compile = [][]string{{"compile"}}
	ran := o.Exec
	o.Exec = func(ctx context.Context, dir string, command []string) ([]byte, error) {
		if command[0] == "compile" {
			return []byte("# github.com/iyzipayout/iyzipayout/payout\npayout/init.go:12:3: undefined: gen.Planted\n"), assert.AnError
		}
		return ran(ctx, dir, command)
	}
	result, text := run(t, o)
	failed := result.Failed()
	require.NotNil(t, failed)
	assert.Equal(t, "compile", failed.Name)
	assert.ErrorContains(t, failed.Err, "payout/init.go:12:3: undefined: gen.Planted: ")
	assert.True(t, result.Updated())
	assert.Equal(t, []string{"generate"}, c.ran)
	assert.Contains(t, text, "payout/init.go:12:3: undefined: gen.Planted")
}
