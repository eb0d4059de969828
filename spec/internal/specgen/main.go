// Command specgen builds spec/openapi.yaml and, from it, spec/openapi.json, which says the same, and the generated files of gen: the client, which oapi-codegen makes, how its models
// are written and read, and what the x- extensions say of operations and statuses. It is run by `go generate` in package gen and imports neither gen nor
// anything built on it, so that it works when they do not compile.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2/maybe"

	"github.com/iyzipayout/iyzipayout/spec"
)

func main() {
	specDir := flag.String("spec", "../spec", "the spec folder")
	genDir := flag.String("gen", ".", "the gen folder")
	flag.Parse()
	if err := run(*specDir, *genDir); err != nil {
		fmt.Fprintln(os.Stderr, "specgen:", err)
		os.Exit(1)
	}
}

// output is what is generated.
type output struct{ document, json, operations, client, codec []byte }

// run writes all files, or none when one of them cannot be made.
func run(specDir, genDir string) error {
	made, err := generate(os.DirFS(specDir), os.DirFS(genDir))
	if err != nil {
		return err
	}
	for _, file := range []struct {
		path    string
		content []byte
	}{
		{filepath.Join(specDir, "openapi.yaml"), made.document},
		{filepath.Join(specDir, "openapi.json"), made.json},
		{filepath.Join(genDir, "operations.gen.go"), made.operations},
		{filepath.Join(genDir, "openapi.gen.go"), made.client},
		{filepath.Join(genDir, "codec.gen.go"), made.codec},
	} {
		if err := maybe.WriteFile(file.path, file.content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func generate(specDir, genDir fs.FS) (made output, err error) {
	if made.document, err = spec.Build(specDir); err != nil {
		return output{}, err
	}
	if made.json, err = spec.JSON("openapi.yaml", made.document); err != nil {
		return output{}, err
	}
	doc, err := spec.Parse("openapi.yaml", made.document)
	if err != nil {
		return output{}, err
	}
	if made.operations, err = operationsSource(doc); err != nil {
		return output{}, err
	}
	if made.client, err = client(genDir, made.document); err != nil {
		return output{}, err
	}
	made.codec, err = codecSource(made.client)
	return made, err
}
