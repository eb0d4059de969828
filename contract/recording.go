package contract

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iyzipayout/iyzipayout/contract/internal/contentcoding"
	"github.com/iyzipayout/iyzipayout/internal/yamlnode"
)

// Open reads recorded exchanges, a HAR file or a cassette, by the name's extension: .har or .json, .yaml or .yml. Bodies that a
// HAR file keeps in files beside it (Playwright) are read too.
func Open(name string) ([]Exchange, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var beside fs.FS
	if folder, err := os.OpenRoot(filepath.Dir(name)); err == nil { // nothing outside of it can be meant
		defer folder.Close()
		beside = folder.FS()
	}
	return readRecording(name, file, beside)
}

// readRecording takes bodies that are files of their own from attached; nil where there are none.
func readRecording(name string, r io.Reader, attached fs.FS) ([]Exchange, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".har", ".json":
		return readHAR(name, r, attached)
	case ".yaml", ".yml":
		return ReadCassette(name, r)
	}
	return nil, fmt.Errorf("%s: must be a HAR file (.har, .json) or a go-vcr cassette (.yaml, .yml)", name)
}

// Recordings come from outside and may be of any size.
const (
	maxFile = 512 << 20 // bytes of a file
	// maxRecorded is how many bytes of one string of an archive are kept. What base64 makes of them, line breaks
	// included, is longer than what a Checker looks at, so that it still sees that the body is too long.
	maxRecorded = MaxBody / 2 * 3
)

// sizedReader fails behind the last byte that it may read, where io.LimitReader would pretend that the file ends there.
type sizedReader struct {
	from io.Reader
	most int64
	read int64
	err  error // that it returned, other than io.EOF
}

func (s *sizedReader) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.from.Read(p)
	if s.read += int64(n); s.read > s.most {
		n, err = 0, fmt.Errorf("larger than %d MiB: split it", s.most>>20)
	}
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

const badURL = "request.url is not an absolute URL, such as https://api.iyzipay.com/v1/mass/payout/auth?locale=en"

// recordedURL is the address of a request, or nil for one that is none. What a browser loads from elsewhere than a server
// need not be understood.
func recordedURL(text string) *url.URL {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	scheme, _, found := strings.Cut(text, ":")
	switch {
	case err == nil && u.Host != "":
		return u
	case found && foreignScheme(scheme):
		return &url.URL{Scheme: strings.ToLower(scheme), Opaque: "-"}
	}
	return nil
}

// mostHeaderValues is how many values of one header are compared with each other: a file from outside may have millions.
const mostHeaderValues = 100

func addOnce(header http.Header, name, value string) {
	if known := header.Values(name); len(known) > mostHeaderValues || !slices.Contains(known, value) {
		header.Add(name, value)
	}
}

// recordedBody is a body, or why there is none.
type recordedBody struct {
	text    []byte
	missing string
}

// setBodies takes in the bodies of a call. Without a status there was no answer: browsers write 0 or -1 for a call that was
// blocked or has failed.
func (x *Exchange) setBodies(request, response recordedBody) {
	request = request.undo(x.Request.Header)
	x.Request.Body, x.Request.BodyMissing, x.Request.BodyUnknown = request.text, request.missing, request.missing != ""
	if x.Response.Status == 0 {
		x.Response.BodyUnknown = true
		return
	}
	response = response.undo(x.Response.Header)
	x.Response.Body, x.Response.BodyMissing, x.Response.BodyUnknown = response.text, response.missing, response.missing != ""
}

// undo takes the content coding off. Some tools write each byte of a compressed body as a character; where it was taken for
// UTF-8 first, bytes are lost.
func (b recordedBody) undo(header http.Header) recordedBody {
	if b.missing != "" {
		return b
	}
	coded := b.text
	if header.Get("Content-Encoding") != "" {
		switch {
		case bytes.HasPrefix(coded, []byte("\x1f\uFFFD")):
			return recordedBody{missing: noLongerRaw}
		case bytes.HasPrefix(coded, []byte("\x1f\u008b")):
			coded = characters(coded)
		}
	}
	body, err := contentcoding.Undo(header, coded, maxRecorded)
	if err != nil {
		return recordedBody{missing: err.Error()}
	}
	return recordedBody{text: body}
}

// characters makes a byte of every character.
func characters(text []byte) []byte {
	var body []byte
	for _, r := range string(text) {
		body = append(body, byte(r)) // what is greater is no gzip, which the decoder says
	}
	return body
}

// notAnArchive names the tool that has written a JSON file which is no HTTP Archive, by its outermost members.
func notAnArchive(members []string) error {
	has := func(name string) bool { return slices.Contains(members, name) }
	switch {
	case has("http_interactions"):
		return notReadable("VCR (Ruby) or Betamax (Python)")
	case has("mappings"), has("request") && has("response") && !has("startedDateTime"):
		return notReadable("WireMock")
	case has("data") && has("meta"):
		return notReadable("Hoverfly")
	case has("interactions") && has("consumer"):
		return notReadable("Pact")
	case has("info") && has("item"):
		return notReadable("Postman")
	case has("interactions"):
		return errors.New("not an HTTP Archive: a go-vcr or vcrpy cassette in JSON; name it .yaml, which JSON is too")
	}
	return errors.New("not an HTTP Archive: log.entries is missing")
}

// ofAnotherTool names the tool that has written a cassette which is none of go-vcr's, or returns nil.
func ofAnotherTool(root *yaml.Node) error {
	if len(root.Content) == 0 {
		return nil
	}
	top := root.Content[0]
	interactions := yamlnode.Lookup(top, "interactions")
	switch {
	case yamlnode.Lookup(top, "http_interactions") != nil:
		if by := yamlnode.Lookup(top, "recorded_with"); by != nil && strings.HasPrefix(by.Value, "betamax") {
			return notReadable("Betamax (Python)")
		}
		return notReadable("VCR (Ruby)")
	case top.Kind == yaml.SequenceNode && len(top.Content) > 0 && yamlnode.Lookup(top.Content[0], "request") != nil:
		return notReadable("PHP-VCR or ExVCR")
	case top.Tag == "!tape":
		return notReadable("Betamax (Java)")
	case interactions == nil || len(interactions.Content) == 0:
		return nil
	}
	first := interactions.Content[0]
	if yamlnode.At(first, "/request/uri") != nil {
		if body := yamlnode.At(first, "/response/body"); body != nil && body.Kind == yaml.ScalarNode {
			return notReadable("Betamax (Java)")
		}
		return notReadable("vcrpy (Python)")
	}
	return nil
}

func notReadable(tool string) error {
	return fmt.Errorf("a recording of %s, which cannot be read: record the calls as a HAR file or with go-vcr", tool)
}
