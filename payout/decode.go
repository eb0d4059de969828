package payout

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/iyzipayout/iyzipayout/codes"
	"github.com/iyzipayout/iyzipayout/gen"
)

// question is one call of an operation.
type question struct {
	operation gen.Operation
	build     func() (*http.Request, error) // an error means that nothing was sent
	read      func(*success) error          // checks and keeps what the answer holds; nil where success says everything
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

// prepare makes the request of a question, once for all its attempts.
func (c *Client) prepare(q question) (attempt, error) {
	q.apiKey = c.apiKey
	request, err := q.build()
	if err != nil {
		return attempt{}, &notSentError{operation: q.operation, err: err}
	}
	request.Header.Set("Accept", "application/json")
	return attempt{question: q, request: request}, nil
}

// envelope is what every answer of the vendor may carry, at any HTTP status.
type envelope struct {
	status                               gen.ResultStatus
	code                                 codes.Code
	message, group, name, conversationID string
	systemTime                           time.Time
}

// success is an answer whose envelope says so. Whatever else it holds is read with into.
type success struct {
	*answer
	question
	body       []byte
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
		ok, err := decode(a.question, got)
		if err != nil {
			return nil, err
		}
		if a.read != nil {
			if err := a.read(ok); err != nil {
				return nil, err
			}
		}
		return ok, nil
	}
}

// decode tells success from failure by the envelope, never by the HTTP status alone: refusals have come as 200, and the
// vendor documents 400 with the members of a 200. It reads no more than the envelope, so that nothing else in the answer
// can make a call look failed that was taken.
func decode(q question, got *answer) (*success, error) {
	body := bytes.TrimPrefix(got.body, []byte("\ufeff"))
	env, err := readEnvelope(body)
	if err != nil {
		return nil, got.unintelligible(q.operation, err)
	}
	accepted := got.status >= 200 && got.status < 300
	switch {
	case accepted && env.status == gen.ResultStatusSuccess:
		return &success{answer: got, question: q, body: body, systemTime: env.systemTime}, nil
	case env.status == gen.ResultStatusSuccess:
		return nil, got.unintelligible(q.operation, errors.New(`the body reports "success", the HTTP status does not`))
	case accepted && env.status != gen.ResultStatusFailure:
		return nil, got.unintelligible(q.operation, errors.New(`the answer's status is neither "success" nor "failure"`))
	}
	return nil, env.refusal(q, got)
}

// readEnvelope reads the members by their exact names, from an object and nothing behind it.
func readEnvelope(body []byte) (envelope, error) {
	members, err := topMembers(body)
	if err != nil {
		return envelope{}, err
	}
	// Of the valid object; an object of a million members takes much memory.
	if err := checkNames(body); err != nil {
		return envelope{}, err
	}
	env := envelope{
		status:         gen.ResultStatus(words(members["status"])),
		message:        words(members["errorMessage"]),
		group:          words(members["errorGroup"]),
		name:           words(members["errorName"]),
		conversationID: words(members["conversationId"]),
		systemTime:     epochMillis(words(members["systemTime"])),
	}
	if code := members["errorCode"]; code != nil {
		// A code takes any JSON, and this was read as JSON already.
		_ = json.Unmarshal(code, &env.code)
	}
	return env, nil
}

// topMembers are the members of the envelope as they are written. The rest is checked for being JSON and passed over.
func topMembers(body []byte) (map[string]json.RawMessage, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	if kind := d.PeekKind(); kind != '{' {
		value, err := d.ReadValue()
		if err != nil || !json.Valid(body) {
			return nil, errNotJSON
		}
		return nil, jsonError(json.Unmarshal(value, &struct{}{}))
	}
	members := map[string]json.RawMessage{}
	if _, err := d.ReadToken(); err != nil {
		return nil, errNotJSON
	}
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			return nil, errNotJSON
		}
		switch name := token.String(); name {
		case "status", "errorCode", "errorMessage", "errorGroup", "errorName", "conversationId", "systemTime":
			value, err := d.ReadValue()
			if err != nil {
				return nil, errNotJSON
			}
			members[name] = json.RawMessage(value.Clone())
		default:
			if err := d.SkipValue(); err != nil {
				return nil, errNotJSON
			}
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, errNotJSON
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return nil, errNotJSON // something stands behind it
	}
	return members, nil
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

// words reads what should be a string. Anything else is taken as it is written, so that a refusal is never lost over the type
// of its message.
func words(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
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

var errNotJSON = errors.New("the body is not JSON")

// jsonError keeps what encoding/json says about the type, and drops the value it quotes.
func jsonError(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind, _, _ := strings.Cut(wrong.Value, " ")
		return errors.New("it is a JSON " + kind + " where another type must be")
	}
	return errNotJSON
}
