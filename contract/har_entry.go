package contract

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The parts of HAR 1.2 that matter here. Every tool leaves something out or adds something, so nothing is required but the
// address, and types are taken as they come where that is clear.
type harEntry struct {
	Started jsontext.Value `json:"startedDateTime"`
	Time    harNumber      `json:"time"` // milliseconds
	Type    jsontext.Value `json:"_resourceType"`
	Request *struct {
		Method   string         `json:"method"`
		URL      string         `json:"url"`
		Query    jsontext.Value `json:"queryString"`
		Headers  harHeaders     `json:"headers"`
		BodySize harNumber      `json:"bodySize"`
		PostData *harContent    `json:"postData"`
	} `json:"request"`
	Response struct {
		Status  harStatus   `json:"status"`
		Headers harHeaders  `json:"headers"`
		Size    harNumber   `json:"bodySize"`
		Content *harContent `json:"content"`
	} `json:"response"`

	attached fs.FS // the folder of the archive, or nil
}

func (e harEntry) exchange() Exchange {
	x := Exchange{Started: e.started()}
	if !x.Started.IsZero() && e.Time > 0 && time.Duration(e.Time) < longestCall/time.Millisecond {
		x.Ended = x.Started.Add(time.Duration(float64(e.Time) * float64(time.Millisecond)))
	}
	if e.Request == nil {
		x.Unread = "request is missing"
		return x
	}
	u := recordedURL(e.Request.URL)
	if u == nil {
		x.Unread = badURL
		return x
	}
	e.addQuery(u)
	x.Request = Request{Method: strings.ToUpper(e.Request.Method), URL: u, Header: e.Request.Headers.header()}
	x.Response = Response{Status: max(int(e.Response.Status), 0), Header: e.Response.Headers.header()}
	fallBack(x.Request.Header, e.Request.PostData)
	fallBack(x.Response.Header, e.Response.Content)
	x.setBodies(e.requestBody(x.Request.Header), e.responseBody(x.Response.Header))
	return x
}

// addQuery puts the query back into an address from which the tool has taken it.
func (e harEntry) addQuery(u *url.URL) {
	var pairs harParams
	if u.RawQuery != "" || len(e.Request.Query) == 0 || json.Unmarshal(e.Request.Query, &pairs) != nil {
		return
	}
	query := url.Values{}
	for _, pair := range pairs {
		query.Add(pair.Name, pair.Value)
	}
	u.RawQuery = query.Encode()
}

// longestCall is how long a call may have taken. Some tools write nonsense, and no call takes a day.
const longestCall = 24 * time.Hour

// started is when the request began; zero where it does not say so clearly, as a time is not worth an entry.
func (e harEntry) started() time.Time {
	switch e.Started.Kind() {
	case jsontext.KindNumber:
		var ms float64
		if json.Unmarshal(e.Started, &ms) == nil && ms > 0 && ms < 1e14 {
			return time.UnixMilli(int64(ms))
		}
	case jsontext.KindString:
		var text string
		_ = json.Unmarshal(e.Started, &text)
		return recordedTime(text)
	}
	return time.Time{}
}

// recordedTime reads ISO 8601 with and without a colon in the zone; zero for other forms.
func recordedTime(text string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t
		}
	}
	return time.Time{}
}

// fallBack takes the media type from beside the body where the recording has left all headers out.
func fallBack(header http.Header, c *harContent) {
	if len(header) == 0 && c != nil && c.MimeType != "" {
		header.Set("Content-Type", c.MimeType)
	}
}

// Types that take what tools write in place of what HAR 1.2 says, wherever it is clear what is meant.

var errUnclear = errors.New("not clear")

// harText is a string that may be long, or JSON that a tool has put in as it is; nil where there is none.
type harText []byte

