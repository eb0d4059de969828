package diff_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/spectest"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
	"github.com/iyzipayout/iyzipayout/spec"
	"github.com/iyzipayout/iyzipayout/spec/diff"
)

// trial is one entry of testdata/trials/*.yaml; README.md there explains the members.
type trial struct {
	Name     string         `yaml:"name"`
	Base     string         `yaml:"base"` // raw, merged or pages
	Given    []trialAction  `yaml:"given"`
	Actions  []trialAction  `yaml:"actions"`
	Edit     []trialEdit    `yaml:"edit"`
	Folder   string         `yaml:"folder"`
	Remove   []string       `yaml:"remove"`
	Layout   string         `yaml:"layout"`
	Level    diff.Level     `yaml:"level"`
	Back     diff.Level     `yaml:"back"`
	Contains []wantedChange `yaml:"contains"`
	Changes  *int           `yaml:"changes"`        // how many there are
	Wording  *int           `yaml:"cosmeticAtMost"` // how many of them may be cosmetic
	Why      string         `yaml:"why"`
}

type trialAction struct {
	Target string    `yaml:"target"`
	Update yaml.Node `yaml:"update,omitempty"`
	Remove bool      `yaml:"remove,omitempty"`
}

type trialEdit struct {
	File string `yaml:"file"` // pages only
	Old  string `yaml:"old"`
	New  string `yaml:"new"`
	All  bool   `yaml:"all"` // every place, where it is otherwise exactly one
}

// wantedChange is a change that the report must name. An empty member means that any will do.
type wantedChange struct {
	Level      diff.Level `yaml:"level"`
	Direction  string     `yaml:"direction"`
	PointerHas string     `yaml:"pointerHas"`
	Operation  string     `yaml:"operation"`
}

func (w wantedChange) matches(c diff.Change) bool {
	has := func(text, part string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(part)) }
	return c.Level == w.Level && (w.Direction == "" || c.Direction == w.Direction) && has(c.Pointer, w.PointerHas) && has(c.OperationID, w.Operation)
}

func (w wantedChange) String() string {
	return fmt.Sprintf("%s, direction %q, with %q in its pointer and %q in its operation", w.Level, w.Direction, w.PointerHas, w.Operation)
}

func (one trial) check(t *testing.T, file string) {
	t.Helper()
	require.NotEmpty(t, one.Name, file)
	where := file + ": " + one.Name
	levels := []diff.Level{"none", "cosmetic", "compatible", "breaking"}
	require.Contains(t, levels, one.Level, where)
	require.Contains(t, append(levels, ""), one.Back, where)
	require.Contains(t, []string{"raw", "merged", "pages"}, one.Base, where)
	require.Equal(t, one.Base == "pages", one.Folder != "" || len(one.Remove) > 0 || slices.ContainsFunc(one.Edit, func(e trialEdit) bool { return e.File != "" }), where)
	require.NotEmpty(t, one.Why, where)
	require.NotEmpty(t, fmt.Sprint(one.Actions, one.Edit, one.Folder, one.Remove, one.Layout), where)
}

// documents are the old and the new document of the trial.
func (one trial) documents(t *testing.T, base trialBase) (older, newer diff.Document) {
	t.Helper()
	if one.Base == "pages" {
		return base.document, one.pages(t)
	}
	before := applyTrial(t, base, one.Given, encodeTrial)
	given := base
	if len(one.Given) > 0 {
		given = newTrialBase(t, before)
	}
	text := encodeTrial
	if len(one.Edit) == 0 && one.Layout == "" {
		text = asJSON // which is faster to read
	}
	after := one.edit(t, applyTrial(t, given, one.Actions, text))
	extension := ".yaml"
	if one.Layout != "" {
		after, extension = layOut(t, one.Layout, after)
	}
	require.NotEqual(t, string(before), string(after), "the trial changes nothing")
	if one.Level == "none" {
		require.Equal(t, decodeTrial(t, before), decodeTrial(t, after), "none means that only the layout differs")
	}
	return given.document, parsed(t, "new"+extension, after)
}

