package spec

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

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
func Document() (*openapi3.T, error) { return readDocument(documentJSON) }

// readDocument is loadJSON, faster for a document whose upper levels have no extensions. kin-openapi decodes each object a second time to find
// its extensions, and the paths a third time, which for those that hold all others takes half of the whole; types without its methods do not.
func readDocument(data []byte) (*openapi3.T, error) {
	type top openapi3.T
	type components openapi3.Components
	type pathItem openapi3.PathItem
	var parts struct {
		top
		Components components           `json:"components"`
		Paths      map[string]*pathItem `json:"paths"`
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&parts) != nil {
		return loadJSON("openapi.json", data)
	}
	doc := openapi3.T(parts.top)
	doc.Components = (*openapi3.Components)(&parts.Components)
	doc.Paths = openapi3.NewPathsWithCapacity(len(parts.Paths))
	for path, item := range parts.Paths {
		if strings.HasPrefix(path, "x-") {
			return loadJSON("openapi.json", data)
		}
		doc.Paths.Set(path, (*openapi3.PathItem)(item))
	}
	if err := openapi3.NewLoader().ResolveRefsIn(&doc, nil); err != nil {
		return nil, fmt.Errorf("openapi.json: not an OpenAPI document: %w", err)
	}
	return &doc, nil
}
