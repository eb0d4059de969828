package amend

import (
	"fmt"
	"io/fs"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/spec"
)

// merged is the document of the pages and supplements of a spec folder, without any overlay.
func merged(dir fs.FS) (*yaml.Node, error) {
	all, err := spec.Fragments(dir)
	if err != nil {
		return nil, err
	}
	return spec.Merge(all)
}

// readYAML reads the one value of a file.
func readYAML(dir fs.FS, name string) (*yaml.Node, error) {
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, err
	}
	return parseYAML(name, data)
}

func parseYAML(name string, data []byte) (*yaml.Node, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(document.Content) != 1 {
		return nil, fmt.Errorf("%s: is empty", name)
	}
	return document.Content[0], nil
}

// version is the documentVersion of the pages.
func version(root *yaml.Node) string {
	if v := follow(root, []string{"info", "version"}); v != nil {
		return v.Value
	}
	return ""
}
