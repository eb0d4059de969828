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
func pathGuesses(r *http.Request) []guess[string] {
	var guesses guesses[string]
	forms := pathForms(scheme.WirePath(r))
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
