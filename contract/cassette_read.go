package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/dnaeon/go-vcr/v2/cassette"
	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/contract/internal/gunzip"
)

// maxCassette is the largest cassette that is read. YAML cannot be read as a stream and takes several times its size.
const maxCassette = 64 << 20

// ReadCassette reads the exchanges of a go-vcr cassette (format version 1), in their order. Errors name the file, and
// the interaction counted from 0 or the line, and quote nothing of what is in it.
func ReadCassette(name string, r io.Reader) ([]Exchange, error) {
	data, err := io.ReadAll(&sizedReader{from: r, most: maxCassette})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	exchanges, err := parseCassette(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return exchanges, nil
}

func parseCassette(data []byte) ([]Exchange, error) {
	root, err := parseOneYAML(data)
	if err != nil {
		return nil, err
	}
	var file struct {
		Version      int                     `yaml:"version"`
		Interactions []*cassette.Interaction `yaml:"interactions"`
	}
	if err := root.Decode(&file); err != nil {
		return nil, cassetteError("not a go-vcr cassette: a value has the wrong type", err)
	}
	switch {
	case file.Version != 1:
		return nil, fmt.Errorf("not a go-vcr cassette of version 1: version is %d", file.Version)
	case file.Interactions == nil:
		return nil, errors.New("not a go-vcr cassette: interactions is missing")
	}
	exchanges := make([]Exchange, len(file.Interactions))
	for i, interaction := range file.Interactions {
		if interaction == nil {
			return nil, fmt.Errorf("interaction %d is empty", i)
		}
		if exchanges[i], err = fromInteraction(interaction); err != nil {
			return nil, fmt.Errorf("interaction %d: %w", i, err)
		}
	}
	return exchanges, nil
}

// parseOneYAML reads a single document without aliases: go-vcr writes none, and a few of them can stand for any amount
// of memory.
func parseOneYAML(data []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var root, second yaml.Node
	switch err := dec.Decode(&root); {
	case errors.Is(err, io.EOF):
		return nil, errors.New("not a go-vcr cassette: the file is empty")
	case err != nil:
		return nil, cassetteError("not YAML", err)
	}
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one YAML document: split the file")
	}
	if alias := findAlias(&root); alias != nil {
		return nil, fmt.Errorf("line %d: aliases are not understood here: write the value out", alias.Line)
	}
	return &root, nil
}

func findAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n
	}
	for _, child := range n.Content {
		if alias := findAlias(child); alias != nil {
			return alias
		}
	}
	return nil
}

// yamlLine is all that can be repeated of the library's errors: the rest quotes values.
var yamlLine = regexp.MustCompile(`\bline [0-9]+`)

func cassetteError(what string, err error) error {
	if line := yamlLine.FindString(err.Error()); line != "" {
		return fmt.Errorf("%s (%s)", what, line)
	}
	return errors.New(what)
}

func fromInteraction(i *cassette.Interaction) (Exchange, error) {
	u, err := recordedURL(i.Request.URL)
	if err != nil {
		return Exchange{}, err
	}
	x := Exchange{
		Request:  Request{Method: i.Request.Method, URL: u, Header: cassetteHeader(i.Request.Headers), Body: []byte(i.Request.Body)},
		Response: Response{Status: max(i.Code, 0), Header: cassetteHeader(i.Response.Headers)},
	}
	// Without a status there was no answer.
	x.Response.BodyUnknown = x.Response.Status == 0
	if !x.Response.BodyUnknown {
		x.Response.Body, err = gunzip.Body(x.Response.Header, []byte(i.Response.Body), maxRecorded)
	}
	return x, err
}

// cassetteHeader gives hand-written names their usual capitals, which is how the checker looks for them.
func cassetteHeader(recorded http.Header) http.Header {
	h := http.Header{}
	for _, name := range slices.Sorted(maps.Keys(recorded)) {
		for _, v := range recorded[name] {
			h.Add(name, v)
		}
	}
	return h
}

// ReadFile reads recorded exchanges, a HAR file or a cassette, by the name's extension: .har or .json, .yaml or .yml.
func ReadFile(name string, r io.Reader) ([]Exchange, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".har", ".json":
		return ReadHAR(name, r)
	case ".yaml", ".yml":
		return ReadCassette(name, r)
	}
	return nil, fmt.Errorf("%s: must be a HAR file (.har, .json) or a go-vcr cassette (.yaml, .yml)", name)
}
