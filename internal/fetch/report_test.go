package fetch

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/contract/report"
	"github.com/iyzipayout/iyzipayout/internal/spectest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// eventful is a result with every state in it.
func eventful(t *testing.T) *Result {
	site := newDocs(t)
	site.Edit(t, initFile, `"summary":"Initialize Mass Payout"`, `"summary":"Initialize"`)
	site.Handle(basePath+authFile, answerWith(404, "X", "", ""))
	site.Edit(t, retrieveFile, "Mass payout request received but not yet authorized.", "Mass payout request \x1b[31mwas authorized.")
	site.Handle(basePath+cancelFile, answerWith(200, "Content-Type", "text/html", "<html>"))
	site.Serve("/llms.txt", "[Mass Payout Auth](/en/auth.md) [Mass Payout](/en/products/mass-payout.md)")
	return site.check(t, spectest.Disk(t))
}

func written(t *testing.T, format string, r *Result) string {
	t.Helper()
	write, err := report.For(format)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, write(&b, r.Report()))
	return b.String()
}

func TestReports(t *testing.T) {
	t.Parallel()
	got := eventful(t)
	for name, format := range map[string]string{"report.txt": "text", "report.json": "json", "report.md": "markdown", "junit.xml": "junit"} {
		b := written(t, format, got)
		golden := filepath.Join("testdata", name)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(golden, []byte(b), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), b, "if the change is wanted, run the test with -update")
		assert.NotContains(t, b, "\x1b", "what comes from outside does not steer the terminal")
	}
}

func TestTheJSONIsForPrograms(t *testing.T) {
	t.Parallel()
	var read struct {
		Drifted, Failed, Pending bool
		Pages                    []Page
		Index                    Index
	}
	dec := json.NewDecoder(strings.NewReader(written(t, "json", eventful(t))))
	dec.DisallowUnknownFields()
	var all map[string]any
	require.NoError(t, dec.Decode(&all))
	data, err := json.Marshal(all)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &read))
	assert.True(t, read.Drifted && read.Failed && read.Pending)
	assert.Equal(t, Broken, read.Pages[3].State)
	assert.NotContains(t, all, "sources")
}

func TestANewPageIsNamedByItsTitle(t *testing.T) {
	t.Parallel()
	got := written(t, "text", &Result{Pages: []Page{{Title: "x", State: New}}})
	assert.Contains(t, got, "Pages: 1 new\n")
}
