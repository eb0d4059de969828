package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/emulator"
	"github.com/iyzipayout/iyzipayout/gen"
)

// resultSchema is what docs promise of --output json.
func resultSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", "result.schema.json"))
	require.NoError(t, err)
	return schema
}

func requireResult(t *testing.T, schema *jsonschema.Schema, text string) resultObject {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err, text)
	require.NoError(t, schema.Validate(value), text)
	return readResult(t, text)
}

// What each verb prints as JSON, in runs that come to every end, is what the schema says.
func TestResultsFollowTheirSchema(t *testing.T) {
	t.Parallel()
	schema := resultSchema(t)
	o := newOffice(t)
	file := write(t, "p.csv", header+paidLine+phoneLine+refused+bankFails)
	held := write(t, "q.csv", header+paidLine+strings.ReplaceAll(phoneLine, "a-2", "a-7"))
	later := write(t, "later.csv", header+strings.ReplaceAll(paidLine, "a-1", "b-1"))
	steps := []struct {
		name string
		code int
		args []string
		want func(resultObject) []any
		have []any
	}{
		{"a dry run", exitOK, []string{"pay", file, "--dry-run"}, func(r resultObject) []any {
			return []any{len(r.Batches), len(r.Batches[0].Lines), r.Batches[0].Lines[3].Row}
		}, []any{1, 4, 5}},
		{"a file that cannot be read", exitInput, []string{"pay", write(t, "bad.csv", header+"a-1,IBAN,TR1,Ali Kaya,1,x\n")}, func(r resultObject) []any { return []any{len(r.Batches), r.Error != ""} }, []any{0, true}},
		{"two batches", exitNo, []string{"pay", file, "--batch-size", "2"}, func(r resultObject) []any { return []any{len(r.Batches), r.Paid, r.NotPaid, r.Unknown, len(r.Sums)} }, []any{2, 2, 2, 0, 3}},
		{"paid before", exitNo, []string{"pay", file, "--batch-size", "2"}, func(r resultObject) []any { return []any{r.Batches[1].Lines[0].Reason, r.Batches[1].Lines[0].Status} }, []any{"Invalid request: its description asks for it", "INVALID"}},
		{"held lines", exitInput, []string{"pay", held}, func(r resultObject) []any { return []any{r.Paid, r.Batches[0].Earlier, r.Batches[0].Lines[0].Row} }, []any{1, true, 2}},
		{"only unpaid", exitOK, []string{"pay", held, "--only-unpaid"}, func(r resultObject) []any { return []any{len(r.Batches), r.Paid} }, []any{2, 2}},
		{"only what failed", exitNo, []string{"pay", file, "--batch-size", "2", "--failed-only"}, func(r resultObject) []any { return []any{len(r.Batches[0].Lines), len(r.Batches[1].Lines), r.Paid} }, []any{0, 2, 2}},
		{"rest", exitOK, []string{"rest", file, filepath.Join(t.TempDir(), "rest.csv")}, func(r resultObject) []any { return []any{r.Paid, r.Batches[1].Lines[0].State} }, []any{2, "free"}},
		{"not prepared", exitInput, []string{"release", later}, func(r resultObject) []any { return []any{len(r.Batches), r.Error != ""} }, []any{0, true}},
		{"prepare", exitOK, []string{"prepare", later, "--external-id", "later"}, func(r resultObject) []any {
			return []any{string(r.Batches[0].Lines[0].State), r.Batches[0].ExternalID, r.Batches[0].RequestID != ""}
		}, []any{"waits", "later", true}},
		{"status", exitNo, []string{"status", "later"}, func(r resultObject) []any {
			return []any{r.Batches[0].Status, r.Batches[0].Begun != "", r.Batches[0].Authorised}
		}, []any{gen.MassPayoutStatusInit, true, ""}},
		{"waits", exitInput, []string{"resume", "later"}, func(r resultObject) []any { return []any{len(r.Batches)} }, []any{0}},
		{"cancel", exitOK, []string{"cancel", "later"}, func(r resultObject) []any { return []any{r.NotPaid, len(r.Batches)} }, []any{1, 1}},
		{"another", exitOK, []string{"prepare", later, "--external-id", "second"}, func(r resultObject) []any { return []any{r.ExitCode} }, []any{0}},
		{"release", exitOK, []string{"release", "second"}, func(r resultObject) []any {
			return []any{r.Paid, r.Batches[0].Settled != "", r.Batches[0].Lines[0].ReferenceCode != ""}
		}, []any{1, true, true}},
		{"resume", exitOK, []string{"resume", "second"}, func(r resultObject) []any { return []any{r.Paid} }, []any{1}},
		{"unknown id", exitInput, []string{"status", "nobody"}, func(r resultObject) []any { return []any{len(r.Batches), r.Error != ""} }, []any{0, true}},
		{"list", exitOK, []string{"list"}, func(r resultObject) []any { return []any{r.Verb, r.ExitCode} }, []any{"list", 0}},
	}
	verbs := map[string]bool{}
	for _, step := range steps {
		args := append(step.args, "--output", "json")
		if verb := step.args[0]; verb == "pay" || verb == "prepare" || verb == "release" {
			args = append(args, "--second-look", "0") // nobody else is there
		}
		got := o.code(step.code, args...)
		r := requireResult(t, schema, got.out)
		assert.Equal(t, step.have, step.want(r), "%s: %s", step.name, got.out)
		assert.NotContains(t, got.out, "Yılmaz")
		assert.Equal(t, step.code, r.ExitCode, step.name)
		assert.Equal(t, step.args[0], r.Verb, step.name)
		assert.NotEmpty(t, r.Environment, step.name)
		verbs[r.Verb] = true
	}
	require.Len(t, verbs, 8, "each verb of the family")

	// Nobody knows whether auth took effect.
	lost := write(t, "lost.csv", header+strings.ReplaceAll(paidLine, "a-1", "c-1"))
	require.NoError(t, o.srv.InjectFaults(emulator.Fault{Operation: "authMassPayout", Kind: emulator.FaultResetAfterCommit, Times: 1}))
	got := o.code(exitUnknown, "pay", lost, "--output", "json", "--wait", "1ns", "--second-look", "0")
	r := requireResult(t, schema, got.out)
	require.Equal(t, []int{1, exitUnknown}, []int{r.Unknown, r.ExitCode}, got.out)
}

// The schema has no member that no result has.
func TestResultSchemaNamesWhatThereIs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "result.schema.json"))
	require.NoError(t, err)
	schema := resultSchema(t)
	for _, broken := range []string{`{}`, `[]`, `{"environment":"sandbox","verb":"list","payouts":[],"exitCode":0,"more":1}`, `{"environment":"sandbox","verb":"pay","exitCode":0}`} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(broken))
		require.NoError(t, err)
		require.Error(t, schema.Validate(value), broken)
	}
	require.NotContains(t, string(text), "TODO")
}
