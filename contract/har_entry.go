package contract

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// The parts of HAR 1.2 that matter here. Browsers, mitmproxy and Charles all leave something out or add something, so
// nothing is required but the address.
type harEntry struct {
	Started string `json:"startedDateTime"`
	Request struct {
		Method   string      `json:"method"`
		URL      string      `json:"url"`
		Headers  []harHeader `json:"headers"`
		BodySize int64       `json:"bodySize"`
		PostData *harContent `json:"postData"`
	} `json:"request"`
	Response struct {
		Status   int         `json:"status"`
		Headers  []harHeader `json:"headers"`
		BodySize int64       `json:"bodySize"`
		Content  *harContent `json:"content"`
	} `json:"response"`
}

type harHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// harContent is postData or content.
type harContent struct {
	Size     int64      `json:"size"`
	MimeType string     `json:"mimeType"`
	Text     harText    `json:"text"`
	Encoding string     `json:"encoding"`
	Params   []harParam `json:"params"`
}

type harParam struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// harText is a string that may be long; nil where there is none.
type harText []byte

func (t *harText) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	raw, err := dec.ReadValue()
	if err != nil || raw.Kind() == jsontext.KindNull {
		return err
	}
	if raw.Kind() != jsontext.KindString {
		return errors.New("not a string")
	}
	// The decoder has checked the syntax; what it cannot decode becomes U+FFFD, which the checker reports.
	*t, _ = jsontext.AppendUnquote(make([]byte, 0, len(raw)), raw)
	return nil
}

func (e harEntry) exchange() (Exchange, error) {
	var x Exchange
	u, err := recordedURL(e.Request.URL)
	if err != nil {
		return x, err
	}
	x.Started = recordedTime(e.Started)
	x.Request = Request{Method: e.Request.Method, URL: u, Header: harHeaders(e.Request.Headers)}
	x.Response = Response{Status: max(e.Response.Status, 0), Header: harHeaders(e.Response.Headers)}
	if x.Request.Body, x.Request.BodyUnknown, err = e.requestBody(); err != nil {
		return x, fmt.Errorf("request.postData.%w", err)
	}
	if x.Response.Body, x.Response.BodyUnknown, err = e.responseBody(); err != nil {
		return x, fmt.Errorf("response.content.%w", err)
	}
	fallBack(x.Request.Header, e.Request.Headers, e.Request.PostData)
	fallBack(x.Response.Header, e.Response.Headers, e.Response.Content)
	return x, nil
}

func recordedURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		// The text may hold personal data, and so may the error, which quotes it.
		return nil, errors.New("request.url is not an absolute URL, such as https://api.iyzipay.com/v1/mass/payout/auth?locale=en")
	}
	return u, nil
}

// recordedTime reads ISO 8601 with and without a colon in the zone; zero for other forms, as a time is not worth a file.
func recordedTime(text string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}

func (e harEntry) requestBody() (body []byte, unknown bool, err error) {
	if e.Request.PostData == nil {
		return nil, e.Request.BodySize > 0, nil
	}
	if form := e.Request.PostData.form(); form != nil {
		return form, false, nil
	}
	return e.Request.PostData.bytes(e.Request.BodySize)
}

// responseBody knows nothing of a response that never came: a browser writes status 0 when a call was blocked or failed.
func (e harEntry) responseBody() (body []byte, unknown bool, err error) {
	if e.Response.Content == nil || e.Response.Status <= 0 {
		return nil, true, nil
	}
	return e.Response.Content.bytes(e.Response.BodySize)
}

// form is a body that the recording holds only taken apart, as browsers do with forms; nil where it does not.
func (c *harContent) form() []byte {
	if len(c.Text) > 0 || len(c.Params) == 0 || !strings.HasPrefix(strings.ToLower(c.MimeType), "application/x-www-form-urlencoded") {
		return nil
	}
	var pairs []string
	for _, p := range c.Params {
		pairs = append(pairs, url.QueryEscape(p.Name)+"="+url.QueryEscape(p.Value))
	}
	return []byte(strings.Join(pairs, "&"))
}

// bytes returns the body, or that it was left out: browsers drop large ones and keep their size, or -1 for one that they
// do not know.
func (c *harContent) bytes(transferred int64) (body []byte, unknown bool, err error) {
	if c.Text == nil {
		return nil, c.Size != 0 || transferred > 0 || len(c.Params) > 0, nil
	}
	switch strings.ToLower(c.Encoding) {
	case "", "utf-8", "utf8":
		return c.Text, false, nil
	case "base64":
		body, err = decodeBase64(c.Text)
		return body, false, err
	}
	return nil, false, errors.New("encoding must be base64, or absent for text")
}

// decodeBase64 accepts text without padding, and text that was cut off, which is longer than what a Checker looks at.
func decodeBase64(text []byte) ([]byte, error) {
	encoding := base64.StdEncoding
	if len(text)%4 != 0 && !bytes.ContainsAny(text[max(len(text)-2, 0):], "=\r\n") {
		encoding = base64.RawStdEncoding
	}
	body := make([]byte, encoding.DecodedLen(len(text)))
	n, err := encoding.Decode(body, text)
	if err != nil && n <= defaultMaxBody {
		return nil, fmt.Errorf("text is not base64: %w", err)
	}
	return body[:n], nil
}

// fallBack takes the media type from beside the body where the recording has left all headers out.
func fallBack(header http.Header, recorded []harHeader, c *harContent) {
	if len(recorded) == 0 && c != nil && c.MimeType != "" {
		header.Set("Content-Type", c.MimeType)
	}
}

func harHeaders(list []harHeader) http.Header {
	h := http.Header{}
	for _, each := range list {
		// HTTP/2 pseudo headers repeat the address.
		if !strings.HasPrefix(each.Name, ":") {
			h.Add(each.Name, each.Value)
		}
	}
	return h
}
