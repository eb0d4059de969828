// Command specgen builds spec/openapi.yaml and, from its x- extensions, gen/facts.gen.go. It is run by `go generate` in
// package gen and imports neither gen nor anything built on it, so that it works when they do not compile.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

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

// run writes both files, or neither when one of them cannot be made.
func run(specDir, genDir string) error {
	document, source, err := generate(os.DirFS(specDir))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(specDir, "openapi.yaml"), document, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(genDir, "facts.gen.go"), source, 0o644)
}

func generate(specDir fs.FS) (document, source []byte, err error) {
	document, err = spec.Build(specDir)
	if err != nil {
		return nil, nil, err
	}
	doc, err := spec.Parse("openapi.yaml", document)
	if err != nil {
		return nil, nil, err
	}
	source, err = facts(doc)
	return document, source, err
}
