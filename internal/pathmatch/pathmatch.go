// Package pathmatch finds out whether a path of a request is one of the document, such as /v1/mass/payout/cancel/{requestId}.
package pathmatch

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Template is a documented path.
type Template struct {
	segments []string
	names    []string // of the parameter that stands there; "" for text
}

// Parse reads a documented path, in which a parameter is a segment {name}.
func Parse(path string) Template {
	t := Template{segments: strings.Split(path, "/")}
	for _, segment := range t.segments {
		name := ""
		if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
			name = segment[1 : len(segment)-1]
		}
		t.names = append(t.names, name)
	}
	return t
}

// String is the documented path.
func (t Template) String() string { return strings.Join(t.segments, "/") }

// Exact compares segments letter by letter; strings.EqualFold is what forgives capitals.
func Exact(documented, sent string) bool { return documented == sent }

// Match reports whether an escaped path is the template's, by a way of comparing segments, and returns the unescaped values of
// its parameters. A value may be empty: see [HasEmpty].
func (t Template) Match(escapedPath string, same func(documented, sent string) bool) (values map[string]string, ok bool) {
	rest, more := escapedPath, true
	for i, name := range t.names {
		var segment string
		if !more {
			return nil, false
		}
		segment, rest, more = strings.Cut(rest, "/")
		if name == "" && !same(t.segments[i], segment) {
			return nil, false
		}
		if name == "" {
			continue
		}
		if values == nil {
			values = map[string]string{}
		}
		values[name] = segment
		if unescaped, err := url.PathUnescape(segment); err == nil {
			values[name] = unescaped
		}
	}
	if more {
		return nil, false
	}
	return values, true
}

// Fill is the documented path with what show makes of each parameter.
func (t Template) Fill(show func(name string) string) string {
	filled := slices.Clone(t.segments)
	for i, name := range t.names {
		if name != "" {
			filled[i] = show(name)
		}
	}
	return strings.Join(filled, "/")
}

// Names are the parameters, in their order.
func (t Template) Names() []string {
	return slices.DeleteFunc(slices.Clone(t.names), func(name string) bool { return name == "" })
}

// Literals counts the segments that are text: of two templates that match, the one with more of them is meant.
func (t Template) Literals() int { return len(t.segments) - len(t.Names()) }

// EndOf reports whether an escaped path ends as the template is, capitals aside and with anything for a parameter.
func (t Template) EndOf(escapedPath string) bool {
	segments := strings.Split(escapedPath, "/")
	end := Template{t.segments[1:], t.names[1:]} // without the empty one before the first slash
	_, ok := end.Match(strings.Join(segments[max(len(segments)-len(end.segments), 0):], "/"), strings.EqualFold)
	return ok
}

// HasEmpty reports whether nothing stands where a value belongs.
func HasEmpty(values map[string]string) bool {
	return slices.Contains(slices.Collect(maps.Values(values)), "")
}

// Tidy is the path without doubled and trailing slashes.
func Tidy(path string) string {
	return "/" + strings.Join(strings.FieldsFunc(path, func(r rune) bool { return r == '/' }), "/")
}
