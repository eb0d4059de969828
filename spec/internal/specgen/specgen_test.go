package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/iyzipayout/iyzipayout/spec"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestTheCommittedFilesAreFresh(t *testing.T) {
	made, err := generate(os.DirFS("../.."), os.DirFS("../../../gen"))
	require.NoError(t, err)
	for path, want := range map[string][]byte{
		"../../openapi.yaml": made.document, "../../openapi.json": made.json, "../../../gen/operations.gen.go": made.operations, "../../../gen/openapi.gen.go": made.client,
		"../../../gen/codec.gen.go": made.codec,
	} {
		committed, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(committed), "%s is stale: run `go generate ./...`", filepath.Base(path))
	}
}

func TestOperations(t *testing.T) {
	source, err := operationsSource(load(t, `{
		"paths":{"/b/{id}":{"delete":{"operationId":"dropB","summary":"Drop B","x-operation-retry":"repeat","responses":{}}},
		         "/c":{"get":{"operationId":"newC","summary":"Of which nobody has said yet whether it may be repeated","responses":{}}},
		         "/a":{"post":{"operationId":"makeA","summary":"Make A","x-operation-retry":"repeat-only-while-init","x-moves-money":true,"responses":{}}}},
		"components":{"schemas":{"Plain":{"type":"string","enum":["X"]},
		         "State":{"type":"string","enum":["IN_HAND","GONE","NEW","LOST"],"x-meaning":{"IN_HAND":"kept","GONE":"not-here","LOST":"not-here"}}}}}`))
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile("testdata/operations.golden", source, 0o644))
	}
	golden, err := os.ReadFile("testdata/operations.golden")
	require.NoError(t, err)
	assert.Equal(t, string(golden), string(source), "if the change is wanted, run the test with -update")
}

func TestOperationsRefuses(t *testing.T) {
	cases := map[string]struct{ document, want string }{
		"no operationId": {`{"paths":{"/a":{"get":{"x-operation-retry":"repeat","responses":{}}}}}`,
			"GET /a: has no name: give it an operationId in spec/corrections.yaml, as the other operations there"},
		"meaning of an unknown value": {`{"components":{"schemas":{"State":{"enum":["A"],"x-meaning":{"A":"a","B":"b"}}}}}`,
			"State: x-meaning knows the value B, and the enum does not"},
		"operationId is no Go name": {`{"paths":{"/a":{"get":{"operationId":"a.b","x-operation-retry":"repeat","responses":{}}}}}`,
			"GET /a: operationId \"a.b\" is no Go name"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := operationsSource(load(t, c.document))
			assert.EqualError(t, err, c.want)
		})
	}
}

func TestRunWritesNothingWhenTheFolderIsBroken(t *testing.T) {
	specDir, genDir := t.TempDir(), t.TempDir()
	require.Error(t, run(specDir, genDir))
	require.NoError(t, os.CopyFS(specDir, os.DirFS("../..")))
	require.NoError(t, os.Remove(filepath.Join(specDir, "openapi.yaml")))
	require.Error(t, run(specDir, genDir), "gen/config.yaml is missing")
	assert.NoFileExists(t, filepath.Join(specDir, "openapi.yaml"))
	entries, err := os.ReadDir(genDir)
	require.NoError(t, err)
	assert.Empty(t, entries)
}

func TestRunWritesAllFiles(t *testing.T) {
	specDir, genDir := t.TempDir(), t.TempDir()
	require.NoError(t, os.CopyFS(specDir, os.DirFS("../..")))
	require.NoError(t, os.CopyFS(genDir, genFolder(t)))
	require.NoError(t, os.Remove(filepath.Join(specDir, "openapi.yaml")))
	require.NoError(t, run(specDir, genDir))
	document, err := os.ReadFile(filepath.Join(specDir, "openapi.yaml"))
	require.NoError(t, err)
	assert.Equal(t, string(spec.YAML()), string(document))
	assert.FileExists(t, filepath.Join(genDir, "operations.gen.go"))
	assert.FileExists(t, filepath.Join(genDir, "openapi.gen.go"))
	assert.FileExists(t, filepath.Join(genDir, "codec.gen.go"))
	assert.Error(t, run(specDir, filepath.Join(genDir, "missing")))
}

func load(t *testing.T, document string) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(document))
	require.NoError(t, err)
	return doc
}
