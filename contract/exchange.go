package contract

import (
	"net/http"
	"net/url"
	"time"
)

// Exchange is one HTTP request with its response.
type Exchange struct {
	Request  Request
	Response Response
	Started  time.Time // when the request began; zero where it is not known
}

// Request is an HTTP request as it was sent.
type Request struct {
	Method string
	URL    *url.URL // with scheme and host, as the client saw it
	Header http.Header
	Body   []byte
	// BodyUnknown: the recording left the body out, so nothing can be said about it.
	BodyUnknown bool
}

// Response is an HTTP response as it arrived, without any transfer or content coding.
type Response struct {
	Status int // 0: no answer was recorded
	Header http.Header
	Body   []byte
	// BodyUnknown: the recording left the body out, so nothing can be said about it.
	BodyUnknown bool
}
