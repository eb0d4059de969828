// Package contentcoding undoes the coding that Content-Encoding names (RFC 9110, 8.4). net/http does it too, unless the
// program under test had asked for a coding by itself.
package contentcoding

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/iyzipayout/iyzipayout/internal/mask"
)

// Undo returns the body without the gzip and deflate that its headers name, and of what is in it at most the first bytes.
// A body that is text was decoded by whoever recorded it, whatever the headers say.
func Undo(header http.Header, body []byte, most int64) ([]byte, error) {
	codings := strings.Split(strings.ToLower(strings.Join(header.Values("Content-Encoding"), ",")), ",")
	for _, coding := range slices.Backward(codings) {
		if utf8.Valid(body) {
			return body, nil
		}
		var err error
		switch coding = strings.TrimSpace(coding); coding {
		case "", "identity":
		case "gzip", "x-gzip":
			body, err = gunzip(body, most)
		case "deflate":
			body, err = inflate(body, most)
		default:
			return nil, fmt.Errorf("is still coded as %.20q, which cannot be undone here", mask.Text(coding))
		}
		if err != nil {
			return nil, fmt.Errorf("is not the %s that its headers say", coding)
		}
	}
	return body, nil
}

func gunzip(body []byte, most int64) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		return body, nil // decoded already, and no text
	}
	unzip, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(unzip, most))
}

// inflate reads the zlib format that deflate means, and the bare one that some servers send instead.
func inflate(body []byte, most int64) ([]byte, error) {
	if unzip, err := zlib.NewReader(bytes.NewReader(body)); !errors.Is(err, zlib.ErrHeader) {
		if err != nil {
			return nil, err
		}
		return io.ReadAll(io.LimitReader(unzip, most))
	}
	return io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(body)), most))
}
