package codec

import (
	"bytes"
	"io"
	"net/http"
)

// ReadAll is io.ReadAll of at most so many bytes of an answer's body. Where the answer says how long it is, the room for it is made once.
func ReadAll(response *http.Response, most int64) ([]byte, error) {
	const trusted = 8 << 20 // more is made room for as it comes
	var b bytes.Buffer
	if n := response.ContentLength; n > 0 {
		b.Grow(int(min(n, most, trusted)) + bytes.MinRead)
	}
	_, err := b.ReadFrom(io.LimitReader(response.Body, most))
	return b.Bytes(), err
}
