package spec

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

func fragmentOf(t require.TestingT, file, text string) Fragment {
	root, err := parseDocument([]byte(text))
	require.NoError(t, err)
	return Fragment{File: file, Line: 1, Root: root}
}

func TestMergeJoins(t *testing.T) {
	a := fragmentOf(t, "a.md", `{"components":{"schemas":{"S":{"type":"object","properties":{"x":{},"y":{}}}}},"paths":{"/p":{"get":{"summary":"g"}}},
		"tags":[{"name":"T"}],"servers":[{"url":"https://a"}],"info":{"title":"t","version":"1"},"openapi":"3.0.3","x-own":[1]}`)
	// The same things in another order and layout, and written in YAML, are no conflict.
	b := fragmentOf(t, "b.yaml", `
openapi: 3.0.3
info: {version: "1", title: t}
x-own: [1]
servers:
  - url: https://b
  - url: https://a
tags: [{name: U, description: u}, {name: T}]
paths:
  /p:
    post: {summary: p}
    get: {summary: g}
  /q:
    get: {}
components:
  schemas:
    S:
      properties: {y: {}, x: {}}
      type: object
    R: {type: string}
  parameters:
    P: {name: p, in: query}
`)
	root, err := Merge([]Fragment{a, b})
	require.NoError(t, err)
	assertDocument(t, `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"servers":[{"url":"https://a"},{"url":"https://b"}],
		"tags":[{"name":"T"},{"name":"U","description":"u"}],
		"paths":{"/p":{"get":{"summary":"g"},"post":{"summary":"p"}},"/q":{"get":{}}},
		"components":{"schemas":{"S":{"type":"object","properties":{"x":{},"y":{}}},"R":{"type":"string"}},"parameters":{"P":{"name":"p","in":"query"}}},
		"x-own":[1]}`, root)
	var order []string
	for i := 0; i < len(root.Content); i += 2 {
		order = append(order, root.Content[i].Value)
	}
	assert.Equal(t, []string{"openapi", "info", "servers", "tags", "paths", "components", "x-own"}, order)
}

// TestNewestVersionCounts: the vendor numbers each page by itself.
func TestNewestVersionCounts(t *testing.T) {
	for _, versions := range [][]string{{"1.0.0", "1.0.10", "1.0.9"}, {"1.0.10", "1.0.9"}, {"1.0.9", "1.0.10"}} {
		var fragments []Fragment
		for _, v := range versions {
			fragments = append(fragments, fragmentOf(t, v+".md", `{"openapi":"3.0.3","info":{"title":"t","version":"`+v+`"}}`))
		}
		root, err := Merge(fragments)
		require.NoError(t, err)
		assert.Equal(t, "1.0.10", yamlnode.Lookup(yamlnode.Lookup(root, "info"), "version").Value)
		assert.Equal(t, versions[0], yamlnode.Lookup(yamlnode.Lookup(fragments[0].Root, "info"), "version").Value, "a fragment stays as it is")
	}
}

