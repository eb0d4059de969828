package contract

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
)

// maxCassette is the largest cassette that is read. YAML cannot be read as a stream and takes several times its size.
const maxCassette = 64 << 20

// ReadCassette reads the exchanges of a go-vcr cassette, in their order: format 1 (go-vcr v1 and v2) or 2 (v3 and v4). Errors
// name the file and quote nothing of what is in it. An interaction that cannot be understood costs only itself: see
// [Exchange.Unread].
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
	if err := ofAnotherTool(root); err != nil {
		return nil, err
	}
	var file struct {
		Version      tapedNumber `yaml:"version"`
		Interactions []yaml.Node `yaml:"interactions"`
	}
	if err := root.Decode(&file); err != nil {
		return nil, cassetteError("not a go-vcr cassette: a value has the wrong type", err)
	}
	switch {
	case file.Version != 1 && file.Version != 2:
		return nil, fmt.Errorf("not a go-vcr cassette of format 1 or 2: version is %d", file.Version)
	case file.Interactions == nil:
		return nil, errors.New("not a go-vcr cassette: interactions is missing")
	}
	exchanges := make([]Exchange, len(file.Interactions))
	for i := range file.Interactions {
		exchanges[i] = readInteraction(&file.Interactions[i])
	}
	return exchanges, nil
}

// interaction is what matters here of one in a cassette. Format 1 (go-vcr v1 and v2) and format 2 (v3 and v4) have it alike.
type interaction struct {
	Request struct {
		tapedMessage `yaml:",inline"`
		Method       string `yaml:"method"`
		URL          string `yaml:"url"`
	} `yaml:"request"`
	Response struct {
		tapedMessage `yaml:",inline"`
		Code         tapedNumber `yaml:"code"`
	} `yaml:"response"`
}

type tapedMessage struct {
	Body    string                  `yaml:"body"`
	Length  int64                   `yaml:"content_length"` // of format 2; -1 for one that is not known
	Headers map[string]tapedHeaders `yaml:"headers"`
}

// tapedHeaders is a list of values, or one value that somebody has written without the list.
type tapedHeaders []string

func (h *tapedHeaders) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*h = tapedHeaders{node.Value}
		return nil
	}
	return node.Decode((*[]string)(h))
}

// tapedNumber is a number, also in quotation marks.
type tapedNumber int

func (n *tapedNumber) UnmarshalYAML(node *yaml.Node) error {
	number, err := strconv.Atoi(node.Value)
	if err != nil {
		return fmt.Errorf("line %d: no number", node.Line)
	}
	*n = tapedNumber(number)
	return nil
}

// readInteraction reads one interaction, or says why it cannot.
func readInteraction(node *yaml.Node) Exchange {
	var i interaction
	if node.Kind != yaml.MappingNode {
		return Exchange{Unread: "it is empty, or no object"}
	}
	if err := node.Decode(&i); err != nil {
		return Exchange{Unread: cassetteError("a value has the wrong type", err).Error()}
	}
	u := recordedURL(i.Request.URL)
	if u == nil {
		return Exchange{Unread: badURL}
	}
	x := Exchange{
		Request:  Request{Method: strings.ToUpper(cmp.Or(i.Request.Method, http.MethodGet)), URL: u, Header: cassetteHeader(i.Request.Headers)},
		Response: Response{Status: max(int(i.Response.Code), 0), Header: cassetteHeader(i.Response.Headers)},
	}
	x.setBodies(i.Request.content(x.Request.Header), i.Response.content(x.Response.Header))
	return x
}

func (m tapedMessage) content(header http.Header) recordedBody {
	if m.Body == "" {
		return leftOut(header, harNumber(max(m.Length, 0)))
	}
	return recordedBody{text: []byte(m.Body)}
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
var yamlLine = lazyregexp.New(`\bline [0-9]+`)

func cassetteError(what string, err error) error {
	if line := yamlLine().FindString(err.Error()); line != "" {
		return fmt.Errorf("%s (%s)", what, line)
	}
	return errors.New(what)
}

// cassetteHeader gives hand-written names their usual capitals, which is how the checker looks for them.
func cassetteHeader(recorded map[string]tapedHeaders) http.Header {
	h := http.Header{}
	for _, name := range slices.Sorted(maps.Keys(recorded)) {
		for _, v := range recorded[name] {
			addOnce(h, name, v)
		}
	}
	return h
}
