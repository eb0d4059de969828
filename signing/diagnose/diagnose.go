// Package diagnose says why a signature is refused: "1000 Geçersiz imza". It is for a person who waits for the answer, and a
// part of its own so that programs which only sign or verify do without it.
package diagnose

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/iyzipayout/iyzipayout/signing"
	"github.com/iyzipayout/iyzipayout/signing/internal/scheme"
)

// Finding is one mistake that was found. It holds nothing of the request or the keys.
type Finding struct {
	Mistake     string `json:"mistake"`     // its stable name, such as "query-signed"
	Explanation string `json:"explanation"` // what is wrong
	Fix         string `json:"fix"`         // what to change
}

// Diagnosis is the answer to "why 1000 Geçersiz imza?".
type Diagnosis struct {
	// OK: the signature is right and nothing is known to stand in its way.
	OK bool `json:"ok"`
	// Partial: the signature is unexplained and not every combination was tried,
	// because the body is too large.
	Partial  bool      `json:"partial"`
	Findings []Finding `json:"findings"`
}

// Request says why the signature of a request is refused. It takes the request as
// it was sent or as it arrived, its whole body, and the credentials it should have
// been signed with, and searches the ways in which signatures are known to go
// wrong, up to three at a time. A finding about the signed text is certain: the
// mistake was repeated and gave the very signature of the request.
//
// templates are the paths of the service's operations, such as "/v1/mass/payout/cancel/{requestId}": with them it also sees that
// the path of another operation was signed, one without its id, or that there is a body where none belongs.
//
// The work is bounded, whatever the size of the body: BenchmarkRequestUnexplained
// shows half a second at most. It is meant for a person who waits for the answer,
// not for every request of a server. The result holds nothing of the request.
func Request(r *http.Request, body []byte, creds signing.Credentials, templates ...string) Diagnosis {
	if r == nil || r.URL == nil || creds.IsZero() {
		return newDiagnosis([]string{"nothing-to-check"}, false)
	}
	right := revealed(creds)
	claim, mistakes := readClaim(r)
	mistakes = append(mistakes, claim.keyMistakes(r, right)...)
	if claim.signature == "" {
		return newDiagnosis(mistakes, false)
	}

	path := scheme.WirePath(r)
	found, outcome := explain(claim, r, body, right, templates)
	switch {
	case outcome == explained && len(found) == 0 && isUnfilled(path):
		mistakes = append(mistakes, "path-unfilled")
	case outcome == explained && len(found) == 0 && scheme.PathProblem(path) != "":
		mistakes = append(mistakes, "unsafe-path")
	case outcome == explained:
		mistakes = append(mistakes, found...)
	default:
		mistakes = append(mistakes, "unexplained")
	}
	if len(mistakes) > 0 && len(body) > 0 && takesNoBody(r.Method, path, templates) {
		mistakes = append(mistakes, "body-needless")
	}
	return newDiagnosis(mistakes, outcome == gaveUp)
}

func newDiagnosis(mistakes []string, partial bool) Diagnosis {
	findings := make([]Finding, 0, len(mistakes))
	catalogue := known()
	for _, mistake := range mistakes {
		at := slices.IndexFunc(catalogue, func(f Finding) bool { return f.Mistake == mistake })
		if finding := catalogue[at]; !slices.Contains(findings, finding) {
			findings = append(findings, finding)
		}
	}
	return Diagnosis{OK: len(findings) == 0, Partial: partial, Findings: findings}
}

// String says it in words, one finding to a paragraph.
func (d Diagnosis) String() string {
	if d.OK {
		return "The signature is right."
	}
	var text strings.Builder
	for index, finding := range d.Findings {
		if index > 0 {
			text.WriteByte('\n')
		}
		fmt.Fprintf(&text, "%d. %s: %s\n   Fix: %s", index+1, finding.Mistake, finding.Explanation, finding.Fix)
	}
	if d.Partial {
		text.WriteString("\nThe body is large, so not every combination of mistakes was tried.")
	}
	return text.String()
}

// NewRequest builds the request for [Request] out of what a person has at
// hand: the method, the target (a path with its query, or a whole URL), the value of
// Authorization and that of x-iyzi-rnd, "" if it was not sent.
func NewRequest(method, target, authorization, randomKey string) (*http.Request, error) {
	r, err := http.NewRequest(method, target, nil)
	if err != nil {
		// The error of net/url repeats the target.
		return nil, errors.New("signing: no request: method or target cannot be read: give POST and /v1/mass/payout/init or a whole URL")
	}
	if r.URL.Host == "" && !strings.HasPrefix(target, "/") {
		return nil, errors.New("signing: no request: the target does not begin with a slash or https://")
	}
	if authorization != "" {
		r.Header.Set(signing.HeaderAuthorization, strings.TrimSpace(authorization))
	}
	if randomKey != "" {
		r.Header.Set(signing.HeaderRandomKey, strings.TrimSpace(randomKey))
	}
	return r, nil
}
