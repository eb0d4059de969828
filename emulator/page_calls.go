package emulator

import (
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/iyzipayout/iyzipayout/codes"
	check "github.com/iyzipayout/iyzipayout/contract"
	"github.com/iyzipayout/iyzipayout/spec"
)

const callsOnAPage = 50

// reader is what the page needs of the document: what of a message may be shown, and the checker. Programs that never look at the
// page do without it.
type reader struct {
	shown   shown
	checker *check.Checker
}

// theReader is that of the document, which is read once.
var theReader = sync.OnceValues(func() (*reader, error) {
	doc, err := spec.Document()
	if err != nil {
		return nil, err
	}
	c, err := check.NewChecker(doc, check.WithLoopback())
	if err != nil {
		return nil, err
	}
	return &reader{shown: newShown(doc), checker: c}, nil
})

// callRow is a call in one line.
type callRow struct {
	Number          int
	Link, At        string
	Method, Target  string
	Operation       string
	Outcome, Result string // a word for its colour, and what came of it
	Signature       string // "good", "bad" or "" where nobody looked
	Findings        int
	Unchecked       string // what the checker could not look at
	Fault           FaultKind
	Batch           string
}

func (e *Emulator) callRow(x exchange) callRow {
	row := callRow{
		Number: x.number, Link: fmt.Sprint(callPath, x.number), At: clockTime(x.at, e.time.now()), Method: shownMethod(x.method),
		Operation: string(x.operation), Fault: x.fault, Batch: x.batch, Signature: x.signature(),
	}
	row.Outcome, row.Result = x.outcome()
	if read, err := theReader(); err == nil {
		row.Target = read.shown.target(x.url, x.operation != "")
		row.Findings, row.Unchecked = len(read.findings(x)), x.unchecked()
	}
	return row
}

func shownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions:
		return method
	}
	return hidden
}

// outcome says how a call ended.
func (x exchange) outcome() (word, says string) {
	switch {
	case !x.over:
		return "open", "under way"
	case x.status == 0:
		return "lost", "no answer: the connection was reset"
	case x.cut:
		return "lost", fmt.Sprintf("HTTP %d, cut off", x.status)
	case x.fault != "" && (!x.judged || x.status >= 500):
		return "refused", fmt.Sprintf("HTTP %d by a fault", x.status)
	case x.refused != nil:
		return "refused", fmt.Sprintf("HTTP %d, code %s", x.status, x.refused.code)
	}
	return "success", fmt.Sprintf("HTTP %d, success", x.status)
}

// signature is the verdict about a call's signature, in a word.
func (x exchange) signature() string {
	switch {
	case x.signed:
		return "good"
	case x.judged && x.operation != "" && x.refused != nil && isSignatureCode(x.refused.code):
		return "bad"
	}
	return ""
}

func isSignatureCode(code codes.Code) bool {
	return code == codes.InvalidSignature || code == codes.UnknownCredentials || code == codes.AuthorizationMissing || code == codes.SignatureMissing
}

// verdictInWords explains the verdict, by package diagnose where the signature itself is wrong.
func (x exchange) verdictInWords() string {
	switch x.signature() {
	case "good":
		return "The signature is right: it covers the path, the body and the random key with the secret key of the merchant."
	case "bad":
		switch x.refused.code {
		case codes.UnknownCredentials:
			return "The apiKey in the header Authorization is none that the emulator knows. Use the key pair that it was started with; " +
				"iyzipayout emulator prints the built-in one."
		case codes.AuthorizationMissing:
			return "There is no header Authorization. It must be IYZWSv2 and the base64 of apiKey:…&randomKey:…&signature:…."
		case codes.SignatureMissing:
			return "The header Authorization cannot be read. It must be IYZWSv2 and the base64 of apiKey:…&randomKey:…&signature:…."
		}
		if x.refused.about.en == "" {
			return "The signature is not that of this path, body and random key, and no known mistake explains it. Is the secret key the right one?"
		}
		return x.refused.about.en
	case "":
		if x.fault != "" {
			return "Nobody looked at it: a fault answered the call."
		}
	}
	return "Nobody looked at it: the call was refused before, because of its path or its body."
}

// findings holds an exchange against the document, once.
func (r *reader) findings(x exchange) []check.Finding {
	if !x.over {
		return nil
	}
	x.drift.once.Do(func() { x.drift.findings = r.check(x) })
	return x.drift.findings
}

// unchecked says what the checker could not look at: silence about it is no praise.
func (x exchange) unchecked() string {
	var parts []string
	switch {
	case !x.body.whole():
		parts = append(parts, "The body of the request was too long to be kept, and was not looked at.")
	case !x.over:
	case x.status == 0:
		return "There is no answer to look at."
	}
	switch {
	case x.cut:
		parts = append(parts, "The body of the answer was cut off, and was not looked at.")
	case !x.answer.whole():
		parts = append(parts, "The body of the answer was too long to be kept, and was not looked at.")
	}
	return strings.Join(parts, " ")
}

func (r *reader) check(x exchange) []check.Finding {
	u := x.url
	if u.Host = x.host; u.Scheme == "" {
		u.Scheme = "http"
		if x.tls {
			u.Scheme = "https"
		}
	}
	const missing = "was too long to be kept"
	e := check.Exchange{
		Request:  check.Request{Method: x.method, URL: &u, Header: x.header, Body: x.body.kept},
		Response: check.Response{Status: x.status, Header: x.answerHeader, Body: x.answer.kept},
	}
	if !x.body.whole() {
		e.Request.Body, e.Request.BodyUnknown, e.Request.BodyMissing = nil, true, missing
	}
	if !x.answer.whole() || x.cut {
		e.Response.Body, e.Response.BodyUnknown, e.Response.BodyMissing = nil, true, missing
	}
	return r.checker.Check(e)
}

// calls is the view of all calls that are remembered.
type calls struct {
	frame
	Filters []choice
	Calls   []callRow
	Pages   pager
	Most    int
}

// callFilters are the values of ?only=.
func callFilters() []string { return []string{"", "refused", "lost", "fault", "signature"} }

func (e *Emulator) callsView(r *http.Request) calls {
	only := r.URL.Query().Get("only")
	view := calls{frame: e.frame(r, "Calls", e.time.now()), Most: mostExchanges}
	for _, filter := range callFilters() {
		name := map[string]string{"": "all", "fault": "met a fault", "lost": "no whole answer", "signature": "wrong signature"}[filter]
		if name == "" {
			name = filter
		}
		found := e.calls.newest(func(x *exchange) bool { return x.matches(filter) })
		view.Filters = append(view.Filters, choice{Name: name, Link: withQuery(resetPage(r), "only", filter), Count: len(found), Chosen: filter == only})
		if filter == only {
			view.Pages = newPager(r.URL, "page", len(found), callsOnAPage)
			for _, x := range on(view.Pages, found) {
				view.Calls = append(view.Calls, e.callRow(x))
			}
		}
	}
	return view
}

func (x *exchange) matches(filter string) bool {
	word, _ := x.outcome()
	switch filter {
	case "refused", "lost":
		return word == filter
	case "fault":
		return x.fault != ""
	case "signature":
		return x.signature() == "bad"
	}
	return true
}

// newestCalls are as many as stand beside something else.
func (e *Emulator) newestCalls(matches func(*exchange) bool) (rows []callRow) {
	found := e.calls.newest(matches)
	for _, x := range found[:min(len(found), callsOnOverview)] {
		rows = append(rows, e.callRow(x))
	}
	return rows
}
