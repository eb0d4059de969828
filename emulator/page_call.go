package emulator

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	check "github.com/iyzipayout/iyzipayout/contract"
)

// callView is one call with everything that is known about it.
type callView struct {
	frame
	callRow
	Refusal         string // what was said, in English
	Verdict         string
	RequestHeader   []string
	RequestBody     string
	RequestNote     string
	AnswerHeader    []string
	AnswerBody      string
	AnswerNote      string
	Drift           []check.Finding
	Grounds         []ground
	Curl, Go, NoRun string
	BatchLink       string
}

// callView is nil where the call is not remembered, or no more.
func (e *Emulator) callView(r *http.Request, number string) (*callView, error) {
	read, err := theReader()
	if err != nil {
		return nil, err
	}
	found := e.calls.newest(func(x *exchange) bool { return fmt.Sprint(x.number) == number })
	if len(found) == 0 {
		return nil, nil
	}
	x := found[0]
	view := &callView{frame: e.frame(r, "Call "+number, e.time.now()), callRow: e.callRow(x), Verdict: x.verdictInWords(), Drift: read.findings(x)}
	if x.refused != nil {
		view.Refusal = sentence(x.refused.code, x.refused.about).en
	}
	view.RequestHeader = headers(x.header, "Authorization", "X-Iyzi-Rnd", "Content-Type", "User-Agent")
	view.RequestBody, view.RequestNote = message{shown: read.shown, person: masked, id: maskedID}.whole(x.body)
	view.AnswerHeader = headers(x.answerHeader, "Content-Type", "Retry-After", "Allow")
	view.AnswerBody, view.AnswerNote = message{shown: read.shown, answer: true, person: masked, id: maskedID}.whole(x.answer)
	if x.fault != "" && view.AnswerBody == "" && utf8.Valid(x.answer.kept) && x.status >= 400 {
		view.AnswerBody, view.AnswerNote = string(x.answer.kept), "" // a gateway's page, made by us
	}
	status := ""
	if x.batch != "" {
		view.BatchLink = batchPath + url.PathEscape(x.batch)
		status = e.statusOf(x.batch)
	}
	view.Grounds = see(x, e.settings, status).grounds()
	c, err := newCopy(read.shown, x, baseOf(r))
	if err != nil {
		view.NoRun = err.Error()
		return view, nil
	}
	if view.Curl, err = c.curl(); err == nil {
		view.Go, err = c.goProgram()
	}
	return view, err
}

// whole shows a body, and says what is missing of it.
func (m message) whole(c capped) (shown, note string) {
	if c.size == 0 {
		return "", "no body"
	}
	shown, whole := m.body(c.kept)
	switch {
	case !c.whole():
		note = fmt.Sprintf("the first %d of %d bytes", len(c.kept), c.size)
	case !whole && strings.TrimSpace(shown) == "":
		return "", plural(c.size, "byte") + " that are not JSON, and are not shown"
	case !whole:
		note = "the rest is not JSON, and is not shown"
	}
	return shown, note
}

func (e *Emulator) statusOf(requestID string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if b := e.store.byRequest[requestID]; b != nil {
		return string(b.status(e.settings.Behaviour))
	}
	return ""
}

// baseOf is the address under which a browser reached the page.
func baseOf(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
