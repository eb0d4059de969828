package signing

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// What [Signer.Edit] refuses before anything is sent. The text goes on with what is wrong in the request, and what would be right.
var (
	// ErrCrossEnvironment: a sandbox key for the production host or the reverse, or a pair of which one key is of the sandbox, for
	// either host. iyzico knows no such key (errorCode 1001). Allowed by WithCrossEnvironment.
	ErrCrossEnvironment = errors.New("signing: key and host are of different environments")
	// ErrInsecureHTTP: not https, and the host is not this machine (127.0.0.0/8, ::1,
	// localhost). Plain http is allowed by WithInsecureHTTP.
	ErrInsecureHTTP = errors.New("signing: the request would not be encrypted")
	// ErrUnsafePath: a path that the signature does not survive. Servers and proxies
	// rewrite it, and a doubled or trailing slash alone gives errorCode 8 (iyzipay-java
	// issues 168 and 173). Allowed by WithUncheckedPath.
	ErrUnsafePath = errors.New("signing: the signature would not survive the path")
	// ErrIdempotencyKey: the request has an Idempotency-Key or X-Idempotency-Key
	// header, which makes net/http send it twice (golang/go issue 19943). There is no
	// option to allow it: iyzico ignores the header, so it can only do harm.
	ErrIdempotencyKey = errors.New("signing: an idempotency header would let net/http repeat the request silently")
)

func (s *Signer) guard(req *http.Request) error {
	if err := guardIdempotency(req.Header); err != nil {
		return err
	}
	if !s.settings.crossEnvironment {
		if err := guardEnvironment(s.creds, req); err != nil {
			return err
		}
	}
	if err := guardEncryption(req, s.settings.insecureHTTP); err != nil {
		return err
	}
	if !s.settings.uncheckedPath {
		return guardPath(req.URL)
	}
	return nil
}

func refused(reason error, detail, remedy string) error {
	return fmt.Errorf("%w: %s; %s", reason, detail, remedy)
}

func guardIdempotency(header http.Header) error {
	for key := range header {
		switch http.CanonicalHeaderKey(key) {
		case "Idempotency-Key", "X-Idempotency-Key":
			return refused(ErrIdempotencyKey, "the request has "+http.CanonicalHeaderKey(key), "remove the header")
		}
	}
	return nil
}

func guardEnvironment(creds Credentials, req *http.Request) error {
	key := creds.Environment()
	for _, hostport := range scheme.NamedHosts(req) {
		if strings.ContainsFunc(hostport, func(char rune) bool { return char >= 0x80 }) {
			return refused(ErrCrossEnvironment, "the host name is not ASCII, so its environment cannot be told",
				"write it in its ASCII form, or allow it with signing.WithCrossEnvironment")
		}
		switch host := Environment(scheme.EnvironmentOfHost(hostport)); {
		case host == "":
		case creds.Mixed():
			return refused(ErrCrossEnvironment, "of the API key and the secret key one begins with \"sandbox-\" and the other does not",
				"take both from one merchant panel, or allow it with signing.WithCrossEnvironment")
		case host != key:
			return refused(ErrCrossEnvironment, fmt.Sprintf("a %s key for the %s host %s", key, host, host.Host()),
				fmt.Sprintf("use %s or a %s key, or allow it with signing.WithCrossEnvironment", key.Host(), host))
		}
	}
	return nil
}

func guardEncryption(req *http.Request, insecureHTTP bool) error {
	switch req.URL.Scheme {
	case "https":
		return nil
	case "http":
		if insecureHTTP || isLoopback(scheme.Hostname(req.URL.Host)) {
			return nil
		}
		return refused(ErrInsecureHTTP, "plain http to a host that is not this machine", "use https, or allow it with signing.WithInsecureHTTP")
	default:
		return refused(ErrInsecureHTTP, "the URL's scheme is not https", "give the whole URL, with https://")
	}
}

func isLoopback(hostname string) bool {
	if hostname == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(hostname)
	return err == nil && addr.IsLoopback()
}

func guardPath(u *url.URL) error {
	problem := ""
	switch {
	case u.Opaque != "":
		problem = "URL.Opaque takes the place of the path"
	case u.RawPath != "" && u.RawPath != u.EscapedPath():
		problem = "URL.RawPath is not an escaped form of URL.Path, so net/http ignores it"
	default:
		problem = scheme.PathProblem(u.EscapedPath())
	}
	if problem == "" {
		return nil
	}
	return refused(ErrUnsafePath, problem, "give a path such as /v1/mass/payout/init, or allow it with signing.WithUncheckedPath")
}
