package scheme

import (
	"fmt"
	"net/http"
	"strings"
)

// WirePath returns the path of the request as it stands in the request line,
// escaped and without query. A server's request is taken by its RequestURI, which
// no router or prefix stripper has changed.
func WirePath(req *http.Request) string {
	target := req.RequestURI
	if target == "" {
		target = req.URL.RequestURI()
	}
	target, _, _ = strings.Cut(target, "?")
	if strings.HasPrefix(target, "/") {
		return target
	}
	// The absolute form, as proxies get it.
	_, rest, found := strings.Cut(target, "://")
	if !found {
		return target
	}
	if slash := strings.IndexByte(rest, '/'); slash >= 0 {
		return rest[slash:]
	}
	return "/"
}

// PathProblem says why an escaped path may reach the service in another form than
// it was signed, or "". It does not repeat the path, which may name a payout.
func PathProblem(path string) string {
	switch {
	case path == "":
		return "it is empty"
	case path[0] != '/':
		return "it does not begin with a slash"
	}
	for at, char := range path {
		if char != '/' && !isUnreserved(char) {
			return fmt.Sprintf("byte %d is none of letters, digits, '-', '.', '_', '~' and '/', which programs escape differently", at+1)
		}
	}
	for rest, number, more := path[1:], 1, true; more; number++ {
		var segment string
		segment, rest, more = strings.Cut(rest, "/")
		switch {
		case segment == "" && !more:
			return "it ends with a slash"
		case segment == "":
			return fmt.Sprintf("part %d is empty: a doubled slash", number)
		case segment == "." || segment == "..":
			return fmt.Sprintf("part %d is a dot segment, which programs resolve", number)
		}
	}
	return ""
}

// isUnreserved: the characters that RFC 3986 section 2.3 lets nobody escape.
func isUnreserved(char rune) bool {
	return IsLetterOrDigit(char) || strings.ContainsRune("-._~", char)
}

// IsLetterOrDigit is true of ASCII only.
func IsLetterOrDigit(char rune) bool {
	return 'a' <= char && char <= 'z' || 'A' <= char && char <= 'Z' || '0' <= char && char <= '9'
}
