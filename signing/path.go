package signing

import (
	"net/url"

	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

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
	return &GuardError{
		Reason: ErrUnsafePath,
		Detail: problem,
		Remedy: "give a path such as /v1/mass/payout/init, or allow it with WithUncheckedPath",
	}
}
