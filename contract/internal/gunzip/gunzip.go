// Package gunzip undoes gzip. net/http does it too, unless the program under test had asked for gzip by itself.
package gunzip

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
)

// Body returns the body without the gzip that its headers name, and of what is in it at most the first bytes. A body that does
// not begin as gzip was decoded by whoever recorded it.
func Body(header http.Header, body []byte, most int64) ([]byte, error) {
	if !strings.EqualFold(header.Get("Content-Encoding"), "gzip") || !bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		return body, nil
	}
	unzip, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("response.body is not the gzip that its headers say")
	}
	if body, err = io.ReadAll(io.LimitReader(unzip, most)); err != nil {
		return nil, errors.New("response.body is not the gzip that its headers say")
	}
	return body, nil
}
