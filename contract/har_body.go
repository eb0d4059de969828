package contract

import (
	"bytes"
	"encoding/base64"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// harContent is postData or content.
type harContent struct {
	Size       harNumber      `json:"size"`
	MimeType   string         `json:"mimeType"`
	Text       harText        `json:"text"`
	Encoding   string         `json:"encoding"`
	Params     jsontext.Value `json:"params"`
	TextBase64 harText        `json:"_textBase64"` // haralyzer
	File       string         `json:"_file"`       // Playwright: a file beside the archive that is the body
}

// Why a body is unknown.
const (
	notInFile    = "is not in the file"
	onlyInParams = "is only in postData.params, taken apart"
	notBase64    = "is said to be base64 and is not"
	badEncoding  = "has an encoding that is not base64"
	cutOff       = "is only in the file up to where the tool has cut it off"
	noLongerRaw  = "is still compressed, and was damaged when it was made text"
)

func (e harEntry) requestBody(header http.Header) recordedBody {
	c := e.Request.PostData
	if c == nil {
		return leftOut(header, max(e.Request.BodySize, 0))
	}
	if body := e.bytes(c); body.missing != "" || len(body.text) > 0 {
		return body
	}
	params, clear := c.params()
	body, whole := params.body(c.MimeType)
	switch {
	case whole:
		return recordedBody{text: body}
	case len(params) > 0 || !clear:
		return recordedBody{missing: onlyInParams}
	case c.Text == nil:
		return leftOut(header, c.Size, e.Request.BodySize)
	}
	return leftOut(header, e.Request.BodySize)
}

// responseBody: browsers drop large bodies and keep their size, or -1 for one that they do not know.
func (e harEntry) responseBody(header http.Header) recordedBody {
	c := e.Response.Content
	if c == nil {
		return recordedBody{missing: notInFile}
	}
	if body := e.bytes(c); body.missing != "" || len(body.text) > 0 {
		return body
	}
	if c.Text == nil {
		return leftOut(header, c.Size, max(e.Response.Size, 0))
	}
	return leftOut(header, c.Size)
}

// leftOut decides what an empty text means: whether something was there is told by sizes, -1 for one that the tool does not
// know, and by Content-Length.
func leftOut(header http.Header, sizes ...harNumber) recordedBody {
	length, err := strconv.ParseInt(strings.TrimSpace(header.Get("Content-Length")), 10, 64)
	if slices.Max(sizes) > 0 || err == nil && length > 0 || err != nil && slices.Min(sizes) < 0 {
		return recordedBody{missing: notInFile}
	}
	return recordedBody{}
}

// bytes is the body as the recording has it.
func (e harEntry) bytes(c *harContent) recordedBody {
	switch {
	case len(c.Text) == 0 && len(c.TextBase64) > 0:
		return fromBase64(c.TextBase64)
	case len(c.Text) == 0 && c.File != "":
		return e.attachment(c.File)
	case len(c.Text) == 0:
		return recordedBody{}
	}
	switch strings.ToLower(c.Encoding) {
	case "", "utf-8", "utf8":
		if int(c.Size) > len(c.Text) && len(c.Text) <= MaxBody && beginsJSON(c.Text) && !isJSON(c.Text) {
			return recordedBody{missing: cutOff}
		}
		return recordedBody{text: c.Text}
	case "base64":
		return fromBase64(c.Text)
	}
	return recordedBody{missing: badEncoding}
}

// attachment reads a body that lies beside the archive.
func (e harEntry) attachment(name string) recordedBody {
	missing := recordedBody{missing: "is in a file of its own that is not beside the archive"}
	if e.attached == nil || strings.ContainsAny(name, `/\`) {
		return missing
	}
	if info, err := fs.Stat(e.attached, name); err != nil || !info.Mode().IsRegular() { // a pipe would be waited for
		return missing
	}
	file, err := e.attached.Open(name)
	if err != nil {
		return missing
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxRecorded))
	if err != nil {
		return missing
	}
	return recordedBody{text: text}
}

// fromBase64 also takes what is plain JSON in spite of what the recording says, and the list of pieces that Polly.JS writes of
// a compressed answer.
func fromBase64(text []byte) recordedBody {
	if body, ok := decodeBase64(text); ok {
		return recordedBody{text: body}
	}
	var pieces []string
	if json.Unmarshal(text, &pieces) == nil && len(pieces) > 0 {
		var body []byte
		for _, piece := range pieces {
			decoded, ok := decodeBase64([]byte(piece))
			if !ok {
				return recordedBody{missing: notBase64}
			}
			body = append(body, decoded...)
		}
		return recordedBody{text: body}
	}
	if isJSON(text) {
		return recordedBody{text: text}
	}
	return recordedBody{missing: notBase64}
}

// decodeBase64 accepts text without padding, and text that was cut off, which is longer than what a Checker looks at.
func decodeBase64(text []byte) ([]byte, bool) {
	encoding := base64.StdEncoding
	if len(text)%4 != 0 && !bytes.ContainsAny(text[max(len(text)-2, 0):], "=\r\n") {
		encoding = base64.RawStdEncoding
	}
	body := make([]byte, encoding.DecodedLen(len(text)))
	n, err := encoding.Decode(body, text)
	return body[:n], err == nil || n > MaxBody
}

// isJSON recognizes an object or a list, which no base64 looks like.
func isJSON(text []byte) bool {
	return beginsJSON(text) && jsontext.Value(text).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

func beginsJSON(text []byte) bool {
	text = bytes.TrimSpace(text)
	return len(text) > 0 && (text[0] == '{' || text[0] == '[')
}

// harParams is a body that the recording holds only taken apart.
type harParams []struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// params are those that are text; not clear where one of them is anything else, such as the objects of chrome-har.
func (c *harContent) params() (params harParams, clear bool) {
	return params, len(c.Params) == 0 || json.Unmarshal(c.Params, &params) == nil
}

// body puts a form together again, and JSON that was taken for one, which BrowserMob and others do. JSON of which only the
// values are left is not whole: lists of one and of none look like something else (chrome-har).
func (p harParams) body(mediaType string) (body []byte, whole bool) {
	var pairs, plain []string
	for _, each := range p {
		pairs = append(pairs, url.QueryEscape(each.Name)+"="+url.QueryEscape(each.Value))
		plain = append(plain, strings.TrimSuffix(each.Name+"="+each.Value, "="))
	}
	if len(p) > 0 && strings.HasPrefix(strings.ToLower(mediaType), "application/x-www-form-urlencoded") {
		return []byte(strings.Join(pairs, "&")), true
	}
	body = []byte(strings.Join(plain, "&"))
	return body, isJSON(body)
}