func TestMergeConflicts(t *testing.T) {
	cases := map[string]struct {
		a, b          string
		pointer       string
		first, second int // lines
	}{
		"openapi":   {`{"openapi":"3.0.3"}`, "\n" + `{"openapi":"3.1.0"}`, "/openapi", 1, 2},
		"info":      {"{\"info\":{\n\"version\":\"1\",\n\"title\":\"t\"}}", "{\"info\":{\"version\":\"2\",\n\"title\":\"u\"}}", "/info/title", 3, 2},
		"version":   {"{\"info\":{\n\"version\":\"draft\"}}", `{"info":{"version":"1.0.0"}}`, "/info/version", 2, 1},
		"security":  {`{"security":[]}`, `{"security":[{"k":[]}]}`, "/security", 1, 1},
		"extension": {`{"x-a":{"b":[1,{"c":1}]}}`, "{\"x-a\":{\"b\":[1,\n{\"c\":2}]}}", "/x-a/b/1/c", 1, 2},
		"server": {"{\"servers\":[{\"url\":\"https://x\"},\n{\"url\":\"https://a\",\"description\":\"P\"}]}",
			"{\"servers\":[{\"url\":\"https://a\",\n\"description\":\"Q\"}]}", "/servers/1/description", 2, 2},
		"server, member missing": {"\n{\"servers\":[{\"url\":\"https://a\",\n\"description\":\"P\"}]}", "{\"servers\":\n[{\"url\":\"https://a\"}]}", "/servers/0/description", 3, 2},
		"server, member added":   {"\n{\"servers\":[{\"url\":\"https://a\"}]}", "{\"servers\":\n[{\"url\":\"https://a\",\n\"variables\":{}}]}", "/servers/0/variables", 2, 3},
		"tag":                    {`{"tags":[{"name":"T","description":"a"}]}`, `{"tags":[{"name":"T","description":"b"}]}`, "/tags/0/description", 1, 1},
		"method": {"{\"paths\":{\"/a/{b}\":{\"post\":{\"summary\":\"s\",\n\"tags\":[\"x\"]}}}}",
			"{\"paths\":{\"/a/{b}\":{\"post\":{\"summary\":\"s\",\n\n\"tags\":[\"y\"]}}}}", "/paths/~1a~1{b}/post/tags/0", 2, 3},
		"parameters of a path":          {`{"paths":{"/a":{"parameters":[{"name":"x"}]}}}`, "{\"paths\":{\"/a\":{\"parameters\":[\n{\"name\":\"y\"}]}}}", "/paths/~1a/parameters/0/name", 1, 2},
		"more parameters of a path":     {`{"paths":{"/a":{"parameters":[{"name":"x"}]}}}`, "{\"paths\":{\"/a\":{\"parameters\":\n[{\"name\":\"x\"},{}]}}}", "/paths/~1a/parameters", 1, 2},
		"parameters of a path, missing": {"{\"paths\":{\"/a\":{\n\"parameters\":[],\"get\":{}}}}", "{\"paths\":\n\n{\"/a\":{\"post\":{}}}}", "/paths/~1a/parameters", 2, 3},
		"parameters of a path, added":   {"{\"paths\":\n{\"/a\":{\"get\":{}}}}", "{\"paths\":{\"/a\":{\n\n\"parameters\":[],\"post\":{}}}}", "/paths/~1a/parameters", 2, 3},
		"servers of a path, added":      {`{"paths":{"/a":{"get":{}}}}`, `{"paths":{"/a":{"servers":[],"post":{}}}}`, "/paths/~1a/servers", 1, 1},
		"summary of a path":             {`{"paths":{"/a":{"summary":"x"}}}`, `{"paths":{"/a":{"summary":"y"}}}`, "/paths/~1a/summary", 1, 1},
		"component": {"{\"components\":{\"schemas\":{\"S\":{\"type\":\"object\",\n\"required\":[\"a\"]}}}}",
			"{\"components\":{\"schemas\":{\"S\":{\"required\":[\"a\",\"b\"],\"type\":\"object\"}}}}", "/components/schemas/S/required", 2, 1},
		"component, member missing":   {"{\"components\":{\"schemas\":{\"S\":{\"type\":\"object\",\n\"nullable\":true}}}}", `{"components":{"schemas":{"S":{"type":"object"}}}}`, "/components/schemas/S/nullable", 2, 1},
		"component, member added":     {`{"components":{"schemas":{"S":{"type":"object"}}}}`, "{\"components\":{\"schemas\":{\"S\":{\"type\":\"object\",\n\"nullable\":true}}}}", "/components/schemas/S/nullable", 1, 2},
		"method, member added":        {`{"paths":{"/a":{"post":{"summary":"s"}}}}`, "{\"paths\":{\"/a\":{\"post\":{\"summary\":\"s\",\n\"deprecated\":true}}}}", "/paths/~1a/post/deprecated", 1, 2},
		"component, key with a slash": {`{"components":{"schemas":{"S/~":{"a":1}}}}`, `{"components":{"schemas":{"S/~":{"a":"1"}}}}`, "/components/schemas/S~1~0/a", 1, 1},
		"parameter":                   {`{"components":{"parameters":{"P":{"in":"query"}}}}`, `{"components":{"parameters":{"P":{"in":"path"}}}}`, "/components/parameters/P/in", 1, 1},
		"paths of another kind":       {`{"paths":[]}`, `{"paths":{"/a":{}}}`, "/paths", 1, 1},
		"a path of another kind":      {`{"paths":{"/a":{"get":{}}}}`, `{"paths":{"/a":"x"}}`, "/paths/~1a", 1, 1},
		"components of another kind":  {`{"components":{"schemas":{}}}`, "\n" + `{"components":{"schemas":[]}}`, "/components/schemas", 1, 2},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			// A third fragment in front must not be blamed.
			other := fragmentOf(t, "other.md", `{"paths":{"/other":{}},"components":{"headers":{}}}`)
			if name == "paths of another kind" {
				other = fragmentOf(t, "other.md", `{}`)
			}
			_, err := Merge([]Fragment{other, fragmentOf(t, "a.md", c.a), fragmentOf(t, "b.md", c.b)})
			var conflict *ConflictError
			require.ErrorAs(t, err, &conflict)
			assert.Equal(t, ConflictError{c.pointer, fmt.Sprintf("a.md:%d", c.first), fmt.Sprintf("b.md:%d", c.second)}, *conflict)
			assert.Equal(t, fmt.Sprintf("a.md:%d and b.md:%d define %s differently: pages of one version must agree; vendor both pages anew, or correct one of them",
				c.first, c.second, c.pointer), err.Error())
		})
	}
}

