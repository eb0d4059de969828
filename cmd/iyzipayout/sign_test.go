package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSignPrintsTwoHeaders(t *testing.T) {
	t.Parallel()
	// From the official PHP SDK's test, without a body.
	got := command{
		args: []string{"sign", "--method", "POST", "--path", "/v2/subscription/initialize", "--random-key", "123456789"},
		env:  map[string]string{envAPIKey: "test", envSecretKey: "test"},
	}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	require.Equal(t, "Authorization: IYZWSv2 YXBpS2V5OnRlc3QmcmFuZG9tS2V5OjEyMzQ1Njc4OSZzaWduYXR1cmU6YmM0NGIyZjRkZmI4ZGY3NDE0N2IxZjUyN2ZmNjM2NDQ0YzNiM2QzYTFmZjk3ZGNiMzM2NmJjMjkzZmFjZjI5OA==\nx-iyzi-rnd: 123456789\n", got.out)
	require.Empty(t, got.err)
}

func TestSignFreshRandomKeyAndBody(t *testing.T) {
	t.Parallel()
	body := write(t, "init.json", `{"a":1}`)
	args := []string{"sign", "--method", "POST", "--path", "/v1/mass/payout/init", "--query", "locale=en", "--body", body}
	first, second := command{args: args, env: keys()}.run(t), command{args: args, env: keys()}.run(t)
	require.Equal(t, exitOK, first.code, first.err)
	require.NotEqual(t, first.out, second.out)

	lines := strings.Split(first.out, "\n")
	explain := append(args, "--explain", lines[0], "--random-key", strings.TrimPrefix(lines[1], "x-iyzi-rnd: "))
	got := command{args: explain, env: keys()}.run(t)
	require.Equal(t, exitOK, got.code, got.out)
}

func TestSignExplains(t *testing.T) {
	t.Parallel()
	args := []string{"sign", "--method", "POST", "--path", "/v1/mass/payout/init"}
	signed := command{args: append(args, "--body", write(t, "b", `{"a": 1}`)), env: keys()}.run(t)
	value := strings.TrimPrefix(strings.Split(signed.out, "\n")[0], "Authorization: ")
	got := command{args: append(args, "--body", write(t, "b", `{"a":1}`), "--explain", value), env: keys()}.run(t)
	require.Equal(t, exitNo, got.code)
	require.Contains(t, got.out, "body")
	require.NotContains(t, got.out, "sandbox-test-secret")
}

// The paths of the operations are known here, and a pair of two environments is said to be one.
func TestSignExplainsOperationsAndPairs(t *testing.T) {
	t.Parallel()
	mixed := map[string]string{envAPIKey: "sandbox-MARKER", envSecretKey: "MARKERsecret"}
	signedBy := func(env map[string]string, args ...string) string {
		signed := command{args: append([]string{"sign", "--random-key", "r"}, args...), env: env}.run(t)
		require.Equal(t, exitOK, signed.code, signed.err)
		require.Equal(t, env[envAPIKey] == "sandbox-MARKER", strings.Contains(signed.err, "of different environments"), signed.err)
		require.NotContains(t, signed.err, "MARKER")
		return strings.Split(signed.out, "\n")[0]
	}
	const cancel = "/v1/mass/payout/cancel/"
	body := write(t, "b", "{}")
	for _, c := range []struct {
		header, says string
		args         []string
	}{
		{signedBy(keys(), "--method", "POST", "--path", "/v1/mass/payout/auth"), "path-of-other-operation", []string{"--method", "POST", "--path", "/v1/mass/payout/init"}},
		{signedBy(keys(), "--method", "POST", "--path", cancel+"{requestId}"), "path-unfilled", []string{"--method", "POST", "--path", cancel + "179-x"}},
		{signedBy(keys(), "--method", "POST", "--path", cancel+"179-x"), "Send no body", []string{"--method", "POST", "--path", cancel + "179-x", "--body", body}},
		{signedBy(mixed, "--method", "GET", "--path", "/v1/mass/payout/balance"), "Send no body", []string{"--method", "GET", "--path", "/v1/mass/payout/balance", "--body", body}},
	} {
		env := keys()
		if c.args[1] == "GET" {
			env = mixed
		}
		got := command{args: append([]string{"sign", "--explain", c.header, "--random-key", "r"}, c.args...), env: env}.run(t)
		require.Equal(t, exitNo, got.code, got.err)
		require.Contains(t, got.out, c.says)
	}
}

func TestAMixedPairPaysNobody(t *testing.T) {
	t.Parallel()
	env := map[string]string{envAPIKey: "sandbox-MARKER", envSecretKey: "MARKERsecret"}
	journal := t.TempDir()
	got := command{args: []string{"pay", write(t, "p.csv", header+paidLine), "--env", "sandbox", "--yes", "--journal", journal}, env: env}.run(t)
	require.Equal(t, exitInput, got.code, got.err)
	require.Contains(t, got.err, "one begins with \"sandbox-\" and the other does not")
	require.NotContains(t, got.out+got.err, "MARKER")
}

func TestSignBadInput(t *testing.T) {
	t.Parallel()
	for _, c := range []command{
		{args: []string{"sign", "--method", "GET", "--path", "/a"}},
		{args: []string{"sign", "--method", "GET", "--path", "a"}, env: keys()},
		{args: []string{"sign", "--method", "GET", "--path", "/a?b=c"}, env: keys()},
		{args: []string{"sign", "--method", "GET", "--path", "/a", "--body", "nowhere"}, env: keys()},
	} {
		got := c.run(t)
		require.Equal(t, exitInput, got.code, c.args)
		require.Empty(t, got.out)
	}
}
