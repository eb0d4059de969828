package payout

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/internal/codec"
)

// question is one call of an operation.
type question struct {
	operation gen.Operation
	invalid   error                // what is wrong with the arguments: then nothing is sent
	parameter string               // of the path, where it has one
	body      codec.Writable       // a model of gen, or nil
	answer    codec.Model          // what an answer is read into: a model of gen, or nil where success says everything
	most      int                  // elements of a list in it: more are not asked for
	shown     bool                 // the caller gets its texts unmasked
	check     func(*success) error // says why the answer cannot be understood; may be nil
	// What an operation with an effect is looked up by, and which statuses say that it took effect. An init has none of these:
	// its requestId is in no other answer than its own.
	ref  Ref
	took func(gen.MassPayoutStatus) bool
	// What was sent, so that it is recognised where the vendor repeats it or a person reads the log.
	apiKey         func() string
	conversationID string // of an init
	items          []Item // of an init
	referenceCode  string // of an item
}

// cleaner masks what the vendor repeats.
func (q question) cleaner() cleaner {
	if q.apiKey == nil {
		return cleanerFor(q.items)
	}
	return cleanerFor(q.items, q.apiKey())
}

// ask sends a question. A nil error means that the vendor answered "success".
func (c *Client) ask(ctx context.Context, q question) (*success, error) {
	if c == nil || c.send == nil {
		err := &notSentError{operation: q.operation, err: errors.New("the client is empty: make one with New")}
		return nil, &CallError{Operation: q.operation, Err: err, outcome: OutcomeNotSent}
	}
	a, err := c.prepare(q)
	if err != nil {
		return nil, &CallError{Operation: q.operation, Err: err, outcome: OutcomeNotSent}
	}
	return c.send(ctx, a)
}

// prepare encodes a question, once for all its attempts.
func (c *Client) prepare(q question) (attempt, error) {
	q.apiKey = c.apiKey
	path, _, _ := strings.Cut(q.operation.Path(), "{") // a parameter is the last part of a path
	a := attempt{question: q, url: c.server + path + url.PathEscape(q.parameter) + "?locale=" + string(c.locale)}
	err := q.invalid
	if err == nil && q.body != nil {
		a.encoded, err = codec.Marshal(q.body)
	}
	if err != nil {
		return attempt{}, &notSentError{operation: q.operation, err: err}
	}
	return a, nil
}

// newRequest is the one that package gen would make. What the document says of the operation is all there is to it.
func (a attempt) newRequest(ctx context.Context) (*http.Request, error) {
	var body io.Reader
	if a.body != nil {
		body = bytes.NewReader(a.encoded)
	}
	request, err := http.NewRequestWithContext(ctx, a.operation.Method(), a.url, body)
	if err != nil {
		return nil, err
	}
	json := []string{"application/json"}
	request.Header["Accept"] = json
	if a.body != nil {
		request.Header["Content-Type"] = json
	}
	return request, nil
}

