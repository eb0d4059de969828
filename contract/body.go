package contract

import (
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/internal/drift"
)

// readBody checks the media type, the text, the schema and the rules of a body.
func (c *Checker) readBody(header http.Header, text []byte, documented map[string]*schema, r report) message {
	m := message{schema: mediaType(header, documented, r)}
	if len(text) > c.maxBody {
		r.error(drift.BodySize, "", "has %d bytes, %d are looked at", len(text), c.maxBody)
		return m
	}
	m.value = parseText(text, r)
	if m.value == nil || m.schema == nil {
		return m
	}
	schemaCheck{r}.check(m.schema, m.value, path{})
	m.plain = m.value.plain()
	for _, violation := range c.rules.Check(m.schema.source, m.plain) {
		r.error(drift.Rule, violation.Pointer, "%s (%s)", violation.Message, violation.Rule)
	}
	m.readRoles()
	return m
}

// mediaType compares Content-Type with the documented media types and returns the schema that applies. An undocumented
// type is reported; the body is then checked as if it had the documented one, so that no second drift hides behind it.
func mediaType(header http.Header, documented map[string]*schema, r report) *schema {
	const where = "header Content-Type"
	names := slices.Sorted(maps.Keys(documented))
	if len(names) == 0 {
		return nil
	}
	expected := strings.Join(names, " or ")
	values := header.Values("Content-Type")
	if len(values) == 0 || strings.TrimSpace(values[0]) == "" {
		r.error(drift.MediaType, where, "is missing, must be %s: without it the body counts as octets (RFC 9110, 8.3)", expected)
		return documented[names[0]]
	}
	if len(values) > 1 {
		r.error(drift.MediaType, where, "is given %d times", len(values))
	}
	name, params, err := mime.ParseMediaType(values[0])
	if err != nil {
		r.error(drift.MediaType, where, "is no media type, must be %s", expected)
		return documented[names[0]]
	}
	if charset, given := params["charset"]; given && !strings.EqualFold(charset, "utf-8") && !strings.EqualFold(charset, "utf8") && strings.HasSuffix(name, "json") {
		r.error(drift.MediaType, where, "has charset %s; JSON is UTF-8 (RFC 8259, 8.1)", shorten(charset))
	}
	if s, ok := documented[name]; ok {
		return s
	}
	r.error(drift.MediaType, where, "is %s, must be %s", shorten(name), expected)
	return documented[names[0]]
}
