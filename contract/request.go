package contract

import (
	"bytes"
	"errors"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/drift"
	"github.com/iyzipayout/iyzipayout/internal/lazyregexp"
	"github.com/iyzipayout/iyzipayout/signing"
)

func (c *Checker) checkRequest(request Request, seen *inspected, r report) {
	c.checkParameters(request.URL, seen, r)
	if seen.operation.signed {
		c.checkAuthorization(request, r)
	}
	c.checkRequestBody(request, seen, r)
}

// checkParameters checks the query and the values in the path.
func (c *Checker) checkParameters(u *url.URL, seen *inspected, r report) {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		r.error(drift.UnknownParameter, "query", "the query cannot be parsed")
	}
	for _, p := range seen.operation.parameters {
		values := query[p.name]
		if p.in == "path" {
			values = []string{seen.path[p.name]}
		}
		switch {
		case len(values) > 1:
			r.error(drift.RepeatedParameter, p.where, "is given %d times", len(values))
		case len(values) == 0 && p.required:
			r.error(drift.MissingParameter, p.where, "is required and missing")
		}
		if len(values) == 0 {
			continue
		}
		if p.in == "query" {
			seen.query[p.name] = values[0]
			delete(query, p.name)
		} else if strings.TrimSpace(values[0]) == "" {
			continue // route has said so
		}
		c.checkParameter(p, values[0], r)
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		r.error(drift.UnknownParameter, "query "+shownName(name), "is not documented")
	}
}

// checkParameter checks a parameter's text as the type that its schema says.
func (c *Checker) checkParameter(p *parameter, text string, r report) {
	if p.schema == nil {
		return
	}
	v := &value{kind: stringValue, text: text}
	if !slices.Contains(p.schema.types, "string") && jsonScalar().MatchString(text) {
		v.kind = numberValue
		if text == "true" || text == "false" {
			v.kind = boolValue
		}
	}
	schemaCheck{r.at(p.where)}.check(p.schema, v, path{})
}

var jsonScalar = lazyregexp.New(`^(-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false)$`)

// checkAuthorization checks the form of the signature and, where the keys are at hand, the signature itself.
func (c *Checker) checkAuthorization(request Request, r report) {
	values := request.Header.Values(signing.HeaderAuthorization)
	const where = "header Authorization"
	switch {
	case len(values) == 0:
		r.error(drift.Authorization, where, "is missing")
		return
	case len(values) > 1:
		r.error(drift.Authorization, where, "is given %d times", len(values))
	}
	signature, err := signing.ParseHeader(values[0])
	if err != nil {
		r.error(drift.Authorization, where, "%v", err)
		return
	}
	if !isHexDigest(signature.Value()) {
		r.error(drift.Authorization, where, "the signature must be 64 hexadecimal digits in small letters")
	}
	if sent := request.Header.Get(signing.HeaderRandomKey); sent != "" && sent != signature.RandomKey() {
		r.error(drift.Authorization, "header x-iyzi-rnd", "is not the random key that was signed")
	}
	c.checkSignature(request, r)
}

func isHexDigest(s string) bool { return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" }

func (c *Checker) checkSignature(request Request, r report) {
	if c.verifier == nil || request.BodyUnknown {
		return
	}
	signed := &http.Request{Method: request.Method, URL: request.URL, Header: request.Header, Host: request.URL.Host}
	_, err := c.verifier.Verify(signed, request.Body)
	switch {
	case err == nil || errors.Is(err, signing.ErrRandomKeyMismatch): // reported already
	case errors.Is(err, signing.ErrUnknownAPIKey):
		r.error(drift.Signature, "header Authorization", "is signed with another API key")
	default:
		r.error(drift.Signature, "header Authorization", "does not fit the request: %v", err)
	}
}

func (c *Checker) checkRequestBody(request Request, seen *inspected, r report) {
	documented := seen.operation.request
	empty := len(bytes.TrimSpace(request.Body)) == 0
	switch {
	case request.BodyUnknown:
	case documented == nil:
		if !empty {
			r.error(drift.UnexpectedBody, "", "no body is documented")
		}
	case empty:
		if documented.required {
			r.error(drift.EmptyBody, "", "a body is required and missing")
		}
	default:
		seen.asked = c.readBody(request.Header, request.Body, documented.media, r)
	}
}

func (c *Checker) checkResponse(response Response, seen *inspected, r report) {
	if response.Status == 0 { // no answer was recorded
		return
	}
	media, documented := seen.operation.response(response.Status)
	if !documented {
		r.error(drift.StatusCode, "status", "HTTP %d is not documented, %s are", response.Status, seen.operation.statuses())
		// Its body is most likely that of a documented answer, and may hold a second drift.
		media, _ = seen.operation.response(http.StatusOK)
	}
	if response.BodyUnknown || len(media) == 0 {
		return
	}
	if len(bytes.TrimSpace(response.Body)) == 0 {
		if documented {
			r.error(drift.EmptyBody, "", "the body is empty where JSON is documented")
		}
		return
	}
	seen.answered = c.readBody(response.Header, response.Body, media, r)
}

// readBody checks the media type, the text, the schema and the rules of a body.
func (c *Checker) readBody(header http.Header, text []byte, documented map[string]*schema, r report) message {
	m := message{schema: mediaType(header, documented, r)}
	if len(text) > MaxBody {
		r.error(drift.BodySize, "", "has %d bytes, %d are looked at", len(text), MaxBody)
		return m
	}
	m.value = parseText(text, r)
	if m.value == nil || m.schema == nil {
		return m
	}
	schemaCheck{r}.check(m.schema, m.value, path{})
	m.readRoles()
	return m
}

// mediaType compares Content-Type with the documented media types and returns the schema that applies. An undocumented
// type is reported; the body is then checked as if it had the documented one, so that no second drift hides behind it.
func mediaType(header http.Header, documented map[string]*schema, r report) *schema {
	const where = "header Content-Type"
	if len(documented) == 0 {
		return nil
	}
	values := header.Values("Content-Type")
	name, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	charset, given := params["charset"]
	foreign := given && !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "utf8") && strings.HasSuffix(name, "json")
	if s := documented[name]; s != nil && len(values) == 1 && err == nil && !foreign {
		return s
	}
	names := slices.Sorted(maps.Keys(documented))
	expected := strings.Join(names, " or ")
	if len(values) == 0 || strings.TrimSpace(values[0]) == "" {
		r.error(drift.MediaType, where, "is missing, must be %s: without it the body counts as octets (RFC 9110, 8.3)", expected)
		return documented[names[0]]
	}
	if len(values) > 1 {
		r.error(drift.MediaType, where, "is given %d times", len(values))
	}
	if err != nil {
		r.error(drift.MediaType, where, "is no media type, must be %s", expected)
		return documented[names[0]]
	}
	if foreign {
		r.error(drift.MediaType, where, "has charset %s; JSON is UTF-8 (RFC 8259, 8.1)", shorten(charset))
	}
	if s, ok := documented[name]; ok {
		return s
	}
	r.error(drift.MediaType, where, "is %s, must be %s", shorten(name), expected)
	return documented[names[0]]
}
