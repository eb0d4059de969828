package emulator

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iyzipayout/iyzipayout/gen"
	"github.com/iyzipayout/iyzipayout/money"
)

// deed is what a button asks for.
type deed struct {
	form url.Values
	base string // address of the emulator
	said int    // number of the call that it made; 0 for none
}

// deeds are what POST /_emulator/do takes, by the value of do.
func (e *Emulator) deeds() map[string]func(*deed) error {
	line := func(mark string) func(*deed) error {
		return func(d *deed) error { return e.decideAll(d.form["line"], mark) }
	}
	return map[string]func(*deed) error{
		"advance": e.doAdvance,
		"top-up":  e.doTopUp,
		"reset":   func(*deed) error { return e.Reset() },
		"settle":  func(d *deed) error { return e.Settle(d.form.Get("batch")) },

		"pay":       line(paid),
		"fail":      line(MarkStayFailed),
		"give-back": line(MarkBankFail),
		"keep-back": line(MarkDepositFail),
		"hold":      line(MarkStayProcessing),
		"refuse":    line(MarkRefuse),

		"fault":        e.doFault,
		"clear-faults": func(*deed) error { e.ClearFaults(); return nil },

		"init":     e.doInit,
		"auth":     e.doAuth,
		"cancel":   e.doCancel,
		"retrieve": e.doRetrieve,
	}
}

// do is what the buttons of the page call: a form with do, what that needs, the token of the page, and back, where to go afterwards.
// Without the token nothing is done: a form can be sent by the page of any site.
func (e *Emulator) do(r *http.Request) reply {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
		return controlRefusal(http.StatusUnsupportedMediaType, "Content-Type must be application/x-www-form-urlencoded")
	}
	body, refused := controlBody(r)
	if refused != nil {
		return *refused
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return controlRefusal(http.StatusBadRequest, "the body is no form")
	}
	if subtle.ConstantTimeCompare([]byte(form.Get("token")), []byte(e.token)) != 1 {
		return controlRefusal(http.StatusForbidden, "the token is not that of the page: load it anew")
	}
	deeds := e.deeds()
	act, known := deeds[form.Get("do")]
	if !known {
		return controlRefusal(http.StatusBadRequest, "do: must be one of "+strings.Join(sortedKeys(deeds), ", "))
	}
	d := &deed{form: form, base: baseOf(r)}
	defer e.pressed.ring()
	if err := act(d); err != nil {
		return e.deedRefused(r, err)
	}
	return e.deedDone(r, d)
}

// wantsJSON holds for the script of the page.
func wantsJSON(r *http.Request) bool { return r.Header.Get("Accept") == "application/json" }

func (e *Emulator) deedRefused(r *http.Request, err error) reply {
	says := strings.TrimPrefix(err.Error(), "emulator: ")
	if wantsJSON(r) {
		return controlRefusal(http.StatusBadRequest, says)
	}
	v := &view{name: "refused", model: struct {
		frame
		Says string
	}{e.frame(r, "Not done", e.time.now()).still(), says}}
	answer := v.render()
	answer.status = http.StatusBadRequest
	return answer
}

// deedDone goes back to the view, or tells the script where the call is that was made.
func (e *Emulator) deedDone(r *http.Request, d *deed) reply {
	to, err := url.Parse(d.form.Get("back"))
	if err != nil || to.Host != "" || to.Scheme != "" || !strings.HasPrefix(to.Path, controlPrefix) {
		to = &url.URL{Path: controlPrefix}
	}
	if d.said > 0 {
		query := to.Query()
		query.Set("said", strconv.Itoa(d.said))
		to.RawQuery = query.Encode()
	}
	if !wantsJSON(r) {
		return redirect(to.String())
	}
	answer := struct {
		Notice string `json:"notice"` // HTML
	}{}
	if d.said > 0 {
		looked := *r
		looked.URL = to
		text, err := (&view{model: e.frame(&looked, "", e.time.now())}).part("notice")
		if err != nil {
			return controlRefusal(http.StatusInternalServerError, err.Error())
		}
		answer.Notice = string(text)
	}
	return controlReply(http.StatusOK, answer)
}

func (e *Emulator) doAdvance(d *deed) error {
	const most = 366 * 24 * time.Hour
	by, err := time.ParseDuration(d.form.Get("by"))
	if err != nil || by <= 0 || by > most {
		return errors.New("by: must be a duration such as 90s or 24h, more than 0 and not more than a year")
	}
	e.Advance(by)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.store.advance(e.time.now())
	return nil
}

func (e *Emulator) doTopUp(d *deed) error {
	amount, err := money.Parse(strings.TrimSpace(d.form.Get("amount")))
	if err != nil || amount.Sign() <= 0 || amount.Cmp(tooMuch()) >= 0 || amount.Scale() > 2 {
		return errors.New("amount: must be more than 0, with two decimals at most, such as 250000.00")
	}
	e.TopUp(amount)
	return nil
}

// decideAll decides all of the lines, or says of the first that cannot be why not. Those before it are decided.
func (e *Emulator) decideAll(referenceCodes []string, mark string) error {
	if len(referenceCodes) == 0 {
		return errors.New("line: choose at least one")
	}
	for i, code := range referenceCodes {
		if err := e.Decide(code, mark); err != nil {
			return fmt.Errorf("%w (%d of %d chosen lines were changed before it)", err, i, len(referenceCodes))
		}
	}
	return nil
}

// doFault injects one fault from the members of a form, which are those of its JSON.
func (e *Emulator) doFault(d *deed) error {
	f := Fault{Kind: FaultKind(d.form.Get("kind")), Operation: gen.Operation(d.form.Get("operation"))}
	f.Every, f.Committed, f.FirstAnswer = d.form.Has("every"), d.form.Has("committed"), d.form.Has("firstAnswer")
	for _, of := range []struct {
		member string
		number *int
	}{{"nth", &f.Nth}, {"times", &f.Times}, {"httpStatus", &f.HTTPStatus}} {
		text := strings.TrimSpace(d.form.Get(of.member))
		if text == "" {
			continue
		}
		number, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%s: must be a whole number", of.member)
		}
		*of.number = number
	}
	if f.Every {
		f.Times = 0
	}
	for _, of := range []struct {
		member   string
		duration *time.Duration
	}{{"for", &f.For}, {"retryAfter", &f.RetryAfter}} {
		text := strings.TrimSpace(d.form.Get(of.member))
		if text == "" {
			continue
		}
		duration, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("%s: must be a duration such as 250ms or 5s", of.member)
		}
		*of.duration = duration
	}
	f.keepWhatItTakes()
	if err := checkFaults([]Fault{f}); err != nil {
		return errors.New(strings.TrimPrefix(err.Error(), "faults[0]."))
	}
	e.inject([]Fault{f})
	return nil
}

// keepWhatItTakes drops what a form sends of members that the kind does not have: the page does not show them.
func (f *Fault) keepWhatItTakes() {
	kinds := faultKinds()
	at := slices.IndexFunc(kinds, func(k kindOfFault) bool { return k.kind == f.Kind })
	if at < 0 {
		return
	}
	all := *f
	f.For, f.RetryAfter, f.HTTPStatus, f.Committed, f.FirstAnswer = 0, 0, 0, false, false
	for _, member := range kinds[at].takes {
		switch member {
		case "for":
			f.For = all.For
		case "retryAfter":
			f.RetryAfter = all.RetryAfter
		case "httpStatus":
			f.HTTPStatus = all.HTTPStatus
		case "committed":
			f.Committed = all.Committed
		case "firstAnswer":
			f.FirstAnswer = all.FirstAnswer
		}
	}
}
