package contract

import (
	"io/fs"
	"net/http"
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
		Method   string      `json:"method"`
		URL      string      `json:"url"`
		Headers  harHeaders  `json:"headers"`
		BodySize harNumber   `json:"bodySize"`
		PostData *harContent `json:"postData"`
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
	x.Request = Request{Method: strings.ToUpper(e.Request.Method), URL: u, Header: e.Request.Headers.header()}
	x.Response = Response{Status: max(int(e.Response.Status), 0), Header: e.Response.Headers.header()}
	fallBack(x.Request.Header, e.Request.PostData)
	fallBack(x.Response.Header, e.Response.Content)
	x.setBodies(e.requestBody(x.Request.Header), e.responseBody(x.Response.Header))
	return x
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
