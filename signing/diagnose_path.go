package signing

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Mistakes in the signed path.
const (
	MistakeQuerySigned   Mistake = "query-signed"
	MistakeURLSigned     Mistake = "url-signed"
	MistakeHostSigned    Mistake = "host-signed"
	MistakeMethodSigned  Mistake = "method-signed"
	MistakeSlashAdded    Mistake = "slash-added"
	MistakeSlashMissing  Mistake = "slash-missing"
	MistakeSlashDoubled  Mistake = "slash-doubled"
	MistakeLeadingSlash  Mistake = "leading-slash-missing"
	MistakePathShortened Mistake = "path-shortened"
	MistakePathNotSigned Mistake = "path-not-signed"
	MistakePathUnescaped Mistake = "path-unescaped"
)

func pathFindings() []Finding {
	return []Finding{
		{MistakeQuerySigned, "The query is part of the signed text.",
			"Sign the path only, up to the question mark."},
		{MistakeURLSigned, "The whole URL is signed in place of the path.",
			"Sign the path only, without scheme and host."},
		{MistakeHostSigned, "The host is signed before the path.",
			"Sign the path only, without the host."},
		{MistakeMethodSigned, "The HTTP method is signed before the path.",
			"Sign the path only."},
		{MistakeSlashAdded, "The signed path ends with a slash and the sent path does not.",
			"Sign the path exactly as it is sent."},
		{MistakeSlashMissing, "The sent path ends with a slash and the signed path does not.",
			"Take the slash off the URL that is sent."},
		{MistakeSlashDoubled, "The signed path and the sent path differ by a doubled slash.",
			"Join base URL and path with one slash; sign the path exactly as it is sent."},
		{MistakeLeadingSlash, "The signed path has no slash at its beginning.",
			"Sign the path with its first slash."},
		{MistakePathShortened, "Only the end of the path is signed; the part that belongs to the base URL is left out.",
			"Sign the whole path, for example /v1/mass/payout/init."},
		{MistakePathNotSigned, "The path is not signed.",
			"Sign the random key, then the path, then the body."},
		{MistakePathUnescaped, "The signed path is not escaped as the sent path is.",
			"Sign the path exactly as it is sent; better, use nothing in it that needs escaping."},
	}
}

// maxSegments bounds how many places of a path are tried.
const maxSegments = 16

// pathGuesses are the texts that may have been signed as the path: a form of the
// path, something before it, and a query behind it.
func pathGuesses(r *http.Request) []guess[string] {
	var guesses guesses[string]
	forms := pathForms(wirePath(r))
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
		forms.add(strings.TrimRight(path, "/"), MistakeSlashMissing)
	} else {
		forms.add(path+"/", MistakeSlashAdded)
	}
	single := path
	for strings.Contains(single, "//") {
		single = strings.ReplaceAll(single, "//", "/")
	}
	forms.add(single, MistakeSlashDoubled)
	forms.add(strings.TrimLeft(path, "/"), MistakeLeadingSlash)
	for segment, at := 0, 0; segment < maxSegments; segment++ {
		next := strings.IndexByte(path[at:], '/')
		if next < 0 {
			break
		}
		at += next
		forms.add(path[:at]+"/"+path[at:], MistakeSlashDoubled)
		if at > 0 && at < len(path)-1 {
			forms.add(path[at:], MistakePathShortened)
			forms.add(path[at+1:], MistakePathShortened, MistakeLeadingSlash)
		}
		at++
	}
	if unescaped, err := url.PathUnescape(path); err == nil {
		forms.add(unescaped, MistakePathUnescaped)
		forms.add((&url.URL{Path: unescaped}).EscapedPath(), MistakePathUnescaped)
	}
	forms.add("", MistakePathNotSigned)
	return forms.list
}

func prefixForms(r *http.Request) []guess[string] {
	var prefixes guesses[string]
	prefixes.add("")
	hosts := append(namedHosts(r), Sandbox.Host(), Production.Host())
	for _, host := range hosts {
		if host == "" {
			continue
		}
		prefixes.add(host, MistakeHostSigned)
		prefixes.add("https://"+host, MistakeURLSigned)
		prefixes.add("http://"+host, MistakeURLSigned)
	}
	prefixes.add(r.Method, MistakeMethodSigned)
	return prefixes.list
}

func queryForms(r *http.Request) []guess[string] {
	var queries guesses[string]
	queries.add("")
	raw := r.URL.RawQuery
	if raw == "" {
		return queries.list
	}
	queries.add("?"+raw, MistakeQuerySigned)
	if unescaped, err := url.QueryUnescape(raw); err == nil {
		queries.add("?"+unescaped, MistakeQuerySigned)
	}
	if values, err := url.ParseQuery(raw); err == nil {
		queries.add("?"+values.Encode(), MistakeQuerySigned)
	}
	queries.add(raw, MistakeQuerySigned)
	return queries.list
}
