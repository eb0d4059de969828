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
	Ended    time.Time // when the answer was there; zero where it is not known
	// Unread is why an entry of a recording could not be understood. Then nothing else is set but a time, and nothing is
	// checked.
	Unread string
}

// Request is an HTTP request as it was sent.
type Request struct {
	Method string
	URL    *url.URL // with scheme and host, as the client saw it
	Header http.Header
	Body   []byte
	// BodyUnknown: the recording left the body out, so nothing can be said about it.
	BodyUnknown bool
	// BodyMissing is why, such as "is not in the file"; empty where nobody said.
	BodyMissing string
}

// Response is an HTTP response as it arrived, without any transfer or content coding.
type Response struct {
	Status int // 0: no answer was recorded
	Header http.Header
	Body   []byte
	// BodyUnknown: the recording left the body out, so nothing can be said about it.
	BodyUnknown bool
	// BodyMissing is why, such as "is not in the file"; empty where nobody said.
	BodyMissing string
}
