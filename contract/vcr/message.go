package vcr

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/internal/jsonpointer"
)

// message is a request as replay compares it: every part by a name, a JSON body by the pointers of its values. Numbers
// count as they are written: to compare them as RFC 8785 does, by the nearest float64, would let amounts differ.
type message map[string]string

// newMessage takes a masked request apart.
func newMessage(method string, u *url.URL, header http.Header, body []byte) message {
	m := message{"method": method, "path": u.EscapedPath()}
	for name, values := range u.Query() {
		m["query "+name] = strings.Join(values, ", ")
	}
	if media, _, err := mime.ParseMediaType(header.Get("Content-Type")); err == nil && len(body) > 0 {
		m["media type"] = media
	}
	if value, err := parseJSON(body); err == nil {
		m.flatten("body ", value)
	} else if len(body) > 0 {
		m["body, which is not JSON,"] = string(body)
	}
	return m
}

// parseJSON refuses members that come twice and anything behind the value.
func parseJSON(body []byte) (any, error) {
	text := jsontext.NewDecoder(bytes.NewReader(body))
	if _, err := text.ReadValue(); err != nil {
		return nil, err
	}
	if _, err := text.ReadToken(); err != io.EOF {
		return nil, fmt.Errorf("more than one value")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	err := decoder.Decode(&value)
	return value, err
}

func (m message) flatten(at string, v any) {
	switch v := v.(type) {
	case map[string]any:
		m[at] = "an object"
		for name, member := range v {
			m.flatten(jsonpointer.Join(at, name), member)
		}
	case []any:
		m[at] = "a list of " + strconv.Itoa(len(v))
		for i, element := range v {
			m.flatten(jsonpointer.Join(at, i), element)
		}
	case string:
		m[at] = strconv.Quote(v)
	default:
		m[at] = fmt.Sprint(v)
	}
}

// differences lists what two requests have otherwise, in lines. It is empty when they are the same.
func differences(sent, recorded message) []string {
	var lines []string
	names := maps.Clone(sent)
	maps.Copy(names, recorded)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		got, isSent := sent[name]
		want, isRecorded := recorded[name]
		switch {
		case got == want && isSent == isRecorded:
		case !isSent:
			lines = append(lines, fmt.Sprintf("%s: recorded %s, not sent", name, want))
		case !isRecorded:
			lines = append(lines, fmt.Sprintf("%s: sent %s, not recorded", name, got))
		default:
			lines = append(lines, fmt.Sprintf("%s: sent %s, recorded %s", name, got, want))
		}
	}
	return lines
}