func (t *harText) UnmarshalJSON(raw []byte) error {
	switch jsontext.Value(raw).Kind() {
	case jsontext.KindNull:
	case jsontext.KindString:
		// The decoder has checked the syntax; what it cannot decode becomes U+FFFD, which the checker reports.
		*t, _ = jsontext.AppendUnquote(make([]byte, 0, len(raw)), raw)
	case jsontext.KindBeginObject, jsontext.KindBeginArray:
		var buffer struct { // of Node.js
			Type string   `json:"type"`
			Data []uint16 `json:"data"`
		}
		if json.Unmarshal(raw, &buffer, json.RejectUnknownMembers(true)) == nil && buffer.Type == "Buffer" {
			for _, b := range buffer.Data {
				*t = append(*t, byte(b))
			}
			return nil
		}
		*t = bytes.Clone(raw)
	default:
		return errUnclear
	}
	return nil
}

// harNumber is a number, also as text; -1 where it is something else.
type harNumber float64

func (n *harNumber) UnmarshalJSON(raw []byte) error {
	if jsontext.Value(raw).Kind() == jsontext.KindNull {
		return nil
	}
	number, err := strconv.ParseFloat(strings.TrimSpace(scalarText(raw)), 64)
	if err != nil || math.IsNaN(number) {
		number = -1
	}
	*n = harNumber(number)
	return nil
}

// harStatus is a number, also as text: "200" or "200 OK". What is neither is not guessed.
type harStatus int

func (s *harStatus) UnmarshalJSON(raw []byte) error {
	first, _, _ := strings.Cut(strings.TrimSpace(scalarText(raw)), " ")
	if kind := jsontext.Value(raw).Kind(); kind == jsontext.KindNull || first == "" && kind == jsontext.KindString {
		return nil
	}
	number, err := strconv.ParseFloat(first, 64)
	if err != nil || number != math.Trunc(number) || math.Abs(number) > 9999 {
		return errUnclear
	}
	*s = harStatus(number)
	return nil
}

// scalarText is a string's text, and a number or a word as it is written; empty for anything else.
func scalarText(raw jsontext.Value) string {
	switch raw.Kind() {
	case jsontext.KindString:
		text, _ := jsontext.AppendUnquote(nil, raw)
		return string(text)
	case jsontext.KindNumber, jsontext.KindTrue, jsontext.KindFalse:
		return string(raw)
	}
	return ""
}

// harHeaders is a list of names and values, or an object of them.
type harHeaders []harHeader

type harHeader struct {
	Name  string         `json:"name"`
	Key   string         `json:"key"` // what some tools call the name
	Value jsontext.Value `json:"value"`
}

func (h *harHeaders) UnmarshalJSON(raw []byte) error {
	if jsontext.Value(raw).Kind() == jsontext.KindBeginObject {
		var named map[string]jsontext.Value
		if err := json.Unmarshal(raw, &named, jsontext.AllowInvalidUTF8(true)); err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(named)) {
			*h = append(*h, harHeader{Name: name, Value: named[name]})
		}
	} else if err := json.Unmarshal(raw, (*[]harHeader)(h), jsontext.AllowInvalidUTF8(true)); err != nil {
		return err
	}
	for _, each := range *h {
		if each.Value.Kind() == jsontext.KindBeginObject {
			return errUnclear
		}
	}
	return nil
}

// header drops what is there twice: some tools list each header of a message two times, or write both into one value with a
// line break between them. Values that differ stay.
func (h harHeaders) header() http.Header {
	header := http.Header{}
	for _, each := range h {
		if strings.HasPrefix(each.Name, ":") { // HTTP/2 pseudo headers repeat the address
			continue
		}
		for _, value := range each.values() {
			addOnce(header, cmp.Or(each.Name, each.Key), value)
		}
	}
	return header
}

func (h harHeader) values() []string {
	if h.Value.Kind() != jsontext.KindBeginArray {
		return strings.Split(scalarText(h.Value), "\n")
	}
	var all []jsontext.Value
	_ = json.Unmarshal(h.Value, &all)
	var values []string
	for _, each := range all {
		values = append(values, scalarText(each))
	}
	return values
}
