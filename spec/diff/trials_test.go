package diff_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// TestTrials replays testdata/trials: documents and pages changed in one known way, each with the level that its change
// deserves. The labels follow the words of the levels in README.md there, not what Compare does. -v prints the score.
func TestTrials(t *testing.T) {
	score := trialScore{tried: map[diff.Level]int{}, right: map[diff.Level]int{}}
	bases := map[string]trialBase{"raw": readTrialBase(t, "raw"), "merged": readTrialBase(t, "merged"), "pages": readTrialBase(t, "pages")}
	names := map[string]bool{}
	t.Run("all", func(t *testing.T) {
		for _, file := range trialFiles(t) {
			for _, one := range readTrials(t, file) {
				require.False(t, names[one.Name], "%s: two trials are called %q", file, one.Name)
				names[one.Name] = true
				t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml")+"/"+one.Name, func(t *testing.T) {
					t.Parallel()
					replayTrial(t, one, bases[one.Base], &score)
				})
			}
		}
	})
	t.Log("\n" + score.table())
	assert.GreaterOrEqual(t, len(names), 600, "the corpus has lost trials")
}

// replayTrial compares the old with the new document and, where the trial says what the way back means, the new with the old.
func replayTrial(t *testing.T, one trial, base trialBase, score *trialScore) {
	older, newer := one.documents(t, base)
	got := compareTrial(t, older, newer)
	score.judge(t, one.Level, got)
	one.checkNamed(t, got)
	if one.Back != "" {
		score.judge(t, one.Back, compareTrial(t, newer, older))
	}
	if one.Base == "pages" {
		assert.Empty(t, compareTrial(t, newer, newer).Changes, "the new folder compared with itself")
	}
}

func compareTrial(t *testing.T, older, newer diff.Document) *diff.Report {
	t.Helper()
	report, err := diff.Compare(older, newer)
	require.NoError(t, err)
	return report
}

// trialScore counts judgements by the level that was right.
type trialScore struct {
	mu            sync.Mutex
	tried, right  map[diff.Level]int
	falseBreaking int
}

func (s *trialScore) count(level, got diff.Level) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried[level]++
	if got == level {
		s.right[level]++
	} else if got == "breaking" {
		s.falseBreaking++
	}
}

func (s *trialScore) judge(t *testing.T, level diff.Level, got *diff.Report) {
	t.Helper()
	s.count(level, got.Level)
	assert.Equal(t, level, got.Level, "level of the whole; changes:\n%s", listChanges(got.Changes))
	assert.Equal(t, level == "none", len(got.Changes) == 0, "none means no change, and every other level at least one")
	checkChanges(t, got)
}

// checkNamed: the changes that the trial is about are named, and no more of them than it says.
func (one trial) checkNamed(t *testing.T, got *diff.Report) {
	t.Helper()
	for _, want := range one.Contains {
		assert.True(t, slices.ContainsFunc(got.Changes, want.matches), "no change is %s; changes:\n%s", want, listChanges(got.Changes))
	}
	if one.Changes != nil {
		assert.Len(t, got.Changes, *one.Changes, "changes:\n%s", listChanges(got.Changes))
	}
	if one.Wording != nil {
		cosmetic := slices.DeleteFunc(slices.Clone(got.Changes), func(c diff.Change) bool { return c.Level != "cosmetic" })
		assert.LessOrEqual(t, len(cosmetic), *one.Wording, "cosmetic changes:\n%s", listChanges(cosmetic))
	}
}

// checkChanges holds for every report: the level is that of the worst change, and each change can be understood alone.
func checkChanges(t *testing.T, got *diff.Report) {
	t.Helper()
	worst := diff.Level("none")
	for _, c := range got.Changes {
		assert.Contains(t, []diff.Level{"cosmetic", "compatible", "breaking"}, c.Level, "%+v", c)
		assert.NotEmpty(t, c.ID, "%+v", c)
		assert.NotEmpty(t, c.Text, "%+v", c)
		if !worst.AtLeast(c.Level) {
			worst = c.Level
		}
	}
	assert.Equal(t, worst, got.Level, "the level of the report is that of its worst change")
}

func listChanges(changes []diff.Change) string {
	var b strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&b, "  %s %s [%s %s] %s: %s\n", c.Level, c.ID, c.OperationID, c.Direction, c.Pointer, c.Text)
	}
	return b.String()
}

func (s *trialScore) table() string {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "level\ttried\tjudged right")
	tried, right := 0, 0
	for _, level := range []diff.Level{"breaking", "compatible", "cosmetic", "none"} {
		fmt.Fprintf(w, "%s\t%d\t%d\n", level, s.tried[level], s.right[level])
		tried, right = tried+s.tried[level], right+s.right[level]
	}
	fmt.Fprintf(w, "all\t%d\t%d\nwrongly called breaking\t%d\t\n", tried, right, s.falseBreaking)
	_ = w.Flush()
	return b.String()
}

func trialFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "trials", "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

func readTrials(t *testing.T, file string) []trial {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var all []trial
	require.NoError(t, dec.Decode(&all), file)
	for _, one := range all {
		one.check(t, file)
	}
	return all
}
