package spec

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3"
)

// nameList matches a list of two or more names in a JSONPath.
var nameList = regexp.MustCompile(`\[\s*'(?:[^'\\]|\\.)*'(?:\s*,\s*'(?:[^'\\]|\\.)*')+\s*\]`)

var quotedName = regexp.MustCompile(`'(?:[^'\\]|\\.)*'`)

// missingName returns a target with one name of each list that matches nothing in the document, or "". JSONPath has a list pass
// over a name that is not there, so that a renamed member would lose a rule, such as that it is personal, in silence.
func missingName(o *overlay.Overlay, target string, root *yaml.Node) (string, error) {
	for _, one := range eachName(target) {
		path, err := o.NewPath(one, nil)
		if err != nil {
			return "", fmt.Errorf("target is not a JSONPath: %w", err)
		}
		if len(path.Query(root)) == 0 {
			return one, nil
		}
	}
	return "", nil
}

// eachName writes a target out for every name of its lists, each with each.
func eachName(target string) []string {
	at := nameList.FindStringIndex(target)
	if at == nil {
		return []string{target}
	}
	var all []string
	for _, name := range quotedName.FindAllString(target[at[0]:at[1]], -1) {
		for _, rest := range eachName(target[at[1]:]) {
			all = append(all, strings.Join([]string{target[:at[0]], "[", name, "]", rest}, ""))
		}
	}
	return all
}
