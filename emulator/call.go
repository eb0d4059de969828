package emulator

import (
	"net/http"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/spec"
)

// call is one request on its way through the pipeline, each step of which fills in more of it.
type call struct {
	request *http.Request
	now     time.Time
	locale  gen.Locale // of the answer; until it is checked, a guess

	body      []byte           // from readBody on
	route     *route           // from routed on
	parameter string           // of the path
	broken    []spec.Violation // of single lines, from checked on: what breaks the whole does not get further
}

// handler answers a call with the body of a success or with a failure.
type handler func(*call) (any, *failure)

// conversationID is the conversationId of the request, wherever the call has come to; "" where it has none.
func (c *call) conversationID() string {
	var peek struct {
		ConversationID string `json:"conversationId"`
	}
	if jsonv2.Unmarshal(c.body, &peek) != nil {
		return ""
	}
	return peek.ConversationID
}

// payload reads the checked body into a request type.
func payload[T any](c *call) (T, *failure) {
	var request T
	if err := jsonv2.Unmarshal(c.body, &request); err != nil {
		return request, unreadable(err)
	}
	return request, nil
}
