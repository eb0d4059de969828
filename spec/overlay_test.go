package spec

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

const overlayHead = "overlay: 1.0.0\nx-speakeasy-jsonpath: rfc9535\ninfo: {title: t, version: \"1\"}\nactions:\n"

// action writes one action, which begins on line 5 of the overlay.
func overlayOf(members ...string) string {
	return overlayHead + "- " + strings.Join(members, "\n  ") + "\n"
}

func reasons() []string {
	return []string{"description: why", "x-source: whose word", "x-confidence: M"}
}

func TestParseOverlay(t *testing.T) {
	o, err := ParseOverlay("o.yaml", []byte(overlayOf(append(reasons(), "target: $.a", "remove: true")...)))
	require.NoError(t, err)
	assert.Equal(t, "o.yaml", o.File)
	require.Len(t, o.Actions, 1)
	a := o.Actions[0]
	assert.Equal(t, []any{5, "$.a", "why", "whose word", "M"}, []any{a.Line, a.Target, a.Reason, a.Source, a.Confidence})
}

func TestParseOverlayRefuses(t *testing.T) {
	cases := map[string]struct{ text, want string }{
		"not YAML":     {"a: [", "o.yaml:1: not valid YAML: did not find expected node content"},
		"two of a key": {overlayHead + "- a: 1\n  a: 2\n", "o.yaml:6 (at /actions/0/a): duplicate key: keep one of the two"},
		"version":      {strings.Replace(overlayHead, "1.0.0", "1.1.0", 1) + "- {}\n", "o.yaml:1: overlay is \"1.1.0\": must be 1.0.0"},
		"JSONPath": {strings.Replace(overlayHead, "rfc9535", "legacy", 1) + "- {}\n",
			"o.yaml:1: x-speakeasy-jsonpath must be rfc9535, so that targets mean what the standard says"},
		"no title":        {strings.Replace(overlayHead, "title: t, ", "", 1) + "- {}\n", "o.yaml:1: info must have a title and a version"},
		"no action":       {overlayHead + "  []\n", "o.yaml:1: there must be at least one action"},
		"wrong form":      {overlayHead + "  a: b\n", "o.yaml:1: unmarshal errors:\n  line 5: cannot unmarshal !!map into []overlay.Action"},
		"no target":       {overlayOf(append(reasons(), "remove: true")...), "o.yaml:5: action on : no target: say what to change, as a JSONPath"},
		"no reason":       {overlayOf("target: $.a", "remove: true", "x-source: s", "x-confidence: H"), "o.yaml:5: action on $.a: no description: say why the document must differ from the pages"},
		"blank reason":    {overlayOf("description: \" \"", "target: $.a", "remove: true", "x-source: s", "x-confidence: H"), "o.yaml:5: action on $.a: no description: say why the document must differ from the pages"},
		"no source":       {overlayOf("description: d", "target: $.a", "remove: true", "x-confidence: H"), "o.yaml:5: action on $.a: no x-source: say on whose word"},
		"source, no text": {overlayOf("description: d", "target: $.a", "remove: true", "x-source: [s]", "x-confidence: H"), "o.yaml:5: action on $.a: no x-source: say on whose word"},
		"no confidence":   {overlayOf("description: d", "target: $.a", "remove: true", "x-source: s"), "o.yaml:5: action on $.a: x-confidence is \"\": must be H, M or L"},
		"confidence":      {overlayOf("description: d", "target: $.a", "remove: true", "x-source: s", "x-confidence: high"), "o.yaml:5: action on $.a: x-confidence is \"high\": must be H, M or L"},
		"both":            {overlayOf(append(reasons(), "target: $.a", "remove: true", "update: {}")...), "o.yaml:5: action on $.a: an action must have either update or remove: true"},
		"neither":         {overlayOf(append(reasons(), "target: $.a")...), "o.yaml:5: action on $.a: an action must have either update or remove: true"},
		"remove: false":   {overlayOf(append(reasons(), "target: $.a", "remove: false")...), "o.yaml:5: action on $.a: an action must have either update or remove: true"},
		"misspelt member": {overlayOf(append(reasons(), "target: $.a", "updat: {}")...), "o.yaml:5: action on $.a: an action has no updat: use target, description, x-source, x-confidence and update or remove"},
		"copy of 1.1":     {overlayOf(append(reasons(), "target: $.a", "copy: $.b")...), "o.yaml:5: action on $.a: an action has no copy: use target, description, x-source, x-confidence and update or remove"},
		"alias":           {overlayOf("target: &a $.a", "description: *a"), "o.yaml:5 (at /actions/0/target): anchors and aliases are not understood here: write the value out"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := ParseOverlay("o.yaml", []byte(c.text))
			assert.EqualError(t, err, c.want)
		})
	}
	_, err := ParseOverlay("o.yaml", []byte(overlayOf(append(reasons(), "target: \"$.a[\"", "remove: true")...)))
	require.ErrorContains(t, err, "o.yaml:5: action on $.a[: target is not a JSONPath: ")
	var action *ActionError
	require.ErrorAs(t, err, &action)
	assert.Equal(t, "$.a[", action.Action.Target)
}

