// Package contract answers one question about an HTTP exchange: is it what the document promises?
//
// A [Checker] is built from an OpenAPI document and, optionally, a [Baseline] learnt from recordings. It takes an
// [Exchange], or several in order, from wherever they come: cassettes, HAR files, live runs, production traffic. What
// it finds is a [Finding]: one drift, with operation, direction, kind, JSON pointer and message. Messages never hold
// personal data.
//
// The rules are those of the document: its schemas, and the x- extensions that spec/rules.yaml adds for what the pages
// say only in words. No field has a special case here.
package contract

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/spec"
)

// MaxBody is how many bytes of a body are looked at; a longer one is a finding. An answer of 1,000 items has about half a
// megabyte.
const MaxBody = 16 << 20

// Checker compares exchanges with a document. Make one with [NewChecker] and share it: it is immutable and safe for
// concurrent use.
type Checker struct {
	operations []*operation
	servers    []server
	loopback   bool
	baseline   *Baseline
	presence   presence // of the baseline
	verifier   *signing.Verifier
}

// CheckerOption configures a Checker.
type CheckerOption func(*Checker) error

// WithBaseline compares exchanges with what known-good recordings have in common.
func WithBaseline(b *Baseline) CheckerOption {
	return func(c *Checker) error {
		*c = *c.Against(b)
		return nil
	}
}

// Against is a checker that also compares exchanges with a baseline, which may have been learnt by c.
func (c *Checker) Against(b *Baseline) *Checker {
	with := *c
	with.baseline, with.presence = b, b.presence()
	return &with
}

// WithServer allows another server than the documented ones, such as https://127.0.0.1:8443.
func WithServer(baseURL string) CheckerOption {
	return func(c *Checker) error {
		u, err := url.Parse(baseURL)
		if err != nil || u.Host == "" {
			return errors.New("contract: an allowed server must be a URL with scheme and host, such as https://127.0.0.1:8443")
		}
		c.servers = append(c.servers, newServer(u))
		return nil
	}
}

// WithLoopback allows every server on this machine.
func WithLoopback() CheckerOption {
	return func(c *Checker) error {
		c.loopback = true
		return nil
	}
}

// WithVerifier checks each request's signature, not only its form.
func WithVerifier(v *signing.Verifier) CheckerOption {
	return func(c *Checker) error {
		c.verifier = v
		return nil
	}
}

// NewChecker prepares a document. The x- extensions of spec/rules.yaml are evaluated where the document has them; see
// [spec.ApplyRules] for documents that do not.
func NewChecker(doc *openapi3.T, opts ...CheckerOption) (*Checker, error) {
	if doc == nil || doc.Paths == nil || doc.Paths.Len() == 0 {
		return nil, errors.New("contract: the document has no paths")
	}
	c := &Checker{}
	for _, s := range doc.Servers {
		u, err := url.Parse(s.URL)
		if err != nil {
			return nil, fmt.Errorf("contract: server %q: %w", s.URL, err)
		}
		c.servers = append(c.servers, newServer(u))
	}
	for _, opt := range opts {
		if err := opt(c); err != nil {
			return nil, err
		}
	}
	rules, err := spec.NewRules(doc)
	if err != nil {
		return nil, fmt.Errorf("contract: %w", err)
	}
	c.operations, err = compileOperations(doc, &compiler{rules: rules, done: map[*openapi3.Schema]*schema{}})
	if err != nil {
		return nil, fmt.Errorf("contract: %w", err)
	}
	return c, nil
}

// Check returns what is wrong with one exchange, or nothing. An exchange on its own has no past: see [Checker.CheckFlow].
func (c *Checker) Check(e Exchange) []Finding { return c.CheckFlow([]Exchange{e}) }

// CheckFlow returns what is wrong with exchanges that happened in this order: with each of them, and with what they say
// together.
func (c *Checker) CheckFlow(exchanges []Exchange) []Finding {
	groups := make([][]call, len(exchanges))
	for i, e := range exchanges {
		groups[i] = []call{{i, e}}
	}
	return c.checkCalls(groups)
}

// inspected is an exchange with what was found in it and understood of it.
type inspected struct {
	entry     int // its place in the recording
	exchange  Exchange
	operation *operation
	path      map[string]string // parameters
	query     map[string]string // parameters, the first value of each
	asked     message           // what the request says
	answered  message           // what the response says
	findings  []Finding
}

// inspect checks one exchange.
func (c *Checker) inspect(e Exchange) *inspected {
	seen := &inspected{exchange: e, query: map[string]string{}}
	if e.Unread != "" {
		return seen
	}
	in := report{direction: InRequest, findings: &seen.findings}
	if e.Request.URL == nil {
		in.error(drift.UnknownPath, "path", "the request has no URL")
		return seen
	}
	seen.operation, seen.path = c.route(e.Request, in)
	if seen.operation == nil {
		return seen
	}
	in.operationID = seen.operation.id
	c.checkRequest(e.Request, seen, in)
	out := report{operationID: in.operationID, direction: InResponse, findings: &seen.findings, before: len(seen.findings)}
	c.checkResponse(e.Response, seen, out)
	seen.asked.unknown = e.Request.BodyUnknown
	c.checkConsistency(seen, out)
	c.presence.check(seen, c.baseline != nil && c.baseline.Weak, out)
	return seen
}
