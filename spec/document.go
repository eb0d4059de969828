package spec

import (
	_ "embed"

	"github.com/getkin/kin-openapi/openapi3"
)

//go:embed openapi.yaml
var document []byte

// YAML returns the merged document as committed: spec/openapi.yaml.
func YAML() []byte { return append([]byte(nil), document...) }

// Document parses the merged document. Each call returns its own copy, so callers may change it.
func Document() (*openapi3.T, error) { return Parse("openapi.yaml", document) }