func parsed(t *testing.T, name string, text []byte) diff.Document {
	t.Helper()
	document, err := diff.Parse(name, text)
	require.NoError(t, err)
	return document
}

func (one trial) edit(t *testing.T, text []byte) []byte {
	t.Helper()
	for _, e := range one.Edit {
		text = e.apply(t, text)
	}
	return text
}

func (e trialEdit) apply(t *testing.T, text []byte) []byte {
	t.Helper()
	found := bytes.Count(text, []byte(e.Old))
	require.True(t, found == 1 || e.All && found > 1, "%q stands in the document %d times", e.Old, found)
	return bytes.ReplaceAll(text, []byte(e.Old), []byte(e.New))
}

// trialBase is a document that trials change.
type trialBase struct {
	text     []byte
	root     *yaml.Node // of the text
	document diff.Document
}

func readTrialBase(t *testing.T, name string) trialBase {
	t.Helper()
	if name == "pages" {
		return trialBase{document: loadPages(t, "old", vendoredPages(t))}
	}
	return newTrialBase(t, trialBaseText(t, name))
}

func newTrialBase(t *testing.T, text []byte) trialBase {
	t.Helper()
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal(text, &document))
	return trialBase{text, document.Content[0], parsed(t, "old.yaml", text)}
}

// trialBaseText is the vendor's pages merged and nothing else, or openapi.yaml.
func trialBaseText(t *testing.T, name string) []byte {
	t.Helper()
	if name == "merged" {
		var root yaml.Node
		text, err := os.ReadFile(filepath.Join(spectest.Dir(t), "openapi.yaml"))
		require.NoError(t, err)
		require.NoError(t, yaml.Unmarshal(text, &root))
		return encodeTrial(t, root.Content[0])
	}
	var all []spec.Fragment
	for _, page := range spectest.Pages(t) {
		found, err := spec.ExtractFragments(page, []byte(spectest.Page(t, page)))
		require.NoError(t, err)
		all = append(all, found...)
	}
	root, err := spec.Merge(all)
	require.NoError(t, err)
	return encodeTrial(t, root)
}

func encodeTrial(t *testing.T, root *yaml.Node) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	require.NoError(t, enc.Encode(root))
	return b.Bytes()
}

// applyTrial applies actions as an overlay, the way corrections.yaml is applied. Every action must do something.
func applyTrial(t *testing.T, base trialBase, actions []trialAction, text func(*testing.T, *yaml.Node) []byte) []byte {
	t.Helper()
	if len(actions) == 0 {
		return base.text
	}
	root := yamlnode.Clone(base.root)
	overlay, err := spec.ParseOverlay("trial", overlayText(t, actions))
	require.NoError(t, err)
	for _, failed := range overlay.Apply(root) {
		require.NoError(t, failed)
	}
	return text(t, root)
}

func asJSON(t *testing.T, root *yaml.Node) []byte {
	t.Helper()
	var v any
	require.NoError(t, root.Decode(&v))
	return orderedJSON(v, nil)
}

func overlayText(t *testing.T, actions []trialAction) []byte {
	t.Helper()
	type action struct {
		trialAction `yaml:",inline"`
		Description string `yaml:"description"`
		Source      string `yaml:"x-source"`
		Confidence  string `yaml:"x-confidence"`
	}
	var all []action
	for _, a := range actions {
		all = append(all, action{a, "a trial", "nobody", "L"})
	}
	text, err := yaml.Marshal(map[string]any{
		"overlay": "1.0.0", "x-speakeasy-jsonpath": "rfc9535",
		"info": map[string]string{"title": "trial", "version": "1"}, "actions": all,
	})
	require.NoError(t, err)
	return text
}

func decodeTrial(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	require.NoError(t, yaml.Unmarshal(text, &v))
	return v
}
