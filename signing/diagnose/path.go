package diagnose

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// Mistakes in the signed path.
const (
	mistakeQuerySigned   Mistake = "query-signed"
	mistakeURLSigned     Mistake = "url-signed"
	mistakeHostSigned    Mistake = "host-signed"
	mistakeMethodSigned  Mistake = "method-signed"
	mistakeSlashAdded    Mistake = "slash-added"
	mistakeSlashMissing  Mistake = "slash-missing"
	mistakeSlashDoubled  Mistake = "slash-doubled"
	mistakeLeadingSlash  Mistake = "leading-slash-missing"
	mistakePathShortened Mistake = "path-shortened"
	mistakePathNotSigned Mistake = "path-not-signed"
	mistakePathUnescaped Mistake = "path-unescaped"
)

func pathFindings() []Finding {
	return []Finding{
		{mistakeQuerySigned, "The query is part of the signed text.",
			"Sign the path only, up to the question mark."},
		{mistakeURLSigned, "The whole URL is signed in place of the path.",
			"Sign the path only, without scheme and host."},
		{mistakeHostSigned, "The host is signed before the path.",
			"Sign the path only, without the host."},
		{mistakeMethodSigned, "The HTTP method is signed before the path.",
			"Sign the path only."},
		{mistakeSlashAdded, "The signed path ends with a slash and the sent path does not.",
			"Sign the path exactly as it is sent."},
		{mistakeSlashMissing, "The sent path ends with a slash and the signed path does not.",
			"Take the slash off the URL that is sent."},
		{mistakeSlashDoubled, "The signed path and the sent path differ by a doubled slash.",
			"Join base URL and path with one slash; sign the path exactly as it is sent."},
		{mistakeLeadingSlash, "The signed path has no slash at its beginning.",
			"Sign the path with its first slash."},
		{mistakePathShortened, "Only the end of the path is signed; the part that belongs to the base URL is left out.",
			"Sign the whole path, for example /v1/mass/payout/init."},
		{mistakePathNotSigned, "The path is not signed.",
			"Sign the random key, then the path, then the body."},
		{mistakePathUnescaped, "The signed path is not escaped as the sent path is.",
			"Sign the path exactly as it is sent; better, use nothing in it that needs escaping."},
	}
}

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
		forms.add(strings.TrimRight(path, "/"), mistakeSlashMissing)
	} else {
		forms.add(path+"/", mistakeSlashAdded)
	}
	single := path
	for strings.Contains(single, "//") {
		single = strings.ReplaceAll(single, "//", "/")
	}
	forms.add(single, mistakeSlashDoubled)
	forms.add(strings.TrimLeft(path, "/"), mistakeLeadingSlash)
	for segment, at := 0, 0; segment < maxSegments; segment++ {
		next := strings.IndexByte(path[at:], '/')
		if next < 0 {
			break
		}
		at += next
		forms.add(path[:at]+"/"+path[at:], mistakeSlashDoubled)
		if at > 0 && at < len(path)-1 {
			forms.add(path[at:], mistakePathShortened)
			forms.add(path[at+1:], mistakePathShortened, mistakeLeadingSlash)
		}
		at++
	}
	if unescaped, err := url.PathUnescape(path); err == nil {
		forms.add(unescaped, mistakePathUnescaped)
		forms.add((&url.URL{Path: unescaped}).EscapedPath(), mistakePathUnescaped)
	}
	forms.add("", mistakePathNotSigned)
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
		prefixes.add(host, mistakeHostSigned)
		prefixes.add("https://"+host, mistakeURLSigned)
		prefixes.add("http://"+host, mistakeURLSigned)
	}
	prefixes.add(r.Method, mistakeMethodSigned)
	return prefixes.list
}

func queryForms(r *http.Request) []guess[string] {
	var queries guesses[string]
	queries.add("")
	raw := r.URL.RawQuery
	if raw == "" {
		return queries.list
	}
	queries.add("?"+raw, mistakeQuerySigned)
	if unescaped, err := url.QueryUnescape(raw); err == nil {
		queries.add("?"+unescaped, mistakeQuerySigned)
	}
	if values, err := url.ParseQuery(raw); err == nil {
		queries.add("?"+values.Encode(), mistakeQuerySigned)
	}
	queries.add(raw, mistakeQuerySigned)
	return queries.list
}
