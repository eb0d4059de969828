package diff_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// TestNothingThatDiffersIsMissing changes one place of a document in any way. Whatever can still be read has a change in
// its report, the other way round as well, and the same changes when the new document is laid out otherwise.
func TestNothingThatDiffersIsMissing(t *testing.T) {
	bases := []mutated{mutatedBase(t, "raw"), mutatedBase(t, "merged")}
	compared, tried := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		if raceDetector && rapid.IntRange(1, 10).Draw(rt, "sample") > 2 {
			return
		}
		tried++
		base := rapid.SampledFrom(bases).Draw(rt, "base")
		changed, what := mutate(rt, base.tree)
		newer, err := diff.Parse("new.json", orderedJSON(changed, nil))
		if err != nil {
			return // said clearly: the document cannot be read
		}
		compared++
		there := requireChanges(rt, base.document, newer, what)
		switch rapid.SampledFrom([]string{"back", "shuffled", "itself"}).Draw(rt, "besides") {
		case "back":
			requireChanges(rt, newer, base.document, what+", the other way round")
		case "shuffled":
			shuffled := loadTree(t, "shuffled", orderedJSON(changed, rt))
			again := requireChanges(rt, base.document, shuffled, what+", in another order")
			if listChanges(there.Changes) != listChanges(again.Changes) {
				rt.Fatalf("%s: another order of members gives\n%snot\n%s", what, listChanges(again.Changes), listChanges(there.Changes))
			}
		case "itself":
			requireNone(rt, newer, newer, what)
		}
	})
	assert.Greater(t, 2*compared, tried, "most of the changed documents must be readable, or nothing is tested")
}

// mutated is a document that is changed at random.
type mutated struct {
	tree     any
	document diff.Document
}

func mutatedBase(t *testing.T, name string) mutated {
	t.Helper()
	tree := decodeTrial(t, trialBaseText(t, name))
	return mutated{tree, loadTree(t, "old", orderedJSON(tree, nil))}
}

// TestEveryPlaceCounts takes members and elements away, one at a time, and changes scalars. It visits every fifth place, so that
// it takes about a second; TestNothingThatDiffersIsMissing draws from all of them.
func TestEveryPlaceCounts(t *testing.T) {
	base := mutatedBase(t, "raw")
	compared, tried := 0, 0
	for at := range someOf(placesOf(base.tree)) {
		for _, change := range []func(any) (any, bool){nil, otherScalar} {
			changed, ok := changeAt(base.tree, at, change)
			if !ok {
				continue
			}
			tried++
			newer, err := diff.Parse("new.json", orderedJSON(changed, nil))
			if err != nil {
				continue
			}
			compared++
			report, err := diff.Compare(base.document, newer)
			require.NoError(t, err, "%v", at)
			assert.NotEmpty(t, report.Changes, "%v", at)
			assert.NotEqual(t, diff.Level("none"), report.Level, "%v", at)
		}
	}
	assert.Greater(t, 2*compared, tried, "most of the changed documents must be readable, or nothing is tested")
}

// TestLayoutIsNoChange writes a document in any order of members, as JSON or YAML, and compares it with itself.
func TestLayoutIsNoChange(t *testing.T) {
	bases := []mutated{mutatedBase(t, "raw"), mutatedBase(t, "merged")}
	rapid.Check(t, func(rt *rapid.T) {
		if raceDetector && rapid.IntRange(1, 10).Draw(rt, "sample") > 2 {
			return
		}
		base := rapid.SampledFrom(bases).Draw(rt, "base")
		newer := loadTree(t, "new", inAnyLayout(rt, orderedJSON(base.tree, rt)))
		requireNone(rt, base.document, newer, "another layout")
	})
}

func requireNone(rt *rapid.T, older, newer diff.Document, what string) {
	report, err := diff.Compare(older, newer)
	if err != nil {
		rt.Fatalf("%s: %v", what, err)
	}
	if report.Level != "none" || len(report.Changes) > 0 {
		rt.Fatalf("%s is %s:\n%s", what, report.Level, listChanges(report.Changes))
	}
}

func someOf(all []place) iter.Seq[place] {
	step := 5
	if raceDetector {
		step = 50
	}
	return func(yield func(place) bool) {
		for chunk := range slices.Chunk(all, step) {
			if !yield(chunk[0]) {
				return
			}
		}
	}
}

func requireChanges(rt *rapid.T, older, newer diff.Document, what string) *diff.Report {
	report, err := diff.Compare(older, newer)
	if err != nil {
		rt.Fatalf("%s: %v", what, err)
	}
	if len(report.Changes) == 0 || report.Level == "none" {
		rt.Fatalf("%s: no change is named", what)
	}
	return report
}

func loadTree(t *testing.T, name string, text []byte) diff.Document {
	t.Helper()
	extension := ".yaml"
	if bytes.HasPrefix(text, []byte("{")) {
		extension = ".json"
	}
	return parsed(t, name+extension, text)
}

// orderedJSON writes a value with its members sorted, or in an order that is drawn.
func orderedJSON(v any, rt *rapid.T) []byte {
	var b bytes.Buffer
	writeOrdered(&b, v, rt)
	return b.Bytes()
}

func writeOrdered(b *bytes.Buffer, v any, rt *rapid.T) {
	switch v := v.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		if rt != nil && len(keys) > 1 {
			keys = rapid.Permutation(keys).Draw(rt, "order")
		}
		writeList(b, "{}", len(keys), func(i int) {
			writeOrdered(b, keys[i], nil)
			b.WriteByte(':')
			writeOrdered(b, v[keys[i]], rt)
		})
	case []any:
		writeList(b, "[]", len(v), func(i int) { writeOrdered(b, v[i], rt) })
	default:
		text, err := json.Marshal(v)
		if err != nil {
			panic(fmt.Sprintf("a YAML document holds only what JSON can say: %v", err))
		}
		b.Write(text)
	}
}

func writeList(b *bytes.Buffer, brackets string, n int, element func(i int)) {
	b.WriteByte(brackets[0])
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		element(i)
	}
	b.WriteByte(brackets[1])
}

func inAnyLayout(rt *rapid.T, text []byte) []byte {
	switch rapid.SampledFrom([]string{"as it is", "set out", "YAML", "YAML in blocks"}).Draw(rt, "layout") {
	case "set out":
		var b bytes.Buffer
		require.NoError(rt, json.Indent(&b, text, "", strings.Repeat(" ", rapid.IntRange(0, 8).Draw(rt, "indent"))))
		return b.Bytes()
	case "YAML":
		return append([]byte("# the same\n"), text...)
	case "YAML in blocks":
		var document yaml.Node
		require.NoError(rt, yaml.Unmarshal(text, &document))
		inBlocks(&document)
		out, err := yaml.Marshal(&document)
		require.NoError(rt, err)
		return out
	}
	return text
}

func inBlocks(node *yaml.Node) {
	node.Style = 0
	for _, child := range node.Content {
		inBlocks(child)
	}
}