func TestApply(t *testing.T) {
	cases := map[string]struct {
		target, change string
		want           string // the document, or the error behind the action
		is             error
	}{
		"add":                         {"$.m", "update: {c: 1}", `{"l":["a"],"m":{"b":"x","c":1},"n":1}`, nil},
		"add to a list":               {"$.l", "update: [b]", `{"l":["a","b"],"m":{"b":"x"},"n":1}`, nil},
		"add to a list within":        {"$", "update: {l: [b]}", `{"l":["a","b"],"m":{"b":"x"},"n":1}`, nil},
		"change":                      {"$.m.b", "update: y", `{"l":["a"],"m":{"b":"y"},"n":1}`, nil},
		"remove a member":             {"$.m", "remove: true", `{"l":["a"],"n":1}`, nil},
		"remove an element":           {"$.l[?@ == 'a']", "remove: true", `{"l":[],"m":{"b":"x"},"n":1}`, nil},
		"no target":                   {"$.x", "remove: true", "the target matches nothing", errNoTarget},
		"no effect":                   {"$", "update: {m: {b: x}}", "the action changes nothing", ErrNoEffect},
		"no effect, empty":            {"$", "update: {}", "the action changes nothing", ErrNoEffect},
		"no effect on a list":         {"$", "update: {l: [a]}", "the action changes nothing", ErrNoEffect},
		"half of a list is there":     {"$", "update: {l: [a, b]}", "/l already has a part of the list: name only what is missing", nil},
		"text becomes a number":       {"$", "update: {m: {b: 1}}", "/m/b would change its type: remove it first", nil},
		"number becomes the like":     {"$.n", "update: \"1\"", "the target would change its type: remove it first", nil},
		"object becomes a text":       {"$", "update: {m: x}", "/m would change its type: remove it first", nil},
		"an object for a list":        {"$.l", "update: {a: b}", "the target is a list: to append to it, write a list of one", nil},
		"an object for a list within": {"$", "update: {l: {a: b}}", "/l is a list: to append to it, write a list of one", nil},
		"an object in a list of one":  {"$.l", "update: [{a: b}]", `{"l":["a",{"a":"b"}],"m":{"b":"x"},"n":1}`, nil},
		"some targets have it":        {"$['m','n']", "update: {b: x}", "the target would change its type: remove it first", nil},
		"whole document, as a target": {"$", "update: {z: {}}", `{"l":["a"],"m":{"b":"x"},"n":1,"z":{}}`, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			root, err := parseDocument([]byte(`{"l":["a"],"m":{"b":"x"},"n":1}`))
			require.NoError(t, err)
			before := yamlnode.Clone(root)
			o, err := ParseOverlay("o.yaml", []byte(overlayOf(append(reasons(), "target: \""+c.target+"\"", c.change)...)))
			require.NoError(t, err)
			failed := o.Apply(root)
			if strings.HasPrefix(c.want, "{") {
				require.Empty(t, failed)
				assertDocument(t, c.want, root)
				return
			}
			require.Len(t, failed, 1)
			assert.EqualError(t, failed[0], "o.yaml:5: action on "+c.target+": "+c.want)
			if c.is != nil {
				assert.ErrorIs(t, failed[0], c.is)
			}
			assert.True(t, equal(before, root), "a failed action changes nothing")
		})
	}
}

// A name that is not there is told, and the others get what they are to get.
func TestEveryNameOfAListMustMatch(t *testing.T) {
	for target, want := range map[string]string{
		"$['a','b']['x','y']":          "",
		"$['a','b'][ 'x' , 'z' ]":      "$['a']['z']",
		"$['a','c'].x":                 "$['c'].x",
		"$['a','b','d']['x','it\\'s']": "$['b']['it\\'s']",
		"$..[?@ == 'gone' || @.q]":     "",
		"$['gone','lost']":             "the target matches nothing",
	} {
		root, err := parseDocument([]byte(`{"a":{"x":{},"y":{},"it's":{},"q":1},"b":{"x":{},"y":{},"z":{}},"d":{"x":{},"it's":{}}}`))
		require.NoError(t, err)
		o, err := ParseOverlay("o.yaml", []byte(overlayOf(append(reasons(), "target: "+strconv.Quote(target), "update: {new: 1}")...)))
		require.NoError(t, err, target)
		failed := o.Apply(root)
		switch {
		case want == "":
			assert.Empty(t, failed, target)
		case strings.HasPrefix(want, "the target"):
			require.Len(t, failed, 1, target)
			assert.ErrorIs(t, failed[0], errNoTarget)
		default:
			require.Len(t, failed, 1, target)
			assert.ErrorIs(t, failed[0], errNoName)
			assert.EqualError(t, failed[0].Err, "a name that the target lists matches nothing: "+want)
			assert.NotNil(t, yamlnode.At(root, "/a/x/new"), "%s: what is there gets it all the same", target)
		}
	}
}

func TestApplyGoesOnBehindAFailedAction(t *testing.T) {
	root, err := parseDocument([]byte(`{"a":1}`))
	require.NoError(t, err)
	head := strings.Join(reasons(), ", ")
	o, err := ParseOverlay("o.yaml", []byte(overlayHead+"- {"+head+", target: $.x, remove: true}\n- {"+head+", target: $, update: {b: {c: 1}}}\n"))
	require.NoError(t, err)
	failed := o.Apply(root)
	require.Len(t, failed, 1)
	assert.Equal(t, 5, failed[0].Action.Line)
	assertDocument(t, `{"a":1,"b":{"c":1}}`, root)

	// The overlay is as it was: what happens to the document does not reach it.
	yamlnode.Lookup(yamlnode.Lookup(root, "b"), "c").Value = "2"
	root.Content[2].Value = "changed"
	other, err := parseDocument([]byte(`{"a":1}`))
	require.NoError(t, err)
	o.Apply(other)
	assertDocument(t, `{"a":1,"b":{"c":1}}`, other)
}

func assertDocument(t *testing.T, want string, got *yaml.Node) {
	t.Helper()
	node, err := parseDocument([]byte(want))
	require.NoError(t, err)
	assert.Nil(t, firstDifference(node, got, ""))
}
