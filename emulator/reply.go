package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
)

// reply is an answer that is ready to be sent.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func newReply(status int, contentType string, body []byte) reply {
	return reply{status: status, header: http.Header{"Content-Type": {contentType}}, body: body}
}

// deliver lets a call take effect and returns its answer.
func (e *Emulator) deliver(r *http.Request) reply {
	c := &call{request: r, now: e.time.now(), locale: guessLocale(r)}
	body, refused := e.handle(c)
	e.calls.note(c, body, refused)
	if refused != nil {
		return e.refusal(c, refused)
	}
	return c.reply(http.StatusOK, body)
}

func (e *Emulator) refusal(c *call, f *failure) reply {
	var op gen.Operation
	if c.route != nil {
		op = c.route.operation
	}
	answer := c.reply(e.settings.failureStatus(op, f), f.answer(c))
	if f.allow != "" {
		answer.header.Set("Allow", f.allow)
	}
	return answer
}

func (c *call) reply(status int, body *answer) reply {
	c.note(body.ConversationID)
	encoded, err := encode(body)
	if err != nil {
		broken := &failure{code: codes.System}
		status = http.StatusInternalServerError
		encoded, _ = encode(broken.answer(c)) // has nothing that could fail
	}
	return newReply(status, "application/json;charset=UTF-8", encoded)
}

// encode writes an answer as the service does, with <, > and & as they are.
func encode(body any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// gatewayPage is what stands in front of a service answers in its place.
func gatewayPage(status int) reply {
	text := fmt.Sprintf("%d %s", status, http.StatusText(status))
	page := "<html>\r\n<head><title>" + text + "</title></head>\r\n<body><h1>" + text + "</h1></body>\r\n</html>\r\n"
	return newReply(status, "text/html", []byte(page))
}

func (a reply) send(w http.ResponseWriter) {
	a.start(w)
	_, _ = w.Write(a.body) // a client that has gone away needs no answer
}

// sendHalf sends the headers, which promise the whole body, and half of it.
func (a reply) sendHalf(w http.ResponseWriter) {
	a.header.Set("Content-Length", fmt.Sprint(len(a.body)))
	a.start(w)
	_, _ = w.Write(a.body[:len(a.body)/2])
	_ = http.NewResponseController(w).Flush()
}

func (a reply) start(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
}
