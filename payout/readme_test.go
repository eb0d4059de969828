package payout_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout"
	"github.com/iyzipayout/iyzipayout/signing"
)

// The client of the README, which the Example replaces by one for the emulator.
func ExampleNew() {
	credentials, err := signing.NewCredentials(os.Getenv("IYZICO_API_KEY"), os.Getenv("IYZICO_SECRET_KEY"))
	check(err)
	client, err := payout.New(credentials) // a key that begins with sandbox- goes to the sandbox
	check(err)
	_ = client
}

// Every line of the README's code stands in an Example, in its order, so that it compiles and does what it says. The
// Example checks each error and polls faster.
func TestReadmeCodeIsTheExample(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	for _, c := range []struct {
		heading  string
		examples []string
		most     int
	}{
		{"## Twenty lines of Go", []string{"readme_test.go", "example_test.go"}, 20},
		{"### A line is paid once", []string{"runner/example_runner_test.go"}, 5},
	} {
		_, rest, found := strings.Cut(string(readme), c.heading)
		require.True(t, found, c.heading)
		_, rest, _ = strings.Cut(rest, "```go\n")
		code, _, _ := strings.Cut(rest, "```")
		source := ""
		for _, name := range c.examples {
			file, err := os.ReadFile(name)
			require.NoError(t, err)
			source += squeeze(string(file))
		}
		lines := 0
		for line := range strings.Lines(code) {
			line = strings.TrimSuffix(squeeze(line), ")")
			if line == "" {
				continue
			}
			lines++
			at := strings.Index(source, line)
			require.GreaterOrEqual(t, at, 0, "not in an Example, or not in this order: %s", line)
			source = source[at+len(line):]
		}
		require.Positive(t, lines, c.heading)
		require.LessOrEqual(t, lines, c.most, c.heading)
	}
}

// squeeze drops what gofmt may lay out differently, and comments.
func squeeze(code string) string {
	var b strings.Builder
	for line := range strings.Lines(code) {
		line, _, _ = strings.Cut(line, " //")
		b.WriteString(strings.Join(strings.Fields(line), ""))
	}
	return b.String()
}
