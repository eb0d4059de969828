package diagnose

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// maxSegments bounds how many places of a path are tried.
const maxSegments = 16

// pathGuesses are the texts that may have been signed as the path: a form of the
// path, something before it, and a query behind it.
func pathGuesses(r *http.Request, templates []string) []guess[string] {
	var guesses guesses[string]
	path := scheme.WirePath(r)
	forms := append(pathForms(path), otherPaths(path, templates)...)
	for _, query := range queryForms(r) {
		for _, prefix := range prefixForms(r) {
			for _, form := range forms {
				mistakes := slices.Concat(prefix.mistakes, form.mistakes, query.mistakes)
				guesses.add(prefix.value+form.value+query.value, mistakes...)
			}
		}
	}
	return guesses.list
}

func pathForms(path string) []guess[string] {
	var forms guesses[string]
	forms.add(path)
	if strings.HasSuffix(path, "/") {
		forms.add(strings.TrimRight(path, "/"), "slash-missing")
	} else {
		forms.add(path+"/", "slash-added")
	}
	single := path
	for strings.Contains(single, "//") {
		single = strings.ReplaceAll(single, "//", "/")
	}
	forms.add(single, "slash-doubled")
	forms.add(strings.TrimLeft(path, "/"), "leading-slash-missing")
	for segment, at := 0, 0; segment < maxSegments; segment++ {
		next := strings.IndexByte(path[at:], '/')
		if next < 0 {
			break
		}
		at += next
		forms.add(path[:at]+"/"+path[at:], "slash-doubled")
		if at > 0 && at < len(path)-1 {
			forms.add(path[at:], "path-shortened")
			forms.add(path[at+1:], "path-shortened", "leading-slash-missing")
		}
		at++
	}
	if unescaped, err := url.PathUnescape(path); err == nil {
		forms.add(unescaped, "path-unescaped")
		forms.add((&url.URL{Path: unescaped}).EscapedPath(), "path-unescaped")
	}
	forms.add("", "path-not-signed")
	return forms.list
}

// otherPaths are the paths of other operations and versions, and those without their id.
func otherPaths(path string, templates []string) []guess[string] {
	var bases, forms guesses[string]
	bases.add(path)
	id := path[strings.LastIndexByte(path, '/')+1:]
	for _, template := range templates {
		head, name, hasID := strings.Cut(template, "{")
		switch {
		case !hasID:
			bases.add(template, "path-of-other-operation")
		case isFilled(path, template):
			name = strings.TrimSuffix(name, "}")
			for _, end := range []string{"{" + name + "}", "%7B" + name + "%7D", ":" + name, "", "undefined", "null", "None"} {
				bases.add(head+end, "path-unfilled")
			}
			bases.add(strings.TrimSuffix(head, "/"), "path-unfilled")
		default:
			bases.add(head+id, "path-of-other-operation")
			bases.add(template, "path-of-other-operation", "path-unfilled")
		}
	}
	for _, base := range bases.list {
		add := func(form string, more ...string) { forms.add(form, slices.Concat(base.mistakes, more)...) }
		add(base.value)
		add(base.value+"/", "slash-added")
		add(strings.TrimPrefix(base.value, "/"), "leading-slash-missing")
		if len(base.value) > 4 && base.value[:2] == "/v" && base.value[3] == '/' {
			for version := '1'; version <= '3'; version++ {
				add("/v"+string(version)+base.value[3:], "path-version")
			}
		}
	}
	return slices.DeleteFunc(forms.list, func(form guess[string]) bool { return form.value == path || form.value == path+"/" })
}

// isFilled reports whether a path is that of a template with an id in its end.
func isFilled(path, template string) bool {
	head, _, hasID := strings.Cut(template, "{")
	id, ours := strings.CutPrefix(path, head)
	return hasID && ours && id != "" && !strings.Contains(id, "/")
}

// isUnfilled reports whether a placeholder was sent.
func isUnfilled(path string) bool {
	unescaped, err := url.PathUnescape(path)
	return err == nil && strings.ContainsAny(unescaped, "{}")
}

// takesNoBody holds for an operation whose only argument is in its path, too.
func takesNoBody(method, path string, templates []string) bool {
	return method == http.MethodGet || slices.ContainsFunc(templates, func(template string) bool { return isFilled(path, template) })
}

func prefixForms(r *http.Request) []guess[string] {
	var prefixes guesses[string]
	prefixes.add("")
	hosts := append(scheme.NamedHosts(r), scheme.SandboxHost, scheme.ProductionHost)
	for _, host := range hosts {
		if host == "" {
			continue
		}
		prefixes.add(host, "host-signed")
		prefixes.add("https://"+host, "url-signed")
		prefixes.add("http://"+host, "url-signed")
	}
	prefixes.add(r.Method, "method-signed")
	return prefixes.list
}

func queryForms(r *http.Request) []guess[string] {
	var queries guesses[string]
	queries.add("")
	raw := r.URL.RawQuery
	if raw == "" {
		return queries.list
	}
	queries.add("?"+raw, "query-signed")
	if unescaped, err := url.QueryUnescape(raw); err == nil {
		queries.add("?"+unescaped, "query-signed")
	}
	if values, err := url.ParseQuery(raw); err == nil {
		queries.add("?"+values.Encode(), "query-signed")
	}
	queries.add(raw, "query-signed")
	return queries.list
}