func TestMergeRefusesListsItCannotJoin(t *testing.T) {
	cases := map[string]string{
		`{"servers":{}}`:                   "a.md:1: /servers must be a list",
		`{"tags":"x"}`:                     "a.md:1: /tags must be a list",
		"{\"servers\":[\n{\"a\":1}]}":      `a.md:2: an element of /servers has no "url"`,
		"{\"tags\":[{\"name\":1},\n[]]}":   `a.md:2: an element of /tags has no "name"`,
		"{\"tags\":[\n\n\"Mass Payout\"]}": `a.md:3: an element of /tags has no "name"`,
	}
	for text, want := range cases {
		_, err := Merge([]Fragment{fragmentOf(t, "a.md", text)})
		assert.EqualError(t, err, want)
	}
}

func TestMergeLeavesTheFragmentsAlone(t *testing.T) {
	a := fragmentOf(t, "a.md", `{"servers":[{"url":"u"}],"paths":{"/a":{"get":{"x":[1]}}}}`)
	b := fragmentOf(t, "b.md", `{"servers":[{"url":"v"}],"paths":{"/a":{"post":{}}}}`)
	before := []*yaml.Node{yamlnode.Clone(a.Root), yamlnode.Clone(b.Root)}
	root, err := Merge([]Fragment{a, b})
	require.NoError(t, err)
	yamlnode.Lookup(yamlnode.Lookup(yamlnode.Lookup(root, "paths"), "/a"), "get").Content[0].Value = "changed"
	yamlnode.Lookup(root, "servers").Content[0].Content[1].Value = "changed"
	assert.True(t, equal(before[0], a.Root))
	assert.True(t, equal(before[1], b.Root))
}