// argument checks what the caller gave to be sent.
func argument(name, value string) error {
	if err := checkText(value); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// envelope is what every answer of the vendor may carry, at any HTTP status.
type envelope struct {
	status                               gen.ResultStatus
	code                                 codes.Code
	message, group, name, conversationID string
	systemTime                           time.Time
}

// success is an answer whose envelope says so.
type success struct {
	*answer
	question
	systemTime time.Time
	attempts   int
	byRetrieve bool // told by a look-up, and the answer is that of the look-up
}

// decoded turns an answer into a success or an error.
func decoded(next wire) handler {
	return func(ctx context.Context, a attempt) (*success, error) {
		got, err := next(ctx, a)
		if err != nil {
			return nil, err
		}
		return decode(a.question, got)
	}
}

// decode tells success from failure by the envelope, never by the HTTP status alone: refusals have come as 200, and the
// vendor documents 400 with the members of a 200. What else the answer holds matters only to a success, and only where it is asked
// for, so that nothing else can make a call look failed that was taken.
func decode(q question, got *answer) (*success, error) {
	env, wrong, err := read(got.body, q.answer, q.most, q.shown)
	if err != nil {
		return nil, got.unintelligible(q.operation, err)
	}
	accepted := got.status >= 200 && got.status < 300
	switch {
	case accepted && env.status == gen.ResultStatusSuccess:
		ok := &success{answer: got, question: q, systemTime: env.systemTime}
		if wrong == nil && q.check != nil {
			wrong = q.check(ok)
		}
		if wrong != nil {
			return nil, got.unintelligible(q.operation, wrong)
		}
		return ok, nil
	case env.status == gen.ResultStatusSuccess:
		return nil, got.unintelligible(q.operation, errors.New(`the body reports "success", the HTTP status does not`))
	case accepted && env.status != gen.ResultStatusFailure:
		return nil, got.unintelligible(q.operation, errors.New(`the answer's status is neither "success" nor "failure"`))
	}
	return nil, env.refusal(q, got)
}

// read reads an object and nothing behind it into v, and what carries others (an object, a list of objects) or counts items must be as
// documented: if not, wrong says so.
//
// A number may come as a string and a text as a number, whichever the document says. A member of the wrong type that only
// informs is left out: a description that is an object must not hide who was paid. What is shown as it was answered is made visible.
func read(body []byte, v codec.Model, most int, shown bool) (env envelope, wrong, err error) {
	if v == nil {
		v = &gen.MassPayoutAuthResponse{} // an envelope and nothing else
	}
	reflect.ValueOf(v).Elem().SetZero() // an attempt before this one may have filled it
	r := codec.NewLenient(bytes.TrimPrefix(body, []byte("\ufeff")), most, "page", "size", "total")
	if shown {
		r.Odd(visibleMember)
	}
	if err := r.Read(v); err != nil {
		return env, nil, err
	}
	if wrong = r.Wrong(); wrong != nil && len(r.Members()) == 0 {
		return env, nil, wrong // no object
	}
	for _, m := range r.Members() {
		env.note(m)
	}
	return env, wrong, nil
}

// note takes a member by its exact name. One of another type than a string is taken as it is written, so that a refusal is never lost
// over the type of its message.
func (env *envelope) note(m codec.Member) {
	switch string(m.Name) {
	case "status":
		env.status = gen.ResultStatus(codec.Text(m.Value))
	case "errorCode":
		_ = env.code.UnmarshalJSON(m.Value) // which takes any JSON
	case "errorMessage":
		env.message = codec.Text(m.Value)
	case "errorGroup":
		env.group = codec.Text(m.Value)
	case "errorName":
		env.name = codec.Text(m.Value)
	case "conversationId":
		env.conversationID = codec.Text(m.Value)
	case "systemTime":
		env.systemTime = epochMillis(codec.Text(m.Value))
	}
}

func (env envelope) refusal(q question, got *answer) *Error {
	known := q.cleaner()
	e := &Error{
		Operation:  q.operation,
		Status:     gen.ResultStatus(known.text(string(env.status))),
		Code:       codes.Code(known.text(env.code.String())),
		Message:    known.text(env.message),
		Group:      known.text(env.group),
		Name:       known.text(env.name),
		HTTPStatus: got.status,
		SystemTime: env.systemTime,
		RetryAfter: got.retryAfter(),
	}
	e.ConversationID = known.text(env.conversationID)
	if env.conversationID == q.conversationID {
		e.ConversationID = q.conversationID
	}
	return e
}

// latestTime is the end of the year 9999 in epoch milliseconds; encoding/json cannot write a later time.
const latestTime = 253402300799999

// epochMillis reads the vendor's clock, also where it is written as a string or a float. It is the zero time for anything
// else: no answer may be lost over its clock.
func epochMillis(s string) time.Time {
	ms, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || !(ms >= 1 && ms <= latestTime) {
		return time.Time{}
	}
	return time.UnixMilli(int64(ms)).UTC()
}
