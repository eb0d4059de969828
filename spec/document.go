package spec

import (
	_ "embed"

	"github.com/getkin/kin-openapi/openapi3"
)

//go:embed openapi.yaml
var document []byte

// documentJSON says the same: read as YAML, the document takes twice as long.
//
//go:embed openapi.json
var documentJSON []byte

// YAML returns the merged document as committed: spec/openapi.yaml.
func YAML() []byte { return append([]byte(nil), document...) }

// Document reads the merged document, which was validated when it was built. Each call returns its own copy, so callers may change it.
func Document() (*openapi3.T, error) { return loadJSON("openapi.json", documentJSON) }
