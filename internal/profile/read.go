package profile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/editdistance"
	"github.com/iyzipayout/iyzipayout/internal/mask"
	"github.com/iyzipayout/iyzipayout/internal/plaintext"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// mostBytes is how long a file may be.
const mostBytes = 64 << 10

// Read reads the text of a file strictly: what it does not know, or knows twice, is an *[Error] with the line and the field. So is a key.
// The profiles come in their order, with paths as they are written.
func Read(file string, data []byte) ([]Profile, error) {
	r := reader{file: file}
	if len(data) > mostBytes {
		return nil, r.failed(1, "", "is longer than %d bytes: it is no file of profiles", mostBytes)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, r.failed(1, "", "is empty: %s", example)
		}
		return nil, r.broken(err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, r.failed(1, "", "must be one YAML document")
	}
	if err := r.plain(&document); err != nil {
		return nil, err
	}
	root := document.Content[0]
	if err := r.members(root, "", "profiles"); err != nil {
		return nil, err
	}
	list := yamlnode.Lookup(root, "profiles")
	if list == nil || list.Kind != yaml.MappingNode || len(list.Content) == 0 {
		return nil, r.failed(root.Line, "profiles", "must hold profiles: %s", example)
	}
	if err := r.members(list, "profiles"); err != nil {
		return nil, err
	}
	var all []Profile
	for name, body := range yamlnode.Members(list) {
		p, err := r.profile(name, body)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// example is what a file may look like.
const example = "'iyzipayout template " + Name + "' writes an example"

type reader struct{ file string }

func (r reader) failed(line int, field, format string, args ...any) error {
	return &Error{File: r.file, Line: max(line, 1), Field: plaintext.Printable(mask.Text(field)), Message: fmt.Sprintf(format, args...)}
}

// broken is about text that is not YAML.
func (r reader) broken(err error) error {
	text, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
	if rest, found := strings.CutPrefix(text, "line "); found {
		if n, _ := fmt.Sscanf(rest, "%d", &line); n == 1 {
			_, text, _ = strings.Cut(rest, ": ")
		}
	}
	return r.failed(line, "", "is not YAML: %s", plaintext.Printable(mask.Text(text)))
}

// plain refuses what makes one place of a file stand for another, and keys wherever they are.
func (r reader) plain(document *yaml.Node) error {
	return yamlnode.Walk(document, "", func(node *yaml.Node, _ string) error {
		switch {
		case node.Kind == yaml.AliasNode || node.Anchor != "":
			return r.failed(node.Line, "", "has an anchor or an alias: write out what is meant")
		case node.Kind == yaml.ScalarNode && strings.HasPrefix(strings.TrimSpace(node.Value), "sandbox-") && len(node.Value) > len("sandbox-")+4:
			return r.failed(node.Line, "", "holds a key: %s", noKeys)
		}
		return nil
	})
}

// noKeys says where keys belong.
const noKeys = `keys never stand in this file. Take it out, and if somebody else may have read the file, make new ones in the merchant panel. Store them
by 'iyzipayout keys set --profile NAME' (keys: keyring), have a command print them (keys: {command: [...]}), or keep them in IYZICO_API_KEY and
IYZICO_SECRET_KEY (keys: environment)`

// keyNames are the names that people give to keys. The field that says where they are is called keys.
func keyNames() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(iyzico[-_ ]?)?(api|secret|private|access)[-_ ]?(key)?$|secret|password|token`)
}

// members makes sure that a mapping has members of these names only, of any name where there are none, and each once.
func (r reader) members(mapping *yaml.Node, at string, names ...string) error {
	if mapping.Kind != yaml.MappingNode {
		return r.failed(mapping.Line, at, "must be a mapping, such as name: value on lines of its own")
	}
	seen := map[string]int{}
	for key := range yamlnode.Members(mapping) {
		field := strings.TrimPrefix(at+"."+key.Value, ".")
		switch {
		case key.Kind != yaml.ScalarNode:
			return r.failed(key.Line, at, "has a name that is no text")
		case seen[key.Value] > 0:
			return r.failed(key.Line, field, "stands in line %d, too: take one out", seen[key.Value])
		case len(names) == 0 || slices.Contains(names, key.Value):
		case keyNames().MatchString(key.Value):
			return r.failed(key.Line, field, "%s", noKeys)
		case key.Value == "store":
			return r.failed(key.Line, field, "the command line keeps its journal in files, in the folder that journal names; a store in a database is for programs (package fleet)")
		default:
			return r.failed(key.Line, field, "there is no such field%s; there are %s", nearest(key.Value, names), strings.Join(names, ", "))
		}
		seen[key.Value] = key.Line
	}
	return nil
}

// nearest is the name that was probably meant.
func nearest(said string, names []string) string {
	best := slices.MinFunc(names, func(a, b string) int {
		return cmp.Compare(editdistance.Of([]rune(said), []rune(a)), editdistance.Of([]rune(said), []rune(b)))
	})
	if len(said) > 40 || editdistance.Of([]rune(said), []rune(best)) > 2 {
		return ""
	}
	return ": " + best + "?"
}

// profileName is what a profile may be called: it is said on command lines and in the system's keyring.
func profileName() *regexp.Regexp { return regexp.MustCompile(`^[\pL\pN][\pL\pN._-]{0,63}$`) }

func (r reader) profile(name, body *yaml.Node) (Profile, error) {
	p := Profile{Name: name.Value, File: r.file, Line: name.Line, Keys: FromEnvironment}
	at := "profiles." + name.Value
	if !profileName().MatchString(name.Value) {
		return p, r.failed(name.Line, at, "a name has letters, digits and - _ . and at most 64 of them")
	}
	if err := r.members(body, at, "environment", "base-url", "ca-file", "keys", "journal", "locale"); err != nil {
		return p, err
	}
	for _, f := range []struct {
		name  string
		to    *string
		words []string
	}{
		{"environment", &p.Environment, []string{"emulator", "sandbox", "production"}}, {"base-url", &p.BaseURL, nil},
		{"ca-file", &p.CAFile, nil}, {"journal", &p.Journal, nil}, {"locale", &p.Locale, []string{"tr", "en"}},
	} {
		if err := r.text(yamlnode.Lookup(body, f.name), at+"."+f.name, f.to, f.words); err != nil {
			return p, err
		}
	}
	if (p.Environment == "") == (p.BaseURL == "") {
		return p, r.failed(name.Line, at, "must say where to pay: either environment (emulator, sandbox or production) or base-url")
	}
	if journal := yamlnode.Lookup(body, "journal"); journal != nil && !filepath.IsAbs(p.Journal) && !strings.HasPrefix(p.Journal, "~/") {
		return p, r.failed(journal.Line, at+".journal", "must be a whole path, or begin with ~/: another one would be another folder wherever this file is copied to, and a line that is in one journal would be paid again from another")
	}
	return p, r.keys(yamlnode.Lookup(body, "keys"), at+".keys", &p)
}

// text reads a field that is there. Of some only a few words are right.
func (r reader) text(node *yaml.Node, at string, to *string, words []string) error {
	if node == nil {
		return nil
	}
	must := "must be a text"
	if len(words) > 0 {
		must = "must be " + strings.Join(words, " or ")
	}
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" || strings.TrimSpace(node.Value) == "" || len(words) > 0 && !slices.Contains(words, node.Value) {
		return r.failed(node.Line, at, "%s", must)
	}
	*to = node.Value
	return nil
}

// keys reads where the keys are.
func (r reader) keys(node *yaml.Node, at string, p *Profile) error {
	const must = "must be environment, keyring, or command: [PROGRAM, ARGUMENT, ...]. A key itself never stands in this file"
	switch {
	case node == nil:
		return nil
	case node.Kind == yaml.ScalarNode && (node.Value == string(FromEnvironment) || node.Value == string(FromKeyring)):
		p.Keys = KeySource(node.Value)
		return nil
	case node.Kind != yaml.MappingNode:
		return r.failed(node.Line, at, must)
	}
	if err := r.members(node, at, "command"); err != nil {
		return err
	}
	list := yamlnode.Lookup(node, "command")
	if list == nil || list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		return r.failed(node.Line, at+".command", "must be a list: [PROGRAM, ARGUMENT, ...]. No shell reads it")
	}
	p.Keys = FromCommand
	for i, word := range list.Content {
		if word.Kind != yaml.ScalarNode || word.Tag == "!!null" || i == 0 && strings.TrimSpace(word.Value) == "" {
			return r.failed(word.Line, fmt.Sprintf("%s.command[%d]", at, i), "must be a text")
		}
		p.Command = append(p.Command, word.Value)
	}
	return nil
}
