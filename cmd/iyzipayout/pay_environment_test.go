package main

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/payout"
)

// Nobody pays by not having said where.
func TestPayHasNoDefaultEnvironment(t *testing.T) {
	t.Parallel()
	file := write(t, "p.csv", header+paidLine)
	for _, args := range [][]string{{}, {"--yes"}, {"--env", ""}, {"--base-url", ""}} {
		got := command{args: append([]string{"pay", file}, args...), env: keys(), interactive: true, in: "y\n"}.run(t)
		require.Equal(t, exitInput, got.code, args)
		require.Empty(t, got.out)
		for _, choice := range []string{"--env emulator", "--env sandbox", "--env production"} {
			require.Contains(t, got.err, choice)
		}
	}
	got := command{args: []string{"pay", file, "--dry-run"}}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
}

func TestPracticeIsCalledThatInEveryForm(t *testing.T) {
	t.Parallel()
	file := write(t, "p.csv", header+paidLine+bankFails+phoneLine)
	for _, size := range []string{"1000", "2"} {
		for form, ends := range map[string]func(*testing.T, string){
			"table": func(t *testing.T, out string) { firstAndLast(t, out, "PRACTICE") },
			"json": func(t *testing.T, out string) {
				var object map[string]any
				require.NoError(t, json.Unmarshal([]byte(out), &object), out)
				require.Equal(t, practice, object["environment"])
				require.Equal(t, practiced, object["practice"])
				firstAndLast(t, out, "PRACTICE")
				require.Regexp(t, `^\{"environment": "emulator \(PRACTICE\)",`, out)
				require.Regexp(t, `"practice": "PRACTICE: .*"\}\n$`, out)
			},
			"csv": func(t *testing.T, out string) {
				firstAndLast(t, out, "PRACTICE")
				records, err := csv.NewReader(strings.NewReader(out)).ReadAll()
				require.NoError(t, err)
				require.Len(t, records, 4)
				for i, record := range records {
					require.Equal(t, map[bool]string{true: "environment", false: practice}[i == 0], record[11])
				}
			},
		} {
			got := command{args: []string{"pay", file, "--env", "emulator", "--output", form, "--batch-size", size}}.run(t)
			require.Equal(t, exitNo, got.code, got.err)
			ends(t, got.out)
			firstAndLast(t, got.err, "PRACTICE")
		}
	}
	got := command{args: []string{"pay", write(t, "p.csv", header), "--env", "emulator"}}.run(t)
	require.Equal(t, exitInput, got.code)
	firstAndLast(t, got.err, "PRACTICE")
}

func firstAndLast(t *testing.T, text, word string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	require.Contains(t, lines[0], word, text)
	require.Contains(t, lines[len(lines)-1], word, text)
}

func TestEnvironmentNames(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		payout.ProductionURL: "production", payout.SandboxURL: "sandbox", "http://127.0.0.1:8080": "loopback:8080", "http://localhost:8080/": "loopback:8080",
		"http://[::1]:8080": "loopback:8080", "https://pay.example:8443": "pay.example:8443",
	} {
		place := target{baseURL: address}
		client, err := place.offline()
		require.NoError(t, err)
		assert.Equal(t, want, place.environment(client), address)
	}
	assert.Equal(t, practice, target{env: "emulator"}.environment(nil))
}

// What comes from outside of this program is text in a spreadsheet, and amounts stay numbers.
func TestCSVCellsAreNoFormulas(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+90": "'+90", "-2": "'-2", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", " \u00a0=1": "' \u00a0=1",
		"\u200b=1": "'\u200b=1", "＝1": "'＝1", "": "", "a=1": "a=1", "12.50": "12.50", "'=1": "'=1",
	} {
		assert.Equal(t, want, noFormula(cell), "%q", cell)
	}
	file := write(t, "p.csv", header+`"=HYPERLINK(""http://x"")",PHONE,+905456856931,,20,x`+"\n"+"-7,PHONE,+905456856932,,30.50,x\n")
	got := command{args: []string{"pay", file, "--env", "emulator", "--output", "csv"}}.run(t)
	require.Equal(t, exitOK, got.code, got.err)
	records, err := csv.NewReader(strings.NewReader(got.out)).ReadAll()
	require.NoError(t, err)
	require.Equal(t, `'=HYPERLINK("http://x")`, records[1][1])
	require.Equal(t, "'-7", records[2][1])
	require.Equal(t, "30.50", records[2][4])
}

// What the vendor sends can neither move a cursor nor forge a line, in any form.
func TestVendorTextIsPlain(t *testing.T) {
	t.Parallel()
	const bad = "x\x1b[31m\u202e\nforged"
	report := part{Report: payout.Report{ExternalID: "e", RequestID: bad, Status: bad, Lines: []payout.Line{{
		Status: bad, ReferenceCode: bad, Code: bad, Reason: bad, State: payout.StateUnknown,
	}}}, numbers: []int{0}}
	for _, form := range []string{"table", "json", "csv"} {
		var out strings.Builder
		results, err := newResults(&out, form, view{environment: "sandbox", decimalTR: true})
		require.NoError(t, err)
		results.begin()
		results.add(report)
		results.end()
		results.close(ending{})
		for _, text := range []string{"\x1b", "\u202e", "\nforged"} {
			require.NotContains(t, out.String(), text, form)
		}
	}
}
