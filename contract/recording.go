package contract

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/contract/internal/contentcoding"
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
	maxRecorded = defaultMaxBody / 2 * 3
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