// A document that is cut into pieces, however they overlap and in whatever order they come, is merged into itself.
func TestMergePutsAnyPiecesTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := unitsGenerator().Draw(t, "units")
		whole, err := Merge([]Fragment{{File: "whole", Root: assemble(t, units)}})
		require.NoError(t, err)

		pieces := make([][]string, rapid.IntRange(1, 5).Draw(t, "pieces"))
		for _, unit := range units {
			home := rapid.IntRange(0, len(pieces)-1).Draw(t, "home")
			for i := range pieces {
				if i == home || rapid.IntRange(0, 3).Draw(t, "again") == 0 {
					pieces[i] = append(pieces[i], unit)
				}
			}
		}
		var fragments []Fragment
		for i, piece := range rapid.Permutation(pieces).Draw(t, "order") {
			fragments = append(fragments, Fragment{File: fmt.Sprint(i), Root: assemble(t, rapid.Permutation(piece).Draw(t, "members"))})
		}
		merged, err := Merge(fragments)
		require.NoError(t, err)
		require.Nil(t, firstDifference(byName(whole), byName(merged), ""))
	})
}

// unitsGenerator draws documents of one thing each.
func unitsGenerator() *rapid.Generator[[]string] {
	return rapid.Custom(func(t *rapid.T) []string {
		units := []string{`{"openapi":"3.0.3"}`, `{"info":` + objectGenerator(2).Draw(t, "info") + `}`}
		for i := range rapid.IntRange(0, 3).Draw(t, "servers") {
			units = append(units, fmt.Sprintf(`{"servers":[{"url":"https://%d","v":%s}]}`, i, valueGenerator(2).Draw(t, "server")))
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "tags") {
			units = append(units, fmt.Sprintf(`{"tags":[{"name":"%d","v":%s}]}`, i, valueGenerator(1).Draw(t, "tag")))
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "paths") {
			// What holds for all methods must stand wherever the path stands.
			parameters := ""
			if rapid.Bool().Draw(t, "with parameters") {
				parameters = `"parameters":` + valueGenerator(2).Draw(t, "parameters") + ","
			}
			for _, method := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"get", "put", "post"}), 1, 3, rapid.ID[string]).Draw(t, "methods") {
				units = append(units, fmt.Sprintf(`{"paths":{"/%d/{x}":{%s"%s":%s}}}`, i, parameters, method, objectGenerator(3).Draw(t, "operation")))
			}
		}
		for i := range rapid.IntRange(0, 4).Draw(t, "components") {
			units = append(units, fmt.Sprintf(`{"components":{"%s":{"C%d":%s}}}`, []string{"schemas", "parameters"}[i%2], i, objectGenerator(3).Draw(t, "component")))
		}
		return units
	})
}

// assemble puts units into one document without any merging: the units of a list or a container are simply put together.
func assemble(t require.TestingT, units []string) *yaml.Node {
	root := yamlnode.Mapping()
	var put func(to, from *yaml.Node, depth int)
	put = func(to, from *yaml.Node, depth int) {
		for i := 0; i < len(from.Content); i += 2 {
			key, value := from.Content[i], from.Content[i+1]
			existing := yamlnode.Lookup(to, key.Value)
			switch {
			case existing == nil:
				to.Content = append(to.Content, key, value)
			case key.Value == "servers" || key.Value == "tags":
				existing.Content = append(existing.Content, value.Content...)
			case depth < 3 && key.Value != "parameters" || depth == 1:
				put(existing, value, depth+1)
			}
		}
	}
	for _, unit := range units {
		node, err := parseDocument([]byte(unit))
		require.NoError(t, err)
		put(root, node, 0)
	}
	return root
}

// byName sorts servers and tags, the only lists whose order the pieces decide.
func byName(root *yaml.Node) *yaml.Node {
	for list, id := range map[string]string{"servers": "url", "tags": "name"} {
		if node := yamlnode.Lookup(root, list); node != nil {
			slices.SortFunc(node.Content, func(a, b *yaml.Node) int {
				return cmp.Compare(yamlnode.Lookup(a, id).Value, yamlnode.Lookup(b, id).Value)
			})
		}
	}
	return root
}
